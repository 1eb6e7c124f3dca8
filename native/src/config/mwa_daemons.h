/**
 * @file mwa_daemons.h
 * @brief Whether the process group of an alias exists that comes while the server runs.
 */
#ifndef MWA_DAEMONS_H
#define MWA_DAEMONS_H

#include "config/mwa_alias.h"

/**
 * Looks whether the group of an alias exists, and its server may use it; nothing is known of a group that depends on
 * the request. Once all is configured, and the alias knows whether its group is remote.
 * @return NULL, or what is wrong, from @p p
 */
const char *mwa_daemons_check(apr_pool_t *p, const server_rec *main_server, const mwa_alias_t *alias);

#endif /* MWA_DAEMONS_H */
