#include "jvm/mwa_jvm_progress.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define SECOND 1000000000U
/** Nanoseconds between two questions whether to go on waiting: httpd looks for children that have ended after 16 ms. */
#define INTERVAL (SECOND / 200)
/** Seconds that a JVM may take to start: less than the probe waits for its verdict, so that ours is the one it gets. */
#define LONGEST_START 100U

/** OVERDUE: nobody waits any longer, and the JVM may still be starting. */
typedef enum { NOT_BEGUN, STARTING, OVERDUE, READY, FAILED } state_t;

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int state; /**< a state_t; written under the lock, or before there are others */
    pthread_t waiter;
    const char *java_home;
    uint64_t end;     /**< when it has taken too long, by the clock that nobody sets */
    char error[4096]; /**< under the lock */
} progress = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

static state_t state(void)
{
    return (state_t)__atomic_load_n(&progress.state, __ATOMIC_ACQUIRE);
}

static void set_state(state_t next)
{
    __atomic_store_n(&progress.state, (int)next, __ATOMIC_RELEASE);
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

void mwa_jvm_progress_begin(const char *java_home)
{
    progress.waiter = pthread_self();
    progress.java_home = java_home;
    progress.end = now() + (uint64_t)LONGEST_START * SECOND;
    set_state(STARTING);
}

int mwa_jvm_is_starting(void)
{
    state_t at = state();

    return at == STARTING || at == OVERDUE;
}

int mwa_jvm_is_awaited(void)
{
    return state() == STARTING;
}

int mwa_jvm_is_waiter(void)
{
    return pthread_equal(pthread_self(), progress.waiter);
}

void mwa_jvm_progress_end(const char *error)
{
    pthread_mutex_lock(&progress.lock);
    if (state() == OVERDUE) {
        set_state(FAILED);
    }
    else if (state() == STARTING) {
        snprintf(progress.error, sizeof(progress.error), "%s", error ? error : "");
        set_state(error ? FAILED : READY);
    }
    pthread_cond_broadcast(&progress.changed);
    pthread_mutex_unlock(&progress.lock);
}

/** Until something changes or the time has come. Under the lock. */
static void wait_until(uint64_t time)
{
    struct timespec end = {.tv_sec = (time_t)(time / SECOND), .tv_nsec = (long)(time % SECOND)};

    pthread_cond_clockwait(&progress.changed, &progress.lock, CLOCK_MONOTONIC, &end);
}

/** Under the lock. @return whether it is over for who waits */
static int is_over(uint64_t time)
{
    if (state() == STARTING && time >= progress.end) {
        snprintf(progress.error, sizeof(progress.error), "the JVM in %s did not start within %u seconds",
                 progress.java_home, LONGEST_START);
        set_state(OVERDUE);
    }
    return state() != STARTING;
}

mwa_jvm_outcome_t mwa_jvm_progress_await(int (*gives_way)(void), char *error, size_t error_size)
{
    uint64_t time;
    state_t at;

    pthread_mutex_lock(&progress.lock);
    while (time = now(), !is_over(time) && !(gives_way && gives_way())) {
        wait_until(gives_way ? time + INTERVAL : progress.end);
    }
    at = state();
    if (at == OVERDUE || at == FAILED) {
        snprintf(error, error_size, "%s", progress.error);
    }
    pthread_mutex_unlock(&progress.lock);
    return at == STARTING ? MWA_JVM_STARTING : at == READY ? MWA_JVM_READY : MWA_JVM_FAILED;
}
