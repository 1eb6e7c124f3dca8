/* What a child serves: requests keep what they have taken, and nothing is given up that one still has. */
#include "httpd_unit.h"
#include "process/mwa_serving.h"

#include <pthread.h>
#include <sched.h>

#define THREADS 4
#define ROUNDS 20000

static const mwa_tables_t first = {.java = "first"};

static mwa_serving_t *serve_next(void)
{
    mwa_serving_t *next = mwa_serving_prepare();

    if (next) {
        next->number = mwa_serving_newest()->number + 1;
        next->memory = (mwa_memory_t){.fd = -1};
        mwa_serving_publish(next);
    }
    return next;
}

static void without_maps_there_is_one_that_nobody_counts(void **state)
{
    (void)state;
    mwa_serving_start(NULL, 0);
    assert_null(mwa_serving_take());
    mwa_serving_start(&first, 0);
    assert_ptr_equal(mwa_serving_newest(), mwa_serving_take());
    assert_int_equal(0, mwa_serving_newest()->requests);
    assert_string_equal("first", mwa_serving_newest()->tables.java);
    assert_false(mwa_serving_is_updated());
}

static void a_request_keeps_what_it_has(void **state)
{
    mwa_serving_t *taken;
    mwa_serving_t *next;

    (void)state;
    mwa_serving_start(&first, 1);
    taken = mwa_serving_take();
    assert_false(mwa_serving_has_old());
    next = serve_next();
    assert_ptr_not_equal(taken, next);
    assert_true(mwa_serving_has_old());
    assert_null(mwa_serving_unused());
    mwa_serving_give(taken);
    assert_ptr_equal(taken, mwa_serving_unused());
    mwa_serving_discard(taken, 1);
    assert_false(mwa_serving_has_old());
    assert_ptr_equal(next, mwa_serving_take());
}

static void the_newest_is_not_given_up_though_nobody_has_it(void **state)
{
    (void)state;
    mwa_serving_start(&first, 1);
    assert_null(mwa_serving_unused());
    serve_next();
    assert_ptr_not_equal(mwa_serving_newest(), mwa_serving_unused());
}

static void where_all_places_are_taken_there_is_no_other(void **state)
{
    int served = 1;

    (void)state;
    mwa_serving_start(&first, 1);
    for (mwa_serving_take(); serve_next(); mwa_serving_take()) {
        ++served;
    }
    assert_int_equal(256, served);
    assert_null(mwa_serving_unused());
}

/** What could not be loaded has taken nothing yet. */
static void a_place_that_was_not_used_has_no_descriptor(void **state)
{
    int before = free_number();

    (void)state;
    mwa_serving_start(&first, 1);
    mwa_serving_discard(mwa_serving_prepare(), 1);
    // With 0 closed, nothing could be duplicated.
    assert_int_equal(before, free_number());
}

static void what_java_still_reads_is_lost_and_not_used_again(void **state)
{
    mwa_serving_t *old;

    (void)state;
    mwa_serving_start(&first, 1);
    serve_next();
    old = mwa_serving_unused();
    mwa_serving_discard(old, 0);
    assert_null(mwa_serving_unused());
    assert_ptr_not_equal(old, mwa_serving_prepare());
}

static int is_over;

/** Takes and gives, and finds that what it has is not used for anything else meanwhile. */
static void *request(void *unused)
{
    (void)unused;
    while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
        mwa_serving_t *serving = mwa_serving_take();
        apr_uint64_t number = serving->number;

        sched_yield();
        if (serving->number != number || !number) {
            return "another one";
        }
        mwa_serving_give(serving);
    }
    return NULL;
}

static void nothing_is_given_up_under_a_request(void **state)
{
    pthread_t threads[THREADS];
    int i;

    (void)state;
    mwa_serving_start(&first, 1);
    is_over = 0;
    for (i = 0; i < THREADS; ++i) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, request, NULL));
    }
    for (i = 0; i < ROUNDS; ++i) {
        mwa_serving_t *old;

        serve_next();
        while ((old = mwa_serving_unused()) != NULL) {
            old->number = 0;
            mwa_serving_discard(old, 1);
        }
    }
    __atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
    for (i = 0; i < THREADS; ++i) {
        void *found;

        pthread_join(threads[i], &found);
        assert_null(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_maps_there_is_one_that_nobody_counts),
        cmocka_unit_test(a_request_keeps_what_it_has),
        cmocka_unit_test(the_newest_is_not_given_up_though_nobody_has_it),
        cmocka_unit_test(where_all_places_are_taken_there_is_no_other),
        cmocka_unit_test(a_place_that_was_not_used_has_no_descriptor),
        cmocka_unit_test(what_java_still_reads_is_lost_and_not_used_again),
        cmocka_unit_test(nothing_is_given_up_under_a_request),
    };

    return cmocka_run_group_tests_name("serving", tests, NULL, NULL);
}
