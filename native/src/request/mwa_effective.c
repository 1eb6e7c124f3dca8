#include "request/mwa_effective.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "core/mwa_path_info.h"
#include "request/mwa_request.h"

#include "apr_strings.h"
#include "http_core.h"
#include "http_main.h"

#include <stdlib.h>
#include <string.h>

/** The callable that runs unless another is named. */
#define DEFAULT_CALLABLE "application"

static int folds_script_name;

void mwa_effective_fold_script_name(int folds)
{
    folds_script_name = folds;
}

/* ---------------------------------------------------------------- names */

/** "server:port", without the ports that everybody knows. */
static const char *with_port(const request_rec *r, const char *host)
{
    apr_port_t port = ap_get_server_port(r);

    return port == DEFAULT_HTTP_PORT || port == DEFAULT_HTTPS_PORT ? host : apr_psprintf(r->pool, "%s:%u", host, port);
}

static const char *resource(request_rec *r)
{
    char *name = apr_pstrmemdup(r->pool, r->uri, mwa_script_name_length(r->uri, r->path_info));

    ap_no2slash(name);
    if (folds_script_name) {
        ap_str_tolower(name);
    }
    return apr_pstrcat(r->pool, with_port(r, r->server->server_hostname), "|", name, NULL);
}

const char *mwa_effective_variable(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->notes, name);

    if (!value) {
        value = apr_table_get(r->subprocess_env, name);
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): as mod_wsgi itself reads it; httpd changes it no more once it serves.
    return value ? value : getenv(name);
}

/** "%{ENV:name}" as the variable's value, or NULL if there is none, or it is another text. */
MWA_HOT static const char *variable(const request_rec *r, const char *text)
{
    size_t length = strlen(text);

    return !strncmp(text, "%{ENV:", 6) && length > 7 && text[length - 1] == '}'
        ? mwa_effective_variable(r, apr_pstrmemdup(r->pool, text + 6, length - 7))
        : NULL;
}

/** A group's name, as mod_wsgi makes it of a directive's. */
// NOLINTNEXTLINE(misc-no-recursion): once, because a variable's value that names a variable is taken as it is.
MWA_HOT static const char *expand(request_rec *r, const char *text)
{
    const char *value = variable(r, text);

    if (value) {
        // One more step, but not to another variable.
        return *value == '%' && strncmp(value, "%{ENV:", 6) != 0 ? expand(r, value) : value;
    }
    if (!strcmp(text, "%{GLOBAL}")) {
        return "";
    }
    if (!strcmp(text, "%{RESOURCE}")) {
        return resource(r);
    }
    if (!strcmp(text, "%{SERVER}")) {
        return with_port(r, r->server->server_hostname);
    }
    if (!strcmp(text, "%{HOST}")) {
        return with_port(r, r->hostname && *r->hostname ? r->hostname : r->server->server_hostname);
    }
    return text;
}

/* ---------------------------------------------------------------- choices */

/** An alias' options are in notes. */
MWA_HOT static int is_aliased(const request_rec *r)
{
    const mwa_request_t *request = mwa_request_of(r);
    const char *type;

    if (request && request->remote) {
        return 1;
    }
    type = apr_table_get(r->notes, "alias-forced-type");
    return type && !strcasecmp(type, "wsgi-script");
}

/** The value of "name=" among the options of a WSGIHandlerScript, or NULL. */
static const char *option_of(apr_pool_t *p, const mwa_setting_t *setting, const char *name)
{
    const char *rest = setting->value;
    const char *value = NULL;
    size_t length = strlen(name);

    while (*rest) {
        while (*rest == ' ' || *rest == '\t') {
            ++rest;
        }
        if (!strncmp(rest, name, length)) {
            rest += length;
            value = ap_getword_conf(p, &rest);
        }
        else {
            ap_getword_conf(p, &rest);
        }
    }
    return value;
}

/** The option of an alias that is only resolved later, as written; or NULL. */
static const char *unresolved(const request_rec *r, mwa_setting_id_t id)
{
    const mwa_request_t *request = mwa_request_of(r);

    if (!request || !request->alias || !request->late || !is_aliased(r)) {
        return NULL;
    }
    return id == MWA_PROCESS_GROUP ? request->alias->process_group : request->alias->application_group;
}

MWA_HOT static mwa_choice_t choose_group(request_rec *r, const mwa_effective_t *serving, mwa_setting_id_t id,
                                         const char *option, const char *otherwise)
{
    const char *given = is_aliased(r) ? mwa_request_group(r, id) : NULL;
    const mwa_setting_t *setting;

    if (!given) {
        given = unresolved(r, id);
    }
    if (!given && serving->handler_script) {
        given = option_of(r->pool, serving->handler_script, option);
        given = given ? expand(r, given) : NULL;
    }
    if (given) {
        return (mwa_choice_t){.value = given, .is_option = 1};
    }
    setting = mwa_settings_find(r, id);
    return (mwa_choice_t){.setting = setting, .value = expand(r, setting ? setting->name : otherwise)};
}

static mwa_choice_t choose_process_group(request_rec *r, const mwa_effective_t *serving)
{
    return choose_group(r, serving, MWA_PROCESS_GROUP, "process-group=", "");
}

static mwa_choice_t choose_callable(request_rec *r, const mwa_effective_t *serving)
{
    const char *given = is_aliased(r) ? apr_table_get(r->notes, "mod_wsgi.callable_object") : NULL;
    mwa_choice_t choice = {.value = NULL};

    if (serving->handler_script) {
        given = "handle_request";
    }
    if (given) {
        return (mwa_choice_t){.value = given, .is_option = 1};
    }
    choice.setting = mwa_settings_find(r, MWA_CALLABLE_OBJECT);
    choice.value = choice.setting ? choice.setting->name : DEFAULT_CALLABLE;
    if (*choice.value == '%') {
        // Any template but a variable that is set stands for the default.
        choice.value = variable(r, choice.value);
    }
    if (!choice.value) {
        choice.value = DEFAULT_CALLABLE;
    }
    return choice;
}

static mwa_choice_t choose_authorization(request_rec *r, const mwa_effective_t *serving)
{
    const char *given = is_aliased(r) ? apr_table_get(r->notes, "mod_wsgi.pass_authorization") : NULL;
    const mwa_setting_t *setting;

    if (given) {
        return (mwa_choice_t){.value = strcmp(given, "1") ? "Off" : "On", .is_option = 1};
    }
    given = serving->handler_script ? option_of(r->pool, serving->handler_script, "pass-authorization=") : NULL;
    if (given) {
        return (mwa_choice_t){.value = strcasecmp(given, "On") ? "Off" : "On", .is_option = 1};
    }
    setting = mwa_settings_find(r, MWA_PASS_AUTHORIZATION);
    return (mwa_choice_t){.setting = setting, .value = setting && !strcasecmp(setting->name, "On") ? "On" : "Off"};
}

/* ---------------------------------------------------------------- refusals */

static int is_among(apr_pool_t *p, const char *words, const char *name)
{
    while (*words) {
        const char *word = ap_getword_conf(p, &words);

        if (!strcmp(strcmp(word, "%{GLOBAL}") ? word : "", name)) {
            return 1;
        }
    }
    return 0;
}

static void refuse(mwa_effective_t *serving, int status, const char *reason)
{
    serving->status = status;
    serving->reason = reason;
}

/** What the script's file comes to. */
static void check_file(request_rec *r, mwa_effective_t *serving)
{
    if (serving->handler_script || serving->remote) {
        return;
    }
    if (!is_aliased(r) && !(ap_allow_options(r) & OPT_EXECCGI)) {
        refuse(serving, HTTP_FORBIDDEN, "Options ExecCGI is off for the script");
    }
    else if (r->finfo.filetype == APR_NOFILE) {
        refuse(serving, HTTP_NOT_FOUND, "the script does not exist");
    }
    else if (r->finfo.filetype == APR_DIR) {
        refuse(serving, HTTP_FORBIDDEN, "it is a directory, not a script");
    }
}

static const char *no_such_group(const request_rec *r)
{
    return mwa_config_of(r->server)->remotes
        ? "neither a WSGIDaemonProcess nor a WSGIAliasRemoteGroup has the process group's name"
        : "no WSGIDaemonProcess has the process group's name";
}

/** What the process group comes to. */
static void check_group(request_rec *r, mwa_effective_t *serving)
{
    const char *name = serving->process_group.value;
    const mwa_setting_t *allowed = mwa_settings_find(r, MWA_RESTRICT_PROCESS);

    if (allowed && !is_among(r->pool, allowed->value, name)) {
        refuse(serving, HTTP_INTERNAL_SERVER_ERROR,
               apr_psprintf(r->pool, "WSGIRestrictProcess at %s:%d does not admit the process group", allowed->file,
                            allowed->line));
    }
    else if (!*name) {
        const mwa_setting_t *embedded = mwa_settings_find(r, MWA_RESTRICT_EMBEDDED);

        if (embedded && !strcasecmp(embedded->name, "On")) {
            refuse(serving, HTTP_INTERNAL_SERVER_ERROR,
                   apr_psprintf(r->pool, "WSGIRestrictEmbedded at %s:%d forbids to run it in httpd's own processes",
                                embedded->file, embedded->line));
        }
    }
    else if (serving->remote) {
        if (strcmp(serving->callable_object.value, DEFAULT_CALLABLE) != 0
            && mwa_remote_speaks_scgi(r->server, serving->remote)) {
            refuse(serving, HTTP_INTERNAL_SERVER_ERROR,
                   apr_psprintf(r->pool,
                                "uWSGI runs no callable of a script but " DEFAULT_CALLABLE ", and not '%s'. "
                                "Make a script that imports it by the name " DEFAULT_CALLABLE,
                                serving->callable_object.value));
        }
    }
    else {
        serving->daemon = mwa_settings_daemon(ap_server_conf, name);
        if (!serving->daemon) {
            refuse(serving, HTTP_INTERNAL_SERVER_ERROR, no_such_group(r));
        }
        else if (serving->daemon->server != r->server && serving->daemon->server != ap_server_conf
                 && strcmp(serving->daemon->server->server_hostname, r->server->server_hostname) != 0) {
            refuse(serving, HTTP_INTERNAL_SERVER_ERROR, "the process group belongs to a virtual host of another name");
        }
    }
}

int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script)
{
    *handler_script = NULL;
    if (!r->handler) {
        return 0;
    }
    if (!strcmp(r->handler, "wsgi-script") || !strcmp(r->handler, "application/x-httpd-wsgi")) {
        return 1;
    }
    *handler_script = mwa_settings_find_named(r, MWA_HANDLER_SCRIPT, r->handler);
    return *handler_script != NULL;
}

mwa_choice_t mwa_effective_process_group(request_rec *r)
{
    mwa_effective_t serving = {.handler_script = NULL};

    mwa_effective_takes(r, &serving.handler_script);
    return choose_process_group(r, &serving);
}

void mwa_effective(request_rec *r, mwa_effective_t *serving)
{
    memset(serving, 0, sizeof(*serving));
    mwa_effective_takes(r, &serving->handler_script);
    serving->process_group = choose_process_group(r, serving);
    serving->remote = is_aliased(r) ? mwa_remote_find(mwa_config_of(r->server), serving->process_group.value) : NULL;
    serving->application_group = choose_group(r, serving, MWA_APPLICATION_GROUP, "application-group=", "%{RESOURCE}");
    serving->callable_object = choose_callable(r, serving);
    serving->pass_authorization = choose_authorization(r, serving);
    serving->dispatch = mwa_settings_find(r, MWA_DISPATCH_SCRIPT);
    check_file(r, serving);
    if (!serving->status && r->used_path_info == AP_REQ_REJECT_PATH_INFO && r->path_info && *r->path_info) {
        refuse(serving, HTTP_NOT_FOUND, "AcceptPathInfo is Off");
    }
    if (!serving->status) {
        check_group(r, serving);
    }
    if (serving->status == HTTP_INTERNAL_SERVER_ERROR && serving->dispatch && !serving->remote) {
        // It may choose another group.
        refuse(serving, OK, NULL);
    }
}

const char *mwa_effective_source(apr_pool_t *p, const mwa_choice_t *choice)
{
    if (choice->is_option) {
        return "option";
    }
    return choice->setting ? apr_psprintf(p, "%s at %s:%d", mwa_settings_directive(choice->setting->id),
                                          choice->setting->file, choice->setting->line)
                           : "default";
}
