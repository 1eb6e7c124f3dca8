/* A child follows the map process: what it takes over, from whom, and what it goes on with otherwise. Must run as root.
 */
#include "fake_follow.h"
#include "fake_log.h"
#include "process/mwa_serving.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOBODY 65534

static void it_begins_with_the_newest(void **state)
{
    mwa_memory_t memory = fake_follow_whole(FAKE_START, 7);
    fake_follow_reply_t with = {FAKE_START, 7, 0, memory.fd, -1};
    mwa_bridge_options_t options;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 7\n");
    assert_int_equal(7, mwa_serving_newest()->number);
    assert_int_equal(8, options.prepared.size);
    assert_int_equal(5, options.specs_size);
    assert_int_equal(0, fake_log_lines);
    mwa_memory_free(&memory);
}

static void it_begins_with_that_of_the_start_if_that_is_the_newest(void **state)
{
    fake_follow_reply_t with = {FAKE_START, 1, 0, -1, -1};
    mwa_bridge_options_t options;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 1\n");
    assert_int_equal(0, options.prepared.size);
    assert_int_equal(0, fake_log_lines);
}

static void without_a_map_process_it_begins_with_what_the_parent_has(void **state)
{
    mwa_bridge_options_t options = {0};

    (void)state;
    fake_follow.newest.whole = fake_follow_whole(FAKE_START, 5);
    mwa_follow_fetch(&options);
    assert_int_equal(5, mwa_serving_newest()->number);
    assert_int_equal(8, options.prepared.size);
    assert_int_equal(1, fake_log_lines);
    mwa_generation_free(&fake_follow.newest);
}

static void another_user_is_not_believed(void **state)
{
    mwa_bridge_options_t options = {0};

    (void)state;
    fake_follow_listen(NOBODY);
    mwa_follow_fetch(&options);
    assert_int_equal(1, mwa_serving_newest()->number);
    assert_int_equal(1, fake_log_lines);
    // Nothing was said to it.
    fake_follow.peer = accept4(fake_follow.listener, NULL, NULL, SOCK_CLOEXEC);
    assert_int_equal(0, read(fake_follow.peer, fake_follow.path, 1));
}

static void what_is_of_no_use_is_not_begun_with(void **state)
{
    mwa_memory_t good = fake_follow_whole(FAKE_START, 7);
    mwa_memory_t other = fake_follow_whole(FAKE_START + 1, 7);
    mwa_memory_t open_one;
    mwa_memory_t noise;
    mwa_bridge_options_t options;
    size_t i;

    (void)state;
    assert_true(mwa_memory_make(&open_one, good.size));
    memcpy(open_one.bytes, good.bytes, good.size);
    assert_true(mwa_memory_make(&noise, 4096));
    assert_true(mwa_memory_seal(&noise));
    {
        fake_follow_reply_t cases[] = {{FAKE_START + 1, 7, 0, good.fd, -1},
                                       {FAKE_START, 7, 0, other.fd, -1},
                                       {FAKE_START, 7, 0, open_one.fd, -1},
                                       {FAKE_START, 7, 0, noise.fd, -1},
                                       {0, 0, 0, -1, -1},
                                       {FAKE_START, 7, 0, STDIN_FILENO, -1}};

        for (i = 0; i < COUNT_OF(cases); ++i) {
            fake_follow_listen(0);
            fake_follow_fetch(&options, &cases[i]);
            assert_int_equal(1, mwa_serving_newest()->number);
            assert_int_equal(0, options.prepared.size);
            close(fake_follow.listener);
            close(fake_follow.peer);
            fake_follow.listener = fake_follow.peer = -1;
        }
    }
    // Once is enough.
    assert_int_equal(1, fake_log_lines);
    mwa_memory_free(&good);
    mwa_memory_free(&other);
    mwa_memory_free(&open_one);
    mwa_memory_free(&noise);
}

static void await_dropped(int count)
{
    int i;

    for (i = 0; i < 1000 && fake_follow.dropped < count; ++i) {
        poll(NULL, 0, 10);
    }
    assert_int_equal(count, fake_follow.dropped);
}

static void it_takes_over_what_comes_and_gives_up_what_no_request_has(void **state)
{
    mwa_memory_t two = fake_follow_whole(FAKE_START, 2);
    mwa_memory_t three = fake_follow_whole(FAKE_START, 3);
    mwa_memory_t noise;
    fake_follow_reply_t with = {FAKE_START, 1, 0, -1, -1};
    mwa_bridge_options_t options;
    mwa_serving_t *taken;
    char byte;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 1\n");
    taken = mwa_serving_take();
    mwa_follow_begin();
    fake_follow_send(fake_follow.peer, FAKE_START, 2, two.fd);
    fake_follow_expect_said("serves 2\n");
    assert_int_equal(2, mwa_serving_newest()->number);
    assert_int_equal(1, taken->number);
    assert_int_equal(1, fake_follow.retired);
    poll(NULL, 0, 150);
    assert_int_equal(0, fake_follow.dropped);
    mwa_serving_give(taken);
    await_dropped(1);
    // What Java cannot load is not served, and is heard of.
    fake_follow.load_fails = 1;
    fake_follow_send(fake_follow.peer, FAKE_START, 3, three.fd);
    fake_follow_expect_said("serves 2\n");
    assert_int_equal(1, fake_log_lines);
    fake_follow.load_fails = 0;
    assert_true(mwa_memory_make(&noise, 4096));
    assert_true(mwa_memory_seal(&noise));
    fake_follow_send(fake_follow.peer, FAKE_START, 3, noise.fd);
    fake_follow_expect_said("serves 2\n");
    assert_int_equal(2, fake_log_lines);
    // An older one is not.
    fake_follow_send(fake_follow.peer, FAKE_START, 2, two.fd);
    fake_follow_expect_said("serves 2\n");
    fake_follow_send(fake_follow.peer, FAKE_START, 3, three.fd);
    fake_follow_expect_said("serves 3\n");
    // What could not be loaded is dropped too: Java may have some of it.
    await_dropped(4);
    // The server has been restarted: there is nothing to follow any more.
    fake_follow_send(fake_follow.peer, 0, 0, -1);
    assert_int_equal(0, read(fake_follow.peer, &byte, 1));
    assert_int_equal(3, mwa_serving_newest()->number);
    mwa_memory_free(&two);
    mwa_memory_free(&three);
    mwa_memory_free(&noise);
}

static void what_it_could_not_serve_it_asks_for_again(void **state)
{
    mwa_memory_t two = fake_follow_whole(FAKE_START, 2);
    fake_follow_reply_t with = {FAKE_START, 1, 0, -1, -1};
    mwa_bridge_options_t options;
    mwa_memory_t open_one;

    (void)state;
    assert_true(mwa_memory_make(&open_one, two.size));
    memcpy(open_one.bytes, two.bytes, two.size);
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 1\n");
    mwa_follow_begin();
    // It stays among those that are counted.
    fake_follow_send(fake_follow.peer, FAKE_START, 2, open_one.fd);
    fake_follow_expect_said("serves 1\nchild 1234\n");
    fake_follow.load_fails = 1;
    fake_follow_send(fake_follow.peer, FAKE_START, 2, two.fd);
    fake_follow_expect_said("serves 1\nchild 1234\n");
    fake_follow_send(fake_follow.peer, FAKE_START, 2, two.fd);
    fake_follow_expect_said("serves 1\n");
    // Of each reason, once is enough.
    assert_int_equal(2, fake_log_lines);
    fake_follow.load_fails = 0;
    fake_follow_send(fake_follow.peer, FAKE_START, 2, two.fd);
    fake_follow_expect_said("serves 2\n");
    assert_int_equal(2, fake_log_lines);
    assert_int_equal(2, mwa_serving_newest()->number);
    fake_follow_leave();
    mwa_memory_free(&two);
    mwa_memory_free(&open_one);
}

/** As a child ends: whatever the thread waits for, it ends, and the memory that it uses can go. */
static void its_thread_ends_with_the_child(void **state)
{
    fake_follow_reply_t with = {FAKE_START, 1, 0, -1, -1};
    mwa_bridge_options_t options;
    char byte;

    (void)state;
    fake_follow_listen(0);
    fake_follow_fetch(&options, &with);
    fake_follow_expect_said("child 1234\nserves 1\n");
    mwa_follow_begin();
    mwa_follow_end(NULL);
    fake_follow_send(fake_follow.peer, FAKE_START, 0, -1);
    assert_int_equal(-1, recv(fake_follow.peer, &byte, 1, MSG_DONTWAIT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLLOW_TEST(it_begins_with_the_newest),
        FOLLOW_TEST(it_begins_with_that_of_the_start_if_that_is_the_newest),
        FOLLOW_TEST(without_a_map_process_it_begins_with_what_the_parent_has),
        FOLLOW_TEST(another_user_is_not_believed),
        FOLLOW_TEST(what_is_of_no_use_is_not_begun_with),
        FOLLOW_TEST(what_it_could_not_serve_it_asks_for_again),
        FOLLOW_TEST(its_thread_ends_with_the_child),
        FOLLOW_TEST(it_takes_over_what_comes_and_gives_up_what_no_request_has),
    };

    return RUN_SCRATCH_TESTS("follow", tests);
}
