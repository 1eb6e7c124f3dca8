/**
 * @file mwa_probe.h
 * @brief Tries something in a child process, so that the parent learns of its failure and keeps nothing of it.
 *
 * The parent may be root, and the process that tries is the user that httpd's children are: whoever has got hold of that
 * one can answer anything. So sizes are checked before memory is taken for them, and all of it together has a time.
 */
#ifndef MWA_PROBE_H
#define MWA_PROBE_H

#include "httpd.h"

/** One thing that a trial leaves behind for the parent. */
typedef struct mwa_outcome_s {
    const void *bytes;
    apr_size_t size; /**< 0 if there is nothing */
} mwa_outcome_t;

/** How many things a trial that works can leave. */
#define MWA_OUTCOMES 3

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
 * @param outcomes MWA_OUTCOMES, receive what the trial has left, if it works; they live as @p p, each has a NUL behind it,
 *                 and what is in them is not checked
 * @return NULL if it works, or else a sentence that says why not, from @p p
 */
const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data, const apr_size_t *most,
                      mwa_outcome_t *outcomes);

#endif /* MWA_PROBE_H */
