#include "config/mwa_settings.h"

#include "apr_strings.h"

#include <stdint.h>
#include <string.h>

/** What a section keeps: lines of its own, or, where two have been merged, these. */
typedef struct section_s {
    const mwa_setting_t *settings; /**< the last first */
    const struct section_s *inner;
    const struct section_s *outer;
} section_t;

static const char *const directives[MWA_SETTING_COUNT] = {
    [MWA_PROCESS_GROUP] = "WSGIProcessGroup",        [MWA_APPLICATION_GROUP] = "WSGIApplicationGroup",
    [MWA_CALLABLE_OBJECT] = "WSGICallableObject",    [MWA_PASS_AUTHORIZATION] = "WSGIPassAuthorization",
    [MWA_RESTRICT_PROCESS] = "WSGIRestrictProcess",  [MWA_RESTRICT_EMBEDDED] = "WSGIRestrictEmbedded",
    [MWA_DISPATCH_SCRIPT] = "WSGIDispatchScript",    [MWA_HANDLER_SCRIPT] = "WSGIHandlerScript",
    [MWA_ACCESS_SCRIPT] = "WSGIAccessScript",        [MWA_AUTH_USER_SCRIPT] = "WSGIAuthUserScript",
    [MWA_AUTH_GROUP_SCRIPT] = "WSGIAuthGroupScript", [MWA_DAEMON_PROCESS] = "WSGIDaemonProcess",
    [MWA_CHUNKED_REQUEST] = "WSGIChunkedRequest",    [MWA_ERROR_OVERRIDE] = "WSGIErrorOverride",
    [MWA_MAP_HEAD_TO_GET] = "WSGIMapHEADToGET",      [MWA_SCRIPT_RELOADING] = "WSGIScriptReloading",
};

void *mwa_settings_create_directory(apr_pool_t *p, char *directory)
{
    (void)directory;
    return apr_pcalloc(p, sizeof(section_t));
}

static int is_empty(const section_t *section)
{
    return !section->settings && !section->inner;
}

void *mwa_settings_merge_directory(apr_pool_t *p, void *base, void *add)
{
    section_t *merged;

    if (is_empty(base)) {
        return add;
    }
    if (is_empty(add)) {
        return base;
    }
    merged = apr_pcalloc(p, sizeof(*merged));
    merged->inner = add;
    merged->outer = base;
    return merged;
}

const char *mwa_settings_directive(mwa_setting_id_t id)
{
    return directives[id];
}

/** httpd no longer says so, because this module knows the directive. */
static const char *check_mod_wsgi(cmd_parms *cmd, mwa_setting_id_t id)
{
    const module *wsgi = ap_find_linked_module("mod_wsgi.c");

    if (!wsgi) {
        return apr_psprintf(cmd->pool, "%s is a directive of mod_wsgi, which is not loaded", directives[id]);
    }
    if (!ap_find_command(directives[id], wsgi->cmds)) {
        return apr_psprintf(cmd->pool, "%s is a directive that this version of mod_wsgi does not have", directives[id]);
    }
    return NULL;
}

/** Where a directive's lines are kept. */
static const mwa_setting_t **list_of(cmd_parms *cmd, void *directory, mwa_setting_id_t id)
{
    mwa_server_t *server = mwa_config_of(cmd->server);

    if (cmd->path) {
        return &((section_t *)directory)->settings;
    }
    return id == MWA_DAEMON_PROCESS ? &server->daemon_settings : &server->settings;
}

const char *mwa_settings_keep(cmd_parms *cmd, void *directory, const char *arguments)
{
    mwa_setting_id_t id = (mwa_setting_id_t)(uintptr_t)cmd->info;
    const char *error = check_mod_wsgi(cmd, id);
    const char *rest = arguments;
    mwa_setting_t *setting;
    const mwa_setting_t **list;

    if (error) {
        return error;
    }
    setting = apr_pcalloc(cmd->pool, sizeof(*setting));
    setting->id = id;
    setting->value = arguments;
    setting->name = ap_getword_conf(cmd->pool, &rest);
    // mod_macro's are gone when the configuration has been read.
    setting->file = apr_pstrdup(cmd->pool, cmd->directive->filename);
    setting->line = cmd->directive->line_num;
    setting->server = cmd->server;
    list = list_of(cmd, directory, id);
    setting->earlier = *list;
    *list = setting;
    return NULL;
}

static const mwa_setting_t *find_in_list(const mwa_setting_t *list, mwa_setting_id_t id, const char *name)
{
    while (list && (list->id != id || (name && strcmp(list->name, name) != 0))) {
        list = list->earlier;
    }
    return list;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are merged.
MWA_HOT static const mwa_setting_t *find_in_section(const section_t *section, mwa_setting_id_t id, const char *name)
{
    const mwa_setting_t *found;

    if (!section->inner) {
        return find_in_list(section->settings, id, name);
    }
    found = find_in_section(section->inner, id, name);
    return found ? found : find_in_section(section->outer, id, name);
}

const mwa_setting_t *mwa_settings_find_named(const request_rec *r, mwa_setting_id_t id, const char *name)
{
    const mwa_server_t *server = mwa_config_of(r->server);
    const mwa_setting_t *found = find_in_section(ap_get_module_config(r->per_dir_config, &wsgi_alias_module), id, name);

    if (!found) {
        found = find_in_list(server->settings, id, name);
    }
    return found ? found : find_in_list(server->main_settings, id, name);
}

const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id)
{
    return mwa_settings_find_named(r, id, NULL);
}

void mwa_settings_find_daemons(apr_pool_t *p, const server_rec *main_server)
{
    apr_hash_t *daemons = apr_hash_make(p);
    const server_rec *s;

    for (s = main_server; s; s = s->next) {
        const mwa_setting_t *setting;

        for (setting = mwa_config_of(s)->daemon_settings; setting; setting = setting->earlier) {
            apr_hash_set(daemons, setting->name, APR_HASH_KEY_STRING, setting);
        }
    }
    mwa_config_of(main_server)->daemons = daemons;
}

const mwa_setting_t *mwa_settings_daemon(const server_rec *main_server, const char *name)
{
    return apr_hash_get(mwa_config_of(main_server)->daemons, name, APR_HASH_KEY_STRING);
}

int mwa_settings_is_resource(const request_rec *r)
{
    const mwa_setting_t *setting = mwa_settings_find(r, MWA_APPLICATION_GROUP);

    return !setting || !strcmp(setting->name, "%{RESOURCE}");
}
