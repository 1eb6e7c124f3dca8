#include "process/mwa_follow_load.h"

void mwa_follow_fill(mwa_generation_block_t *block, const mwa_generation_parts_t *parts, int slot, int whole)
{
    *block = (mwa_generation_block_t){.slot = (uint32_t)slot,
                                      .specs_size = (uint32_t)parts->specs_size,
                                      .specs = (uintptr_t)parts->specs,
                                      .prepared = (uintptr_t)parts->prepared,
                                      .prepared_size = (uint32_t)parts->prepared_size,
                                      .whole = whole,
                                      .runs = (uintptr_t)parts->runs,
                                      .run_count = (uint32_t)parts->run_count,
                                      .aliases = parts->aliases};
}

/** Has Java load a whole. @return NULL, or why not */
static const char *load_whole(mwa_serving_t *serving, apr_uint64_t start, mwa_generation_block_t *block)
{
    mwa_generation_parts_t parts;

    if (!mwa_generation_read(&serving->memory.whole, mwa_serving_first(), start, &serving->tables, &parts)) {
        return "it is damaged";
    }
    mwa_follow_fill(block, &parts, serving->slot, MWA_NO_WHOLE);
    serving->number = parts.number;
    serving->whole_number = parts.number;
    serving->since = parts.since;
    return mwa_bridge_load(block) ? NULL : block->message;
}

/** Has Java load a patch of a whole that is there. @return NULL, or why not */
static const char *load_patch(mwa_serving_t *serving, const mwa_serving_t *whole, apr_uint64_t start,
                              mwa_generation_block_t *block)
{
    mwa_generation_parts_t parts;

    if (!mwa_generation_read_patch(&serving->memory.patch, &whole->tables, whole->whole_number, start, &serving->tables,
                                   &parts)) {
        return "its patch is damaged";
    }
    mwa_follow_fill(block, &parts, serving->slot, whole->slot);
    serving->number = parts.number;
    serving->whole_number = parts.whole;
    serving->since = parts.since;
    return mwa_bridge_load(block) ? NULL : block->message;
}

const char *mwa_follow_serve(mwa_serving_t *serving, apr_uint64_t start, apr_uint64_t whole_number,
                             mwa_generation_block_t *block)
{
    mwa_serving_t *whole = whole_number ? mwa_serving_whole(whole_number) : NULL;
    const mwa_serving_t *last;
    const char *error = NULL;

    if (whole) {
        mwa_memory_free(&serving->memory.whole);
        mwa_serving_share(serving, whole);
    }
    else {
        error = load_whole(serving, start, block);
    }
    // One that should be there, and is not, is damaged.
    if (!error && whole_number) {
        error = load_patch(serving, whole ? whole : serving, start, block);
    }
    if (error) {
        return error;
    }
    last = mwa_serving_publish(serving);
    // A whole without a patch is asked on.
    if (!whole || last != whole || last->memory.patch.bytes) {
        mwa_bridge_retire(last->slot);
    }
    if (!whole && last->whole) {
        mwa_bridge_retire(last->whole->slot);
    }
    return NULL;
}
