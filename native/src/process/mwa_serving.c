#include "process/mwa_serving.h"

#include <string.h>

/**
 * How many there can be at a time: the newest, and those that requests still have. They are never freed, so a request
 * may count in one that is about to be given up, and see then that it is too late.
 */
#define PLACES 256

enum { FREE, PREPARED, SERVED, OLD, LOST };

static mwa_serving_t places[PLACES];
static mwa_serving_t *newest;
static const mwa_tables_t *first;
/** How many tables have had a life. */
static apr_uint64_t lives;
/** Whether there can be newer ones: only then requests are counted. Set before there are any. */
static int is_updated;

void mwa_serving_start(const mwa_tables_t *tables, int updated)
{
    memset(places, 0, sizeof(places));
    first = tables;
    is_updated = updated;
    newest = NULL;
    if (tables) {
        places[0] = (mwa_serving_t){.tables = *tables,
                                    .number = 1,
                                    .life = ++lives,
                                    .memory = MWA_NO_GENERATION,
                                    .whole_number = 1,
                                    .state = SERVED};
        newest = &places[0];
    }
}

void mwa_serving_replace_start(const mwa_tables_t *tables, const mwa_generation_parts_t *parts,
                               const mwa_generation_t *memory)
{
    const mwa_generation_parts_t *last = parts[1].number ? &parts[1] : &parts[0];

    places[0].tables = *tables;
    places[0].number = last->number;
    places[0].life = ++lives;
    places[0].since = last->since;
    places[0].whole_number = parts[0].number;
    places[0].memory = *memory;
}

const mwa_tables_t *mwa_serving_first(void)
{
    return first;
}

const mwa_serving_t *mwa_serving_newest(void)
{
    return __atomic_load_n(&newest, __ATOMIC_SEQ_CST);
}

mwa_serving_t *mwa_serving_take(void)
{
    mwa_serving_t *serving = __atomic_load_n(&newest, __ATOMIC_SEQ_CST);
    mwa_serving_t *now;

    if (!is_updated) {
        return serving;
    }
    for (;; serving = now) {
        __atomic_fetch_add(&serving->requests, 1, __ATOMIC_SEQ_CST);
        now = __atomic_load_n(&newest, __ATOMIC_SEQ_CST);
        if (now == serving) {
            // Whoever gives it up, looks at the count after it has made another one the newest, and so sees this one.
            return serving;
        }
        __atomic_fetch_sub(&serving->requests, 1, __ATOMIC_SEQ_CST);
    }
}

int mwa_serving_is_updated(void)
{
    return is_updated;
}

void mwa_serving_give(mwa_serving_t *serving)
{
    __atomic_fetch_sub(&serving->requests, 1, __ATOMIC_SEQ_CST);
}

mwa_serving_t *mwa_serving_prepare(void)
{
    int i;

    for (i = 0; i < PLACES; ++i) {
        if (places[i].state == FREE) {
            places[i].state = PREPARED;
            places[i].slot = i;
            places[i].life = ++lives;
            places[i].memory = MWA_NO_GENERATION;
            places[i].whole = NULL;
            return &places[i];
        }
    }
    return NULL;
}

void mwa_serving_discard(mwa_serving_t *serving, int is_forgotten)
{
    if (is_forgotten) {
        mwa_generation_free(&serving->memory);
        if (serving->whole) {
            mwa_serving_give(serving->whole);
        }
    }
    serving->state = is_forgotten ? FREE : LOST;
}

mwa_serving_t *mwa_serving_whole(apr_uint64_t number)
{
    return newest->whole_number != number ? NULL : newest->whole ? newest->whole : newest;
}

void mwa_serving_share(mwa_serving_t *serving, mwa_serving_t *whole)
{
    __atomic_fetch_add(&whole->requests, 1, __ATOMIC_SEQ_CST);
    serving->whole = whole;
}

mwa_serving_t *mwa_serving_publish(mwa_serving_t *serving)
{
    mwa_serving_t *last = newest;

    serving->state = SERVED;
    last->state = OLD;
    __atomic_store_n(&newest, serving, __ATOMIC_SEQ_CST);
    return last;
}

mwa_serving_t *mwa_serving_unused(void)
{
    int i;

    for (i = 0; i < PLACES; ++i) {
        if (places[i].state == OLD && !__atomic_load_n(&places[i].requests, __ATOMIC_SEQ_CST)) {
            return &places[i];
        }
    }
    return NULL;
}

int mwa_serving_has_old(void)
{
    int i;

    // The whole of the newest stays as long as that.
    for (i = 0; i < PLACES; ++i) {
        if (places[i].state == OLD && &places[i] != newest->whole) {
            return 1;
        }
    }
    return 0;
}
