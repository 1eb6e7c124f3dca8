/**
 * @file mwa_minutes.h
 * @brief Lookups of each minute of the last hour, in memory that all of httpd's children share. Knows no httpd.
 *
 * Any thread of any process counts, in a bounded number of steps. A word has the minute in its upper half and the
 * count in its lower one, so that a thread that comes to a word of an hour ago begins anew with one atomic exchange.
 * Threads are spread over several rings, so that busy ones do not slow each other down. What stands in the words is for
 * showing, as with mwa_counters.h: a reader takes any number, and none decides how much is read.
 */
#ifndef MWA_MINUTES_H
#define MWA_MINUTES_H

#include "core/mwa_hot.h"

#include <stdint.h>

/** Minutes that are told: the one that is counted, and those before it. */
#define MWA_MINUTES 60

/** Words of a ring: a power of two, and more than are told. */
#define MWA_MINUTE_WORDS 64
#define MWA_MINUTE_RINGS 8

typedef struct mwa_minutes_s {
    uint64_t words[MWA_MINUTE_RINGS][MWA_MINUTE_WORDS];
} mwa_minutes_t;

/** Counts a lookup. @param now in seconds since 1970 */
MWA_HOT void mwa_count_minute(mwa_minutes_t *minutes, uint64_t now);

/**
 * Reads the last MWA_MINUTES, the oldest first.
 * @param now in seconds since 1970: its minute is the last
 * @param counts receives them; less than 2^35 each
 */
void mwa_minutes_read(const mwa_minutes_t *minutes, uint64_t now, uint64_t counts[MWA_MINUTES]);

#endif /* MWA_MINUTES_H */
