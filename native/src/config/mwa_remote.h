/**
 * @file mwa_remote.h
 * @brief Process groups on other machines: WSGIAliasRemoteGroup.
 *
 * All of it lives in the configuration pool, is made in the parent process and is only read in the children.
 */
#ifndef MWA_REMOTE_H
#define MWA_REMOTE_H

#include "config/mwa_config.h"
#include "config/mwa_remote_url.h"
#include "core/mwa_hot.h"

/** WSGIAliasRemoteGroup name url */
const char *mwa_remote_group(cmd_parms *cmd, void *dir, const char *name, const char *url);

/** The remote group of that name that the server's aliases can name, or NULL. */
MWA_HOT const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name);

/** Tells an alias where its process group is, once all is configured. */
void mwa_remote_resolve(mwa_alias_t *alias);

/** Whether mod_wsgi must serve an alias: no remote group can be its process group, whatever the request. */
int mwa_remote_needs_wsgi(const mwa_alias_t *alias);

/** The remote groups that the server's aliases can name, of const mwa_remote_t *, in no order. */
apr_array_header_t *mwa_remote_all(apr_pool_t *p, const mwa_server_t *server);

#endif /* MWA_REMOTE_H */
