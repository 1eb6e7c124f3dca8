#include "request/mwa_remote_protocol.h"
#include "config/mwa_remote.h"
#include "core/mwa_log.h"
#include "core/mwa_path_info.h"
#include "request/mwa_explained.h"

#include "apr_sha1.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_ssl.h"
#include "mod_proxy.h"
#include "util_filter.h"
#include "util_script.h"

#include <dlfcn.h>

APLOG_USE_MODULE(wsgi_alias);

/** uWSGI keeps 254 bytes of an identifier, and takes those of the same beginning for one. */
#define LONGEST_ID 200

typedef void hook_scheme_handler_t(proxy_HOOK_scheme_handler_t *handler, const char *const *before,
                                   const char *const *after, int order);

static const module *proxy;
static ap_filter_rec_t *first_filter;
/** What a section would set of mod_proxy's for requests of HTTP; whatever the administrator sets comes over it. */
static void *http_defaults;
/** Bytes of the settings of a request, which are a pointer for each module. */
static apr_size_t settings_size;

static const char *digest(apr_pool_t *p, const char *text)
{
    unsigned char bytes[APR_SHA1_DIGESTSIZE];
    apr_sha1_ctx_t context;
    char *hex = apr_palloc(p, 2 * sizeof(bytes) + 1);
    size_t i;

    apr_sha1_init(&context);
    apr_sha1_update(&context, text, (unsigned)strlen(text));
    apr_sha1_final(bytes, &context);
    for (i = 0; i < sizeof(bytes); ++i) {
        apr_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    }
    return hex;
}

const char *mwa_remote_application_id(apr_pool_t *p, const mwa_effective_t *effective, const char *script)
{
    // Not the group alone: uWSGI would run the first script of a group for all others. And what begins with a '/' can
    // become its default, which it runs where another cannot be loaded.
    const char *parts[] = {"wsgi:", effective->application_group.value, "|", effective->callable_object.value, "|",
                           script};
    struct iovec vector[sizeof(parts) / sizeof(*parts)];
    apr_size_t length;
    const char *id;
    size_t i;

    for (i = 0; i < sizeof(parts) / sizeof(*parts); ++i) {
        vector[i] = (struct iovec){.iov_base = (void *)(uintptr_t)parts[i], .iov_len = strlen(parts[i])};
    }
    id = apr_pstrcatv(p, vector, i, &length);
    return length <= LONGEST_ID ? id : apr_pstrcat(p, "wsgi:", digest(p, id), NULL);
}

static int passes_authorization(const request_rec *r, const mwa_request_t *request)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->cgi_pass_auth == AP_CGI_PASS_AUTH_ON || !strcmp(request->effective->pass_authorization.value, "On");
}

static void restore(request_rec *r)
{
    mwa_request_t *request = mwa_request_of(r);

    if (request && request->own_uri) {
        r->uri = request->own_uri;
        r->path_info = apr_pstrdup(r->pool, request->path_info);
        request->own_uri = NULL;
        request->are_variables_due = 0;
    }
}

/** Before all other filters: they see the URL, as those of a local script do. */
MWA_HOT static apr_status_t restore_before(ap_filter_t *f, apr_bucket_brigade *bb)
{
    restore(f->r);
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/** Sets what httpd makes SCRIPT_FILENAME, SCRIPT_NAME and PATH_INFO of. */
static void set_names(request_rec *r, mwa_request_t *request)
{
    char *script_name;

    // For a second worker, another stands in for it already.
    if (!request->own_uri) {
        request->own_uri = r->uri;
        ap_add_output_filter_handle(first_filter, NULL, r, r->connection);
    }
    script_name =
        apr_pstrmemdup(r->pool, request->own_uri, mwa_script_name_length(request->own_uri, request->path_info));
    // mod_wsgi tells the application runs of slashes as one.
    ap_no2slash(script_name);
    r->filename = apr_pstrdup(r->pool, request->script);
    r->uri = script_name;
    // httpd would look a path info up as if it were a URL, for PATH_TRANSLATED: as much work as the whole request.
    r->path_info = apr_pstrdup(r->pool, "");
}

typedef void set_variable_t(apr_table_t *variables, const char *name, const char *value);

/** @param set apr_table_setn, or apr_table_addn where none of the names can be in the table */
MWA_HOT static void set_variables(const request_rec *r, const mwa_request_t *request, set_variable_t *set)
{
    const mwa_effective_t *effective = request->effective;
    apr_table_t *variables = r->subprocess_env;
    const char *authorization = apr_table_get(r->headers_in, "Authorization");

    set(variables, "PATH_INFO", request->path_info);
    if (ap_ssl_conn_is_ssl(r->connection)) {
        set(variables, "HTTPS", "1");
    }
    if (authorization && passes_authorization(r, request)) {
        // httpd may have set it itself: CGIPassAuth.
        apr_table_setn(variables, "HTTP_AUTHORIZATION", authorization);
    }
    set(variables, "mod_wsgi.process_group", effective->process_group.value);
    set(variables, "mod_wsgi.application_group", effective->application_group.value);
    set(variables, "mod_wsgi.callable_object", effective->callable_object.value);
    set(variables, "UWSGI_FILE", request->script);
    set(variables, "UWSGI_APPID", mwa_remote_application_id(r->pool, effective, request->script));
    set(variables, "UWSGI_TOUCH_RELOAD", request->script);
}

/** Whether no other module can answer before set_due_variables() is called. */
static int can_be_due;

/**
 * httpd asks for the scheme as it collects the variables of a request. It fills a table in place only if it was empty
 * when it began: to merge two tables takes as long as all else that this module does for a request.
 */
MWA_HOT static const char *set_due_variables(const request_rec *r)
{
    // Whoever asks for a scheme may have made up a request for it.
    mwa_request_t *request = r->request_config ? mwa_request_of(r) : NULL;

    if (request && request->are_variables_due) {
        request->are_variables_due = 0;
        set_variables(r, request, apr_table_addn);
    }
    return NULL;
}

static void prepare_scgi(request_rec *r, mwa_request_t *request)
{
    set_names(r, request);
    request->are_variables_due = can_be_due && apr_is_empty_table(r->subprocess_env);
    if (!request->are_variables_due) {
        set_variables(r, request, apr_table_setn);
    }
}

/** Settings of mod_proxy's in place of a request's own. To merge those of all modules takes many times as long. */
static void set_proxy_config(request_rec *r, void *config)
{
    r->per_dir_config = apr_pmemdup(r->pool, r->per_dir_config, settings_size);
    ap_set_module_config(r->per_dir_config, proxy, config);
}

static void prepare_http(request_rec *r)
{
    proxy_dir_conf *own = ap_get_module_config(r->per_dir_config, proxy);

    if (!own->preserve_host_set) {
        set_proxy_config(r, proxy->merge_dir_config(r->pool, http_defaults, own));
    }
}

static int is_scheme(const char *url, const char *scheme)
{
    size_t length = strlen(scheme);

    return !strncasecmp(url, scheme, length) && !strncmp(url + length, "://", 3);
}

/** Before the handler of the URL's scheme, for each worker that is tried. */
MWA_HOT static int before_scheme(request_rec *r, proxy_worker *worker, proxy_server_conf *conf, char *url,
                                 const char *host, apr_port_t port)
{
    mwa_request_t *request = mwa_request_of(r);

    (void)host;
    (void)port;
    if (!request || !request->remote) {
        return DECLINED;
    }
    // Without its effective settings, a request has not been through fixups.
    if (request->effective && worker != conf->reverse && worker != conf->forward) {
        if (is_scheme(url, "scgi")) {
            prepare_scgi(r, request);
            return DECLINED;
        }
        if (is_scheme(url, "http") || is_scheme(url, "https")) {
            prepare_http(r);
            return DECLINED;
        }
    }
    // Not a 500: mod_proxy would take a member for broken that only another module, or balancer-manager, has misled.
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                  MWA_NO(0042) "%s: the worker %s cannot serve the remote process group '%s': %s",
                  mwa_config_place(r->pool, request->alias), worker->s->name_ex, request->remote->name, r->uri);
    return HTTP_BAD_GATEWAY;
}

/** Of the headers that mod_proxy_http is about to send, a copy of the request's. */
static int withhold_authorization(request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);

    if (request && request->effective && !passes_authorization(r, request)) {
        apr_table_unset(r->headers_in, "Authorization");
    }
    return OK;
}

/** After all workers that were tried, before internal redirects. */
MWA_HOT static int after_request(int *status, request_rec *r)
{
    (void)status;
    restore(r);
    return DECLINED;
}

void mwa_remote_protocol_hook(void)
{
    ap_hook_http_scheme(set_due_variables, NULL, NULL, MWA_HOOK_VERY_FIRST);
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): httpd's own modules stand between its types so.
    first_filter = ap_register_output_filter("WSGI_ALIAS_OWN_URI", restore_before, NULL, AP_FTYPE_RESOURCE - 1);
}

void mwa_remote_protocol_register(void)
{
    hook_scheme_handler_t *hook_scheme_handler = NULL;

    // Modules are loaded for all others to see; this one also works without mod_proxy.
    *(void **)&hook_scheme_handler = dlsym(RTLD_DEFAULT, "proxy_hook_scheme_handler");
    if (hook_scheme_handler) {
        hook_scheme_handler(before_scheme, NULL, NULL, APR_HOOK_REALLY_FIRST);
        APR_OPTIONAL_HOOK(proxy, fixups, withhold_authorization, NULL, NULL, APR_HOOK_LAST);
        APR_OPTIONAL_HOOK(proxy, request_status, after_request, NULL, NULL, APR_HOOK_REALLY_FIRST);
    }
}

void mwa_remote_protocol_prepare(apr_pool_t *p)
{
    proxy_dir_conf *directory;
    const module *each;
    const apr_array_header_t *schemes = ap_hook_get_http_scheme();

    // The first that answers is the last that is asked.
    can_be_due = schemes && APR_ARRAY_IDX(schemes, 0, ap_LINK_http_scheme_t).pFunc == set_due_variables;
    proxy = ap_find_linked_module("mod_proxy.c");
    if (!proxy) {
        return;
    }
    // ProxyPreserveHost On: an application makes URLs from the Host that it sees.
    directory = proxy->create_dir_config(p, NULL);
    directory->preserve_host = 1;
    directory->preserve_host_set = 1;
    http_defaults = directory;
    settings_size = 0;
    for (each = ap_top_module; each; each = each->next) {
        apr_size_t end = (apr_size_t)(each->module_index + 1) * sizeof(void *);

        settings_size = settings_size < end ? end : settings_size;
    }
}
