#include "status/mwa_status_explain.h"
#include "config/mwa_remote.h"
#include "core/mwa_path_info.h"
#include "request/mwa_effective.h"
#include "request/mwa_trail.h"

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

static void explain_alias(apr_pool_t *p, mwa_explanation_t *found, const request_rec *r, const mwa_lookup_t *lookup)
{
    int i;

    for (i = 0; i < MWA_GROUPS; ++i) {
        int start = lookup->captures[2 * i];
        int end = lookup->captures[2 * i + 1];

        if (start >= 0 && end >= start) {
            found->captures[i] = apr_pstrmemdup(p, lookup->uri + start, (apr_size_t)(end - start));
        }
    }
    found->taken = 1;
    found->path_info = copy(p, r->path_info ? r->path_info : "");
    found->script_name = apr_pstrmemdup(p, r->uri, mwa_script_name_length(r->uri, r->path_info));
}

/** What mod_wsgi would do with it. */
static void explain_serving(apr_pool_t *p, mwa_explanation_t *found, request_rec *r)
{
    mwa_effective_t serving;

    mwa_effective(r, &serving);
    found->process_group = copy(p, serving.process_group.value);
    found->process_group_by = mwa_effective_source(p, &serving.process_group);
    found->application_group = copy(p, serving.application_group.value);
    found->application_group_by = mwa_effective_source(p, &serving.application_group);
    found->callable_object = copy(p, serving.callable_object.value);
    found->callable_object_by = mwa_effective_source(p, &serving.callable_object);
    found->pass_authorization = copy(p, serving.pass_authorization.value);
    found->pass_authorization_by = mwa_effective_source(p, &serving.pass_authorization);
    found->daemon = serving.daemon ? copy(p, serving.daemon->value) : NULL;
    found->remote = serving.remote ? serving.remote->url : NULL;
    found->reason = copy(p, serving.reason);
}

static void explain_request(apr_pool_t *p, mwa_explanation_t *found, request_rec *r)
{
    const mwa_lookup_t *lookup = mwa_trail_find(r);
    const mwa_request_t *request = mwa_request_of(r);
    int is_remote = request && request->remote;
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
    found->alias = lookup ? lookup->alias : NULL;
    if (found->alias && (is_remote || apr_table_get(r->notes, "alias-forced-type"))) {
        explain_alias(p, found, r, lookup);
        explain_serving(p, found, r);
    }
    if (is_remote) {
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
    request_rec *sub;

    mwa_trail_begin(r->connection, r->pool)->is_sub = 1;
    found->url = url;
    sub = ask(r, url, &found->error);
    if (sub) {
        explain_request(r->pool, found, sub);
        ap_destroy_sub_req(sub);
    }
    mwa_trail_end(r->connection);
    return found;
}
