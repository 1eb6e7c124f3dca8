/* A child takes over patches: of a whole that it has, it takes the patch alone, and what it patches stays as long. */
#include "fake_follow.h"
#include "fake_log.h"
#include "process/mwa_serving.h"

#include <poll.h>
#include <string.h>

/** Starts a child that serves what the server has started with, and follows. */
static void follow(void)
{
    fake_follow_reply_t with = {FAKE_START, 1, 0, -1, -1};
    mwa_bridge_options_t options;

    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 1\n");
    mwa_follow_begin();
}

/** Sends a whole. */
static void send_whole(apr_uint64_t number)
{
    mwa_memory_t memory = fake_follow_whole(FAKE_START, number);

    fake_follow_send(fake_follow.peer, FAKE_START, number, memory.fd);
    mwa_memory_free(&memory);
}

/** Sends a patch with its whole. */
static void send_patch(apr_uint64_t whole, apr_uint64_t number)
{
    mwa_memory_t memory = fake_follow_whole(FAKE_START, whole);
    mwa_memory_t patch = fake_follow_patch(whole, number);

    fake_follow_send_patch(fake_follow.peer, number, whole, memory.fd, patch.fd);
    mwa_memory_free(&memory);
    mwa_memory_free(&patch);
}

static void expect_served(apr_uint64_t number, int aliases)
{
    assert_int_equal(number, mwa_serving_newest()->number);
    assert_int_equal(aliases, mwa_tables_alias_count(&mwa_serving_newest()->tables));
}

static void of_a_whole_that_it_has_it_loads_the_patch_alone(void **state)
{
    (void)state;
    follow();
    send_whole(2);
    fake_follow_expect_said("serves 2\n");
    fake_follow_expect_calls("load 1\nretire 0\ndrop 0\n");
    send_patch(2, 3);
    fake_follow_expect_said("serves 3\n");
    fake_follow_expect_calls("load 1\nretire 0\ndrop 0\npatch 0 of 1\n");
    expect_served(3, 1);
    // What has come again of the whole is not needed.
    assert_null(mwa_serving_newest()->memory.whole.bytes);
    assert_non_null(mwa_serving_newest()->memory.patch.bytes);
    // The next one of the same whole: the last one goes, and the whole stays.
    send_patch(2, 4);
    fake_follow_expect_said("serves 4\n");
    fake_follow_expect_calls("load 1\nretire 0\ndrop 0\npatch 0 of 1\npatch 2 of 1\nretire 0\ndrop 0\n");
    // The next whole: all of it goes.
    send_whole(5);
    fake_follow_expect_said("serves 5\n");
    fake_follow_expect_calls("load 1\nretire 0\ndrop 0\npatch 0 of 1\npatch 2 of 1\nretire 0\ndrop 0\n"
                             "load 0\nretire 2\nretire 1\ndrop 2\ndrop 1\n");
    expect_served(5, 0);
    assert_int_equal(0, fake_log_lines);
    fake_follow_leave();
}

static void of_one_that_it_has_not_it_loads_both(void **state)
{
    (void)state;
    follow();
    send_patch(2, 3);
    fake_follow_expect_said("serves 3\n");
    fake_follow_expect_calls("load 1\npatch 1 of 1\nretire 0\ndrop 0\n");
    expect_served(3, 1);
    // Whole and patch are in one place: another patch shares it.
    send_patch(2, 4);
    fake_follow_expect_said("serves 4\n");
    fake_follow_expect_calls("load 1\npatch 1 of 1\nretire 0\ndrop 0\npatch 0 of 1\nretire 1\n");
    send_patch(5, 6);
    fake_follow_expect_said("serves 6\n");
    fake_follow_expect_calls("load 1\npatch 1 of 1\nretire 0\ndrop 0\npatch 0 of 1\nretire 1\n"
                             "load 2\npatch 2 of 2\nretire 0\nretire 1\ndrop 0\ndrop 1\n");
    expect_served(6, 1);
    fake_follow_leave();
}

static void a_request_keeps_a_patch_and_its_whole(void **state)
{
    mwa_serving_t *taken;

    (void)state;
    follow();
    send_patch(2, 3);
    fake_follow_expect_said("serves 3\n");
    send_patch(2, 4);
    fake_follow_expect_said("serves 4\n");
    fake_follow_expect_calls("load 1\npatch 1 of 1\nretire 0\ndrop 0\npatch 0 of 1\nretire 1\n");
    taken = mwa_serving_take();
    send_whole(5);
    fake_follow_expect_said("serves 5\n");
    fake_follow_expect_calls(
        "load 1\npatch 1 of 1\nretire 0\ndrop 0\npatch 0 of 1\nretire 1\nload 2\nretire 0\nretire 1\n");
    poll(NULL, 0, 150);
    assert_int_equal(1, fake_follow.dropped);
    assert_string_equal("/come", mwa_tables_alias(*state, &taken->tables, 0)->pattern);
    mwa_serving_give(taken);
    fake_follow_expect_calls(
        "load 1\npatch 1 of 1\nretire 0\ndrop 0\npatch 0 of 1\nretire 1\nload 2\nretire 0\nretire 1\n"
        "drop 0\ndrop 1\n");
    fake_follow_leave();
}

/** Sends what is no patch of generation 2, and sees that what was served is served on. */
static void expect_refused(int whole_fd, int patch_fd, const char *said, int lines)
{
    fake_follow_send_patch(fake_follow.peer, 3, 2, whole_fd, patch_fd);
    fake_follow_expect_said(said);
    assert_int_equal(lines, fake_log_lines);
}

static void a_damaged_patch_is_not_served(void **state)
{
    mwa_memory_t whole = fake_follow_whole(FAKE_START, 2);
    mwa_memory_t patch = fake_follow_patch(2, 3);
    mwa_memory_t other = fake_follow_patch(9, 3);
    mwa_memory_t noise;
    int before;

    (void)state;
    assert_true(mwa_memory_make(&noise, 4096) && mwa_memory_seal(&noise));
    follow();
    before = count_descriptors();
    // Of a whole that it has not: that is given up again. A reason is logged once.
    expect_refused(whole.fd, noise.fd, "serves 1\n", 1);
    expect_refused(whole.fd, other.fd, "serves 1\n", 1);
    expect_refused(whole.fd, -1, "serves 1\n", 1);
    expect_refused(noise.fd, patch.fd, "serves 1\n", 2);
    fake_follow.patch_fails = 1;
    expect_refused(whole.fd, patch.fd, "serves 1\n", 3);
    fake_follow.patch_fails = 0;
    fake_follow_expect_calls("load 1\ndrop 1\nload 1\ndrop 1\nload 1\ndrop 1\ndrop 1\nload 1\npatch 1 of 1\ndrop 1\n");
    assert_int_equal(before, count_descriptors());
    // Of one that it has: that stays.
    send_whole(2);
    fake_follow_expect_said("serves 2\n");
    expect_refused(whole.fd, noise.fd, "serves 2\n", 4);
    expect_refused(whole.fd, other.fd, "serves 2\n", 4);
    expect_refused(whole.fd, -1, "serves 2\n", 4);
    fake_follow.patch_fails = 1;
    expect_refused(whole.fd, patch.fd, "serves 2\n", 5);
    fake_follow.patch_fails = 0;
    expect_served(2, 0);
    expect_refused(whole.fd, patch.fd, "serves 3\n", 5);
    expect_served(3, 1);
    fake_follow_leave();
    mwa_memory_free(&whole);
    mwa_memory_free(&patch);
    mwa_memory_free(&other);
    mwa_memory_free(&noise);
}

/** What Java is told to begin with. */
static void expect_patch_of_slot_0(const mwa_bridge_options_t *options)
{
    if (!options->patch) {
        fail();
    }
    assert_int_equal(0, options->patch->slot);
    assert_int_equal(0, options->patch->whole);
    assert_int_equal(1, options->patch->run_count);
    assert_int_equal(1, options->patch->aliases);
    assert_int_equal(5, options->patch->specs_size);
    assert_int_equal(8, options->patch->prepared_size);
    assert_int_equal(8, options->prepared.size);
    expect_served(3, 1);
}

static void it_begins_with_whole_and_patch(void **state)
{
    mwa_memory_t whole = fake_follow_whole(FAKE_START, 2);
    mwa_memory_t patch = fake_follow_patch(2, 3);
    fake_follow_reply_t with = {FAKE_START, 3, 2, whole.fd, patch.fd};
    mwa_bridge_options_t options;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 3\n");
    expect_patch_of_slot_0(&options);
    assert_int_equal(0, fake_log_lines);
    // Another patch shares the slot that Java has both in.
    mwa_follow_begin();
    send_patch(2, 4);
    fake_follow_expect_said("serves 4\n");
    fake_follow_expect_calls("patch 1 of 0\nretire 0\n");
    expect_served(4, 1);
    send_whole(5);
    fake_follow_expect_said("serves 5\n");
    fake_follow_expect_calls("patch 1 of 0\nretire 0\nload 2\nretire 1\nretire 0\ndrop 1\ndrop 0\n");
    fake_follow_leave();
    mwa_memory_free(&whole);
    mwa_memory_free(&patch);
}

static void it_does_not_begin_with_a_damaged_patch(void **state)
{
    mwa_memory_t whole = fake_follow_whole(FAKE_START, 2);
    mwa_memory_t other = fake_follow_patch(9, 3);
    fake_follow_reply_t with = {FAKE_START, 3, 2, whole.fd, other.fd};
    mwa_bridge_options_t options;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    assert_null(options.patch);
    expect_served(1, 0);
    assert_int_equal(1, fake_log_lines);
    mwa_memory_free(&whole);
    mwa_memory_free(&other);
}

static void without_a_map_process_it_begins_with_both_that_the_parent_has(void **state)
{
    mwa_bridge_options_t options = {0};

    (void)state;
    fake_follow.newest =
        (mwa_generation_t){.whole = fake_follow_whole(FAKE_START, 2), .patch = fake_follow_patch(2, 3)};
    mwa_follow_fetch(&options);
    expect_patch_of_slot_0(&options);
    assert_int_equal(1, fake_log_lines);
    mwa_generation_free(&fake_follow.newest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLLOW_TEST(of_a_whole_that_it_has_it_loads_the_patch_alone),
        FOLLOW_TEST(of_one_that_it_has_not_it_loads_both),
        FOLLOW_TEST(a_request_keeps_a_patch_and_its_whole),
        FOLLOW_TEST(a_damaged_patch_is_not_served),
        FOLLOW_TEST(it_begins_with_whole_and_patch),
        FOLLOW_TEST(it_does_not_begin_with_a_damaged_patch),
        FOLLOW_TEST(without_a_map_process_it_begins_with_both_that_the_parent_has),
    };

    return RUN_SCRATCH_TESTS("follow_patch", tests);
}
