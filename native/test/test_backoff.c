/* Children that die as they start Java: who may start it, and when. */
#include "unit.h"
#include "core/mwa_backoff.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND ((uint64_t)1000000000)
#define CHILDREN 4

static int make_backoff(void **state)
{
    mwa_backoff_t *backoff = calloc(1, mwa_backoff_size(CHILDREN));

    if (backoff) {
        backoff->capacity = CHILDREN;
    }
    *state = backoff;
    return !backoff;
}

static int free_backoff(void **state)
{
    free(*state);
    return 0;
}

static void start_and_die(mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    assert_true(mwa_backoff_begin(backoff, pid, now));
    mwa_backoff_died(backoff, pid, now);
}

/** As many in a row as it takes, the last of them at this moment. */
static void hold_back(mwa_backoff_t *backoff, uint64_t now)
{
    int32_t pid;

    for (pid = 1; pid <= MWA_BACKOFF_DEATHS; ++pid) {
        start_and_die(backoff, pid, now);
    }
}

static void nobody_is_held_back_at_first(void **state)
{
    int32_t pid;

    // More than there are places for.
    for (pid = 1; pid <= 2 * CHILDREN; ++pid) {
        assert_true(mwa_backoff_begin(*state, pid, SECOND));
    }
}

static void after_some_deaths_in_a_row_the_next_is_held_back(void **state)
{
    mwa_backoff_t *backoff = *state;

    hold_back(backoff, SECOND);
    assert_int_equal(MWA_BACKOFF_DEATHS, mwa_backoff_deaths(backoff));
    assert_false(mwa_backoff_begin(backoff, 10, SECOND));
    assert_int_equal(MWA_BACKOFF_SHORTEST, mwa_backoff_wait(backoff, SECOND));
    assert_int_equal(MWA_BACKOFF_SHORTEST / 4, mwa_backoff_wait(backoff, SECOND + MWA_BACKOFF_SHORTEST / 4 * 3));
    assert_false(mwa_backoff_begin(backoff, 10, SECOND + MWA_BACKOFF_SHORTEST - 1));
    assert_true(mwa_backoff_begin(backoff, 10, SECOND + MWA_BACKOFF_SHORTEST));
    assert_int_equal(0, mwa_backoff_wait(backoff, SECOND + MWA_BACKOFF_SHORTEST));
}

static void a_child_that_dies_later_is_not_counted(void **state)
{
    mwa_backoff_t *backoff = *state;
    int32_t pid;

    for (pid = 1; pid <= 10; ++pid) {
        assert_true(mwa_backoff_begin(backoff, pid, SECOND));
        mwa_backoff_end(backoff, pid, pid % 2);
        mwa_backoff_died(backoff, pid, SECOND);
    }
    assert_int_equal(0, mwa_backoff_deaths(backoff));
}

static void deaths_are_counted_in_a_row(void **state)
{
    mwa_backoff_t *backoff = *state;
    int32_t pid;

    for (pid = 1; pid < 10 * MWA_BACKOFF_DEATHS; ++pid) {
        assert_true(mwa_backoff_begin(backoff, pid, SECOND));
        if (pid % MWA_BACKOFF_DEATHS == 0) {
            mwa_backoff_end(backoff, pid, 1);
        }
        mwa_backoff_died(backoff, pid, SECOND);
    }
    assert_int_equal(MWA_BACKOFF_DEATHS - 1, mwa_backoff_deaths(backoff));
}

static void one_tries_at_a_time(void **state)
{
    mwa_backoff_t *backoff = *state;
    uint64_t later = SECOND + MWA_BACKOFF_SHORTEST;

    hold_back(backoff, SECOND);
    assert_true(mwa_backoff_begin(backoff, 10, later));
    assert_false(mwa_backoff_begin(backoff, 11, later + 10 * SECOND));
    mwa_backoff_end(backoff, 10, 0);
    assert_true(mwa_backoff_begin(backoff, 11, later + 10 * SECOND));
}

static void the_time_is_doubled_up_to_the_longest(void **state)
{
    mwa_backoff_t *backoff = *state;
    uint64_t expected = MWA_BACKOFF_SHORTEST;
    uint64_t now = SECOND;
    int32_t pid;

    hold_back(backoff, now);
    for (pid = 10; pid < 30; ++pid) {
        assert_int_equal(expected, mwa_backoff_wait(backoff, now));
        assert_false(mwa_backoff_begin(backoff, pid, now + expected - 1));
        now += expected;
        start_and_die(backoff, pid, now);
        expected = expected < MWA_BACKOFF_LONGEST / 2 ? 2 * expected : MWA_BACKOFF_LONGEST;
    }
    assert_int_equal(MWA_BACKOFF_LONGEST, expected);
    assert_int_equal(MWA_BACKOFF_DEATHS + 20, mwa_backoff_deaths(backoff));
}

static void those_that_had_begun_before_do_not_lengthen_it(void **state)
{
    mwa_backoff_t *backoff = *state;

    assert_true(mwa_backoff_begin(backoff, 20, SECOND));
    hold_back(backoff, SECOND);
    mwa_backoff_died(backoff, 20, SECOND + MWA_BACKOFF_SHORTEST / 2);
    assert_true(mwa_backoff_begin(backoff, 10, SECOND + MWA_BACKOFF_SHORTEST));
}

static void success_lets_all_start(void **state)
{
    mwa_backoff_t *backoff = *state;
    uint64_t later = SECOND + MWA_BACKOFF_SHORTEST;

    hold_back(backoff, SECOND);
    assert_true(mwa_backoff_begin(backoff, 10, later));
    mwa_backoff_end(backoff, 10, 1);
    assert_true(mwa_backoff_begin(backoff, 11, later));
    assert_true(mwa_backoff_begin(backoff, 12, later));
    assert_int_equal(0, mwa_backoff_deaths(backoff));
}

static void a_failure_that_is_told_changes_nothing(void **state)
{
    mwa_backoff_t *backoff = *state;
    uint64_t later = SECOND + MWA_BACKOFF_SHORTEST;

    hold_back(backoff, SECOND);
    assert_true(mwa_backoff_begin(backoff, 10, later));
    mwa_backoff_end(backoff, 10, 0);
    mwa_backoff_died(backoff, 10, later);
    assert_int_equal(MWA_BACKOFF_DEATHS, mwa_backoff_deaths(backoff));
    start_and_die(backoff, 11, later);
    assert_int_equal(2 * (uint64_t)MWA_BACKOFF_SHORTEST, mwa_backoff_wait(backoff, later));
}

/** Real processes at once: of those that are held back, exactly one tries. */
static void of_many_processes_one_tries(void **state)
{
    static const int processes = 20;
    size_t size = mwa_backoff_size(processes);
    mwa_backoff_t *backoff = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int tried = 0;
    int status;
    int i;

    (void)state;
    assert_ptr_not_equal(MAP_FAILED, backoff);
    backoff->capacity = processes;
    hold_back(backoff, SECOND);
    for (i = 0; i < processes; ++i) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) {
            _exit(mwa_backoff_begin(backoff, getpid(), 10 * SECOND));
        }
    }
    for (i = 0; i < processes; ++i) {
        pid_t pid = wait(&status);

        tried += WIFEXITED(status) && WEXITSTATUS(status) == 1;
        if (WEXITSTATUS(status)) {
            assert_int_equal(pid, backoff->trial);
        }
    }
    assert_int_equal(1, tried);
    munmap(backoff, size);
}

#define BACKOFF_TEST(name) cmocka_unit_test_setup_teardown(name, make_backoff, free_backoff)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BACKOFF_TEST(nobody_is_held_back_at_first),
        BACKOFF_TEST(after_some_deaths_in_a_row_the_next_is_held_back),
        BACKOFF_TEST(a_child_that_dies_later_is_not_counted),
        BACKOFF_TEST(deaths_are_counted_in_a_row),
        BACKOFF_TEST(one_tries_at_a_time),
        BACKOFF_TEST(the_time_is_doubled_up_to_the_longest),
        BACKOFF_TEST(those_that_had_begun_before_do_not_lengthen_it),
        BACKOFF_TEST(success_lets_all_start),
        BACKOFF_TEST(a_failure_that_is_told_changes_nothing),
        cmocka_unit_test(of_many_processes_one_tries),
    };

    return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
