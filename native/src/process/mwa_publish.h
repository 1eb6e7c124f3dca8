/**
 * @file mwa_publish.h
 * @brief Makes generations of what was compiled, in the map process.
 */
#ifndef MWA_PUBLISH_H
#define MWA_PUBLISH_H

#include "config/mwa_generation.h"
#include "config/mwa_patch.h"
#include "process/mwa_change.h"
#include "process/mwa_keeper_work.h"

/** What is known to be served. */
typedef struct mwa_keeper_served_s {
    apr_uint64_t number;
    apr_uint64_t since;      /**< in seconds since 1970 */
    mwa_generation_t memory; /**< none, for what the server has started with */
    apr_uint64_t whole;      /**< of a patch: the number of what it patches; or 0 */
    int aliases;
    mwa_change_t change;        /**< to the last one */
    apr_uint64_t refused_since; /**< in seconds since 1970; 0: what is on disk is served */
    const char *refused;        /**< why, if it is not */
} mwa_keeper_served_t;

/**
 * Begins with what the parent has of the last map process, or with what the server has started with.
 * @param lives how many map processes were before it, of whose generations the parent may not have the last: this
 *        one's begin with so many millions
 * @param parent where to leave each generation for the parent
 */
void mwa_publish_begin(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                       int parent);

/** What is served; always the same address. */
const mwa_keeper_served_t *mwa_published(void);

/**
 * Makes a generation.
 * @param tables that were compiled, which get counters
 * @param is_wrong receives 0 if it fails but may work later, with more memory
 * @return NULL, or why there is none, from @p p
 */
const char *mwa_publish(apr_pool_t *p, const mwa_tables_t *tables, const mwa_compiled_t *compiled, int *is_wrong);

/** The tables of the last whole generation, without patches; NULL: none has been made since the start. */
const mwa_tables_t *mwa_publish_whole(void);

/**
 * Makes a generation of a patch of the last whole one.
 * @param patch was compiled; its aliases get counters
 * @return NULL, or why there is none, from @p p: there may be a whole one
 */
const char *mwa_publish_patch(apr_pool_t *p, const mwa_patch_t *patch, const mwa_compiled_t *compiled);

/** Remembers why what is on disk is not served; NULL: it is. */
void mwa_publish_refuse(const char *why);

/** Leaves the newest generation for the parent, if it has taken the last one; and whether it was left. */
void mwa_publish_leave(void);
int mwa_publish_is_left(void);

#endif /* MWA_PUBLISH_H */
