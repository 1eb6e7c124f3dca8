#include "process/mwa_keeper_take.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "process/mwa_keeper_peers.h"
#include "process/mwa_publish.h"

#include "apr_strings.h"
#include "http_config.h"
#include "http_log.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

#define SECOND 1000000000U
#define MILLISECOND 1000000U
/** Between two looks that must find the same: a file that is still being written is left alone. */
#define REST (150 * (apr_uint64_t)MILLISECOND)
/** As the probe of a start, in seconds. */
#define LONGEST_COMPILE 120
/** Seconds until a change is tried again that there was no memory for. */
#define NEXT_TRY 5

mwa_keeper_t mwa_keeper;

/** What was read is not needed any more. */
static void drop_pending(void)
{
    int is_whole = !mwa_keeper.pending_patch;

    mwa_maps_forget(mwa_keeper.server);
    if (mwa_keeper.pending_patch) {
        mwa_texts_forget(mwa_keeper.pending_patch->reads);
    }
    mwa_texts_drop(mwa_keeper.pending_texts);
    if (mwa_keeper.pending_pool) {
        apr_pool_destroy(mwa_keeper.pending_pool);
    }
    mwa_keeper.pending_pool = NULL;
    mwa_keeper.pending = NULL;
    mwa_keeper.pending_patch = NULL;
    mwa_keeper.pending_texts = NULL;
    mwa_look_drop(&mwa_keeper.pending_look);
    if (is_whole) {
        malloc_trim(0);
    }
}

/* ---------------------------------------------------------------- what becomes of a change */

/** The change is wrong, and stays so until a map changes. */
static void refuse(mwa_look_t *look, const char *why)
{
    apr_size_t length = strlen(why);

    // What is wrong may be a sentence with its full stop.
    length -= length && why[length - 1] == '.';
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, mwa_keeper.server,
                 MWA_NO(0049) "%.*s; the change is refused, generation %" APR_UINT64_T_FMT " of the maps is served on",
                 (int)length, why, mwa_published()->number);
    mwa_publish_refuse(why);
    mwa_look_keep(&mwa_keeper.considered, look);
    mwa_keeper.refusal = apr_pstrdup(mwa_keeper.considered.pool, why);
    mwa_keeper.distrust = mwa_maps_distrust(mwa_keeper.considered.pool, mwa_keeper.considered.found);
    mwa_keeper.is_put_off = 0;
    mwa_keeper.next_look = 0;
}

/** It could not be found out whether the change is wrong: it will be tried again. */
static void put_off(const char *why, apr_uint64_t until)
{
    mwa_publish_refuse(why);
    mwa_peers_failed(mwa_published()->refused);
    mwa_look_drop(&mwa_keeper.resting);
    mwa_keeper.is_put_off = 1;
    mwa_keeper.next_look = until;
}

/** There is no memory, or no process, for it now. */
static void try_later(const char *why)
{
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, mwa_keeper.server,
                 MWA_NO(0051) "%s; generation %" APR_UINT64_T_FMT
                              " of the maps is served on, and the change is tried again in %d s",
                 why, mwa_published()->number, NEXT_TRY);
    put_off(why, mwa_clock() + NEXT_TRY * (apr_uint64_t)SECOND);
}

/** A change is served. */
static void is_served(void)
{
    mwa_look_keep(&mwa_keeper.considered, &mwa_keeper.pending_look);
    mwa_keeper.refusal = NULL;
    mwa_keeper.is_put_off = 0;
    mwa_keeper.next_look = 0;
    mwa_peers_tell();
}

/** Has a patch that was compiled served. If that cannot be, all is read, which tells why not. */
static void serve_patch(const mwa_compiled_t *compiled)
{
    if (compiled->error || mwa_publish_patch(mwa_keeper.pending_pool, mwa_keeper.pending_patch, compiled)) {
        mwa_texts_drop(mwa_keeper.texts);
        mwa_keeper.texts = NULL;
        mwa_keeper.is_put_off = 1;
        mwa_keeper.next_look = 0;
        return;
    }
    mwa_texts_take(mwa_keeper.pending_patch->reads);
    is_served();
}

/** Has what was compiled served, or says why not. */
static void serve(const mwa_compiled_t *compiled)
{
    int is_wrong;
    const char *error = mwa_publish(mwa_keeper.pending_pool, mwa_keeper.pending, compiled, &is_wrong);

    // What the texts are compared with is what they were read for.
    mwa_texts_drop(mwa_keeper.texts);
    mwa_keeper.texts = NULL;
    if (!error) {
        mwa_keeper.texts = mwa_keeper.pending_texts;
        mwa_keeper.pending_texts = NULL;
        is_served();
        mwa_keeper.work->log_findings(mwa_keeper.server, compiled->findings);
    }
    else if (is_wrong) {
        refuse(&mwa_keeper.pending_look, error);
    }
    else {
        try_later(error);
    }
}

/* ---------------------------------------------------------------- the compiling process */

static void in_compiler(void)
{
    mwa_peers_close();
    close(mwa_keeper.parent);
}

/** None is started for some time, as one more has failed. @return seconds */
static int put_off_compiler(void)
{
    int seconds = mwa_backoff_seconds(++mwa_keeper.compiler_deaths);

    mwa_keeper.next_compiler = mwa_clock() + (apr_uint64_t)seconds * SECOND;
    return seconds;
}

void mwa_take_start_compiler(int aliases)
{
    // There may be more before it is started again.
    if (!mwa_compiler_start(&mwa_keeper.compiler, 2 * aliases + 1000, in_compiler)) {
        int error = errno;
        int seconds = put_off_compiler();

        ap_log_error(APLOG_MARK, APLOG_ERR, error, mwa_keeper.server,
                     MWA_NO(0051) "no process to compile changes of maps with; it is tried again in %d s", seconds);
    }
}

/** It has failed, or has ended, whatever it was doing. @param what it has done; NULL: how it has ended */
static void lose_compiler(const char *what)
{
    int status = mwa_compiler_end(&mwa_keeper.compiler);
    int seconds = put_off_compiler();
    char ended[64];
    char why[4400];

    apr_snprintf(ended, sizeof(ended), "ended with %s %d", WIFSIGNALED(status) ? "signal" : "exit code",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    apr_snprintf(why, sizeof(why), "the process that compiles changes of maps %s", what ? what : ended);
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, mwa_keeper.server,
                 MWA_NO(0051) "%s; generation %" APR_UINT64_T_FMT
                              " of the maps is served on, and the process started again in %d s",
                 why, mwa_published()->number, seconds);
    if (mwa_keeper.pending) {
        drop_pending();
        put_off(why, mwa_keeper.next_compiler);
    }
}

void mwa_take_hear_compiler(void)
{
    mwa_compiled_t compiled;
    char what[4300];

    if (!mwa_compiler_answer(&mwa_keeper.compiler, mwa_keeper.pending ? mwa_keeper.pending->aliases->nelts : 0,
                             &compiled)) {
        lose_compiler(NULL);
        return;
    }
    if (!mwa_keeper.pending || compiled.is_unable || (compiled.error && !*compiled.error)) {
        apr_snprintf(what, sizeof(what), "cannot: %s", compiled.error ? compiled.error : "it answers unasked");
        mwa_memory_free(&compiled.memory);
        lose_compiler(what);
        return;
    }
    if (mwa_keeper.pending_patch) {
        serve_patch(&compiled);
    }
    else if (compiled.error) {
        refuse(&mwa_keeper.pending_look, compiled.error);
    }
    else {
        serve(&compiled);
    }
    mwa_keeper.compiler_deaths = 0;
    mwa_memory_free(&compiled.memory);
    drop_pending();
}

/* ---------------------------------------------------------------- a change */

void mwa_take_have_rest(mwa_look_t *look)
{
    if (!mwa_look_equals(look, &mwa_keeper.resting)) {
        mwa_look_keep(&mwa_keeper.resting, look);
        mwa_keeper.resting_since = mwa_clock();
    }
    mwa_keeper.next_look = mwa_clock() + REST;
}

/** Has what was read compiled. @param pool of all of it */
static void compile(apr_pool_t *pool, mwa_look_t *look)
{
    const char *error;
    char why[256];

    mwa_keeper.pending_pool = pool;
    mwa_keeper.pending_look = *look;
    *look = (mwa_look_t){0};
    if (mwa_keeper.pending->aliases->nelts > mwa_keeper.compiler.capacity) {
        mwa_compiler_end(&mwa_keeper.compiler);
        mwa_take_start_compiler(mwa_keeper.pending->aliases->nelts);
    }
    error = mwa_keeper.compiler.pid
        ? mwa_compiler_ask(&mwa_keeper.compiler, mwa_keeper.pending, mwa_keeper.pending_patch != NULL)
        : "there is no process";
    if (error) {
        apr_snprintf(why, sizeof(why), "the maps cannot be compiled now: %s", error);
        drop_pending();
        try_later(why);
        return;
    }
    mwa_keeper.pending_end = mwa_clock() + LONGEST_COMPILE * (apr_uint64_t)SECOND;
}

/** Has the maps read, and what is in them compiled. */
static void take_whole(mwa_look_t *look, int is_restless)
{
    apr_pool_t *pool;
    apr_pool_t *texts_pool;
    apr_array_header_t *kept;
    const char *error;

    apr_pool_create_unmanaged(&pool);
    apr_pool_create_unmanaged(&texts_pool);
    kept = apr_array_make(texts_pool, look->found->nelts, sizeof(mwa_map_kept_t));
    // Any state of a single file was on disk at some moment. Of several, all must be those of the look.
    error = mwa_maps_read(pool, mwa_keeper.server, look->found, is_restless && look->found->nelts == 1, kept);
    if (error) {
        mwa_look_t again = mwa_look(mwa_keeper.server);

        if (mwa_look_equals(&again, look)) {
            refuse(look, error);
        }
        else {
            // It was being changed.
            mwa_take_have_rest(&again);
        }
        mwa_look_drop(&again);
        apr_pool_destroy(texts_pool);
        apr_pool_destroy(pool);
        return;
    }
    mwa_keeper.pending_texts = mwa_texts_make(look->found, kept);
    mwa_keeper.pending = mwa_tables_build(pool, mwa_keeper.server, mwa_keeper.work->fold_script_name);
    compile(pool, look);
}

/** Has what has changed compiled, if that is little of much. @return 0 if all must be read */
static int take_patch(mwa_look_t *look)
{
    const mwa_tables_t *whole = mwa_publish_whole();
    apr_pool_t *pool;

    // Of what has not changed, a patch reads nothing; who could change it is asked all the same.
    if (!mwa_keeper.texts || !whole || mwa_tables_alias_count(whole) <= MWA_COMPILER_MOST_LINTED
        || mwa_maps_distrust(look->pool, look->found)) {
        return 0;
    }
    apr_pool_create_unmanaged(&pool);
    mwa_keeper.pending_patch = mwa_patch_make(pool, mwa_keeper.server, mwa_keeper.texts, look->found, whole,
                                              mwa_keeper.work->fold_script_name);
    if (!mwa_keeper.pending_patch) {
        apr_pool_destroy(pool);
        return 0;
    }
    mwa_keeper.pending = mwa_keeper.pending_patch->tables;
    compile(pool, look);
    return 1;
}

void mwa_take(mwa_look_t *look, int is_restless)
{
    if (!take_patch(look)) {
        take_whole(look, is_restless);
    }
}

void mwa_take_give_up(void)
{
    char what[64];

    apr_snprintf(what, sizeof(what), "did not answer within %d seconds", LONGEST_COMPILE);
    lose_compiler(what);
}
