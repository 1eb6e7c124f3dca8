#include "report/mwa_url.h"

#include "ap_listen.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"
#include "http_vhost.h"

#include <string.h>

#define LOCALHOST "127.0.0.1"

/** Where httpd listens on a port, on the first if it is 0; NULL if nowhere. */
static const apr_sockaddr_t *find_listener(apr_port_t port)
{
    const ap_listen_rec *listener;

    for (listener = ap_listeners; listener; listener = listener->next) {
        if (!port || listener->bind_addr->port == port) {
            return listener->bind_addr;
        }
    }
    return NULL;
}

static apr_sockaddr_t *local_address(apr_pool_t *p, const mwa_url_t *url)
{
    const apr_sockaddr_t *listener = find_listener(url->port);
    apr_port_t port = url->port || !listener ? url->port : listener->port;
    const char *address = url->address;
    apr_sockaddr_t *result = NULL;

    // A listener for every address names none.
    if (!address && listener && listener->hostname) {
        address = listener->hostname;
    }
    if (apr_sockaddr_info_get(&result, address ? address : LOCALHOST, APR_UNSPEC, port, 0, p)) {
        apr_sockaddr_info_get(&result, LOCALHOST, APR_UNSPEC, port, 0, p);
    }
    return result;
}

static conn_rec *make_connection(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url)
{
    conn_rec *c = apr_pcalloc(p, sizeof(*c));

    c->pool = p;
    c->base_server = main_server;
    c->conn_config = ap_create_conn_config(p);
    c->notes = apr_table_make(p, 2);
    c->bucket_alloc = apr_bucket_alloc_create(p);
    c->local_addr = local_address(p, url);
    apr_sockaddr_ip_get(&c->local_ip, c->local_addr);
    c->client_addr = c->local_addr;
    c->client_ip = c->local_ip;
    ap_update_vhost_given_ip(c);
    return c;
}

/** What httpd does with the path of a request line before any module sees it decoded. @return 0, or a status */
static int decode_path(request_rec *r)
{
    const core_server_config *server = ap_get_core_module_config(r->server->module_config);
    const core_dir_config *directory = ap_get_core_module_config(r->per_dir_config);
    unsigned flags = AP_NORMALIZE_NOT_ABOVE_ROOT;
    int status;

    if (server->merge_slashes != AP_CORE_CONFIG_OFF) {
        flags |= AP_NORMALIZE_MERGE_SLASHES;
    }
    if (!r->parsed_uri.path) {
        return OK;
    }
    if (!ap_normalize_path(r->parsed_uri.path, flags | AP_NORMALIZE_DECODE_UNRESERVED)) {
        return HTTP_BAD_REQUEST;
    }
    status = directory->allow_encoded_slashes
        ? ap_unescape_url_keep2f(r->parsed_uri.path, directory->decode_encoded_slashes)
        : ap_unescape_url(r->parsed_uri.path);
    if (!status && directory->allow_encoded_slashes && directory->decode_encoded_slashes) {
        // New slashes and dots may have come to light.
        ap_normalize_path(r->parsed_uri.path, flags);
    }
    return status;
}

/** What httpd refuses in a request line unless HttpProtocolOptions is Unsafe. */
static int is_improper(const request_rec *r, const char *target)
{
    return *ap_scan_vchar_obstext(target) || r->parsed_uri.fragment || r->parsed_uri.user || r->parsed_uri.password;
}

request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status)
{
    // What the hooks have to say goes into the report, not to the log.
    static const struct ap_logconf quiet = {.level = APLOG_EMERG};
    request_rec *r = ap_create_request(make_connection(p, main_server, url));
    const core_server_config *server;

    r->log = &quiet;
    r->method = "GET";
    r->method_number = M_GET;
    r->protocol = (char *)"HTTP/1.1";
    r->proto_num = HTTP_VERSION(1, 1);
    r->the_request = apr_pstrcat(r->pool, "GET ", url->target, " HTTP/1.1", NULL);
    r->request_time = apr_time_now();
    r->status = HTTP_OK;
    if (url->host) {
        apr_table_setn(r->headers_in, "Host", url->host);
    }
    ap_parse_uri(r, url->target);
    if (r->status == HTTP_OK) {
        ap_update_vhost_from_headers(r);
    }
    r->per_dir_config = r->server->lookup_defaults;
    server = ap_get_core_module_config(r->server->module_config);
    if (server->http_conformance != AP_HTTP_CONFORMANCE_UNSAFE && is_improper(r, url->target)) {
        r->status = HTTP_BAD_REQUEST;
    }
    *status = r->status == HTTP_OK ? decode_path(r) : r->status;
    return r;
}

int mwa_url_ask_others(request_rec *r, const char **module)
{
    static const char *const known[] = {"mod_proxy.c", "mod_rewrite.c", "mod_alias.c"};
    const apr_array_header_t *hooks = ap_hook_get_translate_name();
    int status = ap_location_walk(r);
    int i;
    size_t k;

    *module = "core.c";
    for (i = 0; i < hooks->nelts && !status; ++i) {
        const ap_LINK_translate_name_t *hook = &APR_ARRAY_IDX(hooks, i, ap_LINK_translate_name_t);

        if (!strcmp(hook->szName, "mod_wsgi_alias.c")) {
            break;
        }
        for (k = 0; k < sizeof(known) / sizeof(known[0]); ++k) {
            if (!strcmp(hook->szName, known[k])) {
                int answer = hook->pFunc(r);

                if (answer != DECLINED) {
                    *module = hook->szName;
                    return answer;
                }
            }
        }
    }
    return status ? status : DECLINED;
}

int mwa_url_gets_slash(request_rec *r)
{
    const apr_array_header_t *hooks = ap_hook_get_fixups();
    int i;

    // Behind a slash mod_dir goes on to index files, by requests of its own.
    if (r->finfo.filetype != APR_DIR || !*r->uri || r->uri[strlen(r->uri) - 1] == '/') {
        return 0;
    }
    for (i = 0; i < hooks->nelts; ++i) {
        const ap_LINK_fixups_t *hook = &APR_ARRAY_IDX(hooks, i, ap_LINK_fixups_t);

        if (!strcmp(hook->szName, "mod_dir.c")) {
            return hook->pFunc(r) == HTTP_MOVED_PERMANENTLY;
        }
    }
    return 0;
}
