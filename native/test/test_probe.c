/* The probe: what the parent learns of a trial in another process, however that process ends. */
#include "httpd_unit.h"
#include "core/mwa_counters.h"
#include "process/mwa_probe.h"

#include "mpm_common.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int privileges_are_refused;
static int fork_fails;
static int pipe_fails;
static int time_is_up;
/** Seconds that pass with each poll, and those that have passed by it. */
static int poll_takes;
static uint64_t passed;
static int read_is_interrupted;
static size_t most_memory;
/** The end of the pipe that the trying process writes to. */
static int result_end;

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
ssize_t __real_read(int fd, void *bytes, size_t length);
ssize_t __wrap_read(int fd, void *bytes, size_t length);
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

uint64_t mwa_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return ((uint64_t)now.tv_sec + passed) * 1000000000 + (uint64_t)now.tv_nsec;
}

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
    if (__real_pipe(ends)) {
        return -1;
    }
    result_end = ends[1];
    return 0;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    passed += (uint64_t)poll_takes;
    return time_is_up ? 0 : __real_poll(fds, count, timeout);
}

ssize_t __wrap_read(int fd, void *bytes, size_t length)
{
    if (read_is_interrupted) {
        --read_is_interrupted;
        errno = EINTR;
        return -1;
    }
    return __real_read(fd, bytes, length);
}

void *__wrap_malloc(size_t size)
{
    return most_memory && size > most_memory ? NULL : __real_malloc(size);
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

/** Of what these trials leave. */
static const apr_size_t most[MWA_OUTCOMES] = {sizeof(much), 4, 1};

/** Probes, and sees that no process and no descriptor is left behind. */
static const char *probe(apr_pool_t *p, mwa_trial_t trial, void *data)
{
    int descriptors = open_descriptors();
    const char *error = mwa_probe(p, NULL, trial, data, most, outcomes);

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
    assert_string_equal("cannot switch to the user that httpd's children run as", error);
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

/* ---------------------------------------------------------------- a process that answers what it likes */

#define CHANGED "the process that tested the start left an invalid result: did another process of its user change it?"

/** What is written into the pipe in place of what the probe writes; and whether the process then lives on. */
typedef struct answer_s {
    struct {
        int works;
        apr_size_t sizes[MWA_OUTCOMES];
    } verdict;
    const void *bytes;
    size_t length;
    int closes_and_stays;
} answer_t;

static void put(const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length) {
        ssize_t written = write(result_end, at, length);

        if (written <= 0) {
            return;
        }
        at += written;
        length -= (size_t)written;
    }
}

static int answers(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    const answer_t *answer = data;

    (void)left;
    (void)error;
    (void)error_size;
    put(&answer->verdict, sizeof(answer->verdict));
    put(answer->bytes, answer->length);
    if (answer->closes_and_stays) {
        close(result_end);
        pause();
    }
    _exit(0);
}

static int writes_bytes(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    const answer_t *answer = data;

    (void)left;
    (void)error;
    (void)error_size;
    put(answer->bytes, answer->length);
    _exit(0);
}

static void sizes_that_no_process_leaves_are_refused(void **state)
{
    static const answer_t cases[] = {
        {.verdict = {1, {SIZE_MAX, 0, 0}}, .bytes = "x", .length = 1},
        {.verdict = {1, {SIZE_MAX - 1, 0, 0}}},
        {.verdict = {1, {SIZE_MAX / 2, SIZE_MAX / 2, 2}}},
        {.verdict = {1, {(apr_size_t)1 << 63, 0, 0}}},
        {.verdict = {1, {sizeof(much) + 1, 0, 0}}},
        {.verdict = {1, {0, 5, 0}}, .bytes = "12345", .length = 5},
        {.verdict = {-1, {0, 0, 2}}, .bytes = "12", .length = 2},
        {.verdict = {1, {0, 0, SIZE_MAX}}},
        {.verdict = {0, {SIZE_MAX, 0, 0}}},
        {.verdict = {0, {4096, 0, 0}}, .bytes = much, .length = 4096},
        {.verdict = {0, {1, 1, 0}}, .bytes = "12", .length = 2},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        answer_t answer = cases[i];

        assert_string_equal(CHANGED, probe(*state, answers, &answer));
    }
}

static void more_than_what_was_said_is_refused(void **state)
{
    answer_t answer = {.verdict = {1, {1, 0, 0}}, .bytes = "12", .length = 2};

    assert_string_equal(CHANGED, probe(*state, answers, &answer));
}

static void an_answer_that_could_be_is_taken(void **state)
{
    answer_t answer = {.verdict = {1, {3, 4, 1}}, .bytes = "abc\0xyz\377", .length = 8};

    assert_null(probe(*state, answers, &answer));
    assert_string_equal("abc", outcomes[0].bytes);
    assert_int_equal(4, outcomes[1].size);
    assert_memory_equal("\0xyz", outcomes[1].bytes, 5);
    assert_memory_equal("\377", outcomes[2].bytes, 2);
}

static void a_process_that_has_answered_and_stays_is_ended(void **state)
{
    answer_t answer = {.verdict = {1, {0, 0, 0}}, .closes_and_stays = 1};

    poll_takes = 119;
    probe(*state, answers, &answer);
    answer.verdict.sizes[0] = SIZE_MAX;
    assert_string_equal(CHANGED, probe(*state, answers, &answer));
    poll_takes = 0;
}

/** A byte now and then, each of them in time. */
static int trickles(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    (void)data;
    (void)left;
    (void)error;
    (void)error_size;
    while (!usleep(1000)) {
        put("", 1);
    }
    return 0;
}

static void all_of_it_together_has_a_time(void **state)
{
    // Over before what is written first is whole.
    poll_takes = 10;
    assert_string_equal("the JVM did not start within 120 seconds", probe(*state, trickles, NULL));
    poll_takes = 0;
}

static void what_interrupts_reading_ends_nothing(void **state)
{
    read_is_interrupted = 3;
    what_a_trial_leaves_comes_whole(state);
    assert_int_equal(0, read_is_interrupted);
}

static void without_memory_for_what_is_left_it_says_so(void **state)
{
    const char *error;

    most_memory = sizeof(much) - 1;
    error = probe(*state, leaves_much, NULL);
    most_memory = 0;
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

/** Sound answers with some bytes changed, and mere noise: what is taken is within its bounds. */
static void random_answers_are_refused_or_within_their_bounds(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261127;
    int round;

    print_message("seed %u\n", seed);
    srandom(seed);
    for (round = 0; round < 300; ++round) {
        const answer_t sound = {.verdict = {(int)(random() % 2), {(apr_size_t)(random() % 9), 4, 1}}};
        unsigned char bytes[sizeof(sound.verdict) + 16] = {0};
        answer_t answer = {.bytes = bytes, .length = (size_t)random() % (sizeof(bytes) + 1)};
        int changed = (int)(random() % 4);
        const char *error;
        int i;

        memcpy(bytes, &sound.verdict, sizeof(sound.verdict));
        while (changed--) {
            bytes[random() % (long)sizeof(bytes)] = (unsigned char)random();
        }
        memset(outcomes, 0, sizeof(outcomes));
        error = probe(*state, writes_bytes, &answer);
        assert_true(!error || strlen(error) < 4096);
        for (i = 0; i < MWA_OUTCOMES && !error; ++i) {
            assert_true(outcomes[i].size <= most[i]);
            assert_int_equal('\0', ((const char *)outcomes[i].bytes)[outcomes[i].size]);
        }
    }
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
        POOL_TEST(sizes_that_no_process_leaves_are_refused),
        POOL_TEST(more_than_what_was_said_is_refused),
        POOL_TEST(an_answer_that_could_be_is_taken),
        POOL_TEST(a_process_that_has_answered_and_stays_is_ended),
        POOL_TEST(all_of_it_together_has_a_time),
        POOL_TEST(what_interrupts_reading_ends_nothing),
        POOL_TEST(without_memory_for_what_is_left_it_says_so),
        POOL_TEST(the_process_that_tries_cannot_be_debugged),
        POOL_TEST(random_answers_are_refused_or_within_their_bounds),
    };

    return RUN_POOL_TESTS("probe", tests);
}
