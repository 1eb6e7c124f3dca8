/* The bridge's threads: how they begin, what may fail then, and how they end. */
#include "unit.h"
#include "fail.h"
#include "fake_java.h"
#include "fake_jvm.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_bridge.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#define THREADS 48
#define QUESTIONS 200

static __thread int fail_setspecific;

int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value);

int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    return fails_now(&fail_setspecific) ? ENOMEM : __real_pthread_setspecific(key, value);
}

static int start_bridge(void **state)
{
    const mwa_bridge_options_t options = {.version = "1.2.3"};
    char error[256];

    (void)state;
    fake_jvm.on_start = fake_java_register;
    return !mwa_bridge_start(&options, error, sizeof(error));
}

/** Runs a test on a thread of its own, so that it begins without a slot and ends it. */
static void on_thread(void *(*body)(void *), void *data)
{
    pthread_t thread;

    assert_int_equal(0, pthread_create(&thread, NULL, body, data));
    pthread_join(thread, NULL);
}

static void *ask_once(void *asked)
{
    const char *error = NULL;
    mwa_frame_t *frame = mwa_bridge_frame(&error);

    fake_java.answer = fake_java_match;
    if (frame) {
        mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
    }
    *(int *)asked = frame && mwa_bridge_match(frame) == MWA_MATCHED;
    return NULL;
}

static void a_thread_that_we_attached_is_detached_as_it_ends(void **state)
{
    int attached = fake_jvm.attached;
    int detached = fake_jvm.detach_calls;
    int asked = 0;

    (void)state;
    fake_jvm.attach_result = 1;
    on_thread(ask_once, &asked);
    assert_true(asked);
    assert_int_equal(detached + 1, fake_jvm.detach_calls);
    assert_int_equal(attached, fake_jvm.attached);
}

static void a_thread_that_was_attached_before_is_left_attached(void **state)
{
    int detached = fake_jvm.detach_calls;
    int asked = 0;

    (void)state;
    fake_jvm.attach_result = 0;
    on_thread(ask_once, &asked);
    assert_true(asked);
    assert_int_equal(detached, fake_jvm.detach_calls);
}

static void *take_slot_id(void *id)
{
    int asked;

    ask_once(&asked);
    *(int *)id = fake_java.slot;
    return NULL;
}

static void a_thread_that_ends_gives_its_slot_to_the_next(void **state)
{
    int first = -1;
    int second = -2;

    (void)state;
    on_thread(take_slot_id, &first);
    on_thread(take_slot_id, &second);
    assert_int_equal(first, second);
}

/** What to let fail on a thread of its own, and what came of it. */
typedef struct trial_s {
    int allocation; /**< the first, second, ... */
    int setspecific;
    int attach; /**< what mwa_jvm_attach() returns meanwhile */
    const char *error;
    int recovered;
} trial_t;

static void *fail_and_recover(void *data)
{
    trial_t *trial = data;
    int attach_later = fake_jvm.attach_result;

    fail_allocation = trial->allocation;
    fail_setspecific = trial->setspecific;
    fake_jvm.attach_result = trial->attach;
    if (mwa_bridge_frame(&trial->error)) {
        trial->error = "it did not fail";
    }
    fake_jvm.attach_result = attach_later;
    ask_once(&trial->recovered);
    return NULL;
}

/** @param detached how often a thread is detached until the one that failed and worked later has ended */
static void check_failure(trial_t trial, const char *error, int detached)
{
    int attached = fake_jvm.attached;
    int detach_calls = fake_jvm.detach_calls;

    on_thread(fail_and_recover, &trial);
    assert_string_equal(error, trial.error);
    assert_true(trial.recovered);
    assert_int_equal(attached, fake_jvm.attached);
    assert_int_equal(detach_calls + detached, fake_jvm.detach_calls);
}

/** Takes every free slot, so that the next thread's has to be made. */
static mwa_slot_t *drain_slots(void)
{
    mwa_slot_t *taken = NULL;
    mwa_slot_t *slot;

    while (fail_allocation = 1, (slot = mwa_slots_take())) {
        slot->next = taken;
        taken = slot;
    }
    fail_allocation = 0;
    return taken;
}

static void give_slots(mwa_slot_t *slot)
{
    while (slot) {
        mwa_slot_t *next = slot->next;

        mwa_slots_give(slot);
        slot = next;
    }
}

static const char no_attach[] = "the thread cannot be attached to the JVM";
static const char no_memory[] = "no memory for the thread's frame";

static void without_memory_for_a_thread_it_fails_now_and_works_later(void **state)
{
    mwa_slot_t *drained;

    (void)state;
    fake_jvm.attach_result = 1;
    check_failure((trial_t){.allocation = 1, .attach = 1}, no_attach, 1);
    drained = drain_slots();
    check_failure((trial_t){.allocation = 2, .attach = 1}, no_memory, 2);
    give_slots(drained);
    drained = drain_slots();
    check_failure((trial_t){.allocation = 3, .attach = 1}, no_memory, 2);
    give_slots(drained);
}

static void a_thread_that_cannot_keep_its_slot_gives_it_back_and_is_detached_if_we_attached_it(void **state)
{
    (void)state;
    fake_jvm.attach_result = 1;
    check_failure((trial_t){.setspecific = 1, .attach = 1}, no_memory, 2);
    check_failure((trial_t){.setspecific = 1, .attach = 0}, no_memory, 1);
}

static void a_thread_that_cannot_be_attached_fails_now_and_works_later(void **state)
{
    (void)state;
    fake_jvm.attach_result = 1;
    check_failure((trial_t){.attach = -1}, no_attach, 1);
}

static void answer_with_slot(mwa_frame_t *frame)
{
    frame->alias = fake_java.slot;
    frame->status = MWA_MATCHED;
}

/** Asks many times; every answer must come from this thread's own slot. */
static void *ask_often(void *wrong)
{
    const char *error = NULL;
    int32_t own = -1;
    int i;

    fake_java.answer = answer_with_slot;
    for (i = 0; i < QUESTIONS; ++i) {
        mwa_frame_t *frame = mwa_bridge_frame(&error);

        if (frame) {
            mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
        }
        if (!frame || mwa_bridge_match(frame) != MWA_MATCHED || (i && frame->alias != own)) {
            ++*(int *)wrong;
            return NULL;
        }
        own = frame->alias;
        sched_yield();
    }
    *(int *)wrong = own < 0 || own > THREADS + 8;
    return NULL;
}

static void many_threads_at_once_have_a_slot_each_and_all_are_detached(void **state)
{
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    int attached = fake_jvm.attached;
    int wave;
    int i;

    (void)state;
    fake_jvm.attach_result = 1;
    for (wave = 0; wave < 3; ++wave) {
        for (i = 0; i < THREADS; ++i) {
            assert_int_equal(0, pthread_create(&threads[i], NULL, ask_often, &wrong[i]));
        }
        for (i = 0; i < THREADS; ++i) {
            pthread_join(threads[i], NULL);
            assert_int_equal(0, wrong[i]);
        }
        assert_int_equal(attached, fake_jvm.attached);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_that_we_attached_is_detached_as_it_ends),
        cmocka_unit_test(a_thread_that_was_attached_before_is_left_attached),
        cmocka_unit_test(a_thread_that_ends_gives_its_slot_to_the_next),
        cmocka_unit_test(without_memory_for_a_thread_it_fails_now_and_works_later),
        cmocka_unit_test(a_thread_that_cannot_keep_its_slot_gives_it_back_and_is_detached_if_we_attached_it),
        cmocka_unit_test(a_thread_that_cannot_be_attached_fails_now_and_works_later),
        cmocka_unit_test(many_threads_at_once_have_a_slot_each_and_all_are_detached),
    };

    return cmocka_run_group_tests_name("bridge threads", tests, start_bridge, NULL);
}
