#include "config/mwa_daemons.h"
#include "config/mwa_takeover.h"

#include "apr_hash.h"
#include "apr_strings.h"

#include <string.h>

/** The server of a <VirtualHost>; NULL if none came of it. */
static const server_rec *server_of(const server_rec *s, const ap_directive_t *section)
{
    for (; s; s = s->next) {
        if (s->is_virtual && s->defn_line_number == (unsigned)section->line_num && s->defn_name
            && !strcmp(s->defn_name, section->filename)) {
            return s;
        }
    }
    return NULL;
}

/** @param server that the tree is of */
// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void collect(apr_hash_t *daemons, const server_rec *main_server, const server_rec *server,
                    const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        if (!strcasecmp(tree->directive, "WSGIDaemonProcess")) {
            const char *args = tree->args;

            apr_hash_set(daemons, ap_getword_conf(apr_hash_pool_get(daemons), &args), APR_HASH_KEY_STRING, server);
        }
        else if (!strcasecmp(tree->directive, "<VirtualHost")) {
            const server_rec *host = tree->first_child ? server_of(main_server, tree) : NULL;

            if (host) {
                collect(daemons, main_server, host, tree->first_child);
            }
        }
    }
}

apr_hash_t *mwa_daemons_find(apr_pool_t *p, const server_rec *main_server, const ap_directive_t *tree)
{
    apr_hash_t *daemons = apr_hash_make(p);

    collect(daemons, main_server, main_server, tree);
    return daemons;
}

/** As mod_wsgi: groups of the main server are for all, others for hosts of the same name. */
static int is_accessible(const server_rec *owner, const server_rec *s)
{
    return !owner->is_virtual || owner == s
        || (owner->server_hostname && s->server_hostname && !strcmp(owner->server_hostname, s->server_hostname));
}

const char *mwa_daemons_check(apr_pool_t *p, apr_hash_t *daemons, const mwa_alias_t *alias)
{
    const char *group = alias->process_group;
    const server_rec *owner;

    if (!group || !mwa_takeover_is_fixed(alias, group) || !strcmp(group, MWA_GLOBAL_GROUP)) {
        return NULL;
    }
    owner = apr_hash_get(daemons, group, APR_HASH_KEY_STRING);
    if (!owner) {
        return apr_psprintf(p,
                            "WSGI process group not yet configured. There is no WSGIDaemonProcess '%s'; a new one "
                            "needs a restart.",
                            group);
    }
    return is_accessible(owner, alias->server)
        ? NULL
        : apr_psprintf(p, "WSGI process group not accessible. WSGIDaemonProcess '%s' belongs to another virtual host.",
                       group);
}
