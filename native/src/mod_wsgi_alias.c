/**
 * @file mod_wsgi_alias.c
 * @brief The module as httpd sees it: hooks and directives. Read it from the bottom up.
 */
#include "config/mwa_config.h"
#include "config/mwa_map_try.h"
#include "config/mwa_maps.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_names.h"
#include "config/mwa_settings.h"
#include "config/mwa_takeover.h"
#include "core/mwa_log.h"
#include "lint/mwa_lint.h"
#include "mwa_lifecycle.h"
#include "process/mwa_child.h"
#include "process/mwa_end.h"
#include "process/mwa_keeper.h"
#include "report/mwa_live.h"
#include "report/mwa_report.h"
#include "report/mwa_url.h"
#include "request/mwa_explained.h"
#include "request/mwa_groups.h"
#include "request/mwa_remote_protocol.h"
#include "request/mwa_translate.h"
#include "status/mwa_status.h"

#include "http_config.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"
#include "http_ssl.h"
#include "mod_status.h"
#include "mpm_common.h"

/** The last handler before the default one: a script that mod_wsgi did not run is not sent as a file. */
static int refuse_script(request_rec *r)
{
    if (!r->handler || strcmp(r->handler, "wsgi-script") != 0) {
        return DECLINED;
    }
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                  MWA_NO(0020) "no module runs WSGI scripts: is mod_wsgi loaded? The "
                               "script is %s",
                  r->filename);
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* Part of an error message that sites know: the same as mod_wsgi's. */
#define ALIAS_USAGE "Map location to target WSGI script file."
#define ALIAS_MATCH_USAGE "Map location pattern to target WSGI script file."

static const command_rec commands[] = {
    AP_INIT_RAW_ARGS(MWA_ALIAS, mwa_config_alias, NULL, RSRC_CONF, ALIAS_USAGE),
    AP_INIT_RAW_ARGS(MWA_ALIAS_MATCH, mwa_config_alias, "*", RSRC_CONF, ALIAS_MATCH_USAGE),
    AP_INIT_RAW_ARGS(MWA_TAKEN_ALIAS, mwa_config_alias, NULL, RSRC_CONF | ACCESS_CONF, ALIAS_USAGE),
    AP_INIT_RAW_ARGS(MWA_TAKEN_ALIAS_MATCH, mwa_config_alias, "*", RSRC_CONF | ACCESS_CONF, ALIAS_MATCH_USAGE),
    AP_INIT_FLAG("WSGIAliasContainment", mwa_config_containment, NULL, RSRC_CONF,
                 "On (default) or Off: refuse files outside the directory of the alias"),
    AP_INIT_TAKE1("WSGIAliasCacheSize", mwa_config_cache_size, NULL, RSRC_CONF,
                  "the size of the cache for all aliases, in bytes or with K or M"),
    AP_INIT_TAKE1("WSGIAliasJavaHome", mwa_config_java_home, NULL, RSRC_CONF, "the directory of the Java runtime"),
    AP_INIT_ITERATE("WSGIAliasJvmOptions", mwa_config_jvm_option, NULL, RSRC_CONF, "one or more options for the JVM"),
    AP_INIT_TAKE12(
        "WSGIAliasMap", mwa_maps_add, NULL, RSRC_CONF,
        "optionally the word optional, and a file with WSGIScriptAlias and WSGIScriptAliasMatch lines, whose "
        "changes are followed"),
    AP_INIT_TAKE1("WSGIAliasMapInterval", mwa_maps_interval, NULL, RSRC_CONF,
                  "how often to look whether a map has changed, in seconds or with ms; 0: only when asked"),
    AP_INIT_TAKE2("WSGIAliasMapTry", mwa_map_try_directive, NULL, RSRC_CONF,
                  "for the command wsgi-alias: a map, and a file to read in its place"),
    AP_INIT_TAKE12("WSGIAliasReport", mwa_report_directory, NULL, RSRC_CONF,
                   "for the command wsgi-alias: the directory of its files"),
    AP_INIT_TAKE12("WSGIAliasSilence", mwa_lint_silence, NULL, RSRC_CONF,
                   "the code of a finding, and optionally the first argument of the alias"),
    AP_INIT_TAKE2(MWA_REMOTE_GROUP, mwa_remote_group, NULL, RSRC_CONF,
                  "the name of a process group on other machines, and the URL of its worker or balancer"),
    AP_INIT_RAW_ARGS(MWA_TAKEN_IMPORT, mwa_remote_import, NULL, RSRC_CONF, "Location of WSGI import script."),
    // mod_wsgi's own: read along, in the places where it admits them.
    AP_INIT_RAW_ARGS("WSGIProcessGroup", mwa_settings_keep, (void *)MWA_PROCESS_GROUP, ACCESS_CONF | RSRC_CONF,
                     "Name of the WSGI process group."),
    AP_INIT_RAW_ARGS("WSGIApplicationGroup", mwa_settings_keep, (void *)MWA_APPLICATION_GROUP, ACCESS_CONF | RSRC_CONF,
                     "Application interpreter group."),
    AP_INIT_RAW_ARGS("WSGICallableObject", mwa_settings_keep, (void *)MWA_CALLABLE_OBJECT, OR_FILEINFO,
                     "Name of entry point in WSGI script file."),
    AP_INIT_RAW_ARGS("WSGIPassAuthorization", mwa_settings_keep, (void *)MWA_PASS_AUTHORIZATION, OR_FILEINFO,
                     "Enable/Disable WSGI authorization."),
    AP_INIT_RAW_ARGS("WSGIRestrictProcess", mwa_settings_keep, (void *)MWA_RESTRICT_PROCESS, ACCESS_CONF | RSRC_CONF,
                     "Limit selectable WSGI process groups."),
    AP_INIT_RAW_ARGS("WSGIRestrictEmbedded", mwa_settings_keep, (void *)MWA_RESTRICT_EMBEDDED, RSRC_CONF,
                     "Enable/Disable use of embedded mode."),
    AP_INIT_RAW_ARGS("WSGIDispatchScript", mwa_settings_keep, (void *)MWA_DISPATCH_SCRIPT, ACCESS_CONF | RSRC_CONF,
                     "Location of WSGI dispatch script."),
    AP_INIT_RAW_ARGS("WSGIHandlerScript", mwa_settings_keep, (void *)MWA_HANDLER_SCRIPT, ACCESS_CONF | RSRC_CONF,
                     "Location of WSGI handler script file."),
    AP_INIT_RAW_ARGS("WSGIAccessScript", mwa_settings_keep, (void *)MWA_ACCESS_SCRIPT, OR_AUTHCFG,
                     "Location of WSGI host access script file."),
    AP_INIT_RAW_ARGS("WSGIAuthUserScript", mwa_settings_keep, (void *)MWA_AUTH_USER_SCRIPT, OR_AUTHCFG,
                     "Location of WSGI user auth script file."),
    AP_INIT_RAW_ARGS("WSGIAuthGroupScript", mwa_settings_keep, (void *)MWA_AUTH_GROUP_SCRIPT, OR_AUTHCFG,
                     "Location of WSGI group auth script file."),
    AP_INIT_RAW_ARGS("WSGIChunkedRequest", mwa_settings_keep, (void *)MWA_CHUNKED_REQUEST, OR_FILEINFO,
                     "Enable/Disable support for chunked requests."),
    AP_INIT_RAW_ARGS("WSGIErrorOverride", mwa_settings_keep, (void *)MWA_ERROR_OVERRIDE, OR_FILEINFO,
                     "Enable/Disable overriding of error pages."),
    AP_INIT_RAW_ARGS("WSGIMapHEADToGET", mwa_settings_keep, (void *)MWA_MAP_HEAD_TO_GET, OR_FILEINFO,
                     "Enable/Disable mapping of HEAD to GET."),
    AP_INIT_RAW_ARGS("WSGIScriptReloading", mwa_settings_keep, (void *)MWA_SCRIPT_RELOADING, OR_FILEINFO,
                     "Enable/Disable script reloading mechanism."),
    AP_INIT_RAW_ARGS("WSGIDaemonProcess", mwa_settings_keep, (void *)MWA_DAEMON_PROCESS, RSRC_CONF,
                     "Specify details of daemon processes to start."),
    AP_INIT_RAW_ARGS(MWA_TAKEN_DAEMON, mwa_settings_keep, (void *)MWA_DAEMON_PROCESS, RSRC_CONF,
                     "Specify details of daemon processes to start."),
    {.name = NULL},
};

static void register_hooks(apr_pool_t *p)
{
    // mod_wsgi's own place, which other modules may be loaded before or behind: httpd puts what wants to be last, and
    // is to come before mod_wsgi, directly before it. Where mod_wsgi is not loaded, the others keep it from being too
    // late.
    static const char *const before_translate[] = {"mod_alias.c", NULL};
    static const char *const after_translate[] = {"mod_wsgi.c", "mod_userdir.c", "mod_vhost_alias.c", "core.c", NULL};
    static const char *const before_handler[] = {"mod_wsgi.c", NULL};

    (void)p;
    ap_hook_pre_config(mwa_pre_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(mwa_check_config, NULL, NULL, APR_HOOK_LAST);
    ap_hook_post_config(mwa_post_config, NULL, NULL, APR_HOOK_LAST);
    ap_hook_child_init(mwa_end_prepare, NULL, NULL, APR_HOOK_REALLY_FIRST);
    // Behind mod_wsgi's, which starts Python: a child that is told to end meanwhile need not start Java at all.
    ap_hook_child_init(mwa_child_init, NULL, NULL, APR_HOOK_LAST);
    ap_hook_monitor(mwa_keeper_monitor, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_test_config(mwa_keeper_dump, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_status(mwa_child_status, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_translate_name(mwa_translate, before_translate, after_translate, APR_HOOK_REALLY_LAST);
    // SetEnv and per-directory RewriteRule set variables in fixups too.
    ap_hook_fixups(mwa_fixups, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_handler(mwa_live_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(mwa_status_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_pre_translate_name(mwa_explained_begin, NULL, NULL, MWA_HOOK_VERY_FIRST);
    ap_hook_translate_name(mwa_explained_translate, NULL, NULL, MWA_HOOK_VERY_FIRST);
    ap_hook_translate_name(mwa_translate_again, NULL, NULL, MWA_HOOK_VERY_FIRST + 1);
    ap_hook_post_perdir_config(mwa_explained_find, NULL, NULL, MWA_HOOK_VERY_FIRST);
    ap_hook_handler(mwa_explained_handler, NULL, NULL, MWA_HOOK_VERY_FIRST);
    ap_hook_ssl_conn_is_ssl(mwa_explained_tls, NULL, NULL, APR_HOOK_FIRST);
    mwa_url_prepare();
    mwa_remote_protocol_hook();
    APR_OPTIONAL_HOOK(ap, status_hook, mwa_status_extension, NULL, NULL, APR_HOOK_MIDDLE);
    // Before httpd's own, which is really the last. To name core.c instead would put it, and mod_wsgi's, before the
    // first handler of core.c, and so before mod_proxy's.
    ap_hook_handler(refuse_script, before_handler, NULL, APR_HOOK_REALLY_LAST - 1);
}

// clang-format takes the list for a part of the macro.
// clang-format off
AP_DECLARE_MODULE(wsgi_alias) = {
    STANDARD20_MODULE_STUFF,
    mwa_settings_create_directory,
    mwa_settings_merge_directory,
    mwa_config_create_server,
    mwa_config_merge_server,
    commands,
    register_hooks
#if defined(AP_MODULE_FLAG_NONE)
    , AP_MODULE_FLAG_NONE
#endif
};
// clang-format on
