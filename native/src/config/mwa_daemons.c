#include "config/mwa_daemons.h"
#include "config/mwa_settings.h"
#include "config/mwa_takeover.h"

#include "apr_strings.h"

#include <string.h>

/** As mod_wsgi: groups of the main server are for all, others for hosts of the same name. */
static int is_accessible(const server_rec *owner, const server_rec *s)
{
    return !owner->is_virtual || owner == s
        || (owner->server_hostname && s->server_hostname && !strcmp(owner->server_hostname, s->server_hostname));
}

const char *mwa_daemons_check(apr_pool_t *p, const server_rec *main_server, const mwa_alias_t *alias)
{
    const char *group = alias->process_group;
    const mwa_setting_t *daemon;

    if (!group || alias->remote || !mwa_takeover_is_fixed(alias, group) || !strcmp(group, MWA_GLOBAL_GROUP)) {
        return NULL;
    }
    daemon = mwa_settings_daemon(main_server, group);
    if (!daemon) {
        return apr_psprintf(p,
                            "WSGI process group not yet configured. There is no WSGIDaemonProcess '%s'; a new one "
                            "needs a restart.",
                            group);
    }
    return is_accessible(daemon->server, alias->server)
        ? NULL
        : apr_psprintf(p, "WSGI process group not accessible. WSGIDaemonProcess '%s' belongs to another virtual host.",
                       group);
}
