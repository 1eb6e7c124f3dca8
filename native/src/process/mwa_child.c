#include "process/mwa_child.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"

#include "apr_shm.h"
#include "http_config.h"
#include "http_log.h"

#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** Of this configuration; in the parent and in the children that it has forked since. */
static mwa_backoff_t *backoff;

/** Whether this child has been held back, and whether a thread of it is trying now. */
typedef enum { NOT_HELD, HELD, TRYING } hold_t;

/** What a child needs to start Java later. */
static struct {
    int hold; /**< a hold_t; the other fields are only read once it is HELD */
    int by_deaths; /**< whether it is because of others that have died, which is logged */
    server_rec *server;
    const mwa_bridge_options_t *options;
} held;

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

/** @return whether it is ready; if not, it is logged why */
static int start_java(server_rec *s, const mwa_bridge_options_t *options)
{
    char error[4096];
    int ready = mwa_bridge_start(options, error, sizeof(error));

    mwa_backoff_end(backoff, getpid(), ready);
    if (!ready) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, MWA_NO(0003) "this child answers 500 to every URL of a server "
                     "that has WSGI script aliases: %s", error);
    }
    return ready;
}

static void hold_back(server_rec *s, const mwa_bridge_options_t *options, int by_deaths)
{
    // When it tries later, there are threads, and some read the environment.
    mwa_jvm_clear_environment();
    held.server = s;
    held.options = options;
    held.by_deaths = by_deaths;
    held.hold = HELD;
}

void mwa_child_start(server_rec *s, const mwa_bridge_options_t *options)
{
    uint64_t now = mwa_clock();

    // It forks a process for each connection, and a JVM does not survive that: each process starts one of its own.
    if (ap_find_linked_module("mpm_itk.c")) {
        hold_back(s, options, 0);
        return;
    }
    if (mwa_backoff_begin(backoff, getpid(), now)) {
        start_java(s, options);
        return;
    }
    hold_back(s, options, 1);
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, MWA_NO(0006) "%d children in a row ended while they started Java: this "
                 "one answers 500 to every URL of a server that has WSGI script aliases, and "
                 "does not start it before %" APR_UINT64_T_FMT " ms are over", mwa_backoff_deaths(backoff),
                 (apr_uint64_t)mwa_backoff_wait(backoff, now) / 1000000);
}

/** Starts Java, if this child may by now. @return what becomes of it */
static hold_t try_again(void)
{
    if (!mwa_backoff_begin(backoff, getpid(), mwa_clock())) {
        return HELD;
    }
    if (start_java(held.server, held.options) && held.by_deaths) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, held.server, MWA_NO(0007) "Java has started in this child, which "
                     "was held back");
    }
    return NOT_HELD;
}

mwa_frame_t *mwa_child_frame(const char **error)
{
    mwa_frame_t *frame = mwa_bridge_frame(error);
    int hold = HELD;

    if (frame || __atomic_load_n(&held.hold, __ATOMIC_ACQUIRE) == NOT_HELD) {
        return frame;
    }
    *error = "this child is held back from starting Java, see the message when it started";
    if (!__atomic_compare_exchange_n(&held.hold, &hold, TRYING, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        return NULL;
    }
    hold = (int)try_again();
    __atomic_store_n(&held.hold, hold, __ATOMIC_RELEASE);
    return hold == NOT_HELD ? mwa_bridge_frame(error) : NULL;
}
