/* Generations: what is served, what is left for the parent, and what is said of a refusal. */
#include "fake_publish.h"
#include "process/mwa_follow.h"

#include <string.h>

static void what_is_compiled_is_served_and_left_for_the_parent(void **state)
{
    mwa_follow_news_t news;
    mwa_memory_t memory;
    mwa_tables_t tables;
    mwa_generation_parts_t parts;
    int is_wrong;
    int fd;

    assert_int_equal(1, mwa_published()->number);
    assert_int_equal(2, mwa_published()->aliases);
    assert_null(fake_publish_whole(*state, 3, &is_wrong));
    assert_int_equal(2, mwa_published()->number);
    assert_int_equal(3, mwa_published()->aliases);
    assert_int_equal(1, mwa_published()->change.added);
    assert_int_equal(0, mwa_published()->change.removed);
    assert_true(mwa_publish_is_left());
    // The parent has not looked yet: only the newest is left for it, when it has.
    assert_null(fake_publish_whole(*state, 4, &is_wrong));
    assert_null(fake_publish_whole(*state, 1, &is_wrong));
    assert_int_equal(3, mwa_published()->change.removed);
    assert_false(mwa_publish_is_left());
    mwa_publish_leave();
    assert_false(mwa_publish_is_left());
    assert_int_equal(1, mwa_receive(fake_publish.ends[1], &news, sizeof(news), 0, &fd));
    assert_int_equal(2, news.number);
    close(fd);
    mwa_publish_leave();
    assert_true(mwa_publish_is_left());
    assert_int_equal(1, mwa_receive(fake_publish.ends[1], &news, sizeof(news), 0, &fd));
    assert_int_equal(4, news.number);
    assert_true(news.start == FAKE_START);
    assert_true(mwa_memory_map(&memory, fd, MWA_GENERATION_MOST));
    assert_true(mwa_generation_read(&memory, fake_publish.work.compiler.tables, FAKE_START, &tables, &parts));
    assert_int_equal(1, mwa_tables_alias_count(&tables));
    assert_int_equal(4, parts.number);
    mwa_memory_free(&memory);
}

/** Of those of the last map process, the parent may have only the first, and children serve a later one. */
static void no_number_is_given_twice(void **state)
{
    const mwa_generation_t none = MWA_NO_GENERATION;
    mwa_generation_t last = MWA_NO_GENERATION;
    mwa_follow_news_t news;
    int is_wrong;
    int fd;

    assert_null(fake_publish_whole(*state, 3, &is_wrong));
    assert_null(fake_publish_whole(*state, 4, &is_wrong));
    assert_int_equal(1, mwa_receive(fake_publish.ends[1], &news, sizeof(news), 0, &fd));
    assert_true(mwa_memory_map(&last.whole, fd, MWA_GENERATION_MOST));
    fd = mwa_published()->memory.whole.fd;
    mwa_publish_begin(&fake_publish.work, FAKE_START, &last, 1, fake_publish.ends[0]);
    close(fd);
    assert_int_equal(2, mwa_published()->number);
    assert_null(fake_publish_whole(*state, 5, &is_wrong));
    assert_int_equal(1000000, mwa_published()->number);
    assert_null(fake_publish_whole(*state, 6, &is_wrong));
    assert_int_equal(1000001, mwa_published()->number);
    // Nor if the parent has got nothing of what was after the start.
    fd = mwa_published()->memory.whole.fd;
    mwa_publish_begin(&fake_publish.work, FAKE_START, &none, 2, fake_publish.ends[0]);
    close(fd);
    assert_int_equal(1, mwa_published()->number);
    assert_null(fake_publish_whole(*state, 7, &is_wrong));
    assert_int_equal(2000000, mwa_published()->number);
    // Nor if one has made more than it was meant to.
    last.whole = mwa_published()->memory.whole;
    mwa_publish_begin(&fake_publish.work, FAKE_START, &last, 1, fake_publish.ends[0]);
    assert_null(fake_publish_whole(*state, 8, &is_wrong));
    assert_int_equal(3000000, mwa_published()->number);
}

static void without_memory_what_was_served_is_served_on(void **state)
{
    int is_wrong;

    fake_publish.no_memory = 1;
    assert_non_null(strstr(fake_publish_whole(*state, 3, &is_wrong), "no memory for a generation of 3 aliases: "));
    assert_false(is_wrong);
    assert_int_equal(1, mwa_published()->number);
    assert_true(mwa_publish_is_left());
}

static void more_aliases_than_there_are_counters_for_are_refused(void **state)
{
    int is_wrong;

    assert_null(fake_publish_whole(*state, 100, &is_wrong));
    assert_non_null(strstr(fake_publish_whole(*state, 101, &is_wrong), "no room for the counters of 101 aliases"));
    assert_true(is_wrong);
    assert_int_equal(2, mwa_published()->number);
    // Tried without those of aliases that had gone, and what is served has its own again.
    assert_int_equal(2, fake_publish.adopted);
}

static void a_refusal_is_one_line_and_told_since_it_began(void **state)
{
    apr_uint64_t since;
    int is_wrong;

    mwa_publish_refuse("a\nexit 0\n\x1b[2Jb");
    assert_string_equal("a exit 0  [2Jb", mwa_published()->refused);
    since = mwa_published()->refused_since;
    assert_true(since > 0);
    mwa_publish_refuse("another");
    assert_string_equal("another", mwa_published()->refused);
    assert_true(since == mwa_published()->refused_since);
    assert_null(fake_publish_whole(*state, 3, &is_wrong));
    assert_null(mwa_published()->refused);
    assert_int_equal(0, mwa_published()->refused_since);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUBLISH_TEST(what_is_compiled_is_served_and_left_for_the_parent),
        PUBLISH_TEST(no_number_is_given_twice),
        PUBLISH_TEST(without_memory_what_was_served_is_served_on),
        PUBLISH_TEST(more_aliases_than_there_are_counters_for_are_refused),
        PUBLISH_TEST(a_refusal_is_one_line_and_told_since_it_began),
    };

    return RUN_POOL_TESTS("publish", tests);
}
