#include "process/mwa_probe.h"

#include "apr_strings.h"
#include "mpm_common.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/** Milliseconds that a trial may take. A JVM starts in a tenth of a second; a machine that swaps takes longer. */
#define LONGEST_TRIAL 120000
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
        apr_cpystrn(error, "the user that httpd's children run as cannot be taken on", sizeof(error));
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

typedef enum { READ_ALL, READ_LESS, READ_NO_MORE_TIME } read_t;

/** Reads as many bytes, or as many as come in time. */
static read_t read_all(int fd, void *bytes, size_t length)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    size_t done = 0;

    while (done < length) {
        ssize_t got;
        int ready = poll(&poll_fd, 1, LONGEST_TRIAL);

        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return READ_NO_MORE_TIME;
        }
        got = read(fd, (char *)bytes + done, length - done);
        if (got <= 0) {
            return READ_LESS;
        }
        done += (size_t)got;
    }
    return READ_ALL;
}

/** Reads verdict and outcomes; each gets memory of its size, and one byte more, which ends a text. */
static read_t read_result(apr_pool_t *p, int fd, verdict_t *verdict, mwa_outcome_t *outcomes)
{
    read_t result = read_all(fd, verdict, sizeof(*verdict));
    int i;

    for (i = 0; i < MWA_OUTCOMES && result == READ_ALL; ++i) {
        char *bytes = apr_palloc(p, verdict->sizes[i] + 1);

        bytes[verdict->sizes[i]] = '\0';
        outcomes[i] = (mwa_outcome_t){.bytes = bytes, .size = verdict->sizes[i]};
        result = read_all(fd, bytes, verdict->sizes[i]);
    }
    return result;
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static const char *judge(apr_pool_t *p, read_t result, int status)
{
    if (result == READ_NO_MORE_TIME) {
        return apr_psprintf(p, "the JVM did not start within %d seconds", LONGEST_TRIAL / 1000);
    }
    return apr_psprintf(p, "the process that tried it was ended by %s %d",
                        WIFSIGNALED(status) ? "signal" : "exit code",
                        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static const char *failed(apr_pool_t *p, const char *what, int error)
{
    char reason[128];

    return apr_psprintf(p, "%s: %s", what, apr_strerror(error, reason, sizeof(reason)));
}

const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data, mwa_outcome_t *outcomes)
{
    verdict_t verdict;
    read_t result;
    int status;
    int ends[2];
    pid_t pid;

    if (pipe(ends)) {
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
    result = read_result(p, ends[0], &verdict, outcomes);
    close(ends[0]);
    if (result == READ_NO_MORE_TIME) {
        kill(pid, SIGKILL);
    }
    status = wait_for(pid);
    if (result != READ_ALL) {
        return judge(p, result, status);
    }
    return verdict.works ? NULL : outcomes[0].bytes;
}
