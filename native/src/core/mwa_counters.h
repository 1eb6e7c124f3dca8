/**
 * @file mwa_counters.h
 * @brief What is counted, in memory that all of httpd's children share. Knows no httpd.
 *
 * Any thread of any process counts, with relaxed atomic additions: no count is lost, and counts that are read together
 * need not be of one moment. Whoever runs code in a child can write any number there, so they are for showing, and
 * nothing is decided by them. In shared memory they begin at a cache line, so that an alias has one of its own, and two
 * busy ones do not slow each other down. Ten thousand aliases take 640 KB, once for the whole server.
 */
#ifndef MWA_COUNTERS_H
#define MWA_COUNTERS_H

#include "mwa_frame.h"
#include "core/mwa_hot.h"

/** Bucket i of a time histogram counts 2^i to 2^(i+1) - 1 nanoseconds; the first one also 0, the last one all above. */
#define MWA_TIME_BUCKETS 31

/** One lookup of that many, by each thread, is timed. */
#define MWA_TIMED_ONE_OF 64

#define MWA_CACHE_LINE 64

/** Of one alias, in whichever server's table it was found. */
typedef struct mwa_alias_counters_s {
    uint64_t hits;      /**< URLs that the alias took */
    uint64_t refusals;  /**< URLs that would have left its directory */
    uint64_t errors;    /**< questions that ended with it in a failure: URLs that it could not be decided for, groups
                             that could not be named */
    uint64_t last_used; /**< when it was hit last, in seconds since 1970; 0: never */
    uint64_t remote;    /**< requests that went to a remote process group */
    uint64_t padding[3];
} mwa_alias_counters_t;

/** Of one table: of a server's lookups. Each one is a hit, declined, a refusal or an error. */
typedef struct mwa_table_counters_s {
    uint64_t lookups;
    uint64_t declined;       /**< no alias took the URL */
    uint64_t refusals;       /**< the file would have left the alias' directory */
    uint64_t errors;         /**< nobody can tell which alias takes the URL, or what is made of it */
    uint64_t cache_flushes;  /**< how often the automaton's remembered states were thrown away */
    uint64_t pcre2_searches; /**< how often PCRE2 was asked for a pattern */
    uint64_t padding[2];
    /* On lines of their own: written by one lookup of MWA_TIMED_ONE_OF. */
    uint64_t timed_nanoseconds;       /**< sum of all that were timed */
    uint64_t times[MWA_TIME_BUCKETS]; /**< of a lookup, with the call to Java and back if there was one */
} mwa_table_counters_t;

_Static_assert(sizeof(mwa_alias_counters_t) == MWA_CACHE_LINE, "one cache line for an alias");
_Static_assert(sizeof(mwa_table_counters_t) == 5 * MWA_CACHE_LINE, "one line that is hot, four that are not");

/**
 * Counts a lookup that has been answered.
 * @param alias of the alias that the frame names, or NULL
 * @param now in seconds since 1970
 */
MWA_HOT void mwa_count_lookup(mwa_table_counters_t *table, mwa_alias_counters_t *alias, const mwa_frame_t *frame,
                              uint64_t now);

/** Counts one more where no lookup was answered: one that got no frame, or a question for an alias' groups. */
void mwa_count_error(uint64_t *counter);

/** Counts a request that goes to a remote process group. */
void mwa_count_remote(mwa_alias_counters_t *alias);

/** Counts a lookup's time. */
void mwa_count_time(mwa_table_counters_t *table, uint64_t nanoseconds);

/** Whether the calling thread's lookup is the one of MWA_TIMED_ONE_OF that is timed. */
MWA_HOT int mwa_is_time_due(void);

/** A clock for differences, in nanoseconds. */
uint64_t mwa_clock(void);

/** A counter's value at this moment. */
uint64_t mwa_counter(const uint64_t *counter);

/** Adds a table's counters, as they are at this moment, to a sum. */
void mwa_counters_add(mwa_table_counters_t *sum, const mwa_table_counters_t *table);

/** How many lookups were timed. */
uint64_t mwa_timed_lookups(const mwa_table_counters_t *table);

/**
 * The time that a part of the lookups did not exceed, taken to lie evenly within a bucket.
 * @param part 0 to 1
 * @return nanoseconds; 0 if none was timed
 */
double mwa_time_percentile(const mwa_table_counters_t *table, double part);

#endif /* MWA_COUNTERS_H */
