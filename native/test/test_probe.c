/* The probe: what the parent learns of a trial in another process, however that process ends. */
#include "fake_system.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static int works(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    (void)outcomes;
    (void)error;
    (void)error_size;
    return *(pid_t *)data != getpid();
}

static int fails_with(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    (void)outcomes;
    apr_cpystrn(error, data, error_size);
    return 0;
}

static int is_killed(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    (void)outcomes;
    (void)data;
    (void)error;
    (void)error_size;
    return raise(SIGKILL);
}

static int exits(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    (void)outcomes;
    (void)error;
    (void)error_size;
    _exit(*(int *)data);
}

static int hangs(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    (void)outcomes;
    (void)data;
    (void)error;
    (void)error_size;
    return pause();
}

static char much[MUCH];

static int leaves_much(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    size_t i;

    (void)data;
    (void)error;
    (void)error_size;
    for (i = 0; i < sizeof(much); ++i) {
        much[i] = (char)(i * 7 + i / 256);
    }
    outcomes[0] = (mwa_outcome_t){.bytes = much, .size = sizeof(much)};
    outcomes[1] = (mwa_outcome_t){.bytes = "more", .size = 4};
    return 1;
}

static int leaves_much_and_fails(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    leaves_much(NULL, outcomes, error, error_size);
    apr_cpystrn(error, data, error_size);
    return 0;
}

static int leaves_less_than_it_says(void *data, mwa_outcome_t *outcomes, char *error, apr_size_t error_size)
{
    // Half of it is memory that cannot be read, so the kernel writes only the other half.
    size_t half = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 2 * half, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)data;
    (void)error;
    (void)error_size;
    mprotect(memory + half, half, PROT_NONE);
    outcomes[0] = (mwa_outcome_t){.bytes = memory, .size = 2 * half};
    return 1;
}

static void a_trial_that_works_says_nothing_and_runs_in_another_process(void **state)
{
    pid_t here = getpid();

    assert_null(probe(*state, works, &here));
}

static void a_trial_that_leaves_nothing_leaves_nothing(void **state)
{
    pid_t here = getpid();

    assert_null(probe(*state, works, &here));
    assert_int_equal(0, probed[0].size);
    assert_int_equal(0, probed[1].size);
}

static void what_a_trial_leaves_comes_whole(void **state)
{
    assert_null(probe(*state, leaves_much, NULL));
    assert_int_equal(sizeof(much), probed[0].size);
    leaves_much(NULL, (mwa_outcome_t[MWA_OUTCOMES]){0}, NULL, 0);
    assert_memory_equal(much, probed[0].bytes, sizeof(much));
    assert_int_equal(4, probed[1].size);
    assert_string_equal("more", probed[1].bytes);
}

static void a_trial_that_leaves_something_and_fails_says_why(void **state)
{
    char sentence[] = "it does not work";

    assert_string_equal("it does not work", probe(*state, leaves_much_and_fails, sentence));
}

static void less_than_what_was_said_is_no_outcome(void **state)
{
    assert_string_equal("the process that tested the start ended with exit code 0",
                        probe(*state, leaves_less_than_it_says, NULL));
}

static void a_trial_that_fails_says_why(void **state)
{
    char sentence[] = "it does not work +";

    assert_string_equal("it does not work +", probe(*state, fails_with, sentence));
}

static void a_trial_that_fails_without_a_word_still_fails(void **state)
{
    char sentence[] = "";

    assert_string_equal("", probe(*state, fails_with, sentence));
}

static void a_sentence_as_long_as_its_room_is_told_whole(void **state)
{
    char sentence[8192];
    const char *error;

    memset(sentence, 'x', sizeof(sentence) - 1);
    sentence[sizeof(sentence) - 1] = '\0';
    error = probe(*state, fails_with, sentence);
    assert_int_equal(4095, strlen(error));
    assert_memory_equal(sentence, error, 4095);
}

static void a_trial_that_is_killed_is_told_by_its_signal(void **state)
{
    assert_string_equal("the process that tested the start ended with signal 9", probe(*state, is_killed, NULL));
}

static void a_trial_that_ends_its_process_is_told_by_its_code(void **state)
{
    int code = 3;

    assert_string_equal("the process that tested the start ended with exit code 3", probe(*state, exits, &code));
    code = 0;
    assert_string_equal("the process that tested the start ended with exit code 0", probe(*state, exits, &code));
}

static void a_trial_without_end_is_ended(void **state)
{
    const char *error;

    fake_system.time_is_up = 1;
    error = probe(*state, hangs, NULL);
    fake_system.time_is_up = 0;
    assert_string_equal("the JVM did not start within 120 seconds", error);
}

static void nothing_is_tried_as_the_wrong_user(void **state)
{
    pid_t here = getpid();
    const char *error;

    fake_system.privileges_are_refused = 1;
    error = probe(*state, works, &here);
    fake_system.privileges_are_refused = 0;
    assert_string_equal("cannot switch to the user that httpd's children run as", error);
}

static void without_a_pipe_or_a_process_it_says_so(void **state)
{
    pid_t here = getpid();
    const char *error;

    fake_system.fork_fails = 1;
    error = probe(*state, works, &here);
    fake_system.fork_fails = 0;
    assert_string_equal("no process: Resource temporarily unavailable", error);
    fake_system.pipe_fails = 1;
    error = probe(*state, works, &here);
    fake_system.pipe_fails = 0;
    assert_string_equal("no pipe: Too many open files", error);
}

static void what_interrupts_reading_ends_nothing(void **state)
{
    fake_system.read_is_interrupted = 3;
    what_a_trial_leaves_comes_whole(state);
    assert_int_equal(0, fake_system.read_is_interrupted);
}

static void without_memory_for_what_is_left_it_says_so(void **state)
{
    const char *error;

    fake_system.most_memory = sizeof(much) - 1;
    error = probe(*state, leaves_much, NULL);
    fake_system.most_memory = 0;
    assert_string_equal("no memory for the result of the process that tested the start", error);
}

static int can_be_debugged(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    (void)data;
    (void)left;
    (void)error;
    (void)error_size;
    return !prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}

static void the_process_that_tries_cannot_be_debugged(void **state)
{
    assert_null(probe(*state, can_be_debugged, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_trial_that_works_says_nothing_and_runs_in_another_process),
        POOL_TEST(a_trial_that_leaves_nothing_leaves_nothing),
        POOL_TEST(what_a_trial_leaves_comes_whole),
        POOL_TEST(a_trial_that_leaves_something_and_fails_says_why),
        POOL_TEST(less_than_what_was_said_is_no_outcome),
        POOL_TEST(a_trial_that_fails_says_why),
        POOL_TEST(a_trial_that_fails_without_a_word_still_fails),
        POOL_TEST(a_sentence_as_long_as_its_room_is_told_whole),
        POOL_TEST(a_trial_that_is_killed_is_told_by_its_signal),
        POOL_TEST(a_trial_that_ends_its_process_is_told_by_its_code),
        POOL_TEST(a_trial_without_end_is_ended),
        POOL_TEST(nothing_is_tried_as_the_wrong_user),
        POOL_TEST(without_a_pipe_or_a_process_it_says_so),
        POOL_TEST(what_interrupts_reading_ends_nothing),
        POOL_TEST(without_memory_for_what_is_left_it_says_so),
        POOL_TEST(the_process_that_tries_cannot_be_debugged),
    };

    return RUN_POOL_TESTS("probe", tests);
}
