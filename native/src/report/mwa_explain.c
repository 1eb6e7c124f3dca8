#include "report/mwa_explain.h"
#include "config/mwa_interpreters.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "config/mwa_servers.h"
#include "core/mwa_json.h"
#include "core/mwa_path_info.h"
#include "report/mwa_ask.h"
#include "report/mwa_questions.h"
#include "request/mwa_request.h"
#include "request/mwa_effective.h"
#include "request/mwa_remote_protocol.h"

#include "apr_hash.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_request.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

/** Runs of slashes as one, as mod_wsgi tells the application. */
static const char *one_slash(apr_pool_t *p, const char *path, size_t length)
{
    char *copy = apr_pstrmemdup(p, path, length);

    ap_no2slash(copy);
    return copy;
}

static const char *name_of_type(apr_filetype_e type)
{
    switch (type) {
    case APR_NOFILE:
        return "nothing";
    case APR_REG:
        return "file";
    case APR_DIR:
        return "directory";
    default:
        return "special";
    }
}

/** @param path_info NULL for none */
static void put_script(request_rec *r, const char *script, const char *path_info, FILE *out)
{
    const char *rest = path_info ? path_info : "";

    mwa_json_text(out, "script", script);
    mwa_json_text(out, "scriptName", one_slash(r->pool, r->uri, mwa_script_name_length(r->uri, rest)));
    mwa_json_text(out, "pathInfo", one_slash(r->pool, rest, strlen(rest)));
}

/** A directive with its arguments and its place. */
static const char *text_of(apr_pool_t *p, const mwa_setting_t *setting)
{
    return apr_psprintf(p, "%s %s at %s:%d", mwa_settings_directive(setting->id), setting->value, setting->file,
                        setting->line);
}

static void put_setting(const request_rec *r, const char *name, const mwa_setting_t *setting, FILE *out)
{
    if (setting) {
        mwa_json_text(out, name, text_of(r->pool, setting));
    }
}

/** Strings as one, each ended by a NUL; nothing if there are none. */
static void put_texts(apr_pool_t *p, const char *name, const apr_array_header_t *texts, FILE *out)
{
    size_t size = 0;
    char *all;
    char *at;
    int i;

    for (i = 0; i < texts->nelts; ++i) {
        size += strlen(APR_ARRAY_IDX(texts, i, const char *)) + 1;
    }
    all = at = apr_palloc(p, size);
    for (i = 0; i < texts->nelts; ++i) {
        at = apr_cpystrn(at, APR_ARRAY_IDX(texts, i, const char *), size - (size_t)(at - all)) + 1;
    }
    if (size) {
        mwa_json_bytes(out, name, all, size);
    }
}

/** What else is set for a script's requests. */
static void put_others(const request_rec *r, FILE *out)
{
    static const mwa_setting_id_t others[] = {MWA_CHUNKED_REQUEST, MWA_ERROR_OVERRIDE, MWA_MAP_HEAD_TO_GET,
                                              MWA_SCRIPT_RELOADING};
    apr_array_header_t *texts = apr_array_make(r->pool, 1, sizeof(const char *));
    size_t i;

    for (i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
        const mwa_setting_t *setting = mwa_settings_find(r, others[i]);

        if (setting) {
            APR_ARRAY_PUSH(texts, const char *) = text_of(r->pool, setting);
        }
    }
    put_texts(r->pool, "settings", texts, out);
}

static void put_choice(request_rec *r, const char *name, const char *source_name, const mwa_choice_t *choice, FILE *out)
{
    mwa_json_text(out, name, choice->value);
    mwa_json_text(out, source_name, mwa_effective_source(r->pool, choice));
}

/** The remote group that serves a request, and what uWSGI is told. */
static void put_remote(request_rec *r, const mwa_effective_t *serving, const mwa_request_t *request, FILE *out)
{
    mwa_json_text(out, "remote", serving->remote->url);
    mwa_json_text(out, "workers", mwa_remote_workers(r->pool, r->server, serving->remote));
    if (request && request->script) {
        mwa_json_text(out, "applicationId", mwa_remote_application_id(r->pool, serving, request->script));
    }
}

/** Whether the request is a remote process group's. What is on the disk there, nobody here knows. */
static int is_remote(const request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);

    return request && request->remote;
}

static int is_script(const request_rec *r)
{
    const mwa_setting_t *handler_script;

    return mwa_effective_takes(r, &handler_script) || is_remote(r);
}

/** What mod_wsgi makes of the request, and why it does not run the script, if it does not. */
static void put_serving(request_rec *r, FILE *out)
{
    const mwa_request_t *request = mwa_request_of(r);
    mwa_effective_t serving;

    if (request && request->late && request->late->variables_size) {
        mwa_json_bytes(out, "variables", request->late->variables, request->late->variables_size);
    }
    mwa_effective(r, &serving);
    put_choice(r, "processGroup", "processGroupBy", &serving.process_group, out);
    put_choice(r, "applicationGroup", "applicationGroupBy", &serving.application_group, out);
    put_choice(r, "callableObject", "callableObjectBy", &serving.callable_object, out);
    put_choice(r, "passAuthorization", "passAuthorizationBy", &serving.pass_authorization, out);
    put_setting(r, "daemon", serving.daemon, out);
    if (serving.remote) {
        put_remote(r, &serving, request, out);
    }
    put_setting(r, "dispatch", serving.dispatch, out);
    put_setting(r, "handlerScript", serving.handler_script, out);
    put_setting(r, "access", mwa_settings_find(r, MWA_ACCESS_SCRIPT), out);
    put_setting(r, "user", mwa_settings_find(r, MWA_AUTH_USER_SCRIPT), out);
    put_setting(r, "group", mwa_settings_find(r, MWA_AUTH_GROUP_SCRIPT), out);
    put_texts(r->pool, "interpreter",
              mwa_interpreters_options(r->pool, ap_conftree, serving.process_group.value,
                                       serving.application_group.value),
              out);
    put_others(r, out);
    mwa_json_text(out, "reason", is_script(r) ? serving.reason : NULL);
}

/** Whether httpd has looked for the file of a request on the disk. */
static int is_walked(const mwa_asked_t *asked)
{
    return (asked->reached & MWA_REACHED_FILE) != 0;
}

/** What mod_wsgi gets of a request, or would have got. */
static void put_script_of(const mwa_asked_t *asked, FILE *out)
{
    request_rec *r = asked->r;

    if (is_remote(r)) {
        put_script(r, mwa_request_of(r)->script, mwa_request_of(r)->path_info, out);
    }
    else if (is_walked(asked)) {
        mwa_json_text(out, "disk", name_of_type(r->finfo.filetype));
        put_script(r, r->filename, r->path_info, out);
        mwa_json_truth(out, "readable", !access(r->filename, R_OK));
    }
    put_serving(r, out);
}

static void put_status(const mwa_asked_t *asked, int status, FILE *out)
{
    mwa_json_number(out, "status", status);
    if (asked->status) {
        mwa_json_text(out, "by", asked->module);
        mwa_json_text(out, "location", apr_table_get(asked->r->headers_out, "Location"));
    }
}

/** A request that an alias has taken. */
static void put_match(const mwa_asked_t *asked, FILE *out)
{
    int status = asked->status;

    mwa_json_text(out, "outcome", "matched");
    mwa_json_number(out, "alias", asked->lookup->alias->id);
    mwa_json_text(out, "file", asked->lookup->file);
    put_script_of(asked, out);
    mwa_json_text(out, "message", asked->lookup->message);
    if (!is_script(asked->r)) {
        // Another handler has been set.
        mwa_json_text(out, "handler", asked->r->handler ? asked->r->handler : "default-handler");
        status = status ? status : HTTP_OK;
    }
    put_status(asked, status, out);
}

static void put_failure(const mwa_asked_t *asked, FILE *out)
{
    mwa_json_text(out, "outcome", asked->lookup->status == MWA_OUTSIDE ? "outside" : "failed");
    mwa_json_text(out, "message", asked->lookup->message);
    if (asked->lookup->alias) {
        mwa_json_number(out, "alias", asked->lookup->alias->id);
    }
    put_status(asked, asked->status, out);
}

/** A request that no alias was asked about, or that none took. */
static void put_other(const mwa_asked_t *asked, FILE *out)
{
    const request_rec *r = asked->r;
    const char *outcome = !(asked->reached & MWA_REACHED_TRANSLATE) ? "refused"
        : asked->reached & MWA_REACHED_ALIASES                      ? "declined"
                                                                    : "module";
    int is_others =
        asked->mapped && strcmp(asked->mapped, "core.c") != 0 && strcmp(asked->mapped, "mod_wsgi_alias.c") != 0;

    if (is_script(r) && is_walked(asked)) {
        mwa_json_text(out, "outcome", "script");
        put_script_of(asked, out);
        put_status(asked, asked->status, out);
        return;
    }
    mwa_json_text(out, "outcome", outcome);
    mwa_json_text(out, "module", is_others ? asked->mapped : NULL);
    mwa_json_text(out, "file", r->filename && strcmp(r->filename, r->uri) != 0 ? r->filename : NULL);
    if (asked->status) {
        put_status(asked, asked->status, out);
    }
    else {
        mwa_json_text(out, "handler", r->handler);
    }
}

/** The URLs that httpd was led by to the one that it answers. */
static void put_way(const mwa_asked_t *asked, FILE *out)
{
    apr_array_header_t *way = apr_array_make(asked->r->pool, 1, sizeof(const char *));
    const request_rec *r;
    int i;

    for (r = asked->r->prev; r; r = r->prev) {
        APR_ARRAY_PUSH(way, const char *) = NULL;
    }
    for (r = asked->r->prev, i = way->nelts; r; r = r->prev) {
        APR_ARRAY_IDX(way, --i, const char *) = r->uri;
    }
    put_texts(asked->r->pool, "via", way, out);
    if (asked->error) {
        mwa_json_number(out, "error", asked->error);
    }
}

static int place_of(apr_hash_t *ids, const server_rec *s)
{
    uintptr_t address = (uintptr_t)s;

    return *(const int *)apr_hash_get(ids, &address, sizeof(address));
}

/** @return the server's place */
static int explain(apr_pool_t *p, server_rec *main_server, const request_rec *page, apr_hash_t *ids,
                   const mwa_url_t *url, FILE *out)
{
    mwa_asked_t asked;
    int id;

    mwa_ask(p, main_server, page, url, &asked);
    id = place_of(ids, asked.r->server);
    mwa_json_begin(out, "answer");
    mwa_json_number(out, "server", id);
    mwa_json_text(out, "host", asked.r->hostname);
    mwa_json_text(out, "path", asked.r->uri);
    put_way(&asked, out);
    if (asked.lookup && asked.lookup->status == MWA_MATCHED) {
        put_match(&asked, out);
    }
    else if (asked.lookup && asked.lookup->status != MWA_DECLINED) {
        put_failure(&asked, out);
    }
    else {
        put_other(&asked, out);
    }
    mwa_json_end(out);
    return id;
}

/** The place of each server in the report, by its address. */
static apr_hash_t *number_servers(apr_pool_t *p, server_rec *main_server)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    apr_hash_t *ids = apr_hash_make(p);
    int i;

    for (i = 0; i < servers->nelts; ++i) {
        uintptr_t address = (uintptr_t)APR_ARRAY_IDX(servers, i, server_rec *);
        const uintptr_t *key = apr_pmemdup(p, &address, sizeof(address));

        apr_hash_set(ids, key, sizeof(*key), apr_pmemdup(p, &i, sizeof(i)));
    }
    return ids;
}

/** What all lines are answered with. */
typedef struct lines_s {
    server_rec *main_server;
    const request_rec *page;
    apr_hash_t *ids;
    FILE *out;
    char *asked;
} lines_t;

static void explain_line(apr_pool_t *p, const mwa_url_t *url, void *data)
{
    const lines_t *lines = data;

    lines->asked[explain(p, lines->main_server, lines->page, lines->ids, url, lines->out)] = 1;
}

void mwa_explain_all(apr_pool_t *p, server_rec *main_server, const request_rec *page, FILE *request, FILE *out,
                     char *asked)
{
    lines_t lines = {.main_server = main_server,
                     .page = page,
                     .ids = number_servers(p, main_server),
                     .out = out,
                     .asked = asked};

    mwa_questions_each(p, request, explain_line, &lines);
}

static void choose_line(apr_pool_t *p, const mwa_url_t *url, void *data)
{
    const lines_t *lines = data;
    int status;

    lines->asked[place_of(lines->ids, mwa_url_request(p, lines->main_server, url, &status)->server)] = 1;
}

void mwa_explain_choose(apr_pool_t *p, server_rec *main_server, FILE *request, char *asked)
{
    lines_t lines = {.main_server = main_server, .ids = number_servers(p, main_server), .asked = asked};

    mwa_questions_each(p, request, choose_line, &lines);
}
