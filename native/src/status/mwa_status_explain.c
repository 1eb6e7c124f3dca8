#include "status/mwa_status_explain.h"
#include "config/mwa_remote.h"
#include "core/mwa_path_info.h"

#include "apr_strings.h"
#include "apr_uri.h"
#include "http_protocol.h"
#include "http_request.h"
#include "http_vhost.h"

static const char *file_type(const request_rec *r)
{
    switch (r->finfo.filetype) {
    case APR_REG:
        return "a file";
    case APR_DIR:
        return "a directory";
    case APR_NOFILE:
        return "nothing";
    default:
        return "something else";
    }
}

static const char *copy(apr_pool_t *p, const char *text)
{
    // The sub-request's memory ends before the page does.
    return text ? apr_pstrdup(p, text) : NULL;
}

static void explain_alias(apr_pool_t *p, mwa_explanation_t *found, const request_rec *r, const mwa_request_t *request)
{
    int i;

    for (i = 0; i < MWA_GROUPS; ++i) {
        int start = request->captures[2 * i];
        int end = request->captures[2 * i + 1];

        if (start >= 0 && end >= start) {
            found->captures[i] = apr_pstrmemdup(p, request->uri + start, (apr_size_t)(end - start));
        }
    }
    found->taken = 1;
    found->path_info = copy(p, r->path_info ? r->path_info : "");
    found->script_name = apr_pstrmemdup(p, r->uri, mwa_script_name_length(r->uri, r->path_info));
    found->process_group = copy(p, mwa_request_group(r, "mod_wsgi.process_group"));
    found->application_group = copy(p, mwa_request_group(r, "mod_wsgi.application_group"));
    found->callable_object = copy(p, apr_table_get(r->notes, "mod_wsgi.callable_object"));
}

static void explain_request(apr_pool_t *p, mwa_explanation_t *found, const request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);
    const char *location = apr_table_get(r->headers_out, "Location");

    found->server = r->server;
    found->status = r->status;
    found->status_line = ap_get_status_line(r->status);
    found->location = copy(p, location ? location : apr_table_get(r->err_headers_out, "Location"));
    found->uri = copy(p, r->uri);
    // Where no module has mapped the URL, httpd leaves its path in place of a name.
    found->filename = r->filename && strcmp(r->filename, r->uri) != 0 ? apr_pstrdup(p, r->filename) : NULL;
    found->file_type = file_type(r);
    found->handler = copy(p, r->handler);
    found->alias = request ? request->alias : NULL;
    if (found->alias && (request->remote || apr_table_get(r->notes, "alias-forced-type"))) {
        explain_alias(p, found, r, request);
    }
    if (found->alias && request->remote) {
        found->remote = request->remote->url;
        found->filename = copy(p, request->script);
        found->file_type = "not looked for: another machine has it";
    }
}

/** A request like the page's own, but for another host; NULL if no host can have such a name. */
static request_rec *request_to(request_rec *r, const char *host)
{
    request_rec *other = apr_pmemdup(r->pool, r, sizeof(*r));

    other->hostname = host;
    other->server = r->connection->base_server;
    other->headers_in = apr_table_copy(r->pool, r->headers_in);
    apr_table_setn(other->headers_in, "Host", host);
    ap_update_vhost_from_headers(other);
    return other->status == HTTP_OK ? other : NULL;
}

/** The sub-request that a URL stands for, or NULL and a sentence that says why there is none. */
static request_rec *ask(request_rec *r, const char *url, const char **error)
{
    apr_uri_t parts;
    request_rec *other;

    if (*url == '/') {
        return ap_sub_req_lookup_uri(url, r, NULL);
    }
    if (apr_uri_parse(r->pool, url, &parts) || !parts.scheme || !parts.hostname || !*parts.hostname) {
        *error = "This is neither a path that begins with a slash nor a URL with a host.";
        return NULL;
    }
    other = request_to(r, parts.hostname);
    if (!other) {
        *error = "No host can have this name.";
        return NULL;
    }
    return ap_sub_req_lookup_uri(apr_pstrcat(r->pool, parts.path ? parts.path : "/", parts.query ? "?" : NULL,
                                             parts.query, NULL),
                                 other, NULL);
}

const mwa_explanation_t *mwa_status_explain(request_rec *r, const char *url)
{
    mwa_explanation_t *found = apr_pcalloc(r->pool, sizeof(*found));
    mwa_request_t *request = apr_pcalloc(r->pool, sizeof(*request));
    request_rec *sub;

    request->explains = 1;
    request->lookup_time = -1;
    ap_set_module_config(r->request_config, &wsgi_alias_module, request);
    found->url = url;
    sub = ask(r, url, &found->error);
    if (sub) {
        explain_request(r->pool, found, sub);
        ap_destroy_sub_req(sub);
    }
    return found;
}
