/* Children that die as they start Java: who may start it, and when. */
#include "unit.h"
#include "core/mwa_backoff.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND ((uint64_t)1000000000)
#define CHILDREN 4

static int make_backoff(void **state)
{
    mwa_backoff_t *backoff = calloc(1, sizeof(*backoff));

    if (backoff) {
        backoff->shared = calloc(1, mwa_backoff_size(CHILDREN));
        backoff->capacity = CHILDREN;
    }
    *state = backoff;
    return !backoff || !backoff->shared;
}

static int free_backoff(void **state)
{
    free(((mwa_backoff_t *)*state)->shared);
    free(*state);
    return 0;
}

/** Memory that child processes share. */
static mwa_backoff_t share_backoff(int32_t capacity)
{
    mwa_backoff_t backoff = {.capacity = capacity};

    backoff.shared = mmap(NULL, mwa_backoff_size(capacity), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(MAP_FAILED, backoff.shared);
    return backoff;
}

static void start_and_die(const mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    assert_true(mwa_backoff_begin(backoff, pid, now));
    mwa_backoff_died(backoff, pid, now);
}

/** As many in a row as it takes, the last of them at this moment. */
static void hold_back(const mwa_backoff_t *backoff, uint64_t now)
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
    const mwa_backoff_t *backoff = *state;

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
    const mwa_backoff_t *backoff = *state;
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
    const mwa_backoff_t *backoff = *state;
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
    const mwa_backoff_t *backoff = *state;
    uint64_t later = SECOND + MWA_BACKOFF_SHORTEST;

    hold_back(backoff, SECOND);
    assert_true(mwa_backoff_begin(backoff, 10, later));
    assert_false(mwa_backoff_begin(backoff, 11, later + 10 * SECOND));
    mwa_backoff_end(backoff, 10, 0);
    assert_true(mwa_backoff_begin(backoff, 11, later + 10 * SECOND));
}

static void the_time_is_doubled_up_to_the_longest(void **state)
{
    const mwa_backoff_t *backoff = *state;
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
    const mwa_backoff_t *backoff = *state;

    assert_true(mwa_backoff_begin(backoff, 20, SECOND));
    hold_back(backoff, SECOND);
    mwa_backoff_died(backoff, 20, SECOND + MWA_BACKOFF_SHORTEST / 2);
    assert_true(mwa_backoff_begin(backoff, 10, SECOND + MWA_BACKOFF_SHORTEST));
}

static void success_lets_all_start(void **state)
{
    const mwa_backoff_t *backoff = *state;
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
    const mwa_backoff_t *backoff = *state;
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
    const mwa_backoff_t backoff = share_backoff(processes);
    int tried = 0;
    int status;
    int i;

    (void)state;
    hold_back(&backoff, SECOND);
    for (i = 0; i < processes; ++i) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) {
            _exit(mwa_backoff_begin(&backoff, getpid(), 10 * SECOND));
        }
    }
    for (i = 0; i < processes; ++i) {
        pid_t pid = wait(&status);

        tried += WIFEXITED(status) && WEXITSTATUS(status) == 1;
        if (WEXITSTATUS(status)) {
            assert_int_equal(pid, backoff.shared->trial);
        }
    }
    assert_int_equal(1, tried);
    munmap(backoff.shared, mwa_backoff_size(processes));
}

/* ---------------------------------------------------------------- a child that writes what it likes */

/** What the parent does with what is there, and a child that comes later; all of it must end, and within its memory. */
static void go_on(const mwa_backoff_t *backoff, int32_t pid, uint64_t now)
{
    mwa_backoff_died(backoff, pid, now);
    assert_true(mwa_backoff_deaths(backoff) >= 0);
    assert_true(mwa_backoff_wait(backoff, now) <= 2 * MWA_BACKOFF_LONGEST);
    if (mwa_backoff_begin(backoff, pid, now)) {
        mwa_backoff_end(backoff, pid, 1);
    }
}

static void the_parent_survives_every_byte_everywhere(void **state)
{
    const mwa_backoff_t *backoff = *state;
    // Some that are in every place for one byte or another.
    static const int32_t pids[] = {0, 1, -1, INT32_MAX, INT32_MIN, 0x01010101};
    int byte;
    size_t i;

    for (byte = 0; byte < 256; ++byte) {
        for (i = 0; i < COUNT_OF(pids); ++i) {
            memset(backoff->shared, byte, mwa_backoff_size(CHILDREN));
            go_on(backoff, pids[i], SECOND);
        }
    }
}

static void the_parent_survives_random_damage(void **state)
{
    const mwa_backoff_t *backoff = *state;
    size_t size = mwa_backoff_size(CHILDREN);
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261127;
    int round;

    print_message("seed %u\n", seed);
    srandom(seed);
    for (round = 0; round < 20000; ++round) {
        int damaged = (int)(random() % 8);

        while (damaged--) {
            ((unsigned char *)backoff->shared)[(size_t)random() % size] = (unsigned char)random();
        }
        // Few processes, so that one is often found.
        go_on(backoff, (int32_t)(random() % 4), (uint64_t)random() << (random() % 33));
    }
}

static void a_number_that_nobody_writes_holds_nobody_back(void **state)
{
    const mwa_backoff_t *backoff = *state;

    backoff->shared->delay = UINT64_MAX;
    backoff->shared->until = UINT64_MAX;
    backoff->shared->deaths = INT32_MAX;
    assert_true(mwa_backoff_begin(backoff, 10, SECOND));
    mwa_backoff_died(backoff, 10, SECOND);
    assert_int_equal(MWA_BACKOFF_LONGEST, mwa_backoff_wait(backoff, SECOND));
    assert_int_equal(0, mwa_backoff_deaths(backoff));
}

/** As embedded Python could: the parent counts the dead while a child goes on writing. */
static void the_parent_survives_a_child_that_never_stops(void **state)
{
    const mwa_backoff_t backoff = share_backoff(CHILDREN);
    size_t size = mwa_backoff_size(CHILDREN);
    pid_t parent = getpid();
    pid_t child = fork();
    int32_t pid;

    (void)state;
    assert_true(child >= 0);
    if (child == 0) {
        unsigned byte;

        // It ends even where an assertion ends the test.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        alarm(60);
        for (byte = 0; getppid() == parent; ++byte) {
            memset(backoff.shared, (int)(byte % 256), size);
        }
        _exit(0);
    }
    for (pid = 0; pid < 100000; ++pid) {
        mwa_backoff_died(&backoff, (int32_t)((uint32_t)pid % 256 * 0x01010101), SECOND);
        assert_true(mwa_backoff_deaths(&backoff) >= 0);
        assert_true(mwa_backoff_wait(&backoff, SECOND) <= 2 * MWA_BACKOFF_LONGEST);
    }
    assert_int_equal(0, kill(child, SIGKILL));
    assert_int_equal(child, waitpid(child, NULL, 0));
    munmap(backoff.shared, size);
}

static void a_single_process_waits_longer_each_time(void **state)
{
    static const int seconds[] = {0, 1, 2, 4, 8, 16, 32, 60, 60};
    int failures;

    (void)state;
    for (failures = 0; failures < (int)(sizeof(seconds) / sizeof(seconds[0])); ++failures) {
        assert_int_equal(seconds[failures], mwa_backoff_seconds(failures));
    }
    assert_int_equal(0, mwa_backoff_seconds(-1));
    assert_int_equal(60, mwa_backoff_seconds(INT_MAX));
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
        BACKOFF_TEST(the_parent_survives_every_byte_everywhere),
        BACKOFF_TEST(the_parent_survives_random_damage),
        BACKOFF_TEST(a_number_that_nobody_writes_holds_nobody_back),
        cmocka_unit_test(the_parent_survives_a_child_that_never_stops),
        cmocka_unit_test(a_single_process_waits_longer_each_time),
    };

    return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
