/* The slots: one to a thread, numbered without gaps, used again. */
#include "unit.h"
#include "fail.h"
#include "core/mwa_slots.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>

#define THREADS 32
#define ROUNDS 500

static void slots_are_numbered_from_0_without_gaps(void **state)
{
    mwa_slot_t *slots[3];
    int i;

    (void)state;
    for (i = 0; i < 3; ++i) {
        slots[i] = mwa_slots_take();
        assert_non_null(slots[i]);
        assert_int_equal(i, slots[i]->id);
    }
    for (i = 0; i < 3; ++i) {
        mwa_slots_give(slots[i]);
    }
}

static void a_slot_that_was_given_back_is_taken_again(void **state)
{
    mwa_slot_t *slot = mwa_slots_take();

    (void)state;
    mwa_slots_give(slot);
    assert_ptr_equal(slot, mwa_slots_take());
    mwa_slots_give(slot);
}

static void all_of_a_slot_s_frame_can_be_written(void **state)
{
    mwa_slot_t *slot = mwa_slots_take();

    (void)state;
    memset(slot->frame, 0xff, MWA_SLOT_FRAME_CAPACITY);
    mwa_slots_give(slot);
}

/** Takes all that are free, and gives them back. @return the lowest id that no slot has yet */
static int32_t count_slots(void)
{
    mwa_slot_t *taken = NULL;
    int32_t count = 0;
    int failed = 0;

    while (!failed) {
        mwa_slot_t *slot;

        fail_allocation = 1;
        slot = mwa_slots_take();
        failed = !slot;
        if (slot) {
            slot->next = taken;
            taken = slot;
            ++count;
        }
        fail_allocation = 0;
    }
    while (taken) {
        mwa_slot_t *next = taken->next;

        mwa_slots_give(taken);
        taken = next;
    }
    return count;
}

static void without_memory_there_is_no_slot_and_none_is_lost(void **state)
{
    int32_t count = count_slots();
    mwa_slot_t *slots[16];
    int32_t i;

    (void)state;
    assert_true(count < (int32_t)COUNT_OF(slots));
    for (i = 0; i < count; ++i) {
        slots[i] = mwa_slots_take();
    }
    // The slot's own memory, then its frame's.
    fail_allocation = 1;
    assert_null(mwa_slots_take());
    fail_allocation = 2;
    assert_null(mwa_slots_take());
    slots[i] = mwa_slots_take();
    assert_int_equal(count, slots[i]->id);
    for (i = 0; i <= count; ++i) {
        mwa_slots_give(slots[i]);
    }
}

/** Writes its mark into the frame and sees whether anybody else does. */
static void *take_and_give(void *failures)
{
    int i;

    for (i = 0; i < ROUNDS; ++i) {
        mwa_slot_t *slot = mwa_slots_take();
        int32_t mark = (int32_t)pthread_self() ^ i;

        if (!slot) {
            ++*(int *)failures;
            continue;
        }
        slot->frame->table = mark;
        sched_yield();
        if (slot->frame->table != mark || slot->id < 0 || slot->id >= 3 + THREADS) {
            ++*(int *)failures;
        }
        mwa_slots_give(slot);
    }
    return NULL;
}

static void no_two_of_many_threads_ever_have_the_same_slot(void **state)
{
    pthread_t threads[THREADS];
    int failures[THREADS] = {0};
    int i;

    (void)state;
    for (i = 0; i < THREADS; ++i) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, take_and_give, &failures[i]));
    }
    for (i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
        assert_int_equal(0, failures[i]);
    }
    assert_true(count_slots() <= THREADS + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_numbered_from_0_without_gaps),
        cmocka_unit_test(a_slot_that_was_given_back_is_taken_again),
        cmocka_unit_test(all_of_a_slot_s_frame_can_be_written),
        cmocka_unit_test(without_memory_there_is_no_slot_and_none_is_lost),
        cmocka_unit_test(no_two_of_many_threads_ever_have_the_same_slot),
    };

    return cmocka_run_group_tests_name("slots", tests, NULL, NULL);
}
