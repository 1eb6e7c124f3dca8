#include "process/mwa_sandbox.h"
#include "core/mwa_names.h"

#include "apr_strings.h"
#include "apr_tables.h"
#include "apr_time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIGNALLED 128
#define TOO_LONG 124
/** Microseconds between two looks at a process that is waited for. */
#define INTERVAL 2000
/** Levels of directories that are covered one by one. */
#define COVERED_DEPTH 2

static const char *failed(apr_pool_t *p, const char *what)
{
    char reason[128];

    return apr_psprintf(p, "%s: %s", what, apr_strerror(errno, reason, sizeof(reason)));
}

static int write_file(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CLOEXEC);
    int written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    if (fd >= 0) {
        close(fd);
    }
    return written;
}

/** In a new user namespace: the user and group stay what they are. */
static const char *keep_user(apr_pool_t *p, uid_t user, gid_t group)
{
    if (!write_file("/proc/self/setgroups", "deny")
        || !write_file("/proc/self/uid_map", apr_psprintf(p, "%u %u 1", user, user))
        || !write_file("/proc/self/gid_map", apr_psprintf(p, "%u %u 1", group, group))) {
        return failed(p, "the new user namespace cannot be set up");
    }
    return NULL;
}

static const char *leave_namespaces(apr_pool_t *p)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    const char *error;

    if (user) {
        if (unshare(CLONE_NEWUSER)) {
            return failed(p, "no user namespace");
        }
        error = keep_user(p, user, group);
        if (error) {
            return error;
        }
    }
    if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC)) {
        return failed(p, "no namespaces");
    }
    return NULL;
}

/** A mount of the old root, below the new one. */
typedef struct place_s {
    const char *old_path;
    const char *new_path;
    const char *upper; /**< the directories of the overlay */
    const char *work;
} place_t;

/** As it is, but not to be written to. */
static int show(const place_t *place)
{
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};

    // Another user's mounts can only be had together.
    return !mount(place->old_path, place->new_path, NULL, MS_BIND | (geteuid() ? MS_REC : 0), NULL)
        && !mount_setattr(AT_FDCWD, place->new_path, geteuid() ? AT_RECURSIVE : 0, &read_only, sizeof(read_only));
}

/** What is written to it stays in memory. */
static int cover(apr_pool_t *p, const place_t *place, int is_own_user)
{
    // The old path may contain what separates options.
    const char *options = apr_pstrcat(p, "lowerdir=.,upperdir=", place->upper, ",workdir=", place->work,
                                      is_own_user ? ",userxattr" : "", NULL);

    return !mkdir(place->upper, 0755) && !mkdir(place->work, 0755) && !chdir(place->old_path)
        && !mount("overlay", place->new_path, "overlay", 0, options);
}

/** File systems that are no files. */
static int is_special(const char *type)
{
    static const char *const special[] = {"proc",    "sysfs",      "devtmpfs",    "devpts",  "cgroup",
                                          "cgroup2", "mqueue",     "bpf",         "debugfs", "autofs",
                                          "tracefs", "securityfs", "pstore",      "nsfs",    "hugetlbfs",
                                          "fusectl", "configfs",   "binfmt_misc", NULL};

    return mwa_is_one_of(type, special, strcmp);
}

static int is_octal(char digit)
{
    return digit >= '0' && digit <= '7';
}

/** Undoes the octal escapes of mountinfo, in place. */
static void unescape(char *path)
{
    char *to = path;

    for (; *path; ++to) {
        if (*path == '\\' && is_octal(path[1]) && is_octal(path[2]) && is_octal(path[3])) {
            *to = (char)((path[1] - '0') << 6 | (path[2] - '0') << 3 | (path[3] - '0'));
            path += 4;
        }
        else {
            *to = *path++;
        }
    }
    *to = '\0';
}

/**
 * Covers what can be covered of a directory that is not root's to cover as a whole: an overlay may not reveal what
 * another user's mounts hide.
 */
// NOLINTNEXTLINE(misc-no-recursion): as deep as COVERED_DEPTH.
static void cover_parts(apr_pool_t *p, const place_t *place, int depth)
{
    DIR *directory = depth ? opendir(place->old_path) : NULL;
    const struct dirent *entry;
    int count = 0;

    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
    while (directory && (entry = readdir(directory))) {
        place_t part = {.old_path = apr_pstrcat(p, place->old_path, "/", entry->d_name, NULL),
                        .new_path = apr_pstrcat(p, place->new_path, "/", entry->d_name, NULL),
                        .upper = apr_psprintf(p, "%s.%d", place->upper, count),
                        .work = apr_psprintf(p, "%s.%d", place->work, count)};

        ++count;
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && !cover(p, &part, 1)) {
            cover_parts(p, &part, depth - 1);
        }
    }
    if (directory) {
        closedir(directory);
    }
}

/** @return whether the place can be used: what is there, or, of what is not needed, nothing */
static int add_mount(apr_pool_t *p, const place_t *place, const char *type, int is_own_user)
{
    struct stat status;
    struct stat new_status;

    // Hidden by another mount, or closed to this user.
    if (lstat(place->old_path, &status) || lstat(place->new_path, &new_status)) {
        return 1;
    }
    if (is_special(type)) {
        return is_own_user || !mount(place->old_path, place->new_path, NULL, MS_BIND, NULL);
    }
    if (!strcmp(place->old_path, "/dev/shm")) {
        return !mount("tmpfs", place->new_path, "tmpfs", 0, NULL);
    }
    if (S_ISDIR(status.st_mode) && cover(p, place, is_own_user)) {
        return 1;
    }
    if (!is_own_user) {
        return show(place);
    }
    // The root has come with all that is mounted below it.
    if (!strcmp(place->old_path, "/") && !show(place)) {
        return 0;
    }
    if (S_ISDIR(status.st_mode)) {
        cover_parts(p, place, COVERED_DEPTH);
    }
    return 1;
}

/** A mount, as the system lists it. */
typedef struct mounted_s {
    const char *path;
    const char *type;
} mounted_t;

/** All mounts that there are, a parent before its children, but for the root. @return an array of mounted_t, or NULL */
static apr_array_header_t *list_mounts(apr_pool_t *p)
{
    apr_array_header_t *list = apr_array_make(p, 64, sizeof(mounted_t));
    char *line = NULL;
    size_t size = 0;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");

    if (!mounts) {
        return NULL;
    }
    while (getline(&line, &size, mounts) > 0) {
        char path[4097];
        char type[64];

        if (sscanf(line, "%*s %*s %*s %*s %4096s", path) == 1 && strstr(line, " - ")
            && sscanf(strstr(line, " - "), " - %63s", type) == 1) {
            mounted_t *mounted = apr_array_push(list);

            unescape(path);
            mounted->path = apr_pstrdup(p, path);
            mounted->type = apr_pstrdup(p, type);
        }
    }
    free(line);
    fclose(mounts);
    return list;
}

/** @param is_root whether to add the root, or all others */
static const char *add_mounts(apr_pool_t *p, const char *scratch, const apr_array_header_t *list, int is_root)
{
    int is_own_user = geteuid() != 0;
    int i;

    for (i = 0; i < list->nelts; ++i) {
        const mounted_t *mounted = &APR_ARRAY_IDX(list, i, mounted_t);
        place_t place = {.old_path = mounted->path,
                         .new_path = apr_pstrcat(p, scratch, "/root", mounted->path, NULL),
                         .upper = apr_psprintf(p, "%s/upper%d", scratch, i),
                         .work = apr_psprintf(p, "%s/work%d", scratch, i)};

        if (is_root == !strcmp(mounted->path, "/") && !add_mount(p, &place, mounted->type, is_own_user)) {
            return failed(p, apr_pstrcat(p, "no overlay for ", mounted->path, NULL));
        }
    }
    return NULL;
}

/** Builds the new root below the scratch directory, and goes there. */
static const char *build_root(apr_pool_t *p, const char *scratch)
{
    const char *root = apr_pstrcat(p, scratch, "/root", NULL);
    // As a whole, and first: each mount that is added comes to the end of the list.
    const apr_array_header_t *list = list_mounts(p);
    const char *error;

    if (!list) {
        return failed(p, "no list of mounts");
    }
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
        return failed(p, "the mounts cannot be made private");
    }
    if (mount("tmpfs", scratch, "tmpfs", 0, "mode=755") || mkdir(root, 0755)) {
        return failed(p, "no file system in memory");
    }
    error = add_mounts(p, scratch, list, 1);
    if (!error) {
        error = add_mounts(p, scratch, list, 0);
    }
    if (!error && (chroot(root) || chdir("/"))) {
        error = failed(p, "the new root cannot be entered");
    }
    return error;
}

/** The interface lo, for modules that talk to themselves. */
static void use_loopback(void)
{
    struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    strcpy(request.ifr_name, "lo");
    if (fd >= 0) {
        ioctl(fd, SIOCSIFFLAGS, &request);
        close(fd);
    }
}

static int code_of(int status)
{
    return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}

/**
 * The first process of the new namespace: no signal's default action would end it, so another one does the work.
 * @param worker below 0: there is none
 */
static void be_first(pid_t worker) __attribute__((noreturn));
static void be_first(pid_t worker)
{
    int status = 0;
    pid_t ended;

    do {
        ended = wait(&status);
    } while (ended != worker && (ended > 0 || errno == EINTR));
    // Whatever else is left ends with this process.
    _exit(worker > 0 && ended == worker ? code_of(status) : TOO_LONG);
}

static void wait_and_exit(pid_t first, int seconds) __attribute__((noreturn));
static void wait_and_exit(pid_t first, int seconds)
{
    apr_time_t deadline = apr_time_now() + apr_time_from_sec(seconds);
    int status = 0;
    int is_late = 0;
    pid_t ended;

    while ((ended = waitpid(first, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
        if (!is_late && apr_time_now() > deadline) {
            is_late = 1;
            kill(first, SIGKILL);
        }
        apr_sleep(INTERVAL);
    }
    _exit(is_late ? TOO_LONG : code_of(status));
}

/** What tells of the surroundings, to what would talk to them. */
static void forget_surroundings(void)
{
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread.
    unsetenv("NOTIFY_SOCKET");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_PID");
    // NOLINTEND(concurrency-mt-unsafe)
}

const char *mwa_sandbox_enter(apr_pool_t *p, const char *scratch, int seconds)
{
    const char *error = leave_namespaces(p);
    pid_t first;
    pid_t worker;

    if (!error) {
        error = build_root(p, scratch);
    }
    if (error) {
        return error;
    }
    first = fork();
    if (first < 0) {
        return failed(p, "no process");
    }
    if (first) {
        wait_and_exit(first, seconds);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Of the new processes; where that is not allowed, the old one does.
    mount("proc", "/proc", "proc", 0, NULL);
    use_loopback();
    forget_surroundings();
    worker = fork();
    if (worker) {
        be_first(worker);
    }
    setsid();
    return NULL;
}
