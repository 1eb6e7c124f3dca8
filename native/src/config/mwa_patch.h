/**
 * @file mwa_patch.h
 * @brief A patch: what a change of maps has changed since all maps were read whole.
 *
 * A map of a hundred thousand aliases takes half a second to read and compile; a line more in it need not. The map
 * process keeps the texts that the last whole generation was read from. It reads only those lines that have come since,
 * and has only their aliases compiled; what has gone is left out (see mwa_run_t). A changed line has gone and come.
 *
 * Whoever makes a patch decides nothing about it: where anything is unclear or wrong, there is no patch, and all is
 * read whole, as at the start, which tells what is wrong.
 */
#ifndef MWA_PATCH_H
#define MWA_PATCH_H

#include "config/mwa_tables.h"
#include "config/mwa_texts.h"

/** A patch. */
typedef struct mwa_patch_s {
    const mwa_tables_t *tables;        /**< with the aliases that have come alone, and all tables */
    const mwa_run_t *runs;             /**< where they stand among those of the whole */
    int run_count;                     /**< 0 if there is no alias left at all */
    int aliases;                       /**< how many there are now */
    const mwa_table_ranges_t *ranges;  /**< of those, by table */
    const apr_array_header_t *removed; /**< of int, ascending: the ids that have gone, of the whole */
    apr_array_header_t *reads;         /**< of mwa_text_read_t: what it was made of */
} mwa_patch_t;

/**
 * Makes a patch of what is found now.
 * @param p of the patch; must have an allocator of its own
 * @param texts of the whole generation, and of what has changed since
 * @param looked of mwa_maps_look()
 * @param whole the whole generation, without any patch
 * @return NULL if all is to be read whole; what it was made of is then forgotten
 */
const mwa_patch_t *mwa_patch_make(apr_pool_t *p, server_rec *main_server, const mwa_texts_t *texts,
                                  const apr_array_header_t *looked, const mwa_tables_t *whole, int fold_script_name);

#endif /* MWA_PATCH_H */
