#include "core/mwa_backoff.h"

#define LOAD(field) __atomic_load_n(&(field), __ATOMIC_SEQ_CST)
#define STORE(field, value) __atomic_store_n(&(field), value, __ATOMIC_SEQ_CST)

size_t mwa_backoff_size(int children)
{
    return sizeof(mwa_backoff_t) + (size_t)children * sizeof(int32_t);
}

/** Puts a process where there is none. @return whether there was none */
static int claim(int32_t *place, int32_t pid)
{
    int32_t none = 0;

    return __atomic_compare_exchange_n(place, &none, pid, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/** Where a process is entered, or NULL. */
static int32_t *find(mwa_backoff_t *backoff, int32_t pid)
{
    int32_t i;

    for (i = 0; i < backoff->capacity; ++i) {
        if (LOAD(backoff->starting[i]) == pid) {
            return &backoff->starting[i];
        }
    }
    return LOAD(backoff->trial) == pid ? &backoff->trial : NULL;
}

int mwa_backoff_begin(mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    int32_t i;

    if (LOAD(backoff->delay)) {
        if (!claim(&backoff->trial, pid)) {
            return 0;
        }
        // Only now: another one may have tried in the meantime, and died of it.
        if (now < LOAD(backoff->until)) {
            STORE(backoff->trial, 0);
            return 0;
        }
        return 1;
    }
    for (i = 0; i < backoff->capacity && !claim(&backoff->starting[i], pid); ++i) {
    }
    // Where there is no place left, it starts unseen.
    return 1;
}

void mwa_backoff_end(mwa_backoff_t *backoff, int32_t pid, int ready)
{
    int32_t *place = find(backoff, pid);

    if (ready) {
        STORE(backoff->deaths, 0);
        STORE(backoff->delay, 0);
    }
    if (place) {
        STORE(*place, 0);
    }
}

/** How long children are held back after one more has died. */
static uint64_t next_delay(const mwa_backoff_t *backoff, int was_trial)
{
    uint64_t delay = LOAD(backoff->delay);

    if (!delay) {
        return LOAD(backoff->deaths) >= MWA_BACKOFF_DEATHS ? MWA_BACKOFF_SHORTEST : 0;
    }
    // Those that had begun before the others were held back tell nothing new.
    if (!was_trial) {
        return delay;
    }
    return delay < MWA_BACKOFF_LONGEST / 2 ? 2 * delay : MWA_BACKOFF_LONGEST;
}

void mwa_backoff_died(mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    int32_t *place = find(backoff, pid);
    uint64_t delay;

    if (!place) {
        return;
    }
    __atomic_add_fetch(&backoff->deaths, 1, __ATOMIC_SEQ_CST);
    delay = next_delay(backoff, place == &backoff->trial);
    if (delay != LOAD(backoff->delay) || place == &backoff->trial) {
        STORE(backoff->until, now + delay);
        STORE(backoff->delay, delay);
    }
    // Last of all: the next one may try from here on.
    STORE(*place, 0);
}

uint64_t mwa_backoff_wait(const mwa_backoff_t *backoff, uint64_t now)
{
    uint64_t until = LOAD(backoff->until);

    return until > now ? until - now : 0;
}

int mwa_backoff_deaths(const mwa_backoff_t *backoff)
{
    return LOAD(backoff->deaths);
}
