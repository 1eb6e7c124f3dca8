/**
 * @file mwa_keeper_run.h
 * @brief Inside the map process.
 */
#ifndef MWA_KEEPER_RUN_H
#define MWA_KEEPER_RUN_H

#include "config/mwa_generation.h"
#include "process/mwa_keeper_work.h"

/** The map process' own sockets. */
typedef struct mwa_keeper_sockets_s {
    int listener;
    int parent; /**< where the newest generation is left for the parent */
} mwa_keeper_sockets_t;

/**
 * Does the map process' work for good.
 * @param start which start of the server this is
 * @param newest what the parent has of the last map process; none, if this is the first
 * @param lives how many map processes were before it
 */
void mwa_keeper_run(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                    const mwa_keeper_sockets_t *sockets) __attribute__((noreturn));

#endif /* MWA_KEEPER_RUN_H */
