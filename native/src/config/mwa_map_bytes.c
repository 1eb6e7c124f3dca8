#include "config/mwa_map_bytes.h"
#include "config/mwa_trust.h"

#include "apr_strings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** What a map may have; ten million aliases are more than Java can compile. */
#define MOST_BYTES (1024 * 1024 * 1024)

mwa_map_state_t mwa_map_state(const struct stat *status)
{
    return (mwa_map_state_t){.device = status->st_dev,
                             .inode = status->st_ino,
                             .size = status->st_size,
                             .modified = status->st_mtim,
                             .changed = status->st_ctim};
}

static int is_same_time(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

int mwa_map_state_equals(const mwa_map_state_t *one, const mwa_map_state_t *other)
{
    return one->device == other->device && one->inode == other->inode && one->size == other->size
        && is_same_time(&one->modified, &other->modified) && is_same_time(&one->changed, &other->changed);
}

static const char *failed(apr_pool_t *p, const char *path)
{
    char reason[128];

    return apr_psprintf(p, "cannot read %s: %s", path, apr_strerror(errno, reason, sizeof(reason)));
}

static apr_status_t free_bytes(void *bytes)
{
    free(bytes);
    return APR_SUCCESS;
}

/** Reads what is in an open file, if nobody changes it meanwhile. */
static const char *read_bytes(apr_pool_t *p, int fd, const char *path, const struct stat *status,
                              mwa_map_bytes_t *bytes)
{
    apr_size_t size = (apr_size_t)status->st_size;
    apr_size_t done = 0;
    // Not from the pool: where memory is short, that ends the process.
    char *all = size <= MOST_BYTES ? malloc(size + 1) : NULL;

    if (!all) {
        return apr_psprintf(p, "no memory for the %" APR_SIZE_T_FMT " bytes of %s", size, path);
    }
    *bytes = (mwa_map_bytes_t){.bytes = all, .size = size};
    apr_pool_cleanup_register(p, all, free_bytes, apr_pool_cleanup_null);
    while (done <= size) {
        // One byte more than there is to be.
        ssize_t got = read(fd, all + done, size + 1 - done);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failed(p, path);
        }
        if (got == 0) {
            break;
        }
        done += (apr_size_t)got;
    }
    if (done != size) {
        return apr_psprintf(p, "%s was changed while it was read", path);
    }
    return NULL;
}

const char *mwa_map_bytes_read(apr_pool_t *p, const char *path, uid_t owner, mwa_map_bytes_t *bytes,
                               mwa_map_state_t *state)
{
    struct stat named;
    struct stat before;
    struct stat after;
    const char *error = mwa_trust_check(p, path, owner, &named);
    int fd;

    if (error) {
        return error;
    }
    if (!S_ISREG(named.st_mode)) {
        return apr_psprintf(p, "%s is not a file", path);
    }
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return failed(p, path);
    }
    if (fstat(fd, &before) || before.st_dev != named.st_dev || before.st_ino != named.st_ino) {
        error = apr_psprintf(p, "%s was replaced while it was read", path);
    }
    else {
        error = read_bytes(p, fd, path, &before, bytes);
    }
    if (!error) {
        *state = mwa_map_state(&before);
        if (fstat(fd, &after)) {
            error = failed(p, path);
        }
        else {
            mwa_map_state_t then = mwa_map_state(&after);

            error =
                mwa_map_state_equals(state, &then) ? NULL : apr_psprintf(p, "%s was changed while it was read", path);
        }
    }
    close(fd);
    return error;
}
