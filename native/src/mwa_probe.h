/**
 * @file mwa_probe.h
 * @brief Tries something in a child process, so that the parent learns of its failure and keeps nothing of it.
 */
#ifndef MWA_PROBE_H
#define MWA_PROBE_H

#include "httpd.h"

/**
 * What to try, in the forked process and as the user that httpd's children run as.
 * @param error receives a sentence if it fails
 * @return 1 if it works
 */
typedef int (*mwa_trial_t)(void *data, char *error, apr_size_t error_size);

/**
 * Forks, tries, and waits for the result.
 * @return NULL if it works, or else a sentence that says why not, from @p p
 */
const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data);

#endif /* MWA_PROBE_H */
