#include "process/mwa_keeper_run.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "process/mwa_keeper_peers.h"
#include "process/mwa_look.h"
#include "process/mwa_publish.h"

#include "apr_strings.h"
#include "http_config.h"
#include "http_log.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

#define SECOND 1000000000U
#define MILLISECOND 1000000U
/** Between two looks that must find the same: a file that is still being written is left alone. */
#define REST (150 * (apr_uint64_t)MILLISECOND)
/** A file that has been emptied is likely to be written: on a busy machine, that can take longer to begin. */
#define REST_OF_EMPTIED (900 * (apr_uint64_t)MILLISECOND)
/** Whoever replaces files all the time replaces them whole: after so many looks, they are taken as they are. */
#define MOST_REPLACEMENTS 4
/** What lies in the parent's mailbox is looked at so often. */
#define MAILBOX_INTERVAL (1 * (apr_uint64_t)SECOND)
/** As the probe of a start. */
#define LONGEST_COMPILE 120
/** Seconds until a change is tried again that there was no memory for. */
#define NEXT_TRY 5

static struct {
    const mwa_keeper_work_t *work;
    server_rec *server;
    int parent;
    apr_uint64_t interval; /**< 0: only when asked */
    apr_pool_t *pool;
    mwa_look_t considered; /**< what is served or refused was made of it */
    const char *refusal;   /**< why that is refused, from its pool; NULL: it is served */
    int is_put_off;        /**< whether a later one waits to be tried again */
    mwa_look_t resting;    /**< the last look, if it must be found again */
    apr_uint64_t resting_since;
    int replacements; /**< looks in a row that have found other files */
    apr_uint64_t next_look;
    mwa_compiler_t compiler;
    apr_uint64_t next_compiler; /**< no other one is started before */
    int compiler_deaths;        /**< in a row */
    /* What is being compiled. */
    apr_pool_t *pending_pool; /**< NULL: nothing */
    mwa_tables_t *pending;
    mwa_look_t pending_look;
    apr_uint64_t pending_end;
} keeper;

/** What was read is not needed any more. */
static void drop_pending(void)
{
    mwa_maps_forget(keeper.server);
    if (keeper.pending_pool) {
        apr_pool_destroy(keeper.pending_pool);
    }
    keeper.pending_pool = NULL;
    keeper.pending = NULL;
    mwa_look_drop(&keeper.pending_look);
    malloc_trim(0);
}

/* ---------------------------------------------------------------- what becomes of a change */

/** The change is wrong, and stays so until a map changes. */
static void refuse(mwa_look_t *look, const char *why)
{
    apr_size_t length = strlen(why);

    // What is wrong may be a sentence with its full stop.
    length -= length && why[length - 1] == '.';
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, keeper.server,
                 MWA_NO(0049) "%.*s; the change is refused, generation %" APR_UINT64_T_FMT " of the maps is served on",
                 (int)length, why, mwa_published()->number);
    mwa_publish_refuse(why);
    mwa_look_keep(&keeper.considered, look);
    keeper.refusal = apr_pstrdup(keeper.considered.pool, why);
    keeper.is_put_off = 0;
    keeper.next_look = 0;
}

/** It could not be found out whether the change is wrong: it will be tried again. */
static void put_off(const char *why, apr_uint64_t until)
{
    mwa_publish_refuse(why);
    mwa_peers_failed(mwa_published()->refused);
    mwa_look_drop(&keeper.resting);
    keeper.is_put_off = 1;
    keeper.next_look = until;
}

/** There is no memory, or no process, for it now. */
static void try_later(const char *why)
{
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, keeper.server,
                 MWA_NO(0051) "%s; generation %" APR_UINT64_T_FMT
                              " of the maps is served on, and the change is tried again in %d s",
                 why, mwa_published()->number, NEXT_TRY);
    put_off(why, mwa_clock() + NEXT_TRY * (apr_uint64_t)SECOND);
}

/** Has what was compiled served, or says why not. */
static void serve(const mwa_compiled_t *compiled)
{
    int is_wrong;
    const char *error = mwa_publish(keeper.pending_pool, keeper.pending, compiled, &is_wrong);

    if (!error) {
        mwa_look_keep(&keeper.considered, &keeper.pending_look);
        keeper.refusal = NULL;
        keeper.is_put_off = 0;
        keeper.next_look = 0;
        mwa_peers_tell();
        keeper.work->log_findings(keeper.server, compiled->findings);
    }
    else if (is_wrong) {
        refuse(&keeper.pending_look, error);
    }
    else {
        try_later(error);
    }
}

/* ---------------------------------------------------------------- the compiling process */

static void in_compiler(void)
{
    mwa_peers_close();
    close(keeper.parent);
}

/** None is started for some time, as one more has failed. @return seconds */
static int put_off_compiler(void)
{
    int seconds = mwa_backoff_seconds(++keeper.compiler_deaths);

    keeper.next_compiler = mwa_clock() + (apr_uint64_t)seconds * SECOND;
    return seconds;
}

static void start_compiler(int aliases)
{
    // There may be more before it is started again.
    if (!mwa_compiler_start(&keeper.compiler, 2 * aliases + 1000, in_compiler)) {
        int error = errno;
        int seconds = put_off_compiler();

        ap_log_error(APLOG_MARK, APLOG_ERR, error, keeper.server,
                     MWA_NO(0051) "no process to compile changes of maps with; it is tried again in %d s", seconds);
    }
}

/** It has failed, or has ended, whatever it was doing. */
static void lose_compiler(const char *what)
{
    int status = mwa_compiler_end(&keeper.compiler);
    int seconds = put_off_compiler();
    char ended[64];
    char why[4400];

    apr_snprintf(ended, sizeof(ended), "ended with %s %d", WIFSIGNALED(status) ? "signal" : "exit code",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    apr_snprintf(why, sizeof(why), "the process that compiles changes of maps %s", what ? what : ended);
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, keeper.server,
                 MWA_NO(0051) "%s; generation %" APR_UINT64_T_FMT
                              " of the maps is served on, and the process started again in %d s",
                 why, mwa_published()->number, seconds);
    if (keeper.pending) {
        drop_pending();
        put_off(why, keeper.next_compiler);
    }
}

static void hear_compiler(void)
{
    mwa_compiled_t compiled;
    char what[4300];

    if (!mwa_compiler_answer(&keeper.compiler, keeper.pending ? keeper.pending->aliases->nelts : 0, &compiled)) {
        lose_compiler(NULL);
        return;
    }
    if (!keeper.pending || compiled.is_unable || (compiled.error && !*compiled.error)) {
        apr_snprintf(what, sizeof(what), "cannot: %s", compiled.error ? compiled.error : "it answers unasked");
        mwa_memory_free(&compiled.memory);
        lose_compiler(what);
        return;
    }
    if (compiled.error) {
        refuse(&keeper.pending_look, compiled.error);
    }
    else {
        serve(&compiled);
    }
    keeper.compiler_deaths = 0;
    mwa_memory_free(&compiled.memory);
    drop_pending();
}

/** Has a change rest, or rest on. */
static void have_rest(mwa_look_t *look)
{
    if (!mwa_look_equals(look, &keeper.resting)) {
        mwa_look_keep(&keeper.resting, look);
        keeper.resting_since = mwa_clock();
    }
    keeper.next_look = mwa_clock() + REST;
}

/** Has the maps read, and what is in them compiled. */
static void take(mwa_look_t *look, int is_restless)
{
    apr_pool_t *pool;
    const char *error;

    apr_pool_create_unmanaged(&pool);
    // Any state of a single file was on disk at some moment. Of several, all must be those of the look.
    error = mwa_maps_read(pool, keeper.server, look->found, is_restless && look->found->nelts == 1);
    if (error) {
        mwa_look_t again = mwa_look(keeper.server);

        if (mwa_look_equals(&again, look)) {
            refuse(look, error);
        }
        else {
            // It was being changed.
            have_rest(&again);
        }
        mwa_look_drop(&again);
        apr_pool_destroy(pool);
        return;
    }
    keeper.pending_pool = pool;
    keeper.pending_look = *look;
    *look = (mwa_look_t){0};
    keeper.pending = mwa_tables_build(pool, keeper.server, keeper.work->fold_script_name);
    if (keeper.pending->aliases->nelts > keeper.compiler.capacity) {
        mwa_compiler_end(&keeper.compiler);
        start_compiler(keeper.pending->aliases->nelts);
    }
    error = keeper.compiler.pid ? mwa_compiler_ask(&keeper.compiler, keeper.pending) : "there is no process";
    if (error) {
        char why[256];

        apr_snprintf(why, sizeof(why), "the maps cannot be compiled now: %s", error);
        drop_pending();
        try_later(why);
        return;
    }
    keeper.pending_end = mwa_clock() + LONGEST_COMPILE * (apr_uint64_t)SECOND;
}

/** Whether a look has found what was there before, for long enough. */
static int has_rested(const mwa_look_t *look)
{
    return mwa_look_equals(look, &keeper.resting)
        && (mwa_clock() - keeper.resting_since >= REST_OF_EMPTIED || !keeper.considered.pool
            || !mwa_maps_are_emptied(look->found, keeper.considered.found));
}

/** Looks at the maps, and takes them if they have changed and have rested. */
static void look_at_maps(void)
{
    mwa_look_t look = mwa_look(keeper.server);
    int is_restless;

    keeper.replacements =
        keeper.resting.pool && mwa_maps_are_replaced(look.found, keeper.resting.found) ? keeper.replacements + 1 : 0;
    is_restless = keeper.replacements >= MOST_REPLACEMENTS;
    keeper.next_look = mwa_clock() + keeper.interval;
    if (mwa_look_equals(&look, &keeper.considered)) {
        mwa_look_drop(&keeper.resting);
        if (keeper.is_put_off) {
            mwa_publish_refuse(keeper.refusal);
        }
        keeper.is_put_off = 0;
        mwa_peers_looked();
    }
    else if (is_restless || has_rested(&look)) {
        keeper.replacements = 0;
        mwa_look_drop(&keeper.resting);
        if (keeper.compiler.pid) {
            take(&look, is_restless);
        }
        else {
            keeper.next_look = keeper.next_compiler;
        }
    }
    else {
        have_rest(&look);
    }
    mwa_look_drop(&look);
}

/* ---------------------------------------------------------------- what comes when */

/** Whether the maps are to be looked at some time, if nothing else happens. */
static int will_look(void)
{
    return !keeper.pending && (keeper.interval || keeper.is_put_off || keeper.resting.pool || mwa_peers_want_look());
}

static int milliseconds_until(apr_uint64_t time, int least)
{
    apr_uint64_t now = mwa_clock();
    apr_uint64_t left = time > now ? (time - now + MILLISECOND - 1) / MILLISECOND : 0;

    return least >= 0 && (apr_uint64_t)least < left ? least : left > APR_INT32_MAX ? APR_INT32_MAX : (int)left;
}

static int time_left(void)
{
    int left = mwa_peers_time_left();

    if (keeper.pending) {
        left = milliseconds_until(keeper.pending_end, left);
    }
    if (will_look()) {
        left = milliseconds_until(keeper.next_look, left);
    }
    if (!keeper.compiler.pid) {
        left = milliseconds_until(keeper.next_compiler, left);
    }
    if (!mwa_publish_is_left()) {
        left = milliseconds_until(mwa_clock() + MAILBOX_INTERVAL, left);
    }
    return left;
}

/** Does what it is time for. */
static void advance(void)
{
    apr_uint64_t now = mwa_clock();

    if (!keeper.compiler.pid && now >= keeper.next_compiler) {
        start_compiler(mwa_published()->aliases);
    }
    if (keeper.pending && now >= keeper.pending_end) {
        lose_compiler(apr_psprintf(keeper.pending_pool, "did not answer within %d seconds", LONGEST_COMPILE));
    }
    if (will_look() && (now >= keeper.next_look || (mwa_peers_want_look() && !keeper.resting.pool))) {
        look_at_maps();
    }
    mwa_publish_leave();
    mwa_peers_tell();
}

static void set_up(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_memory_t *newest, int lives,
                   const mwa_keeper_sockets_t *sockets)
{
    memset(&keeper, 0, sizeof(keeper));
    keeper.work = work;
    keeper.server = work->compiler.server;
    keeper.parent = sockets->parent;
    keeper.interval = (apr_uint64_t)mwa_maps_interval_of(keeper.server) * 1000;
    keeper.compiler = (mwa_compiler_t){.work = &work->compiler, .socket = -1};
    apr_pool_create_unmanaged(&keeper.pool);
    mwa_publish_begin(work, start, newest, lives, sockets->parent);
    // What the last one has made its generations of, nobody knows.
    if (!lives) {
        keeper.considered.found = apr_array_copy(keeper.pool, work->looked);
        apr_pool_create_unmanaged(&keeper.considered.pool);
    }
    mwa_maps_forget(keeper.server);
    mwa_peers_begin(keeper.pool, keeper.server, sockets->listener, start, mwa_published());
}

void mwa_keeper_run(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_memory_t *newest, int lives,
                    const mwa_keeper_sockets_t *sockets)
{
    struct pollfd *fds;

    set_up(work, start, newest, lives, sockets);
    fds = apr_pcalloc(keeper.pool, (apr_size_t)(mwa_peers_most() + 1) * sizeof(*fds));
    for (;;) {
        int count;

        advance();
        count = mwa_peers_poll(fds);
        fds[count] = (struct pollfd){.fd = keeper.compiler.socket, .events = POLLIN};
        if (poll(fds, (nfds_t)count + 1, time_left()) > 0) {
            mwa_peers_hear(fds, count);
            if (fds[count].revents) {
                hear_compiler();
            }
        }
    }
}
