#include "core/mwa_counters.h"

#include <time.h>

static void add(uint64_t *counter, uint64_t number)
{
    __atomic_fetch_add(counter, number, __ATOMIC_RELAXED);
}

uint64_t mwa_counter(const uint64_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

void mwa_count_lookup(mwa_table_counters_t *table, mwa_alias_counters_t *alias, const mwa_frame_t *frame, uint64_t now)
{
    add(&table->lookups, 1);
    switch ((mwa_status_t)frame->status) {
    case MWA_MATCHED:
        if (alias) {
            add(&alias->hits, 1);
            __atomic_store_n(&alias->last_used, now, __ATOMIC_RELAXED);
        }
        break;
    case MWA_DECLINED:
        add(&table->declined, 1);
        break;
    case MWA_OUTSIDE:
        add(&table->refusals, 1);
        if (alias) {
            add(&alias->refusals, 1);
        }
        break;
    default:
        add(&table->errors, 1);
        if (alias) {
            add(&alias->errors, 1);
        }
        break;
    }
    if (frame->cache_flushes) {
        add(&table->cache_flushes, frame->cache_flushes);
    }
    if (frame->pcre2_searches) {
        add(&table->pcre2_searches, frame->pcre2_searches);
    }
}

void mwa_count_error(uint64_t *counter)
{
    add(counter, 1);
}

void mwa_count_remote(mwa_alias_counters_t *alias)
{
    add(&alias->remote, 1);
}

/** The bucket of a time: the number of its highest bit. */
static int bucket_of(uint64_t nanoseconds)
{
    int bucket = nanoseconds ? 63 - __builtin_clzll(nanoseconds) : 0;

    return bucket < MWA_TIME_BUCKETS ? bucket : MWA_TIME_BUCKETS - 1;
}

void mwa_count_time(mwa_table_counters_t *table, uint64_t nanoseconds)
{
    add(&table->timed_nanoseconds, nanoseconds);
    add(&table->times[bucket_of(nanoseconds)], 1);
}

int mwa_is_time_due(void)
{
    // A thread's first lookups are not typical: it is attached to the JVM, and nothing is in a cache.
    static __thread unsigned lookups;

    return ++lookups % MWA_TIMED_ONE_OF == 0;
}

uint64_t mwa_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void mwa_counters_add(mwa_table_counters_t *sum, const mwa_table_counters_t *table)
{
    int i;

    sum->lookups += mwa_counter(&table->lookups);
    sum->declined += mwa_counter(&table->declined);
    sum->refusals += mwa_counter(&table->refusals);
    sum->errors += mwa_counter(&table->errors);
    sum->cache_flushes += mwa_counter(&table->cache_flushes);
    sum->pcre2_searches += mwa_counter(&table->pcre2_searches);
    sum->timed_nanoseconds += mwa_counter(&table->timed_nanoseconds);
    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        sum->times[i] += mwa_counter(&table->times[i]);
    }
}

uint64_t mwa_timed_lookups(const mwa_table_counters_t *table)
{
    uint64_t timed = 0;
    int i;

    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        timed += mwa_counter(&table->times[i]);
    }
    return timed;
}

double mwa_time_percentile(const mwa_table_counters_t *table, double part)
{
    double wanted = part * (double)mwa_timed_lookups(table);
    double below = 0;
    int i;

    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        double here = (double)mwa_counter(&table->times[i]);

        if (here > 0 && below + here >= wanted) {
            double begin = i ? (double)(1ULL << i) : 0;
            double end = (double)(1ULL << (i + 1));

            return begin + (end - begin) * (wanted - below) / here;
        }
        below += here;
    }
    return 0;
}
