/* The counters: what a lookup adds, the histogram, and that no count is lost between threads. */
#include "unit.h"
#include "core/mwa_counters.h"

#include <pthread.h>
#include <string.h>

static void count(mwa_table_counters_t *table, mwa_alias_counters_t *alias, mwa_status_t status)
{
    const mwa_frame_t frame = {.status = status};

    mwa_count_lookup(table, alias, &frame, 1000);
}

static void a_lookup_is_a_hit_or_declined_or_refused_or_an_error(void **state)
{
    static const mwa_status_t failures[] = {MWA_NO_ANSWER, MWA_LIMIT, MWA_FAILED, MWA_FRAME_FULL, MWA_GROUP_REFUSED};
    mwa_table_counters_t table = {0};
    mwa_alias_counters_t alias = {0};
    size_t i;

    (void)state;
    count(&table, &alias, MWA_MATCHED);
    count(&table, &alias, MWA_MATCHED);
    count(&table, NULL, MWA_DECLINED);
    count(&table, &alias, MWA_OUTSIDE);
    for (i = 0; i < COUNT_OF(failures); ++i) {
        count(&table, i % 2 ? &alias : NULL, failures[i]);
    }
    assert_int_equal(9, table.lookups);
    assert_int_equal(1, table.declined);
    assert_int_equal(1, table.refusals);
    assert_int_equal(5, table.errors);
    assert_int_equal(2, alias.hits);
    assert_int_equal(1, alias.refusals);
    assert_int_equal(2, alias.errors);
    assert_int_equal(1000, alias.last_used);
}

static void only_a_hit_is_a_use(void **state)
{
    mwa_table_counters_t table = {0};
    mwa_alias_counters_t alias = {0};

    (void)state;
    count(&table, &alias, MWA_OUTSIDE);
    count(&table, &alias, MWA_LIMIT);
    assert_int_equal(0, alias.last_used);
}

static void what_java_tells_of_its_costs_is_added(void **state)
{
    const mwa_frame_t frame = {.status = MWA_DECLINED, .cache_flushes = 2, .pcre2_searches = 3};
    mwa_table_counters_t table = {0};

    (void)state;
    mwa_count_lookup(&table, NULL, &frame, 1);
    mwa_count_lookup(&table, NULL, &frame, 1);
    assert_int_equal(4, table.cache_flushes);
    assert_int_equal(6, table.pcre2_searches);
}

static void a_time_is_counted_by_its_highest_bit(void **state)
{
    static const struct {
        uint64_t nanoseconds;
        int bucket;
    } cases[] = {{0, 0},           {1, 0},           {2, 1},          {3, 1},
                 {4, 2},           {1023, 9},        {1024, 10},      {(1ULL << 30) - 1, 29},
                 {1ULL << 30, 30}, {1ULL << 31, 30}, {UINT64_MAX, 30}};
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        mwa_table_counters_t table = {0};

        mwa_count_time(&table, cases[i].nanoseconds);
        assert_int_equal(1, table.times[cases[i].bucket]);
        assert_int_equal(1, mwa_timed_lookups(&table));
        assert_int_equal(cases[i].nanoseconds, table.timed_nanoseconds);
    }
}

static void a_percentile_lies_in_the_bucket_of_its_lookup(void **state)
{
    mwa_table_counters_t table = {0};
    int i;

    (void)state;
    assert_true(mwa_time_percentile(&table, 0.5) == 0);
    for (i = 0; i < 90; ++i) {
        mwa_count_time(&table, 600);
    }
    for (i = 0; i < 10; ++i) {
        mwa_count_time(&table, 5000);
    }
    assert_true(mwa_time_percentile(&table, 0.45) == 512 + 256);
    assert_true(mwa_time_percentile(&table, 0.9) == 1024);
    assert_true(mwa_time_percentile(&table, 0.95) == 4096 + 2048);
    assert_true(mwa_time_percentile(&table, 1) == 8192);
}

static void one_lookup_of_many_is_timed_but_not_a_thread_s_first(void **state)
{
    int timed = 0;
    int i;

    (void)state;
    for (i = 0; i < 3 * MWA_TIMED_ONE_OF; ++i) {
        int due = mwa_is_time_due();

        assert_int_equal(i % MWA_TIMED_ONE_OF == MWA_TIMED_ONE_OF - 1, due);
        timed += due;
    }
    assert_int_equal(3, timed);
}

static void a_sum_has_all_counters_and_the_earliest_beginning(void **state)
{
    mwa_table_counters_t table;
    mwa_table_counters_t sum = {0};
    uint64_t *number = &table.lookups;
    int i;

    (void)state;
    memset(&table, 0, sizeof(table));
    for (i = 0; i < 6; ++i) {
        number[i] = 1;
    }
    mwa_count_time(&table, 7);
    mwa_counters_add(&sum, &table);
    mwa_counters_add(&sum, &table);
    mwa_counters_add(&sum, &table);
    number = &sum.lookups;
    for (i = 0; i < 6; ++i) {
        assert_int_equal(3, number[i]);
    }
    assert_int_equal(21, sum.timed_nanoseconds);
    assert_int_equal(3, sum.times[2]);
}

#define THREADS 4
#define LOOKUPS 20000

static mwa_table_counters_t shared_table;
static mwa_alias_counters_t shared_alias;

static void *count_many(void *data)
{
    int i;

    for (i = 0; i < LOOKUPS; ++i) {
        count(&shared_table, &shared_alias, MWA_MATCHED);
        mwa_count_time(&shared_table, 100);
    }
    return data;
}

static void no_count_is_lost_between_threads(void **state)
{
    pthread_t threads[THREADS];
    int i;

    (void)state;
    for (i = 0; i < THREADS; ++i) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, count_many, NULL));
    }
    for (i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(THREADS * LOOKUPS, shared_table.lookups);
    assert_int_equal(THREADS * LOOKUPS, shared_alias.hits);
    assert_int_equal(THREADS * LOOKUPS, mwa_timed_lookups(&shared_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lookup_is_a_hit_or_declined_or_refused_or_an_error),
        cmocka_unit_test(only_a_hit_is_a_use),
        cmocka_unit_test(what_java_tells_of_its_costs_is_added),
        cmocka_unit_test(a_time_is_counted_by_its_highest_bit),
        cmocka_unit_test(a_percentile_lies_in_the_bucket_of_its_lookup),
        cmocka_unit_test(one_lookup_of_many_is_timed_but_not_a_thread_s_first),
        cmocka_unit_test(a_sum_has_all_counters_and_the_earliest_beginning),
        cmocka_unit_test(no_count_is_lost_between_threads),
    };

    return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
