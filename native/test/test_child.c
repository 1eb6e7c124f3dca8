/* A child and its Java: who starts it, who waits for it, and that nobody is refused who could be answered. */
#include "httpd_unit.h"
#include "process/mwa_child.h"

#include "http_log.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8

module AP_MODULE_DECLARE_DATA wsgi_alias_module = {.name = "wsgi_alias"};

/* ---------------------------------------------------------------- httpd and the bridge */

static int has_itk;
static char logged[4096];

module *ap_find_linked_module(const char *name)
{
    return has_itk && !strcmp(name, "mpm_itk.c") ? &wsgi_alias_module : NULL;
}

apr_status_t ap_mpm_query(int code, int *result)
{
    assert_int_equal(AP_MPMQ_HARD_LIMIT_DAEMONS, code);
    *result = 4;
    return APR_SUCCESS;
}

void ap_log_error_(const char *file, int line, int index, int level, apr_status_t status, const server_rec *s,
                   const char *format, ...)
{
    va_list args;

    (void)file;
    (void)line;
    (void)index;
    (void)level;
    (void)status;
    (void)s;
    va_start(args, format);
    vsnprintf(logged, sizeof(logged), format, args);
    va_end(args);
}

void mwa_jvm_clear_environment(void) {}

static int fetches;

void mwa_follow_fetch(mwa_bridge_options_t *options)
{
    (void)options;
    ++fetches;
}

static int follows;

void mwa_follow_begin(void)
{
    ++follows;
}

static mwa_jvm_outcome_t starts_with;
static mwa_jvm_outcome_t ends_with;
static int starts;
static int waits;
static int is_ready;
/** Runs once, just behind a look at the bridge that found it not ready. */
static void (*meanwhile)(void);

static mwa_jvm_outcome_t tell(mwa_jvm_outcome_t outcome, char *error, size_t error_size)
{
    snprintf(error, error_size, "it is broken");
    __atomic_store_n(&is_ready, outcome == MWA_JVM_READY, __ATOMIC_RELEASE);
    return outcome;
}

mwa_jvm_outcome_t mwa_bridge_start(const mwa_bridge_options_t *options, char *error, size_t error_size)
{
    (void)options;
    __atomic_add_fetch(&starts, 1, __ATOMIC_RELAXED);
    usleep(20000);
    return tell(starts_with, error, error_size);
}

mwa_jvm_outcome_t mwa_bridge_await(char *error, size_t error_size)
{
    __atomic_add_fetch(&waits, 1, __ATOMIC_RELAXED);
    usleep(20000);
    return tell(ends_with, error, error_size);
}

mwa_frame_t *mwa_bridge_frame(const char **error)
{
    static mwa_frame_t frame;
    int was_ready = __atomic_load_n(&is_ready, __ATOMIC_ACQUIRE);
    void (*now)(void) = __atomic_exchange_n(&meanwhile, NULL, __ATOMIC_ACQ_REL);

    if (now) {
        now();
    }
    if (!was_ready) {
        *error = "no Java";
    }
    return was_ready ? &frame : NULL;
}

/* ---------------------------------------------------------------- what threads do */

static void *ask(void *frame)
{
    const char *error;

    *(mwa_frame_t **)frame = mwa_child_frame(&error);
    return NULL;
}

static void ask_on_another_thread(void)
{
    mwa_frame_t *frame = NULL;
    pthread_t thread;

    assert_int_equal(0, pthread_create(&thread, NULL, ask, (void *)&frame));
    pthread_join(thread, NULL);
    assert_non_null(frame);
}

/** How many of some threads get a frame. */
static int ask_at_once(void)
{
    pthread_t threads[THREADS];
    mwa_frame_t *frames[THREADS] = {NULL};
    int count = 0;
    int i;

    for (i = 0; i < THREADS; ++i) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, ask, (void *)&frames[i]));
    }
    for (i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
        count += frames[i] != NULL;
    }
    return count;
}

static void start_child(apr_pool_t *p, mwa_jvm_outcome_t first, mwa_jvm_outcome_t then)
{
    static mwa_bridge_options_t options;

    starts_with = first;
    ends_with = then;
    starts = 0;
    waits = 0;
    fetches = 0;
    is_ready = 0;
    logged[0] = '\0';
    assert_int_equal(APR_SUCCESS, mwa_child_share(p));
    mwa_child_start(NULL, &options);
    // As long as there is one thread; mpm_itk's processes have no other.
    assert_int_equal(!has_itk, fetches);
}

/* ---------------------------------------------------------------- the tests */

static void a_start_that_gives_way_is_waited_for_by_whoever_needs_it(void **state)
{
    start_child(*state, MWA_JVM_STARTING, MWA_JVM_READY);
    assert_int_equal(0, waits);
    assert_int_equal(THREADS, ask_at_once());
    assert_int_equal(1, starts);
    assert_int_equal(1, waits);
    assert_int_equal(1, fetches);
    assert_string_equal("", logged);
}

static void a_start_that_gives_way_and_fails_is_told_once(void **state)
{
    start_child(*state, MWA_JVM_STARTING, MWA_JVM_FAILED);
    assert_string_equal("", logged);
    assert_int_equal(0, ask_at_once());
    assert_int_equal(1, waits);
    assert_string_equal("MWA0003: this child answers 500 to every URL of a server that has WSGI script aliases: it is "
                        "broken",
                        logged);
    logged[0] = '\0';
    assert_int_equal(0, ask_at_once());
    assert_int_equal(1, waits);
    assert_string_equal("", logged);
}

static void whoever_looks_before_another_thread_has_waited_is_not_refused(void **state)
{
    const char *error;

    start_child(*state, MWA_JVM_STARTING, MWA_JVM_READY);
    meanwhile = ask_on_another_thread;
    assert_non_null(mwa_child_frame(&error));
    assert_int_equal(1, waits);
}

static void whoever_looks_before_another_thread_has_started_java_is_not_refused(void **state)
{
    const char *error;

    has_itk = 1;
    start_child(*state, MWA_JVM_READY, MWA_JVM_READY);
    has_itk = 0;
    assert_int_equal(0, starts);
    meanwhile = ask_on_another_thread;
    assert_non_null(mwa_child_frame(&error));
    assert_int_equal(1, starts);
    assert_int_equal(1, fetches);
}

static void those_who_come_while_another_thread_starts_java_wait_for_it(void **state)
{
    has_itk = 1;
    start_child(*state, MWA_JVM_READY, MWA_JVM_READY);
    has_itk = 0;
    assert_int_equal(THREADS, ask_at_once());
    assert_int_equal(1, starts);
    assert_string_equal("", logged);
}

static int gives_way(void)
{
    return 1;
}

static void a_child_that_need_not_start_java_does_so_when_a_request_comes(void **state)
{
    static mwa_bridge_options_t options = {.jvm.gives_way = gives_way};
    const char *error;

    starts_with = MWA_JVM_READY;
    starts = 0;
    is_ready = 0;
    logged[0] = '\0';
    assert_int_equal(APR_SUCCESS, mwa_child_share(*state));
    mwa_child_start(NULL, &options);
    assert_int_equal(0, starts);
    assert_non_null(mwa_child_frame(&error));
    assert_int_equal(1, starts);
    assert_string_equal("", logged);
}

static void a_child_that_is_held_back_waits_where_its_start_gives_way(void **state)
{
    const char *error;

    has_itk = 1;
    start_child(*state, MWA_JVM_STARTING, MWA_JVM_READY);
    has_itk = 0;
    assert_non_null(mwa_child_frame(&error));
    assert_int_equal(1, starts);
    assert_int_equal(1, waits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_start_that_gives_way_is_waited_for_by_whoever_needs_it),
        POOL_TEST(a_start_that_gives_way_and_fails_is_told_once),
        POOL_TEST(whoever_looks_before_another_thread_has_waited_is_not_refused),
        POOL_TEST(whoever_looks_before_another_thread_has_started_java_is_not_refused),
        POOL_TEST(those_who_come_while_another_thread_starts_java_wait_for_it),
        POOL_TEST(a_child_that_need_not_start_java_does_so_when_a_request_comes),
        POOL_TEST(a_child_that_is_held_back_waits_where_its_start_gives_way),
    };

    return RUN_POOL_TESTS("child", tests);
}
