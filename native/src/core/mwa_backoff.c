#include "core/mwa_backoff.h"

#define LOAD(field) __atomic_load_n(&(field), __ATOMIC_SEQ_CST)
#define STORE(field, value) __atomic_store_n(&(field), value, __ATOMIC_SEQ_CST)

size_t mwa_backoff_size(int children)
{
    return sizeof(mwa_backoff_shared_t) + (size_t)children * sizeof(int32_t);
}

/** Puts a process where there is none. @return whether there was none */
static int claim(int32_t *place, int32_t pid)
{
    int32_t none = 0;

    return __atomic_compare_exchange_n(place, &none, pid, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/** Where a process is entered, or NULL. */
static int32_t *find(const mwa_backoff_t *backoff, int32_t pid)
{
    mwa_backoff_shared_t *shared = backoff->shared;
    int32_t i;

    for (i = 0; i < backoff->capacity; ++i) {
        if (LOAD(shared->starting[i]) == pid) {
            return &shared->starting[i];
        }
    }
    return LOAD(shared->trial) == pid ? &shared->trial : NULL;
}

int mwa_backoff_begin(const mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    mwa_backoff_shared_t *shared = backoff->shared;
    int32_t i;

    if (LOAD(shared->delay)) {
        if (!claim(&shared->trial, pid)) {
            return 0;
        }
        // Only now: another one may have tried in the meantime, and died of it.
        if (mwa_backoff_wait(backoff, now)) {
            STORE(shared->trial, 0);
            return 0;
        }
        return 1;
    }
    for (i = 0; i < backoff->capacity && !claim(&shared->starting[i], pid); ++i) {
    }
    // Where there is no place left, it starts unseen.
    return 1;
}

void mwa_backoff_end(const mwa_backoff_t *backoff, int32_t pid, int ready)
{
    int32_t *place = find(backoff, pid);

    if (ready) {
        STORE(backoff->shared->deaths, 0);
        STORE(backoff->shared->delay, 0);
    }
    if (place) {
        STORE(*place, 0);
    }
}

/**
 * How long children are held back after one more has died.
 * @param delay how long they were before
 */
static uint64_t next_delay(const mwa_backoff_t *backoff, uint64_t delay, int was_trial)
{
    if (!delay) {
        return mwa_backoff_deaths(backoff) >= MWA_BACKOFF_DEATHS ? MWA_BACKOFF_SHORTEST : 0;
    }
    // Those that had begun before the others were held back tell nothing new.
    if (!was_trial) {
        return delay;
    }
    return delay < MWA_BACKOFF_LONGEST / 2 ? 2 * delay : MWA_BACKOFF_LONGEST;
}

void mwa_backoff_died(const mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    mwa_backoff_shared_t *shared = backoff->shared;
    int32_t *place = find(backoff, pid);
    int was_trial = place == &shared->trial;
    uint64_t before;
    uint64_t delay;

    if (!place) {
        return;
    }
    __atomic_add_fetch(&shared->deaths, 1, __ATOMIC_SEQ_CST);
    before = LOAD(shared->delay);
    delay = next_delay(backoff, before, was_trial);
    if (delay != before || was_trial) {
        STORE(shared->until, now + delay);
        STORE(shared->delay, delay);
    }
    // Last of all: the next one may try from here on.
    STORE(*place, 0);
}

uint64_t mwa_backoff_wait(const mwa_backoff_t *backoff, uint64_t now)
{
    uint64_t until = LOAD(backoff->shared->until);
    uint64_t wait = until > now ? until - now : 0;

    // Twice the longest, because the parent may have set it after the caller had read its clock.
    return wait <= 2 * MWA_BACKOFF_LONGEST ? wait : 0;
}

int mwa_backoff_seconds(int failures)
{
    static const int longest = (int)(MWA_BACKOFF_LONGEST / MWA_BACKOFF_SHORTEST);
    // One second, doubled five times, is below a minute.
    static const int doubled = 6;

    if (failures < 1) {
        return 0;
    }
    return failures <= doubled ? 1 << (failures - 1) : longest;
}

int mwa_backoff_deaths(const mwa_backoff_t *backoff)
{
    int32_t deaths = LOAD(backoff->shared->deaths);

    return deaths > 0 ? deaths : 0;
}
