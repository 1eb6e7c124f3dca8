/**
 * @file mwa_junctions.h
 * @brief Where a map has changed since it was read whole, and what has come there.
 */
#ifndef MWA_JUNCTIONS_H
#define MWA_JUNCTIONS_H

#include "config/mwa_map_file.h"

/** A place in a text where lines of the whole have gone, or others have come. */
typedef struct mwa_junction_s {
    int before; /**< lines of the whole below this one stand before it */
    int after;  /**< lines of the whole from this one on stand behind it */
    int own;    /**< aliases of sections that have come */
    int others; /**< the others */
    int lines;  /**< how much further down stands what is behind it */
} mwa_junction_t;

/**
 * Finds where a text has changed, and reads what has come.
 * @param parse receives the aliases that have come
 * @param kept what was read whole
 * @param text the text now
 * @param junctions of mwa_junction_t: receives the places, in their order
 * @return 0 if all is to be read whole: a section has changed, or something is wrong
 */
int mwa_junctions_read(mwa_map_parse_t *parse, const mwa_map_kept_t *kept, const mwa_map_text_t *text,
                       apr_array_header_t *junctions);

#endif /* MWA_JUNCTIONS_H */
