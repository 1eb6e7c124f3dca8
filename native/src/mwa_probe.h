/**
 * @file mwa_probe.h
 * @brief Tries something in a child process, so that the parent learns of its failure and keeps nothing of it.
 */
#ifndef MWA_PROBE_H
#define MWA_PROBE_H

#include "httpd.h"

/** What a trial that works leaves behind for the parent. */
typedef struct mwa_outcome_s {
    const void *bytes;
    apr_size_t size; /**< 0 if there is nothing */
} mwa_outcome_t;

/**
 * What to try, in the forked process and as the user that httpd's children run as.
 * @param outcome empty; may be set, to memory of the forked process
 * @param error receives a sentence if it fails
 * @return 1 if it works
 */
typedef int (*mwa_trial_t)(void *data, mwa_outcome_t *outcome, char *error, apr_size_t error_size);

/**
 * Forks, tries, and waits for the result.
 * @param outcome receives what the trial has left, if it works; from @p p
 * @return NULL if it works, or else a sentence that says why not, from @p p
 */
const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data, mwa_outcome_t *outcome);

#endif /* MWA_PROBE_H */
