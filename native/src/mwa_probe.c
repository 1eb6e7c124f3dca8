#include "mwa_probe.h"

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

/** The last thing the trying process writes, so that a message cut short is told from success. */
#define VERDICT_WORKS '+'
#define VERDICT_FAILS '-'

static void write_all(int fd, const char *bytes, size_t length)
{
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
    char verdict = VERDICT_FAILS;

    if (ap_run_drop_privileges(p, s)) {
        apr_cpystrn(error, "the user that httpd's children run as cannot be taken on", sizeof(error));
    }
    else if (trial(data, error, sizeof(error))) {
        verdict = VERDICT_WORKS;
    }
    write_all(result, error, strlen(error));
    write_all(result, &verdict, 1);
    // Not exit(): what the parent has registered to happen at its end is not ours to run.
    _exit(0);
}

/** Reads to the end of the pipe, or until time is up. @return the number of bytes, or -1 */
static ssize_t read_result(int fd, char *bytes, size_t size)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    size_t length = 0;

    while (length < size) {
        ssize_t got;
        int ready = poll(&poll_fd, 1, LONGEST_TRIAL);

        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return -1;
        }
        got = read(fd, bytes + length, size - length);
        if (got <= 0) {
            break;
        }
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static const char *judge(apr_pool_t *p, char *result, ssize_t length, int status)
{
    if (length < 0) {
        return apr_psprintf(p, "the JVM did not start within %d seconds", LONGEST_TRIAL / 1000);
    }
    if (length == 0 || (result[length - 1] != VERDICT_WORKS && result[length - 1] != VERDICT_FAILS)) {
        return apr_psprintf(p, "the process that tried it was ended by %s %d",
                            WIFSIGNALED(status) ? "signal" : "exit code",
                            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    return result[length - 1] == VERDICT_WORKS ? NULL : apr_pstrmemdup(p, result, (apr_size_t)length - 1);
}

const char *mwa_probe(apr_pool_t *p, server_rec *s, mwa_trial_t trial, void *data)
{
    char result[ERROR_SIZE + 1];
    ssize_t length;
    int status;
    int ends[2];
    pid_t pid;

    if (pipe(ends)) {
        return apr_psprintf(p, "no pipe: %s", strerror(errno));
    }
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        try_and_exit(p, s, ends[1], trial, data);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return apr_psprintf(p, "no process: %s", strerror(errno));
    }
    length = read_result(ends[0], result, sizeof(result));
    close(ends[0]);
    if (length < 0) {
        kill(pid, SIGKILL);
    }
    status = wait_for(pid);
    return judge(p, result, length, status);
}
