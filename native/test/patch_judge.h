/**
 * @file patch_judge.h
 * @brief Servers with maps, patches of what they had, and what these must come to: all that is read whole.
 */
#ifndef PATCH_JUDGE_H
#define PATCH_JUDGE_H

#include "fake_maps.h"
#include "config/mwa_generation.h"
#include "config/mwa_patch.h"

/** What the map process has. */
typedef struct world_s {
    apr_pool_t *pool;
    server_rec *server;
    mwa_texts_t *texts;
    mwa_memory_t memory; /**< of the whole */
    mwa_tables_t whole;
    const mwa_patch_t *patch; /**< the last one */
    apr_pool_t *patch_pool;
} world_t;

extern world_t world;

/** Servers: the main one, one with a map, one with the same map, and one with two among aliases of its own. */
int make_world(void **state);

/** Nothing may be left of it. */
int end_world(void **state);

/** Reads all, and serves it. */
void serve_whole(void);

/** Tries a patch of the files as they are. @return whether there is one; it is what is to be read whole then */
int make_patch(void);

/** It is served; or it is not. */
void take_patch(void);
void forget_patch(void);

/** Expects a patch, and has it served; or expects none. */
void expect_patch(void);
void expect_none(void);

#endif /* PATCH_JUDGE_H */
