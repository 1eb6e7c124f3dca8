#include "process/mwa_keeper.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "process/mwa_follow.h"
#include "process/mwa_keeper_run.h"
#include "process/mwa_keeper_socket.h"
#include "process/mwa_retain.h"

#include "ap_listen.h"
#include "ap_mpm.h"
#include "apr_signal.h"
#include "apr_strings.h"
#include "apr_thread_proc.h"
#include "http_core.h"
#include "http_log.h"
#include "http_main.h"
#include "mpm_common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** What the socket is called in httpd's directory for running servers, and before the parent's process number. */
#define SOCKET_NAME "wsgi_alias"
/** Seconds: one that ends sooner is followed by one that waits, from the second time on, before it does anything. */
#define LONG_LIFE 60

/** The parent's, of this configuration. */
static struct {
    const mwa_keeper_work_t *work;
    apr_pool_t *pconf;
    const char *path; /**< of the socket; NULL: there is no map */
    apr_uint64_t start;
    mwa_generation_t newest; /**< what the map process has left; children inherit it */
    int mailbox;             /**< where it leaves it; -1: there is none */
    apr_uint64_t begun;      /**< the mwa_clock() when the last one was forked */
    int runs;                /**< whether one does, as far as is known */
    int lives;               /**< how many were forked before */
    int deaths;              /**< of those in a row that did not live long */
} keeper = {.mailbox = -1, .newest = {.whole = {.fd = -1}, .patch = {.fd = -1}}};

/** In the map process: for the handler of signals. */
static const char *own_path;

static const char *socket_base(apr_pool_t *p)
{
    return ap_runtime_dir_relative(p, SOCKET_NAME);
}

/** Takes over the newest of what was left. */
static void empty_mailbox(void)
{
    mwa_follow_news_t news;
    mwa_generation_t generation;
    int fds[2];

    while (keeper.mailbox >= 0 && mwa_receive_two(keeper.mailbox, &news, sizeof(news), MSG_DONTWAIT, fds) == 1) {
        if (fds[0] >= 0 && mwa_generation_map(&generation, fds)) {
            mwa_generation_free(&keeper.newest);
            keeper.newest = generation;
        }
    }
}

/** The counters go with the aliases over the restart: as the map process has last given them. */
static void keep_counters(void)
{
    mwa_generation_parts_t parts[2];
    mwa_tables_t tables;

    // As the process ends, what they would be kept in may have gone before the configuration does.
    if (ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_EXITING && keeper.newest.whole.bytes
        && mwa_generation_read_all(&keeper.newest, keeper.work->compiler.tables, keeper.start, &tables, parts)) {
        mwa_retain_adopt(keeper.work->compiler.server->process->pool, &tables);
    }
}

/** Before the configuration goes. The process itself is ended with its pool. */
static apr_status_t end(void *unused)
{
    (void)unused;
    empty_mailbox();
    keep_counters();
    unlink(keeper.path);
    mwa_generation_free(&keeper.newest);
    if (keeper.mailbox >= 0) {
        close(keeper.mailbox);
    }
    keeper.mailbox = -1;
    keeper.path = NULL;
    mwa_follow_prepare(NULL, NULL, 0, NULL);
    return APR_SUCCESS;
}

static const char *failed(apr_pool_t *p, const char *what)
{
    return apr_psprintf(p, "%s: %s", what, strerrordesc_np(errno));
}

/** The parent, or its end, asks for this one's. */
static void end_process(int signal_number)
{
    unlink(own_path);
    _exit(signal_number == SIGTERM ? 0 : 1);
}

static void set_signals(void)
{
    static const int ignored[] = {SIGHUP, AP_SIG_GRACEFUL, AP_SIG_GRACEFUL_STOP, SIGPIPE};
    size_t i;

    for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); ++i) {
        apr_signal(ignored[i], SIG_IGN);
    }
    apr_signal(SIGCHLD, SIG_DFL);
    apr_signal(SIGINT, end_process);
    apr_signal(SIGTERM, end_process);
}

/** A map process whose predecessors have died soon is in no hurry to follow them. */
static void rest(void)
{
    apr_sleep(apr_time_from_sec(mwa_backoff_seconds(keeper.deaths - 1)));
}

static const char *fork_process(apr_pool_t *p);

static int is_stopping(void)
{
    int state = 0;

    return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) || state == AP_MPMQ_STOPPING;
}

/** What has kept a map process from being started may be gone. */
static void try_again(void)
{
    apr_pool_t *p;

    apr_pool_create(&p, keeper.pconf);
    if (fork_process(p)) {
        apr_pool_destroy(p);
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, keeper.work->compiler.server,
                 MWA_NO(0053) "another map process is started, and changes of maps are served again");
}

int mwa_keeper_monitor(apr_pool_t *p, server_rec *s)
{
    (void)p;
    (void)s;
    empty_mailbox();
    if (keeper.path && !keeper.runs && !is_stopping()) {
        try_again();
    }
    return DECLINED;
}

/** The parent hears that the map process has ended. */
static void hear_end(int reason, void *data, apr_wait_t status)
{
    apr_proc_t *process = data;
    const char *error;

    if (reason != APR_OC_REASON_DEATH && reason != APR_OC_REASON_LOST) {
        if (reason == APR_OC_REASON_RESTART) {
            apr_proc_other_child_unregister(process);
        }
        return;
    }
    apr_proc_other_child_unregister(process);
    if (is_stopping()) {
        return;
    }
    keeper.runs = 0;
    empty_mailbox();
    keeper.deaths = mwa_clock() - keeper.begun < (apr_uint64_t)LONG_LIFE * 1000000000 ? keeper.deaths + 1 : 0;
    error = fork_process(keeper.pconf);
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, keeper.work->compiler.server,
                 MWA_NO(0053) "the map process has ended with status %d; %s%s", (int)status,
                 error ? "no other can be started, and until one can, changes of maps are not served: "
                       : "another one is started, and all children serve what they did",
                 error ? error : "");
}

/** Makes the two ends through which the map process leaves what is newest for the parent. */
static const char *make_mailbox(apr_pool_t *p, int *other)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends)) {
        return failed(p, "no socket");
    }
    if (keeper.mailbox >= 0) {
        close(keeper.mailbox);
    }
    keeper.mailbox = ends[0];
    *other = ends[1];
    return NULL;
}

/** Neither socket stays open in the parent: processes that it forks later could take part. */
static const char *fork_process(apr_pool_t *p)
{
    mwa_keeper_sockets_t sockets = {.listener = -1, .parent = -1};
    apr_proc_t *process = apr_pcalloc(p, sizeof(*process));
    const char *error = mwa_keeper_listen(p, keeper.path, &sockets.listener);
    pid_t parent = getpid();

    if (!error) {
        error = make_mailbox(p, &sockets.parent);
    }
    if (error) {
        if (sockets.listener >= 0) {
            close(sockets.listener);
        }
        return error;
    }
    keeper.begun = mwa_clock();
    process->pid = fork();
    if (process->pid == 0) {
        own_path = keeper.path;
        set_signals();
        prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        if (getppid() != parent) {
            end_process(SIGTERM);
        }
        close(keeper.mailbox);
        ap_close_listeners();
        rest();
        mwa_keeper_run(keeper.work, keeper.start, &keeper.newest, keeper.lives, &sockets);
    }
    keeper.lives++;
    close(sockets.listener);
    close(sockets.parent);
    if (process->pid < 0) {
        return failed(p, "no process");
    }
    apr_pool_note_subprocess(p, process, APR_KILL_AFTER_TIMEOUT);
    apr_proc_other_child_register(process, hear_end, process, NULL, p);
    keeper.runs = 1;
    return NULL;
}

const char *mwa_keeper_start(apr_pool_t *pconf, const mwa_keeper_work_t *work)
{
    keeper.deaths = 0;
    keeper.lives = 0;
    keeper.work = work;
    keeper.pconf = pconf;
    keeper.path = apr_psprintf(pconf, "%s.%" APR_PID_T_FMT, socket_base(pconf), getpid());
    apr_generate_random_bytes((unsigned char *)&keeper.start, sizeof(keeper.start));
    apr_pool_pre_cleanup_register(pconf, NULL, end);
    mwa_follow_prepare(work->compiler.server, keeper.path, keeper.start, &keeper.newest);
    return fork_process(pconf);
}

void mwa_keeper_dump(apr_pool_t *p, server_rec *s)
{
    if (ap_exists_config_define("DUMP_RUN_CFG") && mwa_maps_are_used(s)) {
        printf("WSGIAliasMapSocket: \"%s\"\n", socket_base(p));
    }
}

const char *mwa_keeper_ask(apr_pool_t *p, const char *question)
{
    return keeper.path ? mwa_keeper_call(p, keeper.path, question) : NULL;
}
