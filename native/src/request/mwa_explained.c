#include "request/mwa_explained.h"
#include "request/mwa_effective.h"
#include "request/mwa_trail.h"

#include "http_config.h"
#include "http_core.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

/** A member of any list of hooks: their types differ only in that of the function. */
typedef ap_LINK_handler_t link_t;

/** Has one module's function in a list of hooks run. */
static int run(const apr_array_header_t *hooks, const char *module, request_rec *r)
{
    int i;

    for (i = 0; hooks && i < hooks->nelts; ++i) {
        const link_t *link = &APR_ARRAY_IDX(hooks, i, link_t);

        if (!strcmp(link->szName, module)) {
            return link->pFunc(r);
        }
    }
    return DECLINED;
}

/** Whether it stands for a client's request, and httpd takes it for one of its own. */
static int is_client_s(const mwa_trail_t *trail, const request_rec *r)
{
    return trail->is_sub && r->main && !r->main->main && !r->prev;
}

/** Has a request log as its connection does: httpd has just given it the level of its place, more than once. */
static void log_as_connection(request_rec *r)
{
    if (r->connection->log) {
        r->log = r->connection->log;
    }
}

int mwa_explained_begin(request_rec *r)
{
    if (mwa_trail_of(r)) {
        log_as_connection(r);
    }
    return DECLINED;
}

/** Takes note that a request has got somewhere. @return whether it is explained, and stands for a client's request */
MWA_HOT static int reach(request_rec *r, int reached)
{
    mwa_trail_t *trail = mwa_trail_of(r);

    if (!trail) {
        return 0;
    }
    log_as_connection(r);
    mwa_trail_reach(r, reached);
    return is_client_s(trail, r);
}

int mwa_explained_translate(request_rec *r)
{
    if (reach(r, MWA_REACHED_TRANSLATE)) {
        // Of the Host header.
        r->parsed_uri.port = r->main->parsed_uri.port;
        r->parsed_uri.port_str = r->main->parsed_uri.port_str;
        // It sets variables in phases that a sub-request does not have.
        run(ap_hook_get_post_read_request(), "mod_setenvif.c", r);
    }
    return DECLINED;
}

int mwa_explained_find(request_rec *r)
{
    if (reach(r, MWA_REACHED_FILE)) {
        run(ap_hook_get_header_parser(), "mod_setenvif.c", r);
    }
    return DECLINED;
}

static int has_refused_path_info(const request_rec *r, int is_refused)
{
    return r->path_info && *r->path_info && is_refused;
}

/** Whether httpd's own handler is left to answer, and finds no file. Without a handler, httpd puts the type here, or
 * nothing. */
static int is_missing(const request_rec *r)
{
    if (!strcmp(r->handler, DIR_MAGIC_TYPE)) {
        return !ap_find_linked_module("mod_autoindex.c");
    }
    if (*r->handler && strcmp(r->handler, "default-handler") != 0 && !strchr(r->handler, '/')) {
        return 0;
    }
    return r->finfo.filetype == APR_NOFILE || r->finfo.filetype == APR_DIR
        || has_refused_path_info(r, r->used_path_info != AP_REQ_ACCEPT_PATH_INFO);
}

/** Whether mod_proxy's handler takes a request. It is asked before the others, and heeds SetHandler only where the file
 * has no "proxy:". */
static int is_proxied(const request_rec *r)
{
    const char *to = r->proxyreq ? r->filename : r->handler;

    return to && !strncmp(to, "proxy:", 6) && ap_find_linked_module("mod_proxy.c");
}

/** The status that the handler would refuse a request with; OK: it would make content. */
static int judge(request_rec *r)
{
    const mwa_setting_t *handler_script;
    mwa_effective_t serving;

    if (is_proxied(r)) {
        return OK;
    }
    if (ap_find_linked_module("mod_wsgi.c") && mwa_effective_takes(r, &handler_script)) {
        mwa_effective(r, &serving);
        return serving.status;
    }
    if (is_missing(r)) {
        return HTTP_NOT_FOUND;
    }
    // If mod_wsgi is not loaded, this module answers.
    return strcmp(r->handler, "wsgi-script") ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

int mwa_explained_handler(request_rec *r)
{
    mwa_trail_t *trail = mwa_trail_of(r);
    int status;

    if (!trail) {
        return DECLINED;
    }
    status = run(ap_hook_get_handler(), "mod_rewrite.c", r);
    if (status == DECLINED) {
        status = run(ap_hook_get_handler(), "mod_actions.c", r);
    }
    if (status != DECLINED) {
        return status;
    }
    status = judge(r);
    if (status) {
        trail->refused = r;
        return status;
    }
    trail->ended = r;
    return DONE;
}

int mwa_explained_tls(conn_rec *c)
{
    const mwa_trail_t *trail = ap_get_module_config(c->conn_config, &wsgi_alias_module);

    return trail && trail->is_tls ? OK : DECLINED;
}
