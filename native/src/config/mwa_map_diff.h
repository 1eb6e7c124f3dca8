/**
 * @file mwa_map_diff.h
 * @brief Which lines two texts have in common.
 *
 * The fewest lines that have gone and come, by the greedy algorithm of E. W. Myers ("An O(ND) Difference Algorithm and
 * Its Variations", 1986). Knows no httpd.
 */
#ifndef MWA_MAP_DIFF_H
#define MWA_MAP_DIFF_H

#include "apr_pools.h"

/** A line, or several that httpd puts together. */
typedef struct mwa_map_line_s {
    const char *bytes;
    apr_size_t size;
    apr_uint64_t hash;
    int is_common; /**< whether the other text has it too, and at the same place among the common ones */
} mwa_map_line_t;

typedef struct mwa_map_lines_s {
    mwa_map_line_t *list;
    int count;
} mwa_map_lines_t;

/** Splits what is between two places of a text. */
mwa_map_lines_t mwa_map_lines(apr_pool_t *p, const char *bytes, apr_size_t from, apr_size_t to);

/**
 * Finds out which lines are common.
 * @param most lines that may have gone and come
 * @return 0 if there are more
 */
int mwa_map_diff(apr_pool_t *p, const mwa_map_lines_t *before, const mwa_map_lines_t *now, int most);

/** Whether a line begins at a place of a text, and not in the middle of one that httpd puts together of several. */
int mwa_map_is_begin(const char *bytes, apr_size_t at);

#endif /* MWA_MAP_DIFF_H */
