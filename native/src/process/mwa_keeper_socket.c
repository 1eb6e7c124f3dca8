#include "process/mwa_keeper_socket.h"
#include "core/mwa_passing.h"

#include "apr_strings.h"
#include "mpm_common.h"
#include "unixd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/** Children, and those who ask. */
#define BACKLOG 511
/** Seconds that an answer may take. */
#define LONGEST_ANSWER 2
#define MOST_OF_AN_ANSWER (1024 * 1024)

static const char *failed(apr_pool_t *p, const char *what)
{
    return apr_psprintf(p, "%s: %s", what, strerrordesc_np(errno));
}

/** @return whether it listens there, for nobody but the children's user */
static int listen_at(int fd, const struct sockaddr_un *address)
{
    mode_t mask = umask(077);
    int bound = !bind(fd, (const struct sockaddr *)address, sizeof(*address));

    umask(mask);
    return bound
        && !listen(fd, BACKLOG)
        // Not what a link leads to that another one has put there.
        && (geteuid() || !lchown(address->sun_path, ap_unixd_config.user_id, (gid_t)-1));
}

const char *mwa_keeper_listen(apr_pool_t *p, const char *path, int *fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener;

    if (strlen(path) >= sizeof(address.sun_path)) {
        return apr_psprintf(p, "the name of the socket is too long, choose a shorter DefaultRuntimeDir: %s", path);
    }
    apr_cpystrn(address.sun_path, path, sizeof(address.sun_path));
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) {
        return failed(p, "no socket");
    }
    // Of an earlier server whose process number was the same.
    unlink(path);
    if (!listen_at(listener, &address)) {
        const char *error = failed(p, path);

        close(listener);
        return error;
    }
    *fd = listener;
    return NULL;
}

static int may_ask(uid_t user)
{
    return user == 0 || user == geteuid() || user == ap_unixd_config.user_id;
}

int mwa_keeper_accept(int listener, pid_t *pid)
{
    uid_t user;
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        if (mwa_peer(fd, pid, &user) && may_ask(user)) {
            return fd;
        }
        close(fd);
    }
    return -1;
}

const char *mwa_keeper_call(apr_pool_t *p, const char *path, const char *question)
{
    int fd = mwa_connect(path, LONGEST_ANSWER);
    const char *line = apr_pstrcat(p, question, "\n", NULL);
    char *answer = NULL;
    apr_size_t size = 0;
    ssize_t got = -1;

    if (fd < 0) {
        return NULL;
    }
    if (mwa_pass(fd, line, strlen(line), -1)) {
        answer = apr_palloc(p, MOST_OF_AN_ANSWER + 1);
        while (size < MOST_OF_AN_ANSWER && (got = read(fd, answer + size, MOST_OF_AN_ANSWER - size)) > 0) {
            size += (apr_size_t)got;
        }
        answer[size] = '\0';
    }
    close(fd);
    return got == 0 ? answer : NULL;
}
