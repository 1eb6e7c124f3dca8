/**
 * @file mwa_daemons.h
 * @brief The process groups that mod_wsgi's WSGIDaemonProcess defines.
 */
#ifndef MWA_DAEMONS_H
#define MWA_DAEMONS_H

#include "config/mwa_alias.h"

#include "apr_hash.h"

/** Finds them in the configuration tree. @return by name, the server_rec that each is defined in */
apr_hash_t *mwa_daemons_find(apr_pool_t *p, const server_rec *main_server, const ap_directive_t *tree);

/**
 * Looks whether the group of an alias exists, and its server may use it; nothing is known of a group that depends on
 * the request.
 * @return NULL, or what is wrong, from @p p
 */
const char *mwa_daemons_check(apr_pool_t *p, apr_hash_t *daemons, const mwa_alias_t *alias);

#endif /* MWA_DAEMONS_H */
