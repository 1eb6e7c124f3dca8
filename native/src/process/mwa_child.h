/**
 * @file mwa_child.h
 * @brief Starts Java in a child: when the child starts or, if it was held back, when a request needs it.
 *
 * mwa_backoff.h says which children are held back and why. With mpm_itk all are: its processes for connections start
 * Java.
 */
#ifndef MWA_CHILD_H
#define MWA_CHILD_H

#include "core/mwa_hot.h"
#include "jvm/mwa_bridge.h"

#include "httpd.h"
#include "ap_mpm.h"

/**
 * Makes what parent and children share to hold children back; each configuration gets its own, so that after a restart
 * the first child tries at once. In the parent, before children are forked.
 * @param pconf the configuration's pool
 * @return APR_SUCCESS, or why there is no shared memory
 */
apr_status_t mwa_child_share(apr_pool_t *pconf);

/** child_status: the parent hears that a child has ended. */
void mwa_child_status(server_rec *s, pid_t pid, ap_generation_t generation, int slot, mpm_child_status status);

/**
 * Starts Java in this child, unless it is held back; logs if it is, or if Java fails. Once, before the child's
 * threads. If the options let the start give way, Java may still be starting afterwards, or not start until a request
 * needs it.
 * @param options must live as long as the process; their tables are replaced by the newest, see mwa_follow.h
 */
void mwa_child_start(server_rec *s, mwa_bridge_options_t *options);

/**
 * Like mwa_bridge_frame(). In a child that has been held back long enough, the first thread that calls this starts
 * Java; the others do not wait for it. If Java is still starting because the start gave way, all threads wait for it.
 */
MWA_HOT mwa_frame_t *mwa_child_frame(const char **error);

#endif /* MWA_CHILD_H */
