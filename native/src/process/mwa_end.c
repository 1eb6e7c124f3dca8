#include "process/mwa_end.h"
#include "jvm/mwa_jvm.h"

#include "ap_mpm.h"
#include "http_config.h"
#include "mpm_common.h"
#include "scoreboard.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/** httpd's PidFile, if this child sees it. */
static const char *pid_file;

/** Whether a thread goes on that uses what exit() would take away. */
static int has_thread;

void mwa_end_without_exit(void)
{
    has_thread = 1;
}

/** Runs behind the child's other cleanups; httpd calls exit() next. */
static apr_status_t end(void *unused)
{
    (void)unused;
    if (has_thread || !mwa_jvm_allows_exit()) {
        _exit(0);
    }
    return APR_SUCCESS;
}

void mwa_end_prepare(apr_pool_t *pchild, server_rec *s)
{
    const char *file = ap_pid_fname ? ap_server_root_relative(pchild, ap_pid_fname) : NULL;

    (void)s;
    // The first one that is registered runs last.
    apr_pool_cleanup_register(pchild, NULL, end, apr_pool_cleanup_null);
    pid_file = file && !access(file, F_OK) ? file : NULL;
}

/** Signals that the parent ends children with, and that wait for the end of child_init. */
static int signal_is_pending(void)
{
    sigset_t pending;

    return !sigpending(&pending)
        && (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGHUP) || sigismember(&pending, AP_SIG_GRACEFUL));
}

/** A restart: the parent has moved on, and tells children of before by a pipe that is the MPM's own. */
static int is_of_the_past(void)
{
    int own = 0;

    return !ap_mpm_query(AP_MPMQ_GENERATION, &own) && own != ap_scoreboard_image->global->running_generation;
}

/** A graceful stop: the parent tells by that pipe too, removes its file, and looks again after a second. */
static int parent_is_ending(void)
{
    return pid_file && access(pid_file, F_OK) && errno == ENOENT;
}

int mwa_end_is_asked_for(void)
{
    return signal_is_pending() || is_of_the_past() || parent_is_ending();
}
