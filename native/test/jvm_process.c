#include "unit.h"
#include "jvm_process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/** Seconds after which a process that hangs is ended by a signal. */
#define LONGEST 60

/** cmocka's own handlers would go on with the tests, in this process. */
static void reset_signals(void)
{
    static const int numbers[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS};
    size_t i;

    for (i = 0; i < COUNT_OF(numbers); ++i) {
        signal(numbers[i], SIG_DFL);
    }
}

static void start_and_tell(int pipe_end, jvm_process_start_t start, const void *data)
{
    jvm_process_t process = {.told = 1};

    reset_signals();
    alarm(LONGEST);
    process.ready = start(data, process.error, sizeof(process.error));
    process.allows_exit = mwa_jvm_allows_exit();
    if (write(pipe_end, &process, sizeof(process)) != (ssize_t)sizeof(process)) {
        abort();
    }
}

void jvm_process_run(jvm_process_t *process, jvm_process_start_t start, const void *data)
{
    int ends[2];
    int status;
    pid_t pid;

    memset(process, 0, sizeof(*process));
    fflush(stdout);
    if (pipe(ends)) {
        fail_msg("no pipe");
    }
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        start_and_tell(ends[1], start, data);
        // As a child of httpd's does.
        if (!mwa_jvm_allows_exit()) {
            _exit(JVM_PROCESS_EXIT_CODE);
        }
        // NOLINTNEXTLINE(concurrency-mt-unsafe): what happens beside a JVM's threads is what is tried.
        exit(JVM_PROCESS_EXIT_CODE);
    }
    close(ends[1]);
    // Nothing to read if the process ended before it could tell.
    if (read(ends[0], process, sizeof(*process)) < 0) {
        process->told = 0;
    }
    close(ends[0]);
    assert_int_equal(pid, waitpid(pid, &status, 0));
    process->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int start_jvm(const void *data, char *error, size_t error_size)
{
    static mwa_start_t start = {.layout_version = MWA_LAYOUT_VERSION};

    return mwa_jvm_start(data, &start, error, error_size);
}

void jvm_process_start(jvm_process_t *process, const mwa_jvm_options_t *options)
{
    jvm_process_run(process, start_jvm, options);
}

void jvm_process_expect_failure(const jvm_process_t *process, const char *sentence)
{
    if (!process->told || process->ready || !strstr(process->error, sentence)
        || process->exit_code != JVM_PROCESS_EXIT_CODE) {
        fail_msg("told %d, ready %d, exit code %d, error: %s\nexpected: %s", process->told, process->ready,
                 process->exit_code, process->error, sentence);
    }
}
