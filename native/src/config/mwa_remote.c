#include "config/mwa_remote.h"
#include "config/mwa_remote_names.h"
#include "config/mwa_remote_url.h"
#include "config/mwa_remote_worker.h"

#include "apr_strings.h"

static const char *check_name(cmd_parms *cmd, const char *name, const mwa_server_t *server)
{
    const mwa_remote_t *other = mwa_remote_find(server, name);

    if (!*name || strchr(name, '$') || strstr(name, "%{")) {
        return apr_psprintf(cmd->pool,
                            MWA_REMOTE_GROUP ": '%s' is not a group's name. Captures and variables stand in the "
                                             "alias; each name that they can make is declared by itself",
                            name);
    }
    return other ? apr_psprintf(cmd->pool, MWA_REMOTE_GROUP ": '%s' is declared at %s already", name, other->place)
                 : NULL;
}

/** @return NULL, or which module is missing */
static const char *check_modules(cmd_parms *cmd, const char *url, const mwa_scheme_t *scheme)
{
    const char *missing = !ap_find_linked_module("mod_proxy.c") ? "mod_proxy.c"
        : !ap_find_linked_module(scheme->module)                ? scheme->module
        : scheme->is_encrypted && !ap_find_linked_module("mod_ssl.c") && !ap_find_linked_module("mod_tls.c")
        ? "mod_ssl.c"
        : NULL;

    return missing ? apr_psprintf(cmd->pool, MWA_REMOTE_GROUP ": %s needs %.*s, which is not loaded", url,
                                  (int)(strlen(missing) - 2), missing)
                   : NULL;
}

/** mod_proxy tells workers apart by the URL behind the socket alone. */
static const char *check_socket(cmd_parms *cmd, const mwa_remote_t *remote, const mwa_remote_t *other)
{
    const char *one = remote->socket ? remote->socket : "";
    const char *two = other->socket ? other->socket : "";

    return strcmp(one, two) ? apr_psprintf(cmd->pool,
                                           MWA_REMOTE_GROUP " %s: the group '%s' at %s has the URL %s too, but another "
                                                            "socket. Give each socket's URL a name of its own",
                                           remote->name, other->name, other->place, remote->url)
                            : NULL;
}

/** @return NULL, or why there can be no such worker */
static const char *need_worker(cmd_parms *cmd, mwa_server_t *server, const mwa_remote_t *remote)
{
    const mwa_remote_t *other;
    const char *error;

    if (!server->remote_urls) {
        server->remote_urls = apr_hash_make(cmd->pool);
    }
    other = apr_hash_get(server->remote_urls, remote->url, APR_HASH_KEY_STRING);
    if (other) {
        return check_socket(cmd, remote, other);
    }
    apr_hash_set(server->remote_urls, remote->url, APR_HASH_KEY_STRING, remote);
    error = mwa_remote_worker_define(cmd, remote);
    return error ? apr_psprintf(cmd->pool, MWA_REMOTE_GROUP " %s: %s", remote->name, error) : NULL;
}

const char *mwa_remote_group(cmd_parms *cmd, void *dir, const char *name, const char *url)
{
    mwa_server_t *server = mwa_config_of(cmd->server);
    mwa_remote_t *remote = apr_pcalloc(cmd->pool, sizeof(*remote));
    const mwa_scheme_t *scheme;
    const char *error = check_name(cmd, name, server);

    (void)dir;
    if (error) {
        return error;
    }
    error = mwa_remote_url(cmd->pool, url, remote, &scheme);
    if (error) {
        return apr_psprintf(cmd->pool, MWA_REMOTE_GROUP " %s %s: %s", name, url, error);
    }
    error = check_modules(cmd, url, scheme);
    if (error) {
        return error;
    }
    remote->name = name;
    remote->place = apr_psprintf(cmd->pool, "%s:%d", cmd->directive->filename, cmd->directive->line_num);
    if (!server->remotes) {
        server->remotes = apr_hash_make(cmd->pool);
    }
    apr_hash_set(server->remotes, name, APR_HASH_KEY_STRING, remote);
    return scheme->is_balancer ? NULL : need_worker(cmd, server, remote);
}

const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name)
{
    return server->remotes ? apr_hash_get(server->remotes, name, APR_HASH_KEY_STRING) : NULL;
}

void mwa_remote_resolve(mwa_alias_t *alias)
{
    const mwa_remote_t *remote =
        alias->process_group ? mwa_remote_find(mwa_config_of(alias->server), alias->process_group) : NULL;

    alias->remote = remote ? remote->url : NULL;
}

int mwa_remote_needs_wsgi(const mwa_alias_t *alias)
{
    const mwa_server_t *server = mwa_config_of(alias->server);
    const char *group = alias->process_group;

    if (!group || !server->remotes) {
        return 1;
    }
    return !mwa_remote_find(server, group) && !strchr(group, '$') && !strstr(group, "%{");
}

apr_array_header_t *mwa_remote_all(apr_pool_t *p, const mwa_server_t *server)
{
    apr_array_header_t *all = apr_array_make(p, 4, sizeof(const mwa_remote_t *));
    apr_hash_index_t *index;

    for (index = server->remotes ? apr_hash_first(p, server->remotes) : NULL; index; index = apr_hash_next(index)) {
        APR_ARRAY_PUSH(all, const mwa_remote_t *) = apr_hash_this_val(index);
    }
    return all;
}
