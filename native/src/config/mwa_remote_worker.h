/**
 * @file mwa_remote_worker.h
 * @brief The workers of mod_proxy's that remote groups with a server of their own are reached by.
 *
 * Nothing of mod_proxy is linked to: this module is loaded without it, too.
 */
#ifndef MWA_REMOTE_WORKER_H
#define MWA_REMOTE_WORKER_H

#include "config/mwa_remote_url.h"

#include "http_config.h"
#include "mod_proxy.h"

/** mod_proxy's settings of a server, or NULL if it is not loaded. */
proxy_server_conf *mwa_remote_proxy(const server_rec *s);

/** The server's worker that has a group's URL, and no regular expression; or NULL. */
const proxy_worker *mwa_remote_worker_find(const server_rec *s, const mwa_remote_t *remote);

/**
 * Has mod_proxy, which must be loaded, make the worker of a group in the server of the directive, as ProxyPass would,
 * unless it is there. So it is the same one that a <Proxy> section of the administrator's, before or after, sets
 * parameters of.
 * @return NULL, or why there can be no such worker
 */
const char *mwa_remote_worker_define(cmd_parms *cmd, const mwa_remote_t *remote);

#endif /* MWA_REMOTE_WORKER_H */
