/* The ring of minutes: what is told of the last hour, and that no count is lost between threads. */
#include "unit.h"
#include "core/mwa_minutes.h"

#include <pthread.h>
#include <string.h>

#define HOUR 3600
#define NOW 1767225630

static mwa_minutes_t minutes;
static uint64_t counts[MWA_MINUTES];

static void count(uint64_t now, int times)
{
    for (; times; --times) {
        mwa_count_minute(&minutes, now);
    }
}

static uint64_t sum(void)
{
    uint64_t all = 0;
    int i;

    for (i = 0; i < MWA_MINUTES; ++i) {
        all += counts[i];
    }
    return all;
}

static void begin(void)
{
    memset(&minutes, 0, sizeof(minutes));
}

static void each_minute_has_its_own_count(void **state)
{
    (void)state;
    begin();
    count(NOW - HOUR + 60, 7);
    count(NOW - 60, 2);
    count(NOW, 3);
    mwa_minutes_read(&minutes, NOW, counts);
    assert_int_equal(7, counts[0]);
    assert_int_equal(2, counts[MWA_MINUTES - 2]);
    assert_int_equal(3, counts[MWA_MINUTES - 1]);
    assert_int_equal(12, sum());
}

static void what_is_older_than_an_hour_is_not_told_and_makes_room(void **state)
{
    (void)state;
    begin();
    count(NOW, 5);
    mwa_minutes_read(&minutes, NOW + HOUR, counts);
    assert_int_equal(0, sum());
    count(NOW + 60 * MWA_MINUTE_WORDS, 1);
    mwa_minutes_read(&minutes, NOW + 60 * MWA_MINUTE_WORDS, counts);
    assert_int_equal(1, sum());
    assert_int_equal(1, counts[MWA_MINUTES - 1]);
}

static void words_that_anybody_wrote_are_only_numbers(void **state)
{
    (void)state;
    memset(&minutes, 0xff, sizeof(minutes));
    mwa_minutes_read(&minutes, NOW, counts);
    assert_int_equal(0, sum());
    count(NOW, 1);
    mwa_minutes_read(&minutes, NOW, counts);
    assert_int_equal(1, sum());
    mwa_minutes_read(&minutes, 0, counts);
}

static void *count_much(void *unused)
{
    int i;

    (void)unused;
    for (i = 0; i < 100000; ++i) {
        // Threads meet at the beginning of each minute.
        mwa_count_minute(&minutes, NOW + (uint64_t)i / 2000);
    }
    return NULL;
}

static void no_count_is_lost_between_threads(void **state)
{
    pthread_t threads[2 * MWA_MINUTE_RINGS];
    size_t i;

    (void)state;
    begin();
    for (i = 0; i < COUNT_OF(threads); ++i) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, count_much, NULL));
    }
    for (i = 0; i < COUNT_OF(threads); ++i) {
        assert_int_equal(0, pthread_join(threads[i], NULL));
    }
    mwa_minutes_read(&minutes, NOW + 60, counts);
    assert_int_equal(COUNT_OF(threads) * 100000, sum());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_minute_has_its_own_count),
        cmocka_unit_test(what_is_older_than_an_hour_is_not_told_and_makes_room),
        cmocka_unit_test(words_that_anybody_wrote_are_only_numbers),
        cmocka_unit_test(no_count_is_lost_between_threads),
    };

    return cmocka_run_group_tests_name("minutes", tests, NULL, NULL);
}
