#include "process/mwa_child.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "process/mwa_follow.h"

#include "apr_shm.h"
#include "http_config.h"
#include "http_log.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** Of this configuration; in the parent and in the children that it has forked since. */
static mwa_backoff_t *backoff;

/**
 * How far this child is with Java. SETTLED: it is ready or has failed, for good. STARTING: the start goes on, and
 * nobody waits for it. HELD: it is held back.
 */
typedef enum { SETTLED, STARTING, HELD } progress_t;

/** What a child needs to start Java later, or to see it started. */
static struct {
    int progress;  /**< a progress_t; the other fields are only read where it is not SETTLED */
    int by_deaths; /**< whether it is held back because of others that have died, which is logged */
    server_rec *server;
    int forks; /**< whether each connection gets a process of its own */
    mwa_bridge_options_t *options;
    pthread_mutex_t advancing; /**< held by the thread that has Java started, or waits for it */
} child = {.advancing = PTHREAD_MUTEX_INITIALIZER};

static progress_t progress(void)
{
    return (progress_t)__atomic_load_n(&child.progress, __ATOMIC_ACQUIRE);
}

static void set_progress(progress_t next)
{
    __atomic_store_n(&child.progress, (int)next, __ATOMIC_RELEASE);
}

static apr_status_t forget(void *unused)
{
    (void)unused;
    backoff = NULL;
    return APR_SUCCESS;
}

apr_status_t mwa_child_share(apr_pool_t *pconf)
{
    apr_shm_t *memory;
    apr_size_t size;
    apr_status_t status;
    int children = 0;

    ap_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, &children);
    size = mwa_backoff_size(children);
    status = apr_shm_create(&memory, size, NULL, pconf);
    if (!status) {
        backoff = apr_pcalloc(pconf, sizeof(*backoff));
        backoff->shared = memset(apr_shm_baseaddr_get(memory), 0, size);
        backoff->capacity = children;
        apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
    }
    return status;
}

void mwa_child_status(server_rec *s, pid_t pid, ap_generation_t generation, int slot, mpm_child_status status)
{
    (void)s;
    (void)generation;
    (void)slot;
    if (backoff && status == MPM_CHILD_EXITED) {
        mwa_backoff_died(backoff, pid, mwa_clock());
    }
}

/** @return how far this child is now; of a failure it is logged why */
static progress_t conclude(mwa_jvm_outcome_t outcome, const char *error)
{
    // Who gives way does so because the process may end: it would not be Java that it died of.
    mwa_backoff_end(backoff, getpid(), outcome == MWA_JVM_READY);
    if (outcome == MWA_JVM_FAILED) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, child.server,
                     MWA_NO(0003) "this child answers 500 to every URL of a "
                                  "server that has WSGI script aliases: %s",
                     error);
    }
    if (outcome == MWA_JVM_READY && child.by_deaths) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, child.server,
                     MWA_NO(0007) "Java has started in this child, after "
                                  "a delay");
    }
    return outcome == MWA_JVM_STARTING ? STARTING : SETTLED;
}

static progress_t start_java(void)
{
    char error[4096];
    mwa_jvm_outcome_t outcome;

    if (child.forks) {
        mwa_follow_fetch(child.options);
    }
    outcome = mwa_bridge_start(child.options, error, sizeof(error));
    // A process for one connection has the newest generation, and ends soon.
    if (outcome != MWA_JVM_FAILED && !child.forks) {
        mwa_follow_begin();
    }
    return conclude(outcome, error);
}

void mwa_child_start(server_rec *s, mwa_bridge_options_t *options)
{
    uint64_t now = mwa_clock();
    int gives_way = options->jvm.gives_way && options->jvm.gives_way();

    child.server = s;
    child.options = options;
    // It forks a process for each connection, and a JVM does not survive that: each process starts one of its own.
    child.forks = ap_find_linked_module("mpm_itk.c") != NULL;
    // Now, as long as there is one thread, which may put other tables in place of those of the start.
    if (!child.forks && !gives_way) {
        mwa_follow_fetch(options);
    }
    if (!child.forks && !gives_way && mwa_backoff_begin(backoff, getpid(), now)) {
        set_progress(start_java());
        return;
    }
    // When it tries later, there are threads, and some read the environment.
    mwa_jvm_clear_environment();
    child.by_deaths = !child.forks && !gives_way;
    set_progress(HELD);
    if (child.by_deaths) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, 0, s,
            MWA_NO(
                0006) "%d children in a row ended while they started Java: this "
                      "one answers 500 to every URL of a server that has WSGI script aliases, and does not start Java "
                      "for %" APR_UINT64_T_FMT " ms",
            mwa_backoff_deaths(backoff), (apr_uint64_t)mwa_backoff_wait(backoff, now) / 1000000);
    }
}

/**
 * Has Java started, or waits until it has. Threads that come meanwhile wait for the one that does so; but where others
 * have died as they started it, one request is enough that may be lost.
 * @return how far this child is now
 */
static progress_t advance(void)
{
    char error[4096];
    progress_t at = progress();

    if (at == SETTLED
        || (child.by_deaths ? pthread_mutex_trylock(&child.advancing) : pthread_mutex_lock(&child.advancing))) {
        return at;
    }
    at = progress();
    if (at == HELD && mwa_backoff_begin(backoff, getpid(), mwa_clock())) {
        at = start_java();
    }
    if (at == STARTING) {
        at = conclude(mwa_bridge_await(error, sizeof(error)), error);
    }
    set_progress(at);
    pthread_mutex_unlock(&child.advancing);
    return at;
}

mwa_frame_t *mwa_child_frame(const char **error)
{
    mwa_frame_t *frame = mwa_bridge_frame(error);

    if (frame) {
        return frame;
    }
    if (advance() != SETTLED) {
        *error = "this child does not start Java yet, see the error logged when the child started";
        return NULL;
    }
    // Once more: whichever thread has seen to it, may have done so only now.
    return mwa_bridge_frame(error);
}
