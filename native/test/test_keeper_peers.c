/* Who is connected to the map process: what children and askers hear, and what becomes of those who say what they like.
 */
#include "fake_peers.h"
#include "process/mwa_follow.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---------------------------------------------------------------- what somebody hears */

static void expect_closed(int fd)
{
    char byte;

    assert_int_equal(0, read(fd, &byte, 1));
    close(fd);
}

static void expect_nothing(int fd)
{
    char byte;

    assert_int_equal(-1, read(fd, &byte, 1));
}

/** All that is said until it hangs up. */
static void expect_answer(int fd, const char *expected)
{
    char answer[1024];
    ssize_t got = read(fd, answer, sizeof(answer) - 1);

    assert_true(got >= 0);
    answer[got] = '\0';
    assert_string_equal(expected, answer);
    expect_closed(fd);
}

/** @return whether memory came with it */
static int expect_news(int fd, apr_uint64_t start, apr_uint64_t number)
{
    mwa_follow_news_t news;
    int passed;

    assert_int_equal(1, mwa_receive(fd, &news, sizeof(news), 0, &passed));
    assert_true(news.start == start);
    assert_true(news.number == number);
    if (passed >= 0) {
        close(passed);
    }
    return passed >= 0;
}

static int connect_child(void)
{
    int fd = connect_to_it();

    say(fd, MWA_FOLLOW_HELLO "abcdef\n");
    assert_true(expect_news(fd, START, world.served.number));
    return fd;
}

/* ---------------------------------------------------------------- tests */

static void a_child_hears_of_one_generation_at_a_time(void **state)
{
    int child = connect_child();

    (void)state;
    world.served.number = 4;
    mwa_peers_tell();
    expect_nothing(child);
    say(child, MWA_FOLLOW_SERVES "3\n");
    assert_true(expect_news(child, START, 4));
    world.served.number = 5;
    world.served.number = 6;
    say(child, MWA_FOLLOW_SERVES "4\n");
    assert_true(expect_news(child, START, 6));
    say(child, MWA_FOLLOW_SERVES "6\n");
    expect_nothing(child);
    close(child);
}

/** It has said why not, in the log. */
static void what_a_child_cannot_serve_it_is_told_once_unless_it_asks(void **state)
{
    int child = connect_child();

    (void)state;
    say(child, MWA_FOLLOW_SERVES "3\n");
    world.served.number = 4;
    mwa_peers_tell();
    assert_true(expect_news(child, START, 4));
    say(child, MWA_FOLLOW_SERVES "3\n");
    mwa_peers_tell();
    expect_nothing(child);
    world.served.number = 5;
    mwa_peers_tell();
    assert_true(expect_news(child, START, 5));
    say(child, MWA_FOLLOW_SERVES "3\n");
    mwa_peers_tell();
    expect_nothing(child);
    say(child, MWA_FOLLOW_HELLO "abcdef\n");
    assert_true(expect_news(child, START, 5));
    close(child);
}

static void a_child_of_another_start_hears_that_there_is_nothing_for_it(void **state)
{
    int child = connect_to_it();

    (void)state;
    say(child, MWA_FOLLOW_HELLO "abcdee\n");
    assert_false(expect_news(child, 0, 0));
    expect_closed(child);
}

static void who_waits_hears_when_all_children_serve(void **state)
{
    int one = connect_child();
    int two = connect_child();
    int asker = connect_to_it();

    (void)state;
    say(one, MWA_FOLLOW_SERVES "3\n");
    say(asker, "reload 5\n");
    assert_true(mwa_peers_want_look());
    expect_nothing(asker);
    mwa_peers_looked();
    assert_false(mwa_peers_want_look());
    expect_nothing(asker);
    say(two, MWA_FOLLOW_SERVES "3\n");
    expect_answer(asker, "2 serve 3\nexit 0\n");
    // One that hangs up is not waited for.
    world.served.number = 4;
    mwa_peers_tell();
    asker = connect_to_it();
    say(asker, "reload 5\n");
    mwa_peers_looked();
    say(one, MWA_FOLLOW_SERVES "4\n");
    expect_nothing(asker);
    close(two);
    hear_all();
    expect_answer(asker, "1 serve 4\nexit 0\n");
    close(one);
}

static void who_does_not_want_to_wait_hears_at_once(void **state)
{
    int child = connect_child();
    int asker = connect_to_it();

    (void)state;
    say(asker, "reload 0\n");
    mwa_peers_looked();
    expect_answer(asker, "0 serve 3\nexit 0\n");
    close(child);
}

static void who_waits_too_long_hears_that_time_is_up(void **state)
{
    int child = connect_child();
    int asker = connect_to_it();
    int other = connect_to_it();

    (void)state;
    say(asker, "reload 5\n");
    assert_in_range(mwa_peers_time_left(), 4900, 5001);
    mwa_peers_looked();
    say(other, "reload 6\n");
    world.now += 5 * SECOND;
    mwa_peers_tell();
    expect_answer(asker, "late for 3: 0 of 1\nexit 4\n");
    world.now += 1 * SECOND;
    mwa_peers_tell();
    expect_answer(other, "late for 0: 1 of 1\nexit 4\n");
    // A child has no time.
    world.now += 10000 * SECOND;
    mwa_peers_tell();
    assert_int_equal(-1, mwa_peers_time_left());
    say(child, MWA_FOLLOW_SERVES "3\n");
    expect_nothing(child);
    close(child);
}

static void who_waits_hears_of_a_refusal(void **state)
{
    int asker = connect_to_it();

    (void)state;
    world.served.refused_since = 1;
    world.served.refused = "x.map:1: wrong";
    say(asker, "reload 5\n");
    mwa_peers_looked();
    expect_answer(asker, "x.map:1: wrong\nexit 1\n");
    asker = connect_to_it();
    say(asker, "reload 5\n");
    mwa_peers_failed("no memory");
    expect_answer(asker, "no memory\nexit 1\n");
}

static void who_asks_is_answered(void **state)
{
    int child = connect_child();
    int asker = connect_to_it();

    (void)state;
    say(child, MWA_FOLLOW_SERVES "2\n");
    expect_nothing(child);
    // In pieces, as it may come.
    say(asker, "sta");
    expect_nothing(asker);
    say(asker, "tus\n");
    {
        char answer[256];
        ssize_t got = read(asker, answer, sizeof(answer) - 1);

        assert_true(got > 0);
        answer[got] = '\0';
        assert_non_null(strstr(answer, "generation 3\nchild "));
        assert_non_null(strstr(answer, " 2\nexit 0\n"));
    }
    expect_closed(asker);
    close(child);
}

static void what_is_no_line_of_this_kind_ends_the_connection(void **state)
{
    static const char *const lines[] = {
        "\n",
        "nonsense\n",
        "maps \n",
        "reload\n",
        (MWA_FOLLOW_SERVES "3\n"),
        "0123456789012345678901234567890123456789012345678901234567890123",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(lines); ++i) {
        int fd = connect_to_it();

        say(fd, lines[i]);
        expect_closed(fd);
    }
    // A child is a child for good.
    {
        int child = connect_child();

        say(child, "maps\n");
        expect_closed(child);
    }
}

static void who_says_nothing_is_not_kept(void **state)
{
    int fd = connect_to_it();

    (void)state;
    world.now += 9 * SECOND;
    mwa_peers_tell();
    expect_nothing(fd);
    world.now += SECOND;
    mwa_peers_tell();
    expect_closed(fd);
}

static void where_there_is_no_room_nobody_else_is_let_in(void **state)
{
    int fds[ROOM];
    int one_more;
    int i;

    (void)state;
    for (i = 0; i < ROOM; ++i) {
        fds[i] = connect_to_it();
        expect_nothing(fds[i]);
    }
    one_more = connect_to_it();
    expect_closed(one_more);
    close(fds[7]);
    hear_all();
    fds[7] = connect_to_it();
    say(fds[7], "maps\n");
    expect_answer(fds[7], "maps\nexit 0\n");
    for (i = 0; i < ROOM; ++i) {
        if (i != 7) {
            close(fds[i]);
        }
    }
}

static void random_bytes_are_survived(void **state)
{
    static const char *const words[] = {MWA_FOLLOW_HELLO,
                                        "abcdef",
                                        MWA_FOLLOW_SERVES,
                                        "reload ",
                                        "maps",
                                        "status",
                                        "\n",
                                        "3",
                                        "-1",
                                        "9999999999999999999999",
                                        "\0x",
                                        "x"};
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    int fds[8];
    int i;

    (void)state;
    print_message("seed %u\n", seed);
    for (i = 0; i < 8; ++i) {
        fds[i] = connect_to_it();
    }
    for (i = 0; i < 1000; ++i) {
        int *fd = &fds[rand_r(&seed) % 8];
        const char *word = words[(size_t)rand_r(&seed) % COUNT_OF(words)];

        if (!mwa_pass(*fd, word, *word ? strlen(word) : 2, -1)) {
            close(*fd);
            *fd = connect_to_it();
        }
        hear_all();
        world.now += (uint64_t)rand_r(&seed) % SECOND;
        world.served.number += rand_r(&seed) % 10 == 0;
        if (rand_r(&seed) % 20 == 0) {
            mwa_peers_looked();
        }
    }
    for (i = 0; i < 8; ++i) {
        close(fds[i]);
    }
}

#define PEERS_TEST(name) cmocka_unit_test_setup_teardown(name, fake_peers_set_up, fake_peers_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEERS_TEST(a_child_hears_of_one_generation_at_a_time),
        PEERS_TEST(what_a_child_cannot_serve_it_is_told_once_unless_it_asks),
        PEERS_TEST(a_child_of_another_start_hears_that_there_is_nothing_for_it),
        PEERS_TEST(who_waits_hears_when_all_children_serve),
        PEERS_TEST(who_does_not_want_to_wait_hears_at_once),
        PEERS_TEST(who_waits_too_long_hears_that_time_is_up),
        PEERS_TEST(who_waits_hears_of_a_refusal),
        PEERS_TEST(who_asks_is_answered),
        PEERS_TEST(what_is_no_line_of_this_kind_ends_the_connection),
        PEERS_TEST(who_says_nothing_is_not_kept),
        PEERS_TEST(where_there_is_no_room_nobody_else_is_let_in),
        PEERS_TEST(random_bytes_are_survived),
    };

    return RUN_POOL_TESTS("keeper_peers", tests);
}
