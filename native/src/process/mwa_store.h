/**
 * @file mwa_store.h
 * @brief Slots of shared memory under names, which are found again after a restart.
 */
#ifndef MWA_STORE_H
#define MWA_STORE_H

#include "apr_hash.h"
#include "apr_tables.h"

/** Slots of aliases and tables that are made at a time. Pages that are never touched cost nothing. */
#define MWA_STORE_SLOTS 1024

/** What nobody takes is kept for this many configurations. */
#define MWA_STORE_RESTARTS 3

/** A slot in use, or one of something that is no longer configured. */
typedef struct entry_s {
    void *slot;
    apr_uint64_t since;   /**< when counting began, in seconds since 1970 */
    int restarts;         /**< how many since it was configured */
    int is_patch;         /**< whether an alias of a patch had it first */
    apr_uint64_t left;    /**< the last patch in which its alias of the whole has gone */
    apr_uint64_t taken;   /**< the last patch that has it */
    struct entry_s *next; /**< of the same name */
} mwa_store_entry_t;

/** All slots of one name, in configuration order. */
typedef struct named_s {
    mwa_store_entry_t *first;
    mwa_store_entry_t **end;
    int taken; /**< in the configuration that is being read */
} mwa_store_name_t;

/**
 * Slots of one size, in shared memory, under names. It is kept over restarts: no pointer to this module's code. It is
 * the parent's own memory: of what children can write it has but addresses, and it reads none of that.
 */
typedef struct store_s {
    apr_pool_t *process;
    apr_size_t slot_size;
    int at_a_time;            /**< slots that are made */
    apr_array_header_t *free; /**< of void * */
    apr_pool_t *pool;         /**< of the names */
    apr_hash_t *names;        /**< to mwa_store_name_t */
    apr_array_header_t *all;  /**< of void *: every slot that there is */
    int is_full;              /**< whether no slots can be added: other processes would not have them */
    apr_uint64_t patches;     /**< how many patches there were */
} mwa_store_t;

/**
 * A restart may load another build of this module. It finds a store only under the layout that it has itself, and else
 * begins with a new one; the last build's stays where the children of that one count.
 * @param what its name
 * @param at_a_time slots that are made when there are no more
 */
mwa_store_t *mwa_store_open(apr_pool_t *process, const char *what, apr_size_t slot_size, int at_a_time);

/** Makes as many slots that nobody has. @return why there is no memory for them, or APR_SUCCESS */
apr_status_t mwa_store_add_spare(mwa_store_t *store, int spare);

/** The slots that nobody has, once those that are keys of @p used have somebody. */
void mwa_store_find_free(mwa_store_t *store, apr_hash_t *used);

/** A slot full of zeroes. @return NULL if there is none; then @p status says why */
void *mwa_store_new_slot(mwa_store_t *store, apr_status_t *status);

/** @return NULL if there is none of that name */
mwa_store_name_t *mwa_store_find(mwa_store_t *store, const char *name);

/** Puts a slot behind those of the same name. @return its entry */
mwa_store_entry_t *mwa_store_append(mwa_store_t *store, const char *name, void *slot, apr_uint64_t since, int restarts);

/** The names of the next configuration, which take the place of the last one's with mwa_store_replace(). */
mwa_store_t mwa_store_begin(const mwa_store_t *last);

/**
 * The next slot that the last configuration had under a name, or a new one, in the store of the next.
 * @param since the time now; receives when counting in it began
 * @param nth receives which one of its name it is
 * @return NULL if there is none; then @p status says why
 */
void *mwa_store_take(mwa_store_t *last, mwa_store_t *next, const char *name, apr_uint64_t *since, int *nth,
                     apr_status_t *status);

/** The next configuration's names are those of the store now. What nobody took is kept for a while. */
void mwa_store_replace(mwa_store_t *last, mwa_store_t *next);

/**
 * What is left and taken from now on is of one patch (mwa_patch.h). The names of the whole stay: only what it leaves
 * can be taken, and what was taken for patches, or is kept. No slots can be made any more.
 */
void mwa_store_begin_patch(mwa_store_t *store);

/** An alias of the whole has gone. */
void mwa_store_leave(mwa_store_t *store, const char *name, const void *slot);

/** As mwa_store_take(), for an alias of the patch. */
void *mwa_store_take_patch(mwa_store_t *store, const char *name, apr_uint64_t *since, int *nth, apr_status_t *status);

#endif /* MWA_STORE_H */
