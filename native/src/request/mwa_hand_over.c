#include "request/mwa_hand_over.h"
#include "config/mwa_remote.h"
#include "core/mwa_counters.h"
#include "core/mwa_encoded.h"
#include "core/mwa_log.h"
#include "request/mwa_effective.h"
#include "request/mwa_trail.h"

#include "apr_strings.h"
#include "http_log.h"
#include "http_main.h"
#include "http_request.h"

APLOG_USE_MODULE(wsgi_alias);

/** Whether the component of a name that ends there is called as scripts are. */
static int is_called_script(const char *file, const char *end)
{
    static const char *const suffixes[] = {".wsgi", ".py"};
    size_t i;

    for (i = 0; i < sizeof(suffixes) / sizeof(*suffixes); ++i) {
        size_t length = strlen(suffixes[i]);

        if ((size_t)(end - file) > length && !strncmp(end - length, suffixes[i], length)) {
            return 1;
        }
    }
    return 0;
}

/**
 * Where in a file's name the script ends. Nobody looks at the disk, which is another machine's: the script is what
 * the target names, up to the first component that is called as scripts are; if the target is a directory, with a '/'
 * at its end, one more component.
 * @param target bytes of the name that the target is
 */
static apr_size_t script_end(const char *file, apr_size_t target)
{
    const char *at;

    for (at = strchr(file, '/'); at && at < file + target; at = strchr(at + 1, '/')) {
        if (is_called_script(file, at)) {
            return (apr_size_t)(at - file);
        }
    }
    at = file + target;
    if (target && at[-1] == '/') {
        at += strspn(at, "/");
    }
    return (apr_size_t)(at - file) + strcspn(at, "/");
}

/** Whether neither a name nor any beginning of it changes when it is made canonical, which takes much longer to do. */
static int is_canonical(const char *file)
{
    return *file == '/' && !strstr(file, "//") && !strstr(file, "/.") && strlen(file) < APR_PATH_MAX / 2;
}

/**
 * As httpd makes it before it looks for the file: absolute, without "." and "..", and with single slashes.
 * @return NULL if it is longer than APR takes
 */
static const char *canonical(request_rec *r, const char *file)
{
    char *name;

    return apr_filepath_merge(&name, NULL, file, APR_FILEPATH_NOTRELATIVE, r->pool) ? NULL : name;
}

static apr_size_t shared_length(const char *one, const char *two)
{
    const char *at;

    for (at = one; *at && *at == *two; ++at, ++two) {
    }
    return (apr_size_t)(at - one);
}

/**
 * Splits the file's name into script and path info, as httpd would on a disk that has the script.
 * @param why receives a clause, if the request is refused
 * @return OK; or what mod_wsgi would answer: HTTP_FORBIDDEN or HTTP_NOT_FOUND; or HTTP_INTERNAL_SERVER_ERROR
 */
static int split(request_rec *r, const mwa_frame_t *frame, const char *file, mwa_request_t *request, const char **why)
{
    apr_ssize_t matched = frame->captures[1];
    // What is appended to the target. Where only the root matched, the whole URL is: Alias.java tells the same.
    int is_root = request->alias->is_match ? matched == 1 && r->uri[0] == '/' : !strcmp(request->alias->pattern, "/");
    apr_ssize_t rest = (apr_ssize_t)strlen(r->uri) - (is_root ? 0 : matched);
    apr_ssize_t length = (apr_ssize_t)strlen(file) - rest;
    const char *name = file;
    apr_size_t end;

    if (matched < 0 || rest < 0 || length < 0) {
        *why = "what its alias has matched is not known";
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    end = (apr_size_t)length;
    if (!is_canonical(file)) {
        const char *target = length ? canonical(r, apr_pstrmemdup(r->pool, file, end)) : "";

        name = canonical(r, file);
        if (!name || !target) {
            *why = "the file's name is longer than httpd takes";
            return HTTP_NOT_FOUND;
        }
        end = shared_length(name, target);
    }
    end = script_end(name, end);
    request->script = apr_pstrmemdup(r->pool, name, end);
    request->path_info = name + end;
    if (end && name[end - 1] == '/') {
        *why = "it names a directory, not a script";
        return HTTP_FORBIDDEN;
    }
    return OK;
}

/** What follows the group's URL: the URL as it came where it says just what the alias saw, otherwise that. */
static const char *path_and_query(request_rec *r)
{
    apr_size_t length = mwa_encoded_length(r->unparsed_uri, r->uri);

    if (!length) {
        // mod_proxy encodes it, and appends the query string.
        return r->uri;
    }
    apr_table_setn(r->notes, "proxy-nocanon", "1");
    if (!r->args && !r->unparsed_uri[length]) {
        return r->unparsed_uri;
    }
    return apr_pstrcat(r->pool, apr_pstrmemdup(r->pool, r->unparsed_uri, length), r->args ? "?" : "", r->args, NULL);
}

/** @param tag of the log line @param why a clause @return the status */
static int refuse(request_rec *r, const mwa_request_t *request, int status, const char *tag, const char *why)
{
    if (!r->main && request->alias->counters) {
        mwa_count_error(&request->alias->counters->errors);
    }
    mwa_trail_fail(r, why);
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, "%s%s: %s: %s", tag, mwa_config_place(r->pool, request->alias), why,
                  r->uri);
    return status;
}

static int unknown_group(request_rec *r, const mwa_request_t *request, const char *name)
{
    return refuse(r, request, HTTP_INTERNAL_SERVER_ERROR, MWA_NO(0041),
                  apr_psprintf(r->pool,
                               "the process group '%s' is neither a WSGIDaemonProcess nor a WSGIAliasRemoteGroup of "
                               "this server",
                               name));
}

static int cannot_serve(request_rec *r, const mwa_request_t *request, const mwa_remote_t *remote, int status,
                        const char *reason)
{
    return refuse(r, request, status, MWA_NO(0042),
                  apr_psprintf(r->pool, "the remote process group '%s' cannot serve the request, because %s",
                               remote->name, reason));
}

static int led_away(request_rec *r, const mwa_request_t *request, const mwa_remote_t *remote)
{
    return refuse(r, request, HTTP_INTERNAL_SERVER_ERROR, MWA_NO(0042),
                  apr_psprintf(r->pool, "another module has led the request away from the remote process group '%s'",
                               remote->name));
}

static void make_remote(request_rec *r, mwa_request_t *request, const mwa_remote_t *remote)
{
    request->remote = remote;
    r->proxyreq = PROXYREQ_REVERSE;
    r->handler = "proxy-server";
    r->filename = apr_pstrcat(r->pool, remote->prefix, path_and_query(r) + 1, NULL);
    r->path_info = apr_pstrdup(r->pool, request->path_info);
}

/** Whether one alias has taken both, in the same tables: each may have an object of its own for it. */
static int is_same_alias(const mwa_request_t *one, const mwa_request_t *other)
{
    return one->alias && other->alias && one->alias->id == other->alias->id;
}

/** The group that the main request's process group turned out to be, if this is the sub-request for it. */
static const mwa_remote_t *found_late(const request_rec *r, const mwa_request_t *request)
{
    const mwa_request_t *main_request = r->main ? mwa_request_of(r->main) : NULL;

    return main_request && is_same_alias(main_request, request) ? main_request->found_late : NULL;
}

/** Whether mod_wsgi has a process group of its own of that name. */
static int is_local(const char *name)
{
    return !*name || mwa_settings_daemon(ap_server_conf, name);
}

int mwa_hand_over(request_rec *r, const mwa_frame_t *frame, mwa_request_t *request)
{
    const mwa_server_t *server = mwa_config_of(r->server);
    const mwa_remote_t *remote;
    const char *name;
    const char *why;
    int status;

    if (!server->remotes) {
        return OK;
    }
    // Where the alias does not say, or not yet, fixups find the group.
    name = mwa_request_group(r, MWA_PROCESS_GROUP);
    remote = name ? mwa_remote_find(server, name) : found_late(r, request);
    if (!remote) {
        return !name || is_local(name) ? OK : unknown_group(r, request, name);
    }
    status = split(r, frame, r->filename, request, &why);
    if (status) {
        return cannot_serve(r, request, remote, status, why);
    }
    make_remote(r, request, remote);
    return OK;
}

static void follow(mwa_request_t *request, const mwa_request_t *sub)
{
    request->alias = sub->alias;
    // What was late for the request is named in the sub-request.
    request->late = NULL;
    request->remote = sub->remote;
    request->script = sub->script;
    request->path_info = sub->path_info;
}

void mwa_hand_over_follow(const request_rec *r, mwa_request_t *request)
{
    if (!request->remote && request->sub && r->filename == request->sub->handed) {
        follow(request, request->sub);
    }
}

/** The URL of the sub-request: what the alias saw, and the query string. */
static const char *own_url(request_rec *r)
{
    apr_size_t length = mwa_encoded_length(r->unparsed_uri, r->uri);
    const char *path =
        length ? apr_pstrmemdup(r->pool, r->unparsed_uri, length) : ap_os_escape_path(r->pool, r->uri, 1);

    return apr_pstrcat(r->pool, path, r->args ? "?" : "", r->args, NULL);
}

/** Continues with a sub-request of the group that was found. @return DECLINED; or the status that refuses it */
static int begin_again(request_rec *r, mwa_request_t *request, const mwa_remote_t *remote)
{
    request_rec *sub;
    const mwa_request_t *found;

    request->found_late = remote;
    // With its filters: what is in them already, such as mod_cache's, is to see the answer.
    sub = ap_sub_req_method_uri(r->method, own_url(r), r, r->output_filters);
    // Other sub-requests of the same alias find their own.
    request->found_late = NULL;
    found = mwa_request_of(sub);
    if (sub->status != HTTP_OK) {
        // What a client needs to log in, for example.
        r->err_headers_out = apr_table_overlay(r->pool, sub->err_headers_out, r->err_headers_out);
        return sub->status;
    }
    if (!found || !is_same_alias(found, request) || found->remote != remote) {
        return led_away(r, request, remote);
    }
    follow(request, found);
    ap_internal_fast_redirect(sub, r);
    if (sub->user) {
        // Who has logged in for a section of the proxied URL.
        r->user = sub->user;
        r->ap_auth_type = sub->ap_auth_type;
    }
    return DECLINED;
}

/** Whether it is mod_dir's, for a file of the directory that the alias has named: as a script, a directory is refused.
 */
static int is_of_directory(const request_rec *r, const mwa_request_t *request)
{
    const mwa_request_t *main_request = r->main ? mwa_request_of(r->main) : NULL;

    return main_request && r->main->finfo.filetype == APR_DIR && is_same_alias(main_request, request);
}

/** Hands over a request whose process group has turned out to be remote. @return as mwa_hand_over_named() */
static int hand_over_late(request_rec *r, mwa_request_t *request)
{
    const mwa_server_t *server = mwa_config_of(r->server);
    const mwa_setting_t *handler_script;
    const mwa_remote_t *remote;
    mwa_choice_t group;

    // What another handler makes content of is not the alias' any more.
    if (!server->remotes || !mwa_effective_takes(r, &handler_script) || handler_script || is_of_directory(r, request)) {
        return DECLINED;
    }
    group = mwa_effective_process_group(r);
    remote = mwa_remote_find(server, group.value);
    if (remote) {
        return begin_again(r, request, remote);
    }
    // Of what its own directives name, mod_wsgi says so.
    return !group.is_option || is_local(group.value) ? DECLINED : unknown_group(r, request, group.value);
}

static int starts_with(const char *text, const mwa_remote_t *remote)
{
    return text && !strncmp(text, remote->prefix, remote->prefix_length);
}

/** A cleanup: a sub-request may end long before the request above it. */
static apr_status_t forget(void *sub)
{
    const request_rec *r = sub;
    mwa_request_t *above = mwa_request_of(r->main);

    if (above->sub == mwa_request_of(r)) {
        above->sub = NULL;
    }
    return APR_SUCCESS;
}

/** Checks a request that is about to go to its group, and keeps what the group is told. */
static int check(request_rec *r, mwa_request_t *request)
{
    const mwa_remote_t *remote = request->remote;
    mwa_effective_t *effective = apr_palloc(r->pool, sizeof(*effective));

    mwa_effective(r, effective);
    if (effective->remote != remote && found_late(r, request) == remote) {
        // A section of the script's directory has named it, which does not hold for a proxied request.
        apr_table_setn(r->notes, "mod_wsgi.process_group", remote->name);
        mwa_effective(r, effective);
    }
    if (r->proxyreq != PROXYREQ_REVERSE || !starts_with(r->filename, remote) || effective->remote != remote) {
        return led_away(r, request, remote);
    }
    if (effective->status) {
        return cannot_serve(r, request, remote, effective->status, effective->reason);
    }
    request->effective = effective;
    request->handed = r->filename;
    if (r->main) {
        mwa_request_make(r->main)->sub = request;
        apr_pool_cleanup_register(r->pool, r, forget, apr_pool_cleanup_null);
    }
    else if (request->alias->counters) {
        mwa_count_remote(request->alias->counters);
    }
    return DECLINED;
}

int mwa_hand_over_named(request_rec *r, mwa_request_t *request)
{
    int status = request->remote ? DECLINED : hand_over_late(r, request);

    return status == DECLINED && request->remote ? check(r, request) : status;
}
