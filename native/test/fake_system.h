/**
 * @file fake_system.h
 * @brief The probe with a system that fails where it is told to: it stands before the calls that the probe makes.
 */
#ifndef FAKE_SYSTEM_H
#define FAKE_SYSTEM_H

#include "httpd_unit.h"
#include "process/mwa_probe.h"

/** The most that a trial may leave as its first outcome: more than a pipe holds. The others may be smaller. */
#define MUCH 3000001

typedef struct fake_system_s {
    int privileges_are_refused;
    int fork_fails;
    int pipe_fails;
    int time_is_up;          /**< nothing can be read any more */
    int poll_takes;          /**< seconds that pass with each poll */
    int read_is_interrupted; /**< how many times more */
    size_t most_memory;      /**< the largest piece there is; 0: of any size */
    int result_end;          /**< the end of the pipe that the trying process writes to */
} fake_system_t;

extern fake_system_t fake_system;

/** What the last trial left. */
extern mwa_outcome_t probed[MWA_OUTCOMES];

/** The most that it may leave. */
extern const apr_size_t most[MWA_OUTCOMES];

/** Probes, and sees that no process and no descriptor is left behind. @return as mwa_probe() */
const char *probe(apr_pool_t *p, mwa_trial_t trial, void *data);

#endif /* FAKE_SYSTEM_H */
