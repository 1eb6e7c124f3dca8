/**
 * @file mwa_follow_load.h
 * @brief Has Java load a generation that a child follows, and requests ask it. For the thread that follows.
 */
#ifndef MWA_FOLLOW_LOAD_H
#define MWA_FOLLOW_LOAD_H

#include "config/mwa_generation.h"
#include "jvm/mwa_bridge.h"
#include "process/mwa_serving.h"

/** Says what Java is to load: the memory of a generation, or of a patch. @param whole a slot, or MWA_NO_WHOLE */
void mwa_follow_fill(mwa_generation_block_t *block, const mwa_generation_parts_t *parts, int slot, int whole);

/**
 * Has requests ask the generation in a place from now on.
 * @param serving has its memory
 * @param start of the server
 * @param whole_number of a patch: that of what it patches; or 0
 * @param block is Java's
 * @return NULL; or why not, from @p block or static
 */
const char *mwa_follow_serve(mwa_serving_t *serving, apr_uint64_t start, apr_uint64_t whole_number,
                             mwa_generation_block_t *block);

#endif /* MWA_FOLLOW_LOAD_H */
