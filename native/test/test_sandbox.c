/* A process that goes on where it cannot touch anything: what it leaves behind, and how its end is told. */
#include "httpd_unit.h"
#include "process/mwa_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------- the system */

/** What fails next; 0: nothing. */
static int unshare_error;
static int mount_error;
/** Whether something was mounted below what had been mounted for the sandbox. */
static int is_nested;
static char directory[] = "/tmp/mwa-sandbox-XXXXXX";

int __real_unshare(int flags);
int __wrap_unshare(int flags);
int __wrap_unshare(int flags)
{
    if (unshare_error) {
        errno = unshare_error;
        return -1;
    }
    return __real_unshare(flags);
}

int __real_mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data);
int __wrap_mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data);
int __wrap_mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)
{
    const char *scratch = strstr(target, directory);

    if (mount_error) {
        errno = mount_error;
        return -1;
    }
    is_nested |= scratch && strstr(scratch + 1, directory);
    // Where no type is needed, valgrind takes NULL for a mistake.
    return __real_mount(source, target, type ? type : "", flags, data);
}

int __real_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes, size_t size);
int __wrap_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes, size_t size);
int __wrap_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes, size_t size)
{
    int status = __real_mount_setattr(fd, path, flags, attributes, size);

    // valgrind does not know the call; this does the same to one mount.
    return status && errno == ENOSYS ? __real_mount(NULL, path, "", MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) : status;
}

/* ---------------------------------------------------------------- a process */

static const char *in_directory(apr_pool_t *p, const char *name)
{
    return apr_pstrcat(p, directory, "/", name, NULL);
}

static int set_up(void **state)
{
    unshare_error = 0;
    mount_error = 0;
    memset(directory + strlen(directory) - 6, 'X', 6);
    return make_pool(state) || !mkdtemp(directory) || mkdir(in_directory(*state, "scratch"), 0700);
}

static int tear_down(void **state)
{
    rmdir(in_directory(*state, "scratch"));
    unlink(in_directory(*state, "kept"));
    return rmdir(directory) || destroy_pool(state);
}

/** What is done in the sandbox. @return the process' exit code */
typedef int (*work_t)(apr_pool_t *p);

#define NO_SANDBOX 99

/** Has a process enter the sandbox and do its work there. @return how it ended, as waitpid() tells */
static int run(apr_pool_t *p, work_t work, int seconds)
{
    int status;
    pid_t pid = fork();

    if (!pid) {
        const char *error = mwa_sandbox_enter(p, in_directory(p, "scratch"), seconds);

        if (error) {
            fprintf(stderr, "%s\n", error);
            _exit(NO_SANDBOX);
        }
        _exit(work(p));
    }
    assert_int_equal(pid, waitpid(pid, &status, 0));
    return status;
}

static void expect_exit(int status, int code)
{
    assert_true(WIFEXITED(status));
    assert_int_equal(code, WEXITSTATUS(status));
}

/* ---------------------------------------------------------------- tests */

static int write_and_remove(apr_pool_t *p)
{
    int fd = open(in_directory(p, "written"), O_WRONLY | O_CREAT | O_EXCL, 0600);
    char byte = 'x';

    // The file is there, in here.
    return fd < 0 || write(fd, &byte, 1) != 1 || access(in_directory(p, "written"), R_OK)
        || unlink(in_directory(p, "kept"));
}

static void files_stay_what_they_were(void **state)
{
    int fd = open(in_directory(*state, "kept"), O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    close(fd);
    expect_exit(run(*state, write_and_remove, 60), 0);
    assert_int_equal(-1, access(in_directory(*state, "written"), F_OK));
    assert_int_equal(0, access(in_directory(*state, "kept"), F_OK));
}

static int find_nested(apr_pool_t *p)
{
    (void)p;
    return is_nested;
}

/** The list of mounts grows while they are added. */
static void what_is_mounted_anew_is_not_mounted_again(void **state)
{
    expect_exit(run(*state, find_nested, 60), 0);
}

static int return_seven(apr_pool_t *p)
{
    (void)p;
    return 7;
}

static int be_killed(apr_pool_t *p)
{
    (void)p;
    raise(SIGKILL);
    return 0;
}

static int take_long(apr_pool_t *p)
{
    (void)p;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the test has one thread.
    sleep(60);
    return 0;
}

static void the_end_is_told_by_the_exit_code(void **state)
{
    expect_exit(run(*state, return_seven, 60), 7);
    expect_exit(run(*state, be_killed, 60), 128 + SIGKILL);
}

static void it_ends_when_its_time_is_over(void **state)
{
    expect_exit(run(*state, take_long, 1), 124);
}

/** The write end of a pipe that all processes of the sandbox have: it is closed when they are gone. */
static int ends[2];

static int leave_one_behind(apr_pool_t *p)
{
    (void)p;
    if (!fork()) {
        setsid();
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the test has one thread.
        sleep(60);
        _exit(0);
    }
    return 0;
}

static void what_it_starts_ends_with_it(void **state)
{
    char byte;

    assert_int_equal(0, pipe(ends));
    expect_exit(run(*state, leave_one_behind, 60), 0);
    close(ends[1]);
    // Waits for the last of them.
    assert_int_equal(0, read(ends[0], &byte, 1));
    close(ends[0]);
}

static int find_surroundings(apr_pool_t *p)
{
    (void)p;
    return getenv("NOTIFY_SOCKET") || getenv("LISTEN_FDS") || getenv("LISTEN_PID") || !getenv("MWA_KEPT");
}

static void it_does_not_talk_to_the_service_manager(void **state)
{
    // NOLINTBEGIN(concurrency-mt-unsafe): the test has one thread.
    setenv("NOTIFY_SOCKET", "/run/x", 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", "1", 1);
    setenv("MWA_KEPT", "1", 1);
    // NOLINTEND(concurrency-mt-unsafe)
    expect_exit(run(*state, find_surroundings, 60), 0);
}

static int count_interfaces(apr_pool_t *p)
{
    FILE *list = fopen("/proc/self/net/dev", "r");
    char *line = NULL;
    size_t size = 0;
    int count = 0;

    (void)p;
    while (list && getline(&line, &size, list) > 0) {
        count += strchr(line, ':') != NULL;
    }
    free(line);
    if (list) {
        fclose(list);
    }
    return count;
}

static void there_is_no_network_but_its_own(void **state)
{
    expect_exit(run(*state, count_interfaces, 60), 1);
}

/** The caller can then do without. */
static void who_may_not_leave_is_told_why(void **state)
{
    const char *error;

    unshare_error = EPERM;
    error = mwa_sandbox_enter(*state, in_directory(*state, "scratch"), 60);
    assert_non_null(strstr(error, "namespace"));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the test has one thread.
    assert_non_null(strstr(error, strerror(EPERM)));
}

static void what_cannot_be_covered_is_told(void **state)
{
    mount_error = EINVAL;
    expect_exit(run(*state, return_seven, 60), NO_SANDBOX);
}

#define SANDBOX_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SANDBOX_TEST(files_stay_what_they_were),        SANDBOX_TEST(what_is_mounted_anew_is_not_mounted_again),
        SANDBOX_TEST(the_end_is_told_by_the_exit_code), SANDBOX_TEST(it_ends_when_its_time_is_over),
        SANDBOX_TEST(what_it_starts_ends_with_it),      SANDBOX_TEST(it_does_not_talk_to_the_service_manager),
        SANDBOX_TEST(there_is_no_network_but_its_own),  SANDBOX_TEST(who_may_not_leave_is_told_why),
        SANDBOX_TEST(what_cannot_be_covered_is_told),
    };

    return RUN_POOL_TESTS("sandbox", tests);
}
