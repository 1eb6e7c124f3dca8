#include "config/mwa_trust.h"

#include "apr_strings.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/** As many as the kernel itself follows. */
#define MOST_LINKS 40

static int is_trusted(uid_t user, uid_t owner)
{
    return user == 0 || user == owner || user == geteuid();
}

/** Whether users or groups are named that have rights of their own. What these may be at most, the group's bits tell.
 */
static int has_access_list(const char *path)
{
    return lgetxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/** Who else can change what a path leads to; NULL: nobody. */
static const char *writer_of(const char *path, const struct stat *status, uid_t owner)
{
    // In a directory with the sticky bit, entries are changed by their owners alone, and each owner is looked at.
    int is_sticky = S_ISDIR(status->st_mode) && status->st_mode & S_ISVTX;

    if (!is_trusted(status->st_uid, owner)) {
        return "its owner";
    }
    if (S_ISLNK(status->st_mode) || is_sticky) {
        return NULL;
    }
    if (status->st_mode & S_IWOTH) {
        return "anybody";
    }
    if (!(status->st_mode & S_IWGRP)) {
        return NULL;
    }
    return status->st_gid ? "its group" : has_access_list(path) ? "somebody on its access list" : NULL;
}

static const char *failed(apr_pool_t *p, const char *path)
{
    char reason[128];

    return apr_psprintf(p, "cannot read %s: %s", path, apr_strerror(errno, reason, sizeof(reason)));
}

/** A path that is being followed. */
typedef struct walk_s {
    apr_pool_t *pool;
    uid_t owner;
    const char *path; /**< as it was given */
    const char *here; /**< as far as it was followed, without a link; "" is the root */
    const char *rest;
    int links;
} walk_t;

/** Looks at what lies next on the way. */
static const char *look(const walk_t *walk, const char *at, struct stat *status)
{
    const char *writer;

    if (!*at) {
        at = "/";
    }
    if (lstat(at, status)) {
        return failed(walk->pool, at);
    }
    writer = writer_of(at, status, walk->owner);
    return writer ? apr_psprintf(walk->pool,
                                 "%s can write to %s, and so decide what is in %s; only root and the owner of the "
                                 "configuration may",
                                 writer, at, walk->path)
                  : NULL;
}

static const char *follow_link(walk_t *walk, const char *link)
{
    char target[PATH_MAX];
    ssize_t length = readlink(link, target, sizeof(target) - 1);

    if (length > 0 && ++walk->links > MOST_LINKS) {
        errno = ELOOP;
        length = -1;
    }
    if (length <= 0) {
        return failed(walk->pool, link);
    }
    target[length] = '\0';
    if (*target == '/') {
        walk->here = "";
    }
    walk->rest = apr_pstrcat(walk->pool, target, "/", walk->rest, NULL);
    return NULL;
}

/** Goes on to what is called so in the directory that was reached. */
static const char *enter(walk_t *walk, const char *name)
{
    const char *slash = strrchr(walk->here, '/');
    const char *next;
    const char *error;
    struct stat status;

    if (!strcmp(name, ".")) {
        return NULL;
    }
    if (!strcmp(name, "..")) {
        walk->here = slash ? apr_pstrmemdup(walk->pool, walk->here, (apr_size_t)(slash - walk->here)) : "";
        return NULL;
    }
    next = apr_pstrcat(walk->pool, walk->here, "/", name, NULL);
    error = look(walk, next, &status);
    if (!error && S_ISLNK(status.st_mode)) {
        return follow_link(walk, next);
    }
    walk->here = next;
    return error;
}

const char *mwa_trust_check(apr_pool_t *p, const char *path, uid_t owner, struct stat *found)
{
    walk_t walk = {.pool = p, .owner = owner, .path = path, .here = "", .rest = path};
    const char *error = look(&walk, "", found);

    while (!error && *(walk.rest += strspn(walk.rest, "/"))) {
        apr_size_t length = strcspn(walk.rest, "/");
        const char *name = apr_pstrmemdup(p, walk.rest, length);

        walk.rest += length;
        error = enter(&walk, name);
    }
    return error ? error : look(&walk, walk.here, found);
}
