#include "core/mwa_passing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/** Room for two descriptors beside a message. */
typedef union control_s {
    char bytes[CMSG_SPACE(2 * sizeof(int))];
    struct cmsghdr aligned;
} control_t;

static int map(mwa_memory_t *memory, int protection)
{
    void *bytes = mmap(NULL, memory->size, protection, MAP_SHARED, memory->fd, 0);

    memory->bytes = bytes == MAP_FAILED ? NULL : bytes;
    return memory->bytes != NULL;
}

int mwa_memory_make(mwa_memory_t *memory, size_t size)
{
    int error;

    *memory = (mwa_memory_t){.fd = memfd_create("wsgi_alias", MFD_CLOEXEC | MFD_ALLOW_SEALING), .size = size};
    if (memory->fd < 0) {
        return 0;
    }
    // Without it, a write to memory that there is not ends the process.
    error = posix_fallocate(memory->fd, 0, (off_t)size);
    if (error || !map(memory, PROT_READ | PROT_WRITE)) {
        error = error ? error : errno;
        mwa_memory_free(memory);
        errno = error;
        return 0;
    }
    return 1;
}

int mwa_memory_seal(mwa_memory_t *memory)
{
    munmap(memory->bytes, memory->size);
    memory->bytes = NULL;
    return !fcntl(memory->fd, F_ADD_SEALS, SEALS) && map(memory, PROT_READ);
}

int mwa_memory_map(mwa_memory_t *memory, int fd, size_t most)
{
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);

    *memory = (mwa_memory_t){.fd = fd};
    if (seals >= 0 && (seals & SEALS) == SEALS && !fstat(fd, &status) && status.st_size > 0
        && (uint64_t)status.st_size <= most) {
        memory->size = (size_t)status.st_size;
        if (map(memory, PROT_READ)) {
            return 1;
        }
    }
    mwa_memory_free(memory);
    return 0;
}

void mwa_memory_free(mwa_memory_t *memory)
{
    if (memory->bytes) {
        munmap(memory->bytes, memory->size);
    }
    if (memory->fd >= 0) {
        close(memory->fd);
    }
    *memory = (mwa_memory_t){.fd = -1};
}

int mwa_pass_two(int socket, const void *bytes, size_t size, const int *fds)
{
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
    size_t fds_size = (fds[0] < 0 ? 0 : fds[1] < 0 ? 1 : 2) * sizeof(int);
    control_t control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent;

    if (fds_size) {
        struct cmsghdr *header;

        memset(&control, 0, sizeof(control));
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(fds_size);
        header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(fds_size);
        // Each by itself: the analyser of gcc 14 takes a copy of either size for one of what was not set.
        memcpy(CMSG_DATA(header), &fds[0], sizeof(int));
        if (fds_size > sizeof(int)) {
            memcpy(CMSG_DATA(header) + sizeof(int), &fds[1], sizeof(int));
        }
    }
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0 && (size_t)sent != size) {
        errno = EMSGSIZE;
    }
    return sent >= 0 && (size_t)sent == size;
}

int mwa_pass(int socket, const void *bytes, size_t size, int fd)
{
    const int fds[2] = {fd, -1};

    return mwa_pass_two(socket, bytes, size, fds);
}

/** The descriptors that came with a message. */
static void find_passed(struct msghdr *message, int *fds)
{
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);
    size_t size = header ? header->cmsg_len - CMSG_LEN(0) : 0;

    if (size >= sizeof(int) && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        memcpy(fds, CMSG_DATA(header), (size < 2 * sizeof(int) ? 1 : 2) * sizeof(int));
    }
}

void mwa_close_passed(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

int mwa_receive_two(int socket, void *bytes, size_t size, int flags, int *fds)
{
    struct iovec part = {.iov_base = bytes, .iov_len = size};
    control_t control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes};
    ssize_t got;

    fds[0] = -1;
    fds[1] = -1;
    do {
        message.msg_controllen = sizeof(control.bytes);
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flags);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return -1;
    }
    find_passed(&message, fds);
    // Where this process can have no more descriptors, some are missing.
    if ((size_t)got == size && !(message.msg_flags & MSG_CTRUNC)) {
        return 1;
    }
    mwa_close_passed(&fds[0]);
    mwa_close_passed(&fds[1]);
    errno = (size_t)got == size ? EMFILE : EPROTO;
    return got ? -1 : 0;
}

int mwa_receive(int socket, void *bytes, size_t size, int flags, int *fd)
{
    int fds[2];
    int status = mwa_receive_two(socket, bytes, size, flags, fds);

    mwa_close_passed(&fds[1]);
    *fd = fds[0];
    return status;
}

int mwa_connect(const char *path, int seconds)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct timeval longest = {.tv_sec = seconds};
    size_t length = strlen(path);
    int fd;

    if (length >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof(longest));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof(longest));
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
        int error = errno;

        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

int mwa_peer(int socket, pid_t *pid, uid_t *user)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size)) {
        return 0;
    }
    *pid = peer.pid;
    *user = peer.uid;
    return 1;
}
