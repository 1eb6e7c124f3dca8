/**
 * @file mwa_serving.h
 * @brief The tables that a child serves: those of the start, or a later generation.
 *
 * A request takes the newest tables once and keeps them to its end, so nothing changes under it. One thread of the
 * child puts newer ones in their place, and gives up old ones when no request has them. Without maps there is only one,
 * which nobody counts.
 */
#ifndef MWA_SERVING_H
#define MWA_SERVING_H

#include "config/mwa_generation.h"

/** Tables, with the number that Java knows them by. */
typedef struct mwa_serving_s {
    mwa_tables_t tables;
    int slot;                    /**< for mwa_frame_t and mwa_generation_block_t */
    apr_uint64_t number;         /**< of the generation */
    apr_uint64_t life;           /**< another for all tables that this process has ever served; not 0 */
    apr_uint64_t since;          /**< in seconds since 1970 */
    mwa_generation_t memory;     /**< of the tables; none, for those of the start */
    apr_uint64_t whole_number;   /**< of the whole that a patch is of; its own number if it is a whole */
    struct mwa_serving_s *whole; /**< of a patch: has the whole's memory, and is in use as long as this; NULL: this
                                      has it */
    int requests;                /**< that have it; atomic */
    int state;                   /**< the updating thread's own */
} mwa_serving_t;

/**
 * Sets the tables of the start. Before there are requests.
 * @param tables NULL: no alias at all
 * @param updated whether there can be newer ones later
 */
void mwa_serving_start(const mwa_tables_t *tables, int updated);

/**
 * Sets others in their place in a child, before there are requests, or for the first one of a process with one thread.
 * @param parts of mwa_generation_read_all()
 * @param memory is its from now on
 */
void mwa_serving_replace_start(const mwa_tables_t *tables, const mwa_generation_parts_t *parts,
                               const mwa_generation_t *memory);

/** Those of the start; in a child, also if it has begun with others. NULL: no alias at all. */
const mwa_tables_t *mwa_serving_first(void);

/** The newest. If there can be newer ones, it is the caller's until it gives it back. NULL: no alias at all. */
mwa_serving_t *mwa_serving_take(void);

/** Whether there can be newer ones, and so what is taken must be given back. */
int mwa_serving_is_updated(void);

/** Gives back what was taken. */
void mwa_serving_give(mwa_serving_t *serving);

/** The newest, for who cannot miss it: the updating thread, or where nothing is updated. */
const mwa_serving_t *mwa_serving_newest(void);

/* What follows is for the updating thread. */

/** A place for a newer one; NULL if requests have all others. */
mwa_serving_t *mwa_serving_prepare(void);

/**
 * Gives up a place that was prepared, or is not used any more.
 * @param is_forgotten whether Java reads its memory no more; if not, place and memory are lost
 */
void mwa_serving_discard(mwa_serving_t *serving, int is_forgotten);

/**
 * The one that has the memory of a whole which the newest is, or patches.
 * @return NULL if the newest has another whole
 */
mwa_serving_t *mwa_serving_whole(apr_uint64_t number);

/** A place that was prepared is of a patch of that whole, which stays as long as it. */
void mwa_serving_share(mwa_serving_t *serving, mwa_serving_t *whole);

/** Has requests take it from now on. @return the one that they have taken so far */
mwa_serving_t *mwa_serving_publish(mwa_serving_t *serving);

/**
 * Finds one that is no longer the newest, and that no request has; nobody will take it again.
 * @return it, to be given up with mwa_serving_discard(); NULL if there is none
 */
mwa_serving_t *mwa_serving_unused(void);

/** Whether some that are not the newest, nor its whole, are still in use. */
int mwa_serving_has_old(void);

#endif /* MWA_SERVING_H */
