/**
 * @file mwa_map_text.h
 * @brief The text of a map, and how it has changed since it was read whole.
 *
 * A text is a list of pieces: lines that were there when the map was read whole, and lines that have come since. Of a
 * changed file, the beginning and the end that it has in common with the last text are found first; what lies between
 * is compared line by line (mwa_map_diff.h). Knows no httpd.
 */
#ifndef MWA_MAP_TEXT_H
#define MWA_MAP_TEXT_H

#include "apr_pools.h"

/** Lines in a row. A line with a backslash at its end, or an empty one, and the next are never in two pieces. */
typedef struct mwa_map_piece_s {
    apr_size_t at; /**< where it begins in the text */
    apr_size_t size;
    int lines;
    int line; /**< the number that its first line had in the text that was read whole, from 1; 0: it has come since */
} mwa_map_piece_t;

/** A text; immutable. */
typedef struct mwa_map_text_s {
    const char *bytes;
    apr_size_t size;
    int lines; /**< of the text that was read whole */
    const mwa_map_piece_t *pieces;
    int count;
} mwa_map_text_t;

/** A text that is read whole. @param bytes must live as long as the text */
mwa_map_text_t *mwa_map_text_make(apr_pool_t *p, const char *bytes, apr_size_t size);

/**
 * A text that is read after another one.
 * @param bytes must live as long as the text
 * @return NULL if it would have too many pieces, or too many new lines
 */
mwa_map_text_t *mwa_map_text_change(apr_pool_t *p, const mwa_map_text_t *before, const char *bytes, apr_size_t size);

#endif /* MWA_MAP_TEXT_H */
