/**
 * @file mwa_texts.h
 * @brief The texts of all maps, as they are served.
 *
 * The map process keeps them, to read later only what has changed. Texts are taken over when what was made of them is
 * served, and only then: of what is refused, nothing stays.
 */
#ifndef MWA_TEXTS_H
#define MWA_TEXTS_H

#include "config/mwa_maps.h"

/** A file of a map. */
typedef struct mwa_text_file_s {
    mwa_map_found_t found;      /**< as it was read last */
    mwa_map_kept_t kept;        /**< as it was read whole */
    const mwa_map_text_t *text; /**< as it is served; NULL: there was no such file */
    apr_pool_t *pool;           /**< of the text, if it has changed since it was read whole; or NULL */
} mwa_text_file_t;

typedef struct mwa_texts_s {
    apr_pool_t *pool;          /**< its own */
    apr_array_header_t *files; /**< of mwa_text_file_t, in the order in which they are read */
} mwa_texts_t;

/** A text that was read, and is not served yet. */
typedef struct mwa_text_read_s {
    mwa_text_file_t *file;
    mwa_map_state_t state;
    const mwa_map_text_t *text;
    apr_pool_t *pool; /**< of the text */
} mwa_text_read_t;

/**
 * The texts of maps that were read whole.
 * @param looked as mwa_maps_read() had it
 * @param kept of mwa_maps_read(), in a pool of its own, which becomes theirs
 */
mwa_texts_t *mwa_texts_make(const apr_array_header_t *looked, const apr_array_header_t *kept);

/** Gives them up. @param texts NULL: nothing is done */
void mwa_texts_drop(mwa_texts_t *texts);

/**
 * The text of a file as it is now.
 * @param reads of mwa_text_read_t: receives it, if it is not the one that is served
 * @return 0 if all is to be read whole: it is another file, or too much has changed, or it cannot be read now
 */
int mwa_texts_find(mwa_text_file_t *file, const mwa_map_found_t *found, apr_array_header_t *reads,
                   const mwa_map_text_t **text);

/** What was made of texts that were read is served. They are nothing to be forgotten any more. */
void mwa_texts_take(apr_array_header_t *reads);

/** It is not: gives them up. */
void mwa_texts_forget(const apr_array_header_t *reads);

#endif /* MWA_TEXTS_H */
