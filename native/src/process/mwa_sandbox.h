/**
 * @file mwa_sandbox.h
 * @brief Goes on in a process that cannot touch anything: what it writes to files vanishes with it, it reaches no
 * network, and everything that it starts ends with it.
 *
 * Linux namespaces of its own: mounts, network, processes, and System V memory. Every file system is covered with an
 * overlay in memory. Who is not root needs user namespaces that anybody may create. What has been opened before stays
 * open. Not a defence against code that wants out: the process keeps its user.
 */
#ifndef MWA_SANDBOX_H
#define MWA_SANDBOX_H

#include "apr_pools.h"

/**
 * Returns in the new process alone. The process that called waits for its end, and then ends too: with its exit code,
 * or with 128 and the number of the signal that ended it; or, after @p seconds, with 124.
 * @param scratch a directory of the caller's, which the overlays are built in
 * @return NULL in the new process; or, still in the old one, a sentence that says why there can be none, from @p p
 */
const char *mwa_sandbox_enter(apr_pool_t *p, const char *scratch, int seconds);

#endif /* MWA_SANDBOX_H */
