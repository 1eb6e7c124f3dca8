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
        next->memory = MWA_NO_GENERATION;
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

static void all_that_is_served_has_a_life_of_its_own(void **state)
{
    mwa_serving_t *taken;
    mwa_serving_t *next;
    apr_uint64_t last;
    int i;

    (void)state;
    mwa_serving_start(&first, 1);
    last = mwa_serving_newest()->life;
    assert_true(last > 0);
    for (i = 0; i < 5; ++i) {
        taken = mwa_serving_take();
        next = serve_next();
        assert_true(next->life > last);
        last = next->life;
        mwa_serving_give(taken);
        mwa_serving_discard(mwa_serving_unused(), 1);
    }
    // Places have been used again.
    assert_true(next->slot < 2);
    mwa_serving_start(&first, 0);
    assert_true(mwa_serving_newest()->life > last);
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

/** A patch of the whole that is newest, or that the newest patches. */
static mwa_serving_t *serve_patch(apr_uint64_t whole_number)
{
    mwa_serving_t *next = mwa_serving_prepare();
    mwa_serving_t *whole = mwa_serving_whole(whole_number);

    assert_non_null(whole);
    assert_ptr_not_equal(next, whole);
    next->number = mwa_serving_newest()->number + 1;
    next->whole_number = whole_number;
    mwa_serving_share(next, whole);
    mwa_serving_publish(next);
    return next;
}

static void a_whole_stays_until_its_last_patch_goes(void **state)
{
    mwa_serving_t *whole;
    mwa_serving_t *one;
    mwa_serving_t *two;

    (void)state;
    mwa_serving_start(&first, 1);
    whole = mwa_serving_whole(1);
    assert_ptr_equal(mwa_serving_newest(), whole);
    assert_null(mwa_serving_whole(2));
    one = serve_patch(1);
    // Nobody has it but the patch.
    assert_null(mwa_serving_unused());
    // It stays as long as that, so nobody need look for its end.
    assert_false(mwa_serving_has_old());
    assert_ptr_equal(whole, mwa_serving_whole(1));
    two = serve_patch(1);
    assert_ptr_equal(one, mwa_serving_unused());
    mwa_serving_discard(one, 1);
    assert_null(mwa_serving_unused());
    // With the next whole, first the patch goes, and then what it patches.
    serve_next()->whole_number = 4;
    assert_null(mwa_serving_whole(1));
    assert_ptr_equal(two, mwa_serving_unused());
    mwa_serving_discard(two, 1);
    assert_ptr_equal(whole, mwa_serving_unused());
    mwa_serving_discard(whole, 1);
    assert_false(mwa_serving_has_old());
    assert_int_equal(0, whole->requests);
}

static void requests_that_have_a_whole_keep_it_without_its_patches(void **state)
{
    mwa_serving_t *whole;
    mwa_serving_t *patch;

    (void)state;
    mwa_serving_start(&first, 1);
    whole = mwa_serving_take();
    patch = serve_patch(1);
    serve_next();
    assert_ptr_equal(patch, mwa_serving_unused());
    mwa_serving_discard(patch, 1);
    assert_null(mwa_serving_unused());
    mwa_serving_give(whole);
    assert_ptr_equal(whole, mwa_serving_unused());
}

static void a_patch_that_could_not_be_loaded_leaves_its_whole_alone(void **state)
{
    mwa_serving_t *whole;
    mwa_serving_t *failed;

    (void)state;
    mwa_serving_start(&first, 1);
    whole = mwa_serving_whole(1);
    failed = mwa_serving_prepare();
    mwa_serving_share(failed, whole);
    mwa_serving_discard(failed, 1);
    assert_int_equal(0, whole->requests);
    // Its place has no whole when it is used again.
    assert_null(serve_next()->whole);
    assert_ptr_equal(whole, mwa_serving_unused());
}

/** Then Java reads the whole's memory too. */
static void what_java_still_reads_of_a_patch_keeps_its_whole(void **state)
{
    mwa_serving_t *patch;

    (void)state;
    mwa_serving_start(&first, 1);
    patch = serve_patch(1);
    serve_next();
    assert_ptr_equal(patch, mwa_serving_unused());
    mwa_serving_discard(patch, 0);
    assert_null(mwa_serving_unused());
}

static void a_child_can_begin_with_a_whole_and_its_patch(void **state)
{
    const mwa_generation_parts_t parts[2] = {{.number = 5, .since = 50}, {.number = 6, .since = 60, .whole = 5}};
    const mwa_generation_parts_t whole_alone[2] = {{.number = 5, .since = 50}};
    const mwa_generation_t none = MWA_NO_GENERATION;

    (void)state;
    mwa_serving_start(&first, 1);
    mwa_serving_replace_start(&first, whole_alone, &none);
    assert_int_equal(5, mwa_serving_newest()->number);
    assert_int_equal(50, mwa_serving_newest()->since);
    assert_ptr_equal(mwa_serving_newest(), mwa_serving_whole(5));
    mwa_serving_replace_start(&first, parts, &none);
    assert_int_equal(6, mwa_serving_newest()->number);
    assert_int_equal(60, mwa_serving_newest()->since);
    assert_ptr_equal(mwa_serving_newest(), mwa_serving_whole(5));
    assert_null(mwa_serving_whole(6));
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
        cmocka_unit_test(all_that_is_served_has_a_life_of_its_own),
        cmocka_unit_test(a_place_that_was_not_used_has_no_descriptor),
        cmocka_unit_test(what_java_still_reads_is_lost_and_not_used_again),
        cmocka_unit_test(a_whole_stays_until_its_last_patch_goes),
        cmocka_unit_test(requests_that_have_a_whole_keep_it_without_its_patches),
        cmocka_unit_test(a_patch_that_could_not_be_loaded_leaves_its_whole_alone),
        cmocka_unit_test(what_java_still_reads_of_a_patch_keeps_its_whole),
        cmocka_unit_test(a_child_can_begin_with_a_whole_and_its_patch),
        cmocka_unit_test(nothing_is_given_up_under_a_request),
    };

    return cmocka_run_group_tests_name("serving", tests, NULL, NULL);
}
