#include "report/mwa_explain.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "core/mwa_json.h"
#include "core/mwa_path_info.h"
#include "jvm/mwa_bridge.h"
#include "report/mwa_url.h"
#include "request/mwa_groups.h"
#include "request/mwa_remote_protocol.h"
#include "request/mwa_translate.h"

#include "apr_hash.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Splits a line of the request file, in place. @return 0 if it is none */
static int read_line(char *line, mwa_url_t *url)
{
    const char *address = strsep(&line, "\t");
    const char *port = strsep(&line, "\t");
    const char *host = strsep(&line, "\t");
    char *target = strsep(&line, "\n");

    if (!target || !*address || !*port || !*host || !*target) {
        return 0;
    }
    url->address = strcmp(address, "-") ? address : NULL;
    url->port = (apr_port_t)strtol(port, NULL, 10);
    url->host = strcmp(host, "-") ? host : NULL;
    url->target = target;
    return 1;
}

/** Runs of slashes as one, as mod_wsgi tells the application. */
static const char *one_slash(apr_pool_t *p, const char *path, size_t length)
{
    char *copy = apr_pstrmemdup(p, path, length);

    ap_no2slash(copy);
    return copy;
}

/** The status that mod_dir or mod_wsgi answers with in place of the script, or 0. */
static int status_of_script(request_rec *r)
{
    const core_dir_config *directory = ap_get_core_module_config(r->per_dir_config);

    if (r->finfo.filetype == APR_NOFILE) {
        return HTTP_NOT_FOUND;
    }
    if (r->finfo.filetype == APR_DIR) {
        return mwa_url_gets_slash(r) ? HTTP_MOVED_PERMANENTLY : HTTP_FORBIDDEN;
    }
    return r->path_info && *r->path_info && directory->accept_path_info == AP_REQ_REJECT_PATH_INFO ? HTTP_NOT_FOUND : 0;
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

static void put_script(request_rec *r, const char *script, const char *path_info, FILE *out)
{
    mwa_json_text(out, "script", script);
    mwa_json_text(out, "scriptName", one_slash(r->pool, r->uri, mwa_script_name_length(r->uri, path_info)));
    mwa_json_text(out, "pathInfo", one_slash(r->pool, path_info, strlen(path_info)));
}

/** @return 0, or the status that the groups cause */
static int put_groups(request_rec *r, FILE *out)
{
    const mwa_late_t *late = mwa_request_of(r)->late;
    int status = OK;

    if (late && late->variables_size) {
        // What the request's variables will be, nobody knows.
        mwa_json_bytes(out, "variables", late->variables, late->variables_size);
    }
    else if (mwa_groups_name(r) != DECLINED) {
        status = HTTP_INTERNAL_SERVER_ERROR;
    }
    mwa_json_text(out, "processGroup", mwa_request_group(r, "mod_wsgi.process_group"));
    mwa_json_text(out, "applicationGroup", mwa_request_group(r, "mod_wsgi.application_group"));
    return status;
}

/** The remote group that serves the request, as far as is known; NULL: none. */
static const mwa_remote_t *remote_of(request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);
    const char *name = mwa_request_group(r, "mod_wsgi.process_group");

    return request->remote ? request->remote : name ? mwa_remote_find(mwa_config_of(r->server), name) : NULL;
}

/** What is on the disk there, nobody here knows. */
static void put_remote(request_rec *r, const mwa_remote_t *remote, FILE *out)
{
    const mwa_request_t *request = mwa_request_of(r);

    mwa_json_text(out, "file", apr_pstrcat(r->pool, request->script, request->path_info, NULL));
    mwa_json_text(out, "remote", remote->url);
    mwa_json_text(out, "workers", mwa_remote_workers(r->pool, r->server, remote));
    mwa_json_text(out, "applicationId", mwa_remote_application_id(r, request));
    put_script(r, request->script, request->path_info, out);
}

/** Finds on the disk what the alias names, as httpd does. */
static int put_local(request_rec *r, FILE *out)
{
    int status;

    r->per_dir_config = r->server->lookup_defaults;
    status = ap_directory_walk(r);
    if (!status) {
        status = ap_file_walk(r);
    }
    if (!status) {
        status = status_of_script(r);
        mwa_json_text(out, "disk", name_of_type(r->finfo.filetype));
        put_script(r, r->filename, r->path_info ? r->path_info : "", out);
        mwa_json_truth(out, "readable", !access(r->filename, R_OK));
    }
    return status;
}

/** Whether the process group is remote. One that is late, but needs no variables, is named for that. */
static int is_remote(request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);
    apr_table_t *notes = r->notes;

    if (request->remote || !request->script || !request->late || request->late->variables_size) {
        return request->remote != NULL;
    }
    r->notes = apr_table_copy(r->pool, notes);
    r->path_info = apr_pstrdup(r->pool, request->path_info);
    if (mwa_groups_name(r) == DECLINED && remote_of(r)) {
        return 1;
    }
    // The disk tells another path info, and that may be part of the names.
    r->notes = notes;
    r->path_info = NULL;
    return 0;
}

static int put_match(request_rec *r, FILE *out)
{
    int status = OK;
    int group_status;

    if (is_remote(r)) {
        put_remote(r, remote_of(r), out);
    }
    else {
        mwa_json_text(out, "file", r->filename);
        status = put_local(r, out);
    }
    group_status = put_groups(r, out);
    return status ? status : group_status;
}

static void put_failure(const mwa_frame_t *frame, FILE *out)
{
    size_t length = 0;
    const char *message = frame ? mwa_frame_text(frame, &frame->message, &length) : NULL;

    if (message) {
        mwa_json_bytes(out, "message", message, length);
    }
    if (frame && frame->alias >= 0) {
        mwa_json_number(out, "alias", frame->alias);
    }
}

static void put_answer(request_rec *r, FILE *out)
{
    mwa_frame_t *frame = NULL;
    const char *module;
    int status = mwa_url_ask_others(r, &module);

    // As the aliases are asked: mod_rewrite may have changed it.
    mwa_json_text(out, "path", r->uri);
    if (status != DECLINED) {
        mwa_json_text(out, "outcome", "module");
        mwa_json_text(out, "module", module);
        mwa_json_text(out, "file", r->filename);
        if (status != OK) {
            mwa_json_number(out, "status", status);
        }
        return;
    }
    status = mwa_translate_request(r, &frame);
    if (status == DECLINED) {
        mwa_json_text(out, "outcome", "declined");
    }
    else if (status == OK) {
        mwa_json_text(out, "outcome", "matched");
        mwa_json_number(out, "alias", frame->alias);
        mwa_json_number(out, "status", put_match(r, out));
    }
    else {
        mwa_json_text(out, "outcome", status == HTTP_FORBIDDEN ? "outside" : "failed");
        mwa_json_number(out, "status", status);
        put_failure(frame, out);
    }
}

/** @return the server's place */
static int explain(apr_pool_t *p, server_rec *main_server, apr_hash_t *ids, const mwa_url_t *url, FILE *out)
{
    int status;
    request_rec *r = mwa_url_request(p, main_server, url, &status);
    uintptr_t address = (uintptr_t)r->server;
    const int *id = apr_hash_get(ids, &address, sizeof(address));

    mwa_json_begin(out, "answer");
    mwa_json_number(out, "server", *id);
    if (status) {
        mwa_json_text(out, "path", r->uri);
        mwa_json_text(out, "outcome", "refused");
        mwa_json_number(out, "status", status);
    }
    else {
        put_answer(r, out);
    }
    mwa_json_end(out);
    return *id;
}

/** The place of each server in the report, by its address. */
static apr_hash_t *number_servers(apr_pool_t *p, server_rec *main_server)
{
    apr_hash_t *ids = apr_hash_make(p);
    server_rec *s;
    int count = 0;

    for (s = main_server; s; s = s->next) {
        uintptr_t address = (uintptr_t)s;
        const uintptr_t *key = apr_pmemdup(p, &address, sizeof(address));
        int *id = apr_pmemdup(p, &count, sizeof(count));

        apr_hash_set(ids, key, sizeof(*key), id);
        ++count;
    }
    return ids;
}

void mwa_explain_all(apr_pool_t *p, server_rec *main_server, FILE *request, FILE *out, char *asked)
{
    apr_hash_t *ids = number_servers(p, main_server);
    apr_pool_t *one;
    char *line = NULL;
    size_t size = 0;

    apr_pool_create(&one, p);
    while (getline(&line, &size, request) > 0) {
        mwa_url_t url;

        if (read_line(line, &url)) {
            asked[explain(one, main_server, ids, &url, out)] = 1;
        }
        apr_pool_clear(one);
    }
    free(line);
    apr_pool_destroy(one);
}
