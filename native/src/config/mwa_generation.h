/**
 * @file mwa_generation.h
 * @brief A generation: all that is configured at one time, in one piece of memory that every process can map.
 *
 * What a server starts with is in the configuration's own memory, which children inherit. What maps make of it later is
 * written by the map process, and mapped by the children: an alias is then not a mwa_alias_t but a record that one can
 * be made of. Whoever needs an alias asks mwa_tables_alias(), which knows both.
 *
 * The memory is the map process' own, and nobody can change it, so a child believes it as it believes what it has
 * inherited. It has no pointer but those to counters, which the parent has mapped before it forked any of them.
 */
#ifndef MWA_GENERATION_H
#define MWA_GENERATION_H

#include "config/mwa_tables.h"
#include "core/mwa_passing.h"

/** More than any configuration needs, and less than Java can address. */
#define MWA_GENERATION_MOST ((apr_size_t)6 * 1024 * 1024 * 1024)

/** Where its parts begin: as Java reads numbers, and as processors do. */
#define MWA_GENERATION_ALIGNMENT 64

/** The memory that a generation is in. */
typedef struct mwa_generation_s {
    mwa_memory_t whole; /**< fd -1: the generation is what the server has started with */
    mwa_memory_t patch; /**< fd -1: it is a whole */
} mwa_generation_t;

#define MWA_NO_GENERATION ((mwa_generation_t){.whole = {.fd = -1}, .patch = {.fd = -1}})

/** What a generation consists of besides the tables. */
typedef struct mwa_generation_parts_s {
    apr_uint64_t start;  /**< which start of the server it belongs to */
    apr_uint64_t number; /**< 2 and up; that of the start is 1 */
    apr_uint64_t since;  /**< in seconds since 1970 */
    const void *prepared;
    apr_size_t prepared_size;
    const char *findings; /**< for mwa_findings_read() */
    apr_size_t findings_size;
    const void *engines;   /**< a byte for each alias */
    const void *specs;     /**< answered */
    apr_size_t specs_size; /**< likewise */
    apr_uint64_t whole;    /**< of a patch: the number of what it patches; 0: it is a whole, without the following */
    const mwa_run_t *runs;
    int run_count;
    int aliases; /**< how many there are with those of the whole */
    const mwa_table_ranges_t *ranges;
} mwa_generation_parts_t;

/**
 * Writes a generation.
 * @param memory receives it, sealed
 * @return NULL, or why there is none
 */
const char *mwa_generation_write(mwa_memory_t *memory, const mwa_tables_t *tables, const mwa_generation_parts_t *parts);

/**
 * Has tables read a generation that is a whole.
 * @param first those that the server started with
 * @param start the generation must belong to it
 * @param tables receives them; they are good as long as the memory
 * @param parts receives what is in it
 * @return 0 if it is damaged, or belongs to another start
 */
int mwa_generation_read(const mwa_memory_t *memory, const mwa_tables_t *first, apr_uint64_t start, mwa_tables_t *tables,
                        mwa_generation_parts_t *parts);

/**
 * Has tables read a patch (mwa_patch.h).
 * @param whole what it patches; a patch of that may be in it already, and goes
 * @param number the number of the whole
 * @param tables receives all; they are good as long as both memories
 * @param parts receives what is in the patch alone
 * @return 0 if it is damaged, or belongs to another start, or patches something else
 */
int mwa_generation_read_patch(const mwa_memory_t *memory, const mwa_tables_t *whole, apr_uint64_t number,
                              apr_uint64_t start, mwa_tables_t *tables, mwa_generation_parts_t *parts);

/** Both together. @param parts receives those of the whole, and of the patch: number 0 if there is none */
int mwa_generation_read_all(const mwa_generation_t *generation, const mwa_tables_t *first, apr_uint64_t start,
                            mwa_tables_t *tables, mwa_generation_parts_t *parts);

/** What is needed of memory to be passed on (mwa_pass_two()). @param fds receives two */
void mwa_generation_fds(const mwa_generation_t *generation, int *fds);

/**
 * Maps what was received.
 * @param fds of mwa_receive_two(); the generation's from now on, also if this fails
 * @return 0 if one of them cannot be mapped
 */
int mwa_generation_map(mwa_generation_t *generation, const int *fds);

/** Gives it up in this process. */
void mwa_generation_free(mwa_generation_t *generation);

#endif /* MWA_GENERATION_H */
