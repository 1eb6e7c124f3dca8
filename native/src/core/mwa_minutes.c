#include "core/mwa_minutes.h"

#define COUNT_BITS 32

/** The ring of a thread, for as long as it lives. */
static unsigned ring_of_thread(void)
{
    static unsigned threads;
    static __thread unsigned ring;

    if (!ring) {
        ring = __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED) % MWA_MINUTE_RINGS + 1;
    }
    return ring - 1;
}

void mwa_count_minute(mwa_minutes_t *minutes, uint64_t now)
{
    uint64_t minute = (now / 60) & UINT32_MAX;
    uint64_t *word = &minutes->words[ring_of_thread()][minute % MWA_MINUTE_WORDS];
    uint64_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);

    if (seen >> COUNT_BITS != minute
        && __atomic_compare_exchange_n(word, &seen, minute << COUNT_BITS | 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        return;
    }
    // Whoever was faster has made it this minute's. If not, the clock was set, and one lookup more or less is no
    // matter.
    if (seen >> COUNT_BITS == minute) {
        __atomic_fetch_add(word, 1, __ATOMIC_RELAXED);
    }
}

void mwa_minutes_read(const mwa_minutes_t *minutes, uint64_t now, uint64_t counts[MWA_MINUTES])
{
    int i;
    int ring;

    for (i = 0; i < MWA_MINUTES; ++i) {
        uint64_t minute = (now / 60 - (uint64_t)(MWA_MINUTES - 1 - i)) & UINT32_MAX;

        counts[i] = 0;
        for (ring = 0; ring < MWA_MINUTE_RINGS; ++ring) {
            uint64_t word = __atomic_load_n(&minutes->words[ring][minute % MWA_MINUTE_WORDS], __ATOMIC_RELAXED);

            if (word >> COUNT_BITS == minute) {
                counts[i] += word & UINT32_MAX;
            }
        }
    }
}
