/* Generations that are patches: what the parent gets of them, what is said to have changed, and what follows them. */
#include "fake_publish.h"
#include "process/mwa_follow.h"

#include <string.h>

/** What is left of the whole /0 /1 /2 without some ids, and what comes behind it; all that these tests look at. */
static const char *publish(apr_pool_t *p, const char *removed, const char *come)
{
    static const mwa_table_ranges_t ranges[1];
    const mwa_compiled_t compiled = {.prepared = "prepared", .prepared_size = 8, .engines = "\1\1\1\1", .findings = ""};
    apr_array_header_t *runs = apr_array_make(p, 4, sizeof(mwa_run_t));
    apr_array_header_t *ids = apr_array_make(p, 4, sizeof(int));
    mwa_tables_t *tables = fake_publish_tables(p, (int)strlen(come));
    mwa_patch_t patch = {.tables = tables, .ranges = ranges, .removed = ids};
    int i;

    for (i = 0; i < 3; ++i) {
        if (strchr(removed, '0' + i)) {
            APR_ARRAY_PUSH(ids, int) = i;
        }
        else {
            APR_ARRAY_PUSH(runs, mwa_run_t) = (mwa_run_t){.first = patch.aliases++, .from = i};
        }
    }
    if (*come) {
        APR_ARRAY_PUSH(runs, mwa_run_t) = (mwa_run_t){.first = patch.aliases, .patch = 1};
    }
    for (i = 0; come[i]; ++i, ++patch.aliases) {
        mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *);

        // A capital letter has other options.
        alias->process_group = come[i] < 'a' && come[i] > '9' ? "p" : NULL;
        alias->pattern = apr_psprintf(p, "/%c", come[i] < 'a' && come[i] > '9' ? come[i] - 'A' + '0' : come[i]);
    }
    patch.runs = (const mwa_run_t *)runs->elts;
    patch.run_count = runs->nelts;
    return mwa_publish_patch(p, &patch, &compiled);
}

static void expect_change(int added, int removed, int changed, int all)
{
    assert_int_equal(added, mwa_published()->change.added);
    assert_int_equal(removed, mwa_published()->change.removed);
    assert_int_equal(changed, mwa_published()->change.changed);
    assert_int_equal(all, mwa_published()->aliases);
}

static void publish_whole(apr_pool_t *p, int count)
{
    int is_wrong;

    assert_null(fake_publish_whole(p, count, &is_wrong));
}

static void there_is_a_whole_to_patch_once_one_was_made(void **state)
{
    assert_null(mwa_publish_whole());
    publish_whole(*state, 3);
    assert_int_equal(3, mwa_tables_alias_count(mwa_publish_whole()));
    assert_string_equal("/2", mwa_tables_alias(*state, mwa_publish_whole(), 2)->pattern);
    assert_null(publish(*state, "0", "xy"));
    // Without the patch.
    assert_int_equal(3, mwa_tables_alias_count(mwa_publish_whole()));
    publish_whole(*state, 4);
    assert_int_equal(4, mwa_tables_alias_count(mwa_publish_whole()));
}

static void a_patch_has_a_number_and_tells_which_whole_it_is_of(void **state)
{
    int free_numbers;

    publish_whole(*state, 3);
    assert_int_equal(0, mwa_published()->whole);
    assert_null(publish(*state, "", "x"));
    assert_int_equal(3, mwa_published()->number);
    assert_int_equal(2, mwa_published()->whole);
    free_numbers = free_number();
    assert_null(publish(*state, "", "xy"));
    assert_null(publish(*state, "", "xy"));
    // Each in place of the one before it.
    assert_int_equal(free_numbers, free_number());
    assert_int_equal(5, mwa_published()->number);
    assert_int_equal(2, mwa_published()->whole);
    publish_whole(*state, 3);
    assert_int_equal(6, mwa_published()->number);
    assert_int_equal(0, mwa_published()->whole);
    assert_int_equal(-1, mwa_published()->memory.patch.fd);
}

static void what_has_changed_is_told_of_what_was_served_last(void **state)
{
    publish_whole(*state, 3);
    assert_null(publish(*state, "1", "x"));
    expect_change(1, 1, 0, 3);
    assert_null(publish(*state, "1", "xy"));
    expect_change(1, 0, 0, 4);
    // The same again.
    assert_null(publish(*state, "1", "xy"));
    expect_change(0, 0, 0, 4);
    // Another option of one that had gone, and of one that had come.
    assert_null(publish(*state, "1", "xyB"));
    expect_change(1, 0, 0, 5);
    assert_null(publish(*state, "12", "xyBC"));
    expect_change(0, 0, 1, 5);
    // All is as in the whole.
    assert_null(publish(*state, "", ""));
    expect_change(0, 2, 2, 3);
    assert_null(publish(*state, "012", ""));
    expect_change(0, 3, 0, 0);
    assert_null(publish(*state, "012", "0"));
    expect_change(1, 0, 0, 1);
}

static void a_whole_is_compared_with_the_patch_before_it(void **state)
{
    publish_whole(*state, 3);
    assert_null(publish(*state, "1", "x"));
    publish_whole(*state, 5);
    // /0 /2 /x, and then /0 to /4.
    expect_change(3, 1, 0, 5);
    publish_whole(*state, 4);
    expect_change(0, 1, 0, 4);
    // What is patched now is another whole, and no patch of it was before.
    publish_whole(*state, 3);
    assert_null(publish(*state, "2", ""));
    expect_change(0, 1, 0, 2);
}

/** Takes what lies there for the parent. */
static mwa_follow_news_t take_left(mwa_generation_t *generation)
{
    mwa_follow_news_t news;
    int fds[2];

    assert_int_equal(1, mwa_receive_two(fake_publish.ends[1], &news, sizeof(news), 0, fds));
    assert_int_equal(fds[1] >= 0, news.whole != 0);
    assert_true(mwa_generation_map(generation, fds));
    return news;
}

static void the_parent_gets_both(void **state)
{
    mwa_generation_parts_t parts[2];
    mwa_generation_t generation;
    mwa_follow_news_t news;
    mwa_tables_t tables;

    publish_whole(*state, 3);
    news = take_left(&generation);
    assert_int_equal(2, news.number);
    mwa_generation_free(&generation);
    assert_null(publish(*state, "1", "xy"));
    news = take_left(&generation);
    assert_true(news.start == FAKE_START);
    assert_int_equal(3, news.number);
    assert_int_equal(2, news.whole);
    assert_true(mwa_generation_read_all(&generation, fake_publish.work.compiler.tables, FAKE_START, &tables, parts));
    assert_int_equal(2, parts[0].number);
    assert_int_equal(3, parts[1].number);
    assert_int_equal(4, mwa_tables_alias_count(&tables));
    assert_string_equal("/2", mwa_tables_alias(*state, &tables, 1)->pattern);
    assert_string_equal("/y", mwa_tables_alias(*state, &tables, 3)->pattern);
    mwa_generation_free(&generation);
}

static void one_that_follows_another_begins_with_whole_and_patch(void **state)
{
    mwa_generation_t served;
    mwa_generation_t left;

    publish_whole(*state, 3);
    take_left(&left);
    mwa_generation_free(&left);
    assert_null(publish(*state, "1", "xy"));
    take_left(&left);
    served = mwa_published()->memory;
    mwa_publish_begin(&fake_publish.work, FAKE_START, &left, 1, fake_publish.ends[0]);
    mwa_generation_free(&served);
    assert_int_equal(3, mwa_published()->number);
    assert_int_equal(2, mwa_published()->whole);
    assert_int_equal(4, mwa_published()->aliases);
    assert_int_equal(1, fake_publish.adopted);
    // What it was made of, nobody knows, and so it cannot be patched.
    assert_null(mwa_publish_whole());
    publish_whole(*state, 3);
    assert_int_equal(1000000, mwa_published()->number);
    expect_change(1, 2, 0, 3);
}

static void what_cannot_be_patched_leaves_what_was_served(void **state)
{
    publish_whole(*state, 3);
    assert_null(publish(*state, "1", "x"));
    fake_publish.room = 4;
    assert_string_equal("there is no room for the counters", publish(*state, "1", "xy"));
    fake_publish.room = 100;
    fake_publish.no_memory = 1;
    assert_non_null(strstr(publish(*state, "1", "xy"), "no memory for a patch: "));
    fake_publish.no_memory = 0;
    assert_int_equal(3, mwa_published()->number);
    assert_int_equal(3, mwa_published()->aliases);
    assert_true(mwa_published()->memory.patch.fd >= 0);
    assert_null(publish(*state, "1", "xyz"));
    assert_int_equal(4, mwa_published()->number);
    expect_change(2, 0, 0, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUBLISH_TEST(there_is_a_whole_to_patch_once_one_was_made),
        PUBLISH_TEST(a_patch_has_a_number_and_tells_which_whole_it_is_of),
        PUBLISH_TEST(what_has_changed_is_told_of_what_was_served_last),
        PUBLISH_TEST(a_whole_is_compared_with_the_patch_before_it),
        PUBLISH_TEST(the_parent_gets_both),
        PUBLISH_TEST(one_that_follows_another_begins_with_whole_and_patch),
        PUBLISH_TEST(what_cannot_be_patched_leaves_what_was_served),
    };

    return RUN_POOL_TESTS("publish_patch", tests);
}
