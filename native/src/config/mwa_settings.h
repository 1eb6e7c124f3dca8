/**
 * @file mwa_settings.h
 * @brief mod_wsgi's own directives, which this module reads along: what decides where an alias has no option.
 *
 * mod_wsgi's data is its own. But httpd gives a directive to every module that has one of its name, in a server, a
 * section or an .htaccess file, and merges sections for each module. So this module keeps what mod_wsgi keeps, with the
 * place where it stands. A section without such a directive costs nothing.
 */
#ifndef MWA_SETTINGS_H
#define MWA_SETTINGS_H

#include "config/mwa_config.h"
#include "core/mwa_hot.h"

/** The directives, by what they decide. */
typedef enum mwa_setting_id_e {
    MWA_PROCESS_GROUP,
    MWA_APPLICATION_GROUP,
    MWA_CALLABLE_OBJECT,
    MWA_PASS_AUTHORIZATION,
    MWA_RESTRICT_PROCESS,
    MWA_RESTRICT_EMBEDDED,
    MWA_DISPATCH_SCRIPT,
    MWA_HANDLER_SCRIPT,
    MWA_ACCESS_SCRIPT,
    MWA_AUTH_USER_SCRIPT,
    MWA_AUTH_GROUP_SCRIPT,
    MWA_DAEMON_PROCESS,
    MWA_CHUNKED_REQUEST,
    MWA_ERROR_OVERRIDE,
    MWA_MAP_HEAD_TO_GET,
    MWA_SCRIPT_RELOADING,
    MWA_SETTING_COUNT
} mwa_setting_id_t;

/** WSGIDaemonProcess under a name that mod_wsgi does not know, where no process is to be started. */
#define MWA_TAKEN_DAEMON "WSGIDaemonProcess "

/** A line of configuration with such a directive. */
typedef struct mwa_setting_s {
    const char *value; /**< its arguments */
    const char *name;  /**< the first of them */
    const char *file;
    int line;
    mwa_setting_id_t id;
    const server_rec *server; /**< in which it stands */
    const struct mwa_setting_s *earlier;
} mwa_setting_t;

void *mwa_settings_create_directory(apr_pool_t *p, char *directory);

/** The inner section over the outer one. */
void *mwa_settings_merge_directory(apr_pool_t *p, void *base, void *add);

/** A directive of mod_wsgi's; the command's info is its id, as a pointer. mod_wsgi gets it too, and judges it. */
const char *mwa_settings_keep(cmd_parms *cmd, void *directory, const char *arguments);

/** The directive's name, as documented. */
const char *mwa_settings_directive(mwa_setting_id_t id);

/** The line that decides for a request; NULL if there is none. */
MWA_HOT const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id);

/** The same, of those whose first argument is @p name. */
MWA_HOT const mwa_setting_t *mwa_settings_find_named(const request_rec *r, mwa_setting_id_t id, const char *name);

/** Finds the WSGIDaemonProcess of all servers, once all is configured. They have different names. */
void mwa_settings_find_daemons(apr_pool_t *p, const server_rec *main_server);

/** WSGIDaemonProcess of a name, in any server, once they have been found; NULL if there is none. */
const mwa_setting_t *mwa_settings_daemon(const server_rec *main_server, const char *name);

/** Whether a request without a group of its own gets the one that is named after its script: %{RESOURCE}. */
int mwa_settings_is_resource(const request_rec *r);

#endif /* MWA_SETTINGS_H */
