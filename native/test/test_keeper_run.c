/* What the map process does when: looks, rest, refusals, and what becomes of it when nothing can be compiled. */
#include "fake_keeper.h"

#include <string.h>

static void what_has_not_changed_is_only_looked_at(void **state)
{
    reset_world(*state);
    run_world(60 * SECOND);
    assert_in_range(world.looks, 59, 62);
    assert_int_equal(0, world.reads);
    assert_int_equal(1, world.starts);
    assert_int_equal(1, world.served.number);
}

static void a_change_is_read_when_it_has_rested(void **state)
{
    reset_world(*state);
    world.change = change_file;
    run_world(2 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(2, world.served.number);
    assert_int_equal(2, world.served_file);
    // Two looks, and no more than it takes.
    assert_in_range(world.served_at - 100 * SECOND, 150 * MILLISECOND, 400 * MILLISECOND);
    assert_int_equal(0, world.refused);
}

static void write_on(void)
{
    world.writes_until = world.now + 10 * SECOND;
}

static void what_is_still_written_is_left_alone(void **state)
{
    reset_world(*state);
    world.change = write_on;
    run_world(9 * SECOND);
    assert_int_equal(0, world.reads);
    reset_world(*state);
    world.change = write_on;
    run_world(12 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(world.file, world.served_file);
}

/** File 0 is empty. */
static void empty_file(void)
{
    world.file = 0;
}

static void what_was_emptied_is_taken_later(void **state)
{
    reset_world(*state);
    world.change = empty_file;
    run_world(3 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(0, world.served_file);
    assert_in_range(world.served_at - 100 * SECOND, 900 * MILLISECOND, 1200 * MILLISECOND);
}

static void replace_on(void)
{
    world.writes_until = world.now + 10 * SECOND;
    world.replaces = 1;
}

static void what_is_replaced_all_the_time_is_taken_as_it_is(void **state)
{
    reset_world(*state);
    world.change = replace_on;
    run_world(9 * SECOND);
    assert_true(world.restless >= 4);
    assert_true(world.served.number >= 5);
    assert_int_equal(0, world.refused);
    // Of several files, one could be read as it was before another one was, and the other one as it was behind it.
    reset_world(*state);
    world.change = replace_on;
    world.others = 1;
    run_world(9 * SECOND);
    assert_int_equal(0, world.restless);
    assert_true(world.reads >= 4);
}

static void change_with_error(void)
{
    world.file++;
    world.error = "x.map:1: wrong.";
}

static void what_is_wrong_is_refused_once_and_read_again_when_it_changes(void **state)
{
    reset_world(*state);
    world.change = change_with_error;
    run_world(30 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(1, world.refused);
    assert_string_equal("x.map:1: wrong.", world.why);
    assert_int_equal(0, world.asked);
    assert_int_equal(1, world.served.number);
}

static void change_with_distrust(void)
{
    world.file++;
    world.error = world.distrust = "anybody can write to /etc/maps";
    world.trusted_at = world.now + 10 * (uint64_t)SECOND;
}

/** The file itself stays what it was. */
static void what_others_could_change_is_read_again_when_they_cannot(void **state)
{
    reset_world(*state);
    world.change = change_with_distrust;
    run_world(30 * SECOND);
    assert_int_equal(2, world.reads);
    assert_int_equal(1, world.refused);
    assert_int_equal(2, world.served.number);
    assert_in_range(world.served_at, world.trusted_at, world.trusted_at + 2 * (uint64_t)SECOND);
}

static void change_while_read(void)
{
    world.file++;
    world.changes_in_read = 1;
}

static void what_changes_while_it_is_read_is_read_again(void **state)
{
    reset_world(*state);
    world.change = change_while_read;
    run_world(3 * SECOND);
    assert_int_equal(2, world.reads);
    assert_int_equal(0, world.refused);
    assert_int_equal(3, world.served_file);
}

static void what_java_refuses_is_refused(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.compile_error = "x.map:1: wrong";
    run_world(30 * SECOND);
    assert_int_equal(1, world.refused);
    assert_string_equal("x.map:1: wrong", world.why);
    assert_int_equal(1, world.asked);
    assert_int_equal(1, world.starts);
    assert_int_equal(1, world.served.number);
}

static void what_cannot_be_published_is_refused(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.publish_error = "no room";
    run_world(3 * SECOND);
    assert_string_equal("no room", world.why);
    assert_int_equal(1, world.served.number);
    assert_int_equal(1, world.reads);
}

static void what_there_is_no_memory_for_is_tried_again(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.publish_error = "no memory";
    world.lacks_memory = 1;
    run_world(60 * SECOND);
    assert_string_equal("no memory", world.why);
    assert_in_range(world.reads, 10, 12);
    assert_int_equal(1, world.starts);
}

static void a_process_that_dies_is_started_again_ever_later_and_the_change_tried_again(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.dies = 1;
    run_world(600 * SECOND);
    // After 1, 2, 4 ... 32, then 60 seconds each.
    assert_in_range(world.starts, 12, 17);
    assert_in_range(world.asked, 12, 17);
    assert_int_equal(1, world.served.number);
    assert_true(world.served.refused_since);
    reset_world(*state);
    world.change = change_file;
    world.dies = 1;
    run_world(2 * SECOND);
    assert_in_range(world.starts, 2, 2);
    assert_int_equal(world.ends, world.starts - (world.asked < world.starts));
}

static void a_process_that_cannot_start_java_has_not_refused_the_change(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.compile_error = "no heap";
    world.is_unable = 1;
    run_world(600 * SECOND);
    assert_in_range(world.starts, 12, 17);
    assert_in_range(world.asked, 12, 17);
    assert_non_null(strstr(world.why, "cannot: no heap"));
}

static void what_is_taken_back_is_not_refused(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.dies = 1;
    world.reverts_at = world.now + 3 * SECOND;
    run_world(60 * SECOND);
    assert_int_equal(1, world.served_file);
    assert_int_equal(0, world.served.refused_since);
}

static void one_that_cannot_be_started_is_tried_again_ever_later(void **state)
{
    reset_world(*state);
    world.cannot_start = 1;
    world.change = change_file;
    run_world(300 * SECOND);
    assert_in_range(world.starts, 10, 11);
    assert_int_equal(0, world.asked);
}

static void one_that_is_silent_is_ended_after_two_minutes(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.stays_silent = 1;
    run_world(119 * SECOND);
    assert_int_equal(0, world.ends);
    reset_world(*state);
    world.change = change_file;
    world.stays_silent = 1;
    run_world(124 * SECOND);
    assert_int_equal(1, world.ends);
    assert_int_equal(2, world.starts);
    assert_int_equal(2, world.asked);
    assert_non_null(strstr(world.why, "did not answer within 120 seconds"));
}

static void speak_unasked(void)
{
    world.answers_at = world.now + SECOND;
}

static void one_that_answers_unasked_is_ended(void **state)
{
    reset_world(*state);
    world.change = speak_unasked;
    run_world(5 * SECOND);
    assert_int_equal(1, world.ends);
    assert_int_equal(2, world.starts);
    assert_int_equal(1, world.served.number);
    assert_int_equal(0, world.refused);
}

static void more_aliases_than_it_can_compile_get_another_one(void **state)
{
    reset_world(*state);
    world.change = change_file;
    world.file = 5000;
    run_world(2 * SECOND);
    assert_int_equal(2, world.starts);
    assert_int_equal(1, world.ends);
    assert_true(world.capacity >= 5001 * 10);
    assert_int_equal(2, world.served.number);
}

static void want_look(void)
{
    world.wants_look = 1;
}

static void change_and_want_look(void)
{
    change_file();
    want_look();
}

static void without_an_interval_it_looks_only_when_asked(void **state)
{
    reset_world(*state);
    world.interval = 0;
    world.change = change_file;
    run_world(60 * SECOND);
    assert_int_equal(0, world.looks);
    reset_world(*state);
    world.interval = 0;
    world.change = change_and_want_look;
    run_world(60 * SECOND);
    assert_int_equal(2, world.served_file);
    assert_int_equal(1, world.looked);
    assert_int_equal(3, world.looks);
    // And what there was no memory for is tried again.
    reset_world(*state);
    world.interval = 0;
    world.publish_error = "no memory";
    world.lacks_memory = 1;
    world.change = change_and_want_look;
    run_world(60 * SECOND);
    assert_in_range(world.reads, 10, 12);
}

static void who_asks_hears_what_is_known(void **state)
{
    reset_world(*state);
    world.change = want_look;
    run_world(SECOND / 2);
    assert_int_equal(1, world.looked);
    assert_int_equal(1, world.looks);
    reset_world(*state);
    world.change = change_and_want_look;
    world.dies = 1;
    run_world(SECOND / 2);
    assert_int_equal(1, world.failed);
    assert_int_equal(0, world.looked);
}

static void one_that_follows_another_reads_the_maps_again(void **state)
{
    mwa_generation_t newest = {.whole = {.fd = -1, .bytes = &world}, .patch = {.fd = -1}};

    reset_world(*state);
    run_world_with(&newest, 1, 3 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(2, world.served.number);
    // Also an empty one, and where the last one has left nothing.
    reset_world(*state);
    newest.whole.bytes = NULL;
    world.change = empty_file;
    run_world_with(&newest, 1, 3 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(0, world.served_file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_has_not_changed_is_only_looked_at),
        POOL_TEST(a_change_is_read_when_it_has_rested),
        POOL_TEST(what_is_still_written_is_left_alone),
        POOL_TEST(what_was_emptied_is_taken_later),
        POOL_TEST(what_is_replaced_all_the_time_is_taken_as_it_is),
        POOL_TEST(what_is_wrong_is_refused_once_and_read_again_when_it_changes),
        POOL_TEST(what_others_could_change_is_read_again_when_they_cannot),
        POOL_TEST(what_changes_while_it_is_read_is_read_again),
        POOL_TEST(what_java_refuses_is_refused),
        POOL_TEST(what_cannot_be_published_is_refused),
        POOL_TEST(what_there_is_no_memory_for_is_tried_again),
        POOL_TEST(a_process_that_dies_is_started_again_ever_later_and_the_change_tried_again),
        POOL_TEST(a_process_that_cannot_start_java_has_not_refused_the_change),
        POOL_TEST(what_is_taken_back_is_not_refused),
        POOL_TEST(one_that_cannot_be_started_is_tried_again_ever_later),
        POOL_TEST(one_that_is_silent_is_ended_after_two_minutes),
        POOL_TEST(one_that_answers_unasked_is_ended),
        POOL_TEST(more_aliases_than_it_can_compile_get_another_one),
        POOL_TEST(without_an_interval_it_looks_only_when_asked),
        POOL_TEST(who_asks_hears_what_is_known),
        POOL_TEST(one_that_follows_another_reads_the_maps_again),
    };

    return RUN_POOL_TESTS("keeper_run", tests);
}
