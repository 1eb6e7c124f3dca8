#include "config/mwa_block.h"

#include <string.h>

static void put_bytes(mwa_block_t *block, const void *bytes, apr_size_t length)
{
    if (length > block->capacity - block->used) {
        apr_size_t capacity = 2 * (block->capacity + length);
        char *grown = apr_palloc(block->pool, capacity);

        if (block->used) {
            memcpy(grown, block->bytes, block->used);
        }
        block->bytes = grown;
        block->capacity = capacity;
    }
    memcpy(block->bytes + block->used, bytes, length);
    block->used += length;
}

void mwa_block_number(mwa_block_t *block, apr_int32_t number)
{
    put_bytes(block, &number, sizeof(number));
}

void mwa_block_text(mwa_block_t *block, const char *text)
{
    apr_size_t length = text ? strlen(text) : 0;

    mwa_block_number(block, text ? (apr_int32_t)length : -1);
    if (length) {
        put_bytes(block, text, length);
    }
}
