/* Which changes the map process takes as patches, and that it reads all where one is not to be had. */
#include "fake_keeper.h"
#include "process/mwa_compiler.h"

static mwa_tables_t whole;

/** So many aliases are served, and the file will change some times. */
static void prepare(apr_pool_t *p, int aliases, int changes)
{
    reset_world(p);
    whole.record_count = aliases;
    world.whole = &whole;
    world.changes = changes;
    // Not before the first look at the start.
    world.next_change = world.now + SECOND;
}

static void expect_served(int changes)
{
    assert_int_equal(0, world.changes);
    assert_int_equal(1 + changes, world.served.number);
    assert_int_equal(1 + changes, world.served_file);
    assert_int_equal(0, world.refused);
}

static void a_change_of_many_aliases_is_taken_as_a_patch(void **state)
{
    prepare(*state, MWA_COMPILER_MOST_LINTED + 1, 4);
    run_world(25 * SECOND);
    expect_served(4);
    // What the server has started with was read by another process: the first change is read whole.
    assert_int_equal(1, world.reads);
    assert_int_equal(3, world.patches);
    assert_int_equal(3, world.patches_asked);
    assert_int_equal(3, world.texts_taken);
    assert_int_equal(0, world.texts_forgotten);
    assert_int_equal(1, world.findings);
    assert_int_equal(1, world.starts);
}

static void of_few_aliases_all_are_read(void **state)
{
    prepare(*state, MWA_COMPILER_MOST_LINTED, 3);
    run_world(20 * SECOND);
    expect_served(3);
    assert_int_equal(3, world.reads);
    assert_int_equal(0, world.patches);
    assert_int_equal(3, world.findings);
    prepare(*state, 0, 3);
    world.whole = NULL;
    run_world(20 * SECOND);
    expect_served(3);
    assert_int_equal(3, world.reads);
    assert_int_equal(0, world.patches);
}

static void what_cannot_be_patched_is_read_whole(void **state)
{
    prepare(*state, 5000, 3);
    world.cannot_patch = 1;
    run_world(20 * SECOND);
    expect_served(3);
    assert_int_equal(2, world.patches);
    assert_int_equal(0, world.patches_asked);
    assert_int_equal(3, world.reads);
}

static void where_others_could_change_another_map_all_is_read(void **state)
{
    prepare(*state, 5000, 3);
    world.distrust = "anybody can write to /etc/maps";
    run_world(20 * SECOND);
    assert_int_equal(0, world.patches);
    assert_int_equal(3, world.reads);
}

static void a_patch_that_java_refuses_is_read_whole(void **state)
{
    prepare(*state, 5000, 3);
    world.patch_compile_error = "x.map:1: wrong";
    world.interval = 3000;
    run_world(30 * SECOND);
    expect_served(3);
    assert_int_equal(2, world.patches);
    assert_int_equal(2, world.patches_asked);
    assert_int_equal(3, world.reads);
    assert_int_equal(0, world.texts_taken);
    assert_int_equal(2, world.texts_forgotten);
    // Not only when it is time for the next look.
    assert_in_range(world.served_at - world.patch_asked_at, 0, 500 * MILLISECOND);
}

static void a_patch_that_cannot_be_published_is_read_whole(void **state)
{
    prepare(*state, 5000, 3);
    world.patch_error = "there is no room for the counters";
    run_world(20 * SECOND);
    expect_served(3);
    assert_int_equal(2, world.patches_asked);
    assert_int_equal(3, world.reads);
    assert_int_equal(0, world.texts_taken);
    assert_int_equal(2, world.texts_forgotten);
}

/** Java can refuse it only when all is read: then that is told. */
static void what_is_wrong_with_a_patch_is_told_by_the_whole(void **state)
{
    prepare(*state, 5000, 1);
    run_world(5 * SECOND);
    expect_served(1);
    prepare(*state, 5000, 0);
    world.change = change_file;
    world.error = "x.map:1: wrong";
    world.cannot_patch = 1;
    run_world(20 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(1, world.refused);
    assert_string_equal("x.map:1: wrong", world.why);
    assert_int_equal(1, world.served.number);
}

static void a_process_that_dies_of_a_patch_is_started_again_and_the_patch_tried_again(void **state)
{
    prepare(*state, 5000, 2);
    world.patch_dies = 1;
    run_world(60 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(2, world.served.number);
    assert_in_range(world.patches_asked, 4, 8);
    assert_int_equal(world.patches_asked, world.texts_forgotten);
    assert_int_equal(0, world.texts_taken);
    assert_true(world.served.refused_since);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_change_of_many_aliases_is_taken_as_a_patch),
        POOL_TEST(of_few_aliases_all_are_read),
        POOL_TEST(what_cannot_be_patched_is_read_whole),
        POOL_TEST(where_others_could_change_another_map_all_is_read),
        POOL_TEST(a_patch_that_java_refuses_is_read_whole),
        POOL_TEST(a_patch_that_cannot_be_published_is_read_whole),
        POOL_TEST(what_is_wrong_with_a_patch_is_told_by_the_whole),
        POOL_TEST(a_process_that_dies_of_a_patch_is_started_again_and_the_patch_tried_again),
    };

    return RUN_POOL_TESTS("keeper_take", tests);
}
