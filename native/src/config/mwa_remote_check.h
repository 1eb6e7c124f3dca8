/**
 * @file mwa_remote_check.h
 * @brief Whether mod_proxy has what the remote groups need.
 */
#ifndef MWA_REMOTE_CHECK_H
#define MWA_REMOTE_CHECK_H

#include "config/mwa_remote.h"

/**
 * Compares the remote groups of all servers with the workers and balancers that mod_proxy has read.
 * @return NULL, or a sentence that tells what is missing
 */
const char *mwa_remote_check(apr_pool_t *p, const server_rec *main_server);

/** The URLs of the workers that serve a group, separated by spaces; only after mwa_remote_check(). */
const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote);

/** Whether any worker of a group speaks SCGI; only after mwa_remote_check(). */
int mwa_remote_speaks_scgi(const server_rec *s, const mwa_remote_t *remote);

#endif /* MWA_REMOTE_CHECK_H */
