/* The probe: what the parent learns of a trial in another process, however that process ends. */
#include "httpd_unit.h"
#include "process/mwa_probe.h"

#include "mpm_common.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int privileges_are_refused;
static int fork_fails;
static int pipe_fails;
static int time_is_up;

int ap_run_drop_privileges(apr_pool_t *p, server_rec *s)
{
    (void)p;
    (void)s;
    return privileges_are_refused;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);
int __real_pipe(int ends[2]);
int __wrap_pipe(int ends[2]);
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

pid_t __wrap_fork(void)
{
    if (fork_fails) {
        errno = EAGAIN;
        return -1;
    }
    return __real_fork();
}

int __wrap_pipe(int ends[2])
{
    if (pipe_fails) {
        errno = EMFILE;
        return -1;
    }
    return __real_pipe(ends);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    return time_is_up ? 0 : __real_poll(fds, count, timeout);
}

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

/** More than a pipe holds. */
static char much[3000001];

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

static int open_descriptors(void)
{
    int count = 0;
    int fd;

    for (fd = 0; fd < 256; ++fd) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

static mwa_outcome_t outcomes[MWA_OUTCOMES];

/** Probes, and sees that no process and no descriptor is left behind. */
static const char *probe(apr_pool_t *p, mwa_trial_t trial, void *data)
{
    int descriptors = open_descriptors();
    const char *error = mwa_probe(p, NULL, trial, data, outcomes);

    assert_int_equal(descriptors, open_descriptors());
    assert_int_equal(-1, waitpid(-1, NULL, WNOHANG));
    assert_int_equal(ECHILD, errno);
    return error;
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
    assert_int_equal(0, outcomes[0].size);
    assert_int_equal(0, outcomes[1].size);
}

static void what_a_trial_leaves_comes_whole(void **state)
{
    assert_null(probe(*state, leaves_much, NULL));
    assert_int_equal(sizeof(much), outcomes[0].size);
    leaves_much(NULL, (mwa_outcome_t[MWA_OUTCOMES]){0}, NULL, 0);
    assert_memory_equal(much, outcomes[0].bytes, sizeof(much));
    assert_int_equal(4, outcomes[1].size);
    assert_string_equal("more", outcomes[1].bytes);
}

static void a_trial_that_leaves_something_and_fails_says_why(void **state)
{
    char sentence[] = "it does not work";

    assert_string_equal("it does not work", probe(*state, leaves_much_and_fails, sentence));
}

static void less_than_what_was_said_is_no_outcome(void **state)
{
    assert_string_equal("the process that tried it was ended by exit code 0",
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
    assert_string_equal("the process that tried it was ended by signal 9", probe(*state, is_killed, NULL));
}

static void a_trial_that_ends_its_process_is_told_by_its_code(void **state)
{
    int code = 3;

    assert_string_equal("the process that tried it was ended by exit code 3", probe(*state, exits, &code));
    code = 0;
    assert_string_equal("the process that tried it was ended by exit code 0", probe(*state, exits, &code));
}

static void a_trial_without_end_is_ended(void **state)
{
    const char *error;

    time_is_up = 1;
    error = probe(*state, hangs, NULL);
    time_is_up = 0;
    assert_string_equal("the JVM did not start within 120 seconds", error);
}

static void nothing_is_tried_as_the_wrong_user(void **state)
{
    pid_t here = getpid();
    const char *error;

    privileges_are_refused = 1;
    error = probe(*state, works, &here);
    privileges_are_refused = 0;
    assert_string_equal("the user that httpd's children run as cannot be taken on", error);
}

static void without_a_pipe_or_a_process_it_says_so(void **state)
{
    pid_t here = getpid();
    const char *error;

    fork_fails = 1;
    error = probe(*state, works, &here);
    fork_fails = 0;
    assert_string_equal("no process: Resource temporarily unavailable", error);
    pipe_fails = 1;
    error = probe(*state, works, &here);
    pipe_fails = 0;
    assert_string_equal("no pipe: Too many open files", error);
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
    };

    return RUN_POOL_TESTS("probe", tests);
}
