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
#define DISCARD "WSGI_ALIAS_DISCARD"

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

    // A listener for every address names none. Its own name is not looked up again.
    if (!address && listener && listener->hostname) {
        char *own;

        address = apr_sockaddr_ip_get(&own, (apr_sockaddr_t *)listener) ? NULL : own;
    }
    if (apr_sockaddr_info_get(&result, address ? address : LOCALHOST, APR_UNSPEC, port, 0, p)) {
        apr_sockaddr_info_get(&result, LOCALHOST, APR_UNSPEC, port, 0, p);
    }
    return result;
}

static conn_rec *make_connection(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url)
{
    // What the hooks have to say goes into the report, not to the log.
    static const struct ap_logconf quiet = {.level = APLOG_EMERG};
    conn_rec *c = apr_pcalloc(p, sizeof(*c));

    c->log = &quiet;
    c->pool = p;
    c->base_server = main_server;
    c->conn_config = ap_create_conn_config(p);
    c->notes = apr_table_make(p, 2);
    c->bucket_alloc = apr_bucket_alloc_create(p);
    ap_add_output_filter(DISCARD, NULL, NULL, c);
    c->local_addr = local_address(p, url);
    apr_sockaddr_ip_get(&c->local_ip, c->local_addr);
    c->client_addr = c->local_addr;
    c->client_ip = c->local_ip;
    ap_update_vhost_given_ip(c);
    return c;
}

/** What httpd refuses in a request line unless HttpProtocolOptions is Unsafe. */
static int is_improper(const request_rec *r, const char *target)
{
    return *ap_scan_vchar_obstext(target) || r->parsed_uri.fragment || r->parsed_uri.user || r->parsed_uri.password;
}

/** The filter for what httpd would send to a client. */
static apr_status_t discard(ap_filter_t *f, apr_bucket_brigade *brigade)
{
    (void)f;
    return apr_brigade_cleanup(brigade);
}

void mwa_url_prepare(void)
{
    ap_register_output_filter(DISCARD, discard, NULL, AP_FTYPE_NETWORK);
}

request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status)
{
    request_rec *r = ap_create_request(make_connection(p, main_server, url));
    const core_server_config *server;

    r->log = r->connection->log;
    // HTTP's own would read a body, and judge what is sent.
    r->output_filters = r->proto_output_filters = r->connection->output_filters;
    r->input_filters = r->proto_input_filters = r->connection->input_filters;
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
    *status = r->status == HTTP_OK ? OK : r->status;
    return r;
}
