/**
 * @file mwa_block.h
 * @brief A block of numbers and texts that is written piece by piece, for Java to read.
 *
 * Numbers are 32 bits in the machine's byte order; a text is its length and its bytes, an absent one is -1.
 */
#ifndef MWA_BLOCK_H
#define MWA_BLOCK_H

#include "httpd.h"

/** Grows by doubling; what is left of the smaller ones goes with the pool. Begins as {.pool = pool}. */
typedef struct mwa_block_s {
    apr_pool_t *pool;
    char *bytes;
    apr_size_t used;
    apr_size_t capacity;
} mwa_block_t;

void mwa_block_number(mwa_block_t *block, apr_int32_t number);

/** @param text NULL is an absent one */
void mwa_block_text(mwa_block_t *block, const char *text);

#endif /* MWA_BLOCK_H */
