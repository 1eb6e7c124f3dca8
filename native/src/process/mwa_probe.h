/**
 * @file mwa_probe.h
 * @brief Tries something in a child process, so that the parent learns whether it fails, without side effects.
 *
 * The parent may be root, but the forked process runs as the user of httpd's children. An attacker who controls that
 * process can send any answer. So sizes are checked before memory is allocated, and there is a time limit for all of
 * it.
 */
#ifndef MWA_PROBE_H
#define MWA_PROBE_H

#include "httpd.h"

/** One result of a trial, for the parent. */
typedef struct mwa_outcome_s {
    const void *bytes;
    apr_size_t size; /**< 0 if there is nothing */
} mwa_outcome_t;

/** The number of results of a trial. */
#define MWA_OUTCOMES 4

/**
 * What to try, in the forked process and as the user that httpd's children run as.
 * @param outcomes MWA_OUTCOMES, all empty; each may be set, to memory of the forked process
 * @param error receives a sentence if it fails
 * @return 1 if it works
 */
typedef int (*mwa_trial_t)(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size);

/**
 * Forks, tries, and waits for the result: two minutes at most, until the process has ended.
 * @param most how many bytes each of MWA_OUTCOMES may have
 * @param outcomes MWA_OUTCOMES, receive what the trial has left, if it works; they live as @p p, each has a NUL behind
 * it, and what is in them is not checked
 * @return NULL if it works, or else a sentence that says why not, from @p p
 */
const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data, const apr_size_t *most,
                      mwa_outcome_t *outcomes);

#endif /* MWA_PROBE_H */
