/*
 * Loaded before all other libraries, so that what a process asks of the system is denied or falsified, or ends it: as
 * long as the file exists that the environment names.
 *
 *   MWA_DENY_EXECUTABLE   no memory that can be written and executed, as under SELinux without execmem
 *   MWA_CLOCK_BACK        the calendar is a day back; the monotonic clocks are not
 *   MWA_KILL_STARTING     who asks for such memory, as each JVM does when it starts, is killed
 *   MWA_CRASH_STARTING    the same, by a crash
 */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)

static int is_on(const char *variable)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets these variables once the process runs.
    const char *file = getenv(variable);
    int before = errno;
    int on = file && !access(file, F_OK);

    errno = before;
    return on;
}

/** @return whether it is denied, and errno set; if it returns */
static int is_denied(int protection)
{
    int both = PROT_WRITE | PROT_EXEC;

    if ((protection & both) != both) {
        return 0;
    }
    if (is_on("MWA_KILL_STARTING")) {
        raise(SIGKILL);
    }
    if (is_on("MWA_CRASH_STARTING")) {
        raise(SIGSEGV);
    }
    if (!is_on("MWA_DENY_EXECUTABLE")) {
        return 0;
    }
    errno = EACCES;
    return 1;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the system's names are reserved for it.
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    static void *(*next)(void *, size_t, int, int, int, off_t);

    if (!next) {
        *(void **)&next = dlsym(RTLD_NEXT, "mmap");
    }
    return is_denied(protection) ? MAP_FAILED : next(address, length, protection, flags, fd, offset);
}

/** The name that programs use which are built for large files. */
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
    return mmap(address, length, protection, flags, fd, offset);
}

int mprotect(void *address, size_t length, int protection)
{
    static int (*next)(void *, size_t, int);

    if (!next) {
        *(void **)&next = dlsym(RTLD_NEXT, "mprotect");
    }
    return is_denied(protection) ? -1 : next(address, length, protection);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*next)(clockid_t, struct timespec *);
    int result;

    if (!next) {
        *(void **)&next = dlsym(RTLD_NEXT, "clock_gettime");
    }
    result = next(clock, now);
    if (!result && clock == CLOCK_REALTIME && is_on("MWA_CLOCK_BACK")) {
        now->tv_sec -= DAY;
    }
    return result;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec exact;

    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) {
        return -1;
    }
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
