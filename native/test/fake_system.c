#include "fake_system.h"
#include "core/mwa_counters.h"

#include "mpm_common.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

fake_system_t fake_system;
mwa_outcome_t probed[MWA_OUTCOMES];
const apr_size_t most[MWA_OUTCOMES] = {MUCH, 4, 1};

/** Seconds that have passed by poll(). */
static uint64_t passed;

int ap_run_drop_privileges(apr_pool_t *p, server_rec *s)
{
    (void)p;
    (void)s;
    return fake_system.privileges_are_refused;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);
int __real_pipe2(int ends[2], int flags);
int __wrap_pipe2(int ends[2], int flags);
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
    if (fake_system.fork_fails) {
        errno = EAGAIN;
        return -1;
    }
    return __real_fork();
}

int __wrap_pipe2(int ends[2], int flags)
{
    if (fake_system.pipe_fails) {
        errno = EMFILE;
        return -1;
    }
    if (__real_pipe2(ends, flags)) {
        return -1;
    }
    fake_system.result_end = ends[1];
    return 0;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    passed += (uint64_t)fake_system.poll_takes;
    return fake_system.time_is_up ? 0 : __real_poll(fds, count, timeout);
}

ssize_t __wrap_read(int fd, void *bytes, size_t length)
{
    if (fake_system.read_is_interrupted) {
        --fake_system.read_is_interrupted;
        errno = EINTR;
        return -1;
    }
    return __real_read(fd, bytes, length);
}

void *__wrap_malloc(size_t size)
{
    return fake_system.most_memory && size > fake_system.most_memory ? NULL : __real_malloc(size);
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

const char *probe(apr_pool_t *p, mwa_trial_t trial, void *data)
{
    int descriptors = open_descriptors();
    const char *error = mwa_probe(p, NULL, trial, data, most, probed);

    assert_int_equal(descriptors, open_descriptors());
    assert_int_equal(-1, waitpid(-1, NULL, WNOHANG));
    assert_int_equal(ECHILD, errno);
    return error;
}
