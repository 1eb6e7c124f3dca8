/**
 * @file mwa_status_select.h
 * @brief Which rows of a list stand on a page of it, in memory that does not depend on how many there are.
 */
#ifndef MWA_STATUS_SELECT_H
#define MWA_STATUS_SELECT_H

#include "apr_pools.h"

/** Rows of a list on one page. */
#define MWA_STATUS_ROWS 200

/** What a row is sorted by: a text from a to z, or else a number with the largest first; rows that are alike, by id. */
typedef struct mwa_row_key_s {
    const char *text; /**< NULL: the number; lives longer than the row */
    apr_uint64_t number;
} mwa_row_key_t;

/** A list of rows, by ids from 0. */
typedef struct mwa_row_list_s {
    const void *data;
    int count; /**< all rows, those that do not match too */

    /** Whether a row is to be shown. @param p cleared afterwards */
    int (*matches)(apr_pool_t *p, const void *data, int id);

    /** @param p cleared afterwards */
    mwa_row_key_t (*key)(apr_pool_t *p, const void *data, int id);
} mwa_row_list_t;

/** A page. */
typedef struct mwa_row_page_s {
    int matching; /**< rows that match, on all pages */
    int pages;    /**< 1 at least */
    int page;     /**< this one, from 1 */
    int count;    /**< rows on it */
    int ids[MWA_STATUS_ROWS];
} mwa_row_page_t;

/**
 * Finds the rows of a page. Numbers that change meanwhile can bring a row twice, or not at all, on a page behind the
 * first twenty.
 * @param page the wanted one: the first or the last is taken in place of one that does not exist
 */
mwa_row_page_t mwa_status_select(apr_pool_t *p, const mwa_row_list_t *list, int page);

#endif /* MWA_STATUS_SELECT_H */
