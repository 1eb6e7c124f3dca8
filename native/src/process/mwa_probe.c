#include "process/mwa_probe.h"
#include "core/mwa_counters.h"

#include "apr_strings.h"
#include "apr_time.h"
#include "mpm_common.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** Seconds that a trial may take. A JVM starts in a tenth of one; a machine that swaps takes longer. */
#define LONGEST_TRIAL 120
#define ERROR_SIZE 4096

/** What the trying process writes first; that many bytes of each outcome follow, or the sentence as the first one. */
typedef struct verdict_s {
    int works;
    apr_size_t sizes[MWA_OUTCOMES];
} verdict_t;

static void write_all(int fd, const void *data, size_t length)
{
    const char *bytes = data;

    while (length) {
        ssize_t written = write(fd, bytes, length);

        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return;
        }
        bytes += written;
        length -= (size_t)written;
    }
}

static void try_and_exit(apr_pool_t *p, server_rec *s, int result, mwa_trial_t trial, void *data)
    __attribute__((noreturn));
static void try_and_exit(apr_pool_t *p, server_rec *s, int result, mwa_trial_t trial, void *data)
{
    char error[ERROR_SIZE] = "";
    mwa_outcome_t outcomes[MWA_OUTCOMES] = {0};
    verdict_t verdict = {0};
    int i;

    if (ap_run_drop_privileges(p, s)) {
        apr_cpystrn(error, "cannot switch to the user that httpd's children run as", sizeof(error));
    }
    // CoreDumpDirectory opens this process to the debuggers of that user, who may run code in an older child.
    else if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) {
        apr_cpystrn(error, "cannot keep debuggers out of the process that tests the start", sizeof(error));
    }
    else {
        verdict.works = trial(data, outcomes, error, sizeof(error));
    }
    if (!verdict.works) {
        memset(outcomes, 0, sizeof(outcomes));
        outcomes[0] = (mwa_outcome_t){.bytes = error, .size = strlen(error)};
    }
    for (i = 0; i < MWA_OUTCOMES; ++i) {
        verdict.sizes[i] = outcomes[i].size;
    }
    write_all(result, &verdict, sizeof(verdict));
    for (i = 0; i < MWA_OUTCOMES; ++i) {
        write_all(result, outcomes[i].bytes, outcomes[i].size);
    }
    // Not exit(): what the parent has registered to happen at its end is not ours to run.
    _exit(0);
}

typedef enum { READ_ALL, READ_LESS, READ_WRONG, READ_NO_MORE_TIME, READ_NO_MEMORY } read_t;

/** The end of the pipe that the parent reads, and the mwa_clock() by which all must have been read. */
typedef struct source_s {
    int fd;
    uint64_t deadline;
} source_t;

/** Milliseconds that are left, rounded up, so that they are none only when the time is over. */
static int time_left(uint64_t deadline)
{
    uint64_t now = mwa_clock();

    return now < deadline ? (int)((deadline - now + 999999) / 1000000) : 0;
}

/** Reads as many bytes, or as many as come in time. */
static read_t read_all(const source_t *source, void *bytes, size_t length)
{
    struct pollfd poll_fd = {.fd = source->fd, .events = POLLIN};
    size_t done = 0;

    while (done < length) {
        ssize_t got;
        int left = time_left(source->deadline);
        int ready = left ? poll(&poll_fd, 1, left) : 0;

        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return READ_NO_MORE_TIME;
        }
        got = read(source->fd, (char *)bytes + done, length - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return READ_LESS;
        }
        done += (size_t)got;
    }
    return READ_ALL;
}

static apr_status_t free_bytes(void *bytes)
{
    free(bytes);
    return APR_SUCCESS;
}

/** Reads an outcome into memory of its size, and one byte more, which ends a text. */
static read_t read_outcome(apr_pool_t *p, const source_t *source, apr_size_t size, mwa_outcome_t *outcome)
{
    // Not from the pool: where memory is short, that ends httpd.
    char *bytes = malloc(size + 1);

    if (!bytes) {
        return READ_NO_MEMORY;
    }
    apr_pool_cleanup_register(p, bytes, free_bytes, apr_pool_cleanup_null);
    bytes[size] = '\0';
    *outcome = (mwa_outcome_t){.bytes = bytes, .size = size};
    return read_all(source, bytes, size);
}

/** Whether a process that tries can have left so much: a sentence where it does not work, or else what it may leave. */
static int is_sound(const verdict_t *verdict, const apr_size_t *most)
{
    int i;

    for (i = 0; i < MWA_OUTCOMES; ++i) {
        apr_size_t room = verdict->works ? most[i] : i ? 0 : ERROR_SIZE - 1;

        if (verdict->sizes[i] > room) {
            return 0;
        }
    }
    return 1;
}

/** Reads verdict and outcomes, and that nothing follows. */
static read_t read_result(apr_pool_t *p, const source_t *source, verdict_t *verdict, const apr_size_t *most,
                          mwa_outcome_t *outcomes)
{
    read_t result = read_all(source, verdict, sizeof(*verdict));
    char more;
    int i;

    if (result == READ_ALL && !is_sound(verdict, most)) {
        return READ_WRONG;
    }
    for (i = 0; i < MWA_OUTCOMES && result == READ_ALL; ++i) {
        result = read_outcome(p, source, verdict->sizes[i], &outcomes[i]);
    }
    if (result != READ_ALL) {
        return result;
    }
    result = read_all(source, &more, 1);
    return result == READ_ALL ? READ_WRONG : result == READ_LESS ? READ_ALL : result;
}

/** Waits for the end of a process, and ends it when its time is over. @return its status */
static int wait_for(pid_t pid, uint64_t deadline)
{
    int status = 0;
    pid_t ended;

    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
        if (!time_left(deadline)) {
            kill(pid, SIGKILL);
        }
        apr_sleep(1000);
    }
    return status;
}

static const char *judge(apr_pool_t *p, read_t result, int status)
{
    if (result == READ_NO_MORE_TIME) {
        return apr_psprintf(p, "the JVM did not start within %d seconds", LONGEST_TRIAL);
    }
    if (result == READ_NO_MEMORY) {
        return "no memory for the result of the process that tested the start";
    }
    if (result == READ_WRONG) {
        return "the process that tested the start left an invalid result: did another process of its user change it?";
    }
    return apr_psprintf(p, "the process that tested the start ended with %s %d",
                        WIFSIGNALED(status) ? "signal" : "exit code",
                        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static const char *failed(apr_pool_t *p, const char *what, int error)
{
    char reason[128];

    return apr_psprintf(p, "%s: %s", what, apr_strerror(error, reason, sizeof(reason)));
}

const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data, const apr_size_t *most,
                      mwa_outcome_t *outcomes)
{
    source_t source = {.deadline = mwa_clock() + (uint64_t)LONGEST_TRIAL * 1000000000};
    verdict_t verdict;
    read_t result;
    int status;
    int ends[2];
    pid_t pid;

    // Not to be inherited by what a module starts, which could keep it open.
    if (pipe2(ends, O_CLOEXEC)) {
        return failed(p, "no pipe", errno);
    }
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        try_and_exit(p, s, ends[1], trial, data);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return failed(p, "no process", errno);
    }
    source.fd = ends[0];
    result = read_result(p, &source, &verdict, most, outcomes);
    close(ends[0]);
    if (result != READ_ALL && result != READ_LESS) {
        kill(pid, SIGKILL);
    }
    status = wait_for(pid, source.deadline);
    if (result != READ_ALL) {
        return judge(p, result, status);
    }
    return verdict.works ? NULL : outcomes[0].bytes;
}
