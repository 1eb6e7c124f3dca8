/*
 * The wait for the JVM's start: cut short, given up, or gone on with by others. The libjvm.so takes its time as HotSpot
 * may. Arguments: a directory with the fake as lib/server/libjvm.so, and one with empty files for the jars.
 */
#include "unit.h"
#include "jvm_process.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *java_home;
static const char *home;

/* ---------------------------------------------------------------- a process that is told to end meanwhile */

static void end_process(int number)
{
    // As prefork does.
    // NOLINTNEXTLINE(bugprone-signal-handler,cert-msc54-cpp,cert-sig30-c,concurrency-mt-unsafe)
    exit(number == SIGUSR1 ? 3 : 4);
}

static void a_process_that_is_told_to_end_while_it_waits_ends_at_once(void **state)
{
    const char *const own[] = {"-Dfake=hang", NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own};
    jvm_process_t process;

    (void)state;
    // As under prefork: the handler itself ends the process.
    signal(SIGUSR1, end_process);
    jvm_process_start(&process, &options);
    signal(SIGUSR1, SIG_DFL);
    assert_false(process.told);
    assert_int_equal(3, process.exit_code);
}

static void *start_on_thread(void *options)
{
    static mwa_start_t start = {.layout_version = MWA_LAYOUT_VERSION};
    char error[256];

    mwa_jvm_start(options, &start, error, sizeof(error));
    return NULL;
}

/** Only the first thread, which does not wait for the JVM, can be told to end. */
static int start_elsewhere(const void *options, char *error, size_t error_size)
{
    pthread_t thread;
    sigset_t signals;

    (void)error;
    (void)error_size;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, start_on_thread, (void *)options)) {
        abort();
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    for (;;) {
        pause();
    }
}

static void a_process_that_is_told_to_end_while_another_thread_waits_ends_at_once(void **state)
{
    const char *const own[] = {"-Dfake=hang", NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own};
    jvm_process_t process;

    (void)state;
    signal(SIGUSR1, end_process);
    jvm_process_run(&process, start_elsewhere, &options);
    signal(SIGUSR1, SIG_DFL);
    assert_false(process.told);
    assert_int_equal(3, process.exit_code);
}

/* ---------------------------------------------------------------- a waiter that gives way */

static int gives_way(void)
{
    return 1;
}

static void *await(void *outcome)
{
    char error[256];

    *(mwa_jvm_outcome_t *)outcome = mwa_jvm_await(error, sizeof(error));
    return NULL;
}

/** @return whether the start gives way, and many threads can wait for its end and hear the same */
static int give_way_and_await(const void *options, char *error, size_t error_size)
{
    static mwa_start_t start = {.layout_version = MWA_LAYOUT_VERSION};
    pthread_t threads[8];
    mwa_jvm_outcome_t outcomes[COUNT_OF(threads)];
    mwa_jvm_outcome_t first = mwa_jvm_start(options, &start, error, error_size);
    int allows_exit = mwa_jvm_allows_exit();
    int ready = 0;
    size_t i;

    for (i = 0; i < COUNT_OF(threads); ++i) {
        if (pthread_create(&threads[i], NULL, await, &outcomes[i])) {
            abort();
        }
    }
    for (i = 0; i < COUNT_OF(threads); ++i) {
        pthread_join(threads[i], NULL);
        ready += outcomes[i] == MWA_JVM_READY;
    }
    if (mwa_jvm_await(error, error_size) == MWA_JVM_READY) {
        snprintf(error, error_size, "first %d, exit %d, ready %d", first, allows_exit, ready);
    }
    return ready == COUNT_OF(threads);
}

static void a_start_that_gives_way_goes_on_and_many_may_wait_for_it(void **state)
{
    const char *const own[] = {"-Dfake=start-late", NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own, .gives_way = gives_way};
    const char *const failing[] = {"-Dfake=give-up-late", NULL};
    jvm_process_t process;

    (void)state;
    jvm_process_run(&process, give_way_and_await, &options);
    assert_string_equal("first 2, exit 0, ready 8", process.error);
    assert_int_equal(JVM_PROCESS_EXIT_CODE, process.exit_code);
    options.options = failing;
    jvm_process_run(&process, give_way_and_await, &options);
    jvm_process_expect_failure(&process, " aborted while it started: Error occurred during initialization of VM");
}

/* ---------------------------------------------------------------- a JVM that takes for ever */

static int time_is_up;

int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);

/** Where time is up, each look at the clock is minutes after the one before. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    static time_t passed;
    int result = __real_clock_gettime(clock, time);

    if (time_is_up) {
        passed += 1000;
        time->tv_sec += passed;
    }
    return result;
}

static int start_and_stay(const void *data, char *error, size_t error_size)
{
    static mwa_start_t start = {.layout_version = MWA_LAYOUT_VERSION};
    int ready = mwa_jvm_start(data, &start, error, error_size);

    usleep(300000);
    return ready;
}

static void expect_overdue(const char *way)
{
    const char *const own[] = {way, NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own};
    jvm_process_t process;

    time_is_up = 1;
    jvm_process_run(&process, start_and_stay, &options);
    time_is_up = 0;
    jvm_process_expect_failure(&process, " did not start within 100 seconds");
}

static void a_jvm_that_hangs_is_given_up_and_the_process_can_end(void **state)
{
    (void)state;
    expect_overdue("-Dfake=hang-for-good");
}

static void a_jvm_that_comes_to_an_end_too_late_leaves_the_process_alive(void **state)
{
    (void)state;
    expect_overdue("-Dfake=give-up-late");
    expect_overdue("-Dfake=start-late");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_is_told_to_end_while_it_waits_ends_at_once),
        cmocka_unit_test(a_process_that_is_told_to_end_while_another_thread_waits_ends_at_once),
        cmocka_unit_test(a_start_that_gives_way_goes_on_and_many_may_wait_for_it),
        cmocka_unit_test(a_jvm_that_hangs_is_given_up_and_the_process_can_end),
        cmocka_unit_test(a_jvm_that_comes_to_an_end_too_late_leaves_the_process_alive),
    };

    if (argc != 3) {
        fprintf(stderr, "usage: %s JAVA_HOME HOME\n", argv[0]);
        return 2;
    }
    java_home = argv[1];
    home = argv[2];
    return cmocka_run_group_tests_name("jvm wait", tests, NULL, NULL);
}
