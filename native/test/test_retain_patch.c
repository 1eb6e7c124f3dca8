/* Which counters an alias of a patch gets: those that it had, and nobody else's. */
#include "retain_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Aliases of a server, which have no counters yet. */
static mwa_tables_t *tables_of(server_rec *s, const char *patterns)
{
    mwa_tables_t *tables = apr_pcalloc(process, sizeof(*tables));
    char *last;
    char *pattern;

    tables->aliases = apr_array_make(process, 1, sizeof(mwa_alias_t *));
    for (pattern = apr_strtok(apr_pstrdup(process, patterns), " ", &last); pattern;
         pattern = apr_strtok(NULL, " ", &last)) {
        mwa_alias_t *made = apr_pcalloc(process, sizeof(*made));

        *made = (mwa_alias_t){.server = s, .directive = "WSGIScriptAlias", .pattern = pattern, .target = "/srv/x"};
        APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = made;
    }
    return tables;
}

static server_rec *s;

/** What the server starts with, with room for more; and a whole generation in the map process. */
static mwa_tables_t *start_with(const char *configured, const char *mapped)
{
    mwa_tables_t *whole;

    s = server("a");
    assert_int_equal(APR_SUCCESS, mwa_retain_spare(process, configure(s, configured)));
    whole = tables_of(s, mapped);
    assert_int_equal(APR_SUCCESS, mwa_retain_within(process, whole));
    return whole;
}

/** A patch of it. @param removed ids in a row: "02" */
static mwa_tables_t *patch(const mwa_tables_t *whole, const char *removed, const char *come)
{
    apr_array_header_t *ids = apr_array_make(process, 4, sizeof(int));
    mwa_tables_t *tables = tables_of(s, come);

    for (; *removed; ++removed) {
        APR_ARRAY_PUSH(ids, int) = *removed - '0';
    }
    assert_int_equal(APR_SUCCESS, mwa_retain_patch(process, tables, whole, ids));
    return tables;
}

static void what_comes_has_its_own_over_all_patches(void **state)
{
    const mwa_tables_t *whole = start_with("/a", "/a");
    const mwa_tables_t *one = patch(whole, "", "/new");
    const mwa_tables_t *two = patch(whole, "", "/more /new");
    const mwa_tables_t *three = patch(whole, "", "/new");

    (void)state;
    assert_non_null(alias(one, 0)->counters);
    assert_ptr_not_equal(alias(whole, 0)->counters, alias(one, 0)->counters);
    assert_int_equal(0, alias(one, 0)->counters->hits);
    assert_true(alias(one, 0)->since > 1000000000);
    assert_int_equal(1, alias(one, 0)->nth);
    assert_ptr_equal(alias(one, 0)->counters, alias(two, 1)->counters);
    assert_ptr_not_equal(alias(one, 0)->counters, alias(two, 0)->counters);
    assert_ptr_equal(alias(one, 0)->counters, alias(three, 0)->counters);
    assert_true(alias(one, 0)->since == alias(three, 0)->since);
}

static void a_changed_line_keeps_its_own(void **state)
{
    const mwa_tables_t *whole = start_with("/a /b", "/a /b /c");
    const mwa_tables_t *changed = patch(whole, "1", "/b");
    const mwa_tables_t *again = patch(whole, "12", "/c /b");

    (void)state;
    assert_ptr_equal(alias(whole, 1)->counters, alias(changed, 0)->counters);
    assert_int_equal(1, alias(changed, 0)->nth);
    assert_ptr_equal(alias(whole, 2)->counters, alias(again, 0)->counters);
    assert_ptr_equal(alias(whole, 1)->counters, alias(again, 1)->counters);
}

/** Which is told since when. */
static void what_it_keeps_has_been_counted_since_long_ago(void **state)
{
    const mwa_tables_t *whole = start_with("/a", "/a");
    const mwa_tables_t *changed;

    (void)state;
    alias(whole, 0)->since = 1000;
    mwa_retain_adopt(process, whole);
    changed = patch(whole, "0", "/a /new");
    assert_int_equal(1000, alias(changed, 0)->since);
    assert_true(alias(changed, 1)->since > 1000000000);
}

static void what_has_not_gone_is_nobody_else_s(void **state)
{
    const mwa_tables_t *whole = start_with("/a", "/a");
    const mwa_tables_t *one = patch(whole, "", "/a /a");
    const mwa_tables_t *two = patch(whole, "0", "/a /a /a");
    const mwa_tables_t *three = patch(whole, "", "/a");

    (void)state;
    assert_ptr_not_equal(alias(whole, 0)->counters, alias(one, 0)->counters);
    assert_ptr_not_equal(alias(whole, 0)->counters, alias(one, 1)->counters);
    assert_ptr_not_equal(alias(one, 0)->counters, alias(one, 1)->counters);
    assert_int_equal(2, alias(one, 0)->nth);
    assert_int_equal(3, alias(one, 1)->nth);
    assert_ptr_equal(alias(whole, 0)->counters, alias(two, 0)->counters);
    assert_ptr_equal(alias(one, 0)->counters, alias(two, 1)->counters);
    assert_ptr_equal(alias(one, 1)->counters, alias(two, 2)->counters);
    // It had gone in another patch, and is there again.
    assert_ptr_equal(alias(one, 0)->counters, alias(three, 0)->counters);
}

static void of_two_of_a_name_the_one_that_has_gone_is_taken(void **state)
{
    const mwa_tables_t *whole = start_with("/a", "/a /a");
    const mwa_tables_t *second = patch(whole, "1", "/a");
    const mwa_tables_t *first = patch(whole, "0", "/a");

    (void)state;
    assert_ptr_equal(alias(whole, 1)->counters, alias(second, 0)->counters);
    assert_int_equal(2, alias(second, 0)->nth);
    assert_ptr_equal(alias(whole, 0)->counters, alias(first, 0)->counters);
    assert_int_equal(1, alias(first, 0)->nth);
}

static void what_was_gone_before_the_whole_comes_back_with_its_counts(void **state)
{
    const mwa_tables_t *whole;
    const mwa_tables_t *back;

    (void)state;
    s = server("a");
    alias(configure(s, "/gone"), 0)->counters->hits = 7;
    whole = start_with("/a", "/a");
    back = patch(whole, "", "/gone");
    assert_int_equal(7, alias(back, 0)->counters->hits);
}

static void the_next_whole_finds_them(void **state)
{
    const mwa_tables_t *whole = start_with("/a", "/a /b");
    const mwa_tables_t *come = patch(whole, "0", "/new /a");
    const mwa_tables_t *next = tables_of(s, "/new /b /a");

    (void)state;
    assert_int_equal(APR_SUCCESS, mwa_retain_within(process, next));
    assert_ptr_equal(alias(come, 0)->counters, alias(next, 0)->counters);
    assert_true(alias(come, 0)->since == alias(next, 0)->since);
    assert_ptr_equal(alias(whole, 1)->counters, alias(next, 1)->counters);
    assert_ptr_equal(alias(whole, 0)->counters, alias(next, 2)->counters);
    // And a patch of that one takes nothing of an alias that it has.
    come = patch(next, "", "/new");
    assert_ptr_not_equal(alias(next, 0)->counters, alias(come, 0)->counters);
    assert_int_equal(2, alias(come, 0)->nth);
}

static void without_room_there_is_no_patch_and_the_next_whole_has_it(void **state)
{
    mwa_tables_t *whole = start_with("/a", "/a /b");
    char *patterns = apr_palloc(process, 3000 * 8);
    char *at = patterns;
    apr_array_header_t *none = apr_array_make(process, 1, sizeof(int));
    mwa_tables_t *next;
    int i;

    (void)state;
    for (i = 0; i < 3000; ++i) {
        at += sprintf(at, "/%d ", i);
    }
    assert_int_equal(APR_ENOSPC, mwa_retain_patch(process, tables_of(s, patterns), whole, none));
    // What there is has room.
    assert_ptr_equal(alias(whole, 1)->counters, alias(patch(whole, "1", "/b"), 0)->counters);
    next = tables_of(s, "/a /b /x /y /z");
    if (mwa_retain_within(process, next)) {
        mwa_retain_adopt(process, whole);
        assert_int_equal(APR_SUCCESS, mwa_retain_within(process, next));
    }
    assert_ptr_equal(alias(whole, 0)->counters, alias(next, 0)->counters);
    assert_ptr_equal(alias(whole, 1)->counters, alias(next, 1)->counters);
    for (i = 2; i < 5; ++i) {
        assert_non_null(alias(next, i)->counters);
        assert_int_equal(0, alias(next, i)->counters->hits);
    }
}

/** Each alias that there is has counters, and no two have the same. */
static void expect_apart(const mwa_tables_t *whole, const char *removed, const mwa_tables_t *come)
{
    apr_hash_t *seen = apr_hash_make(process);
    unsigned count = 0;
    int i;

    for (i = 0; i < whole->aliases->nelts; ++i) {
        if (!strchr(removed, '0' + i)) {
            apr_hash_set(seen, (const void *)&alias(whole, i)->counters, sizeof(void *), "");
            ++count;
        }
    }
    for (i = 0; i < come->aliases->nelts; ++i, ++count) {
        assert_non_null(alias(come, i)->counters);
        apr_hash_set(seen, (const void *)&alias(come, i)->counters, sizeof(void *), "");
    }
    assert_int_equal(count, apr_hash_count(seen));
}

static void in_any_patch_each_has_its_own(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)apr_time_now();
    const mwa_tables_t *whole = start_with("/a /b", "/a /b /a /c /a");
    int round;

    (void)state;
    print_message("seed %u\n", seed);
    for (round = 0; round < 300; ++round) {
        const char *removed = "";
        const char *come = "";
        int i;

        for (i = 0; i < whole->aliases->nelts; ++i) {
            removed = rand_r(&seed) % 3 ? removed : apr_psprintf(process, "%s%d", removed, i);
        }
        for (i = rand_r(&seed) % 5; i; --i) {
            come = apr_psprintf(process, "%s /%c", come, 'a' + rand_r(&seed) % 4);
        }
        expect_apart(whole, removed, patch(whole, removed, come));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROCESS_TEST(what_comes_has_its_own_over_all_patches),
        PROCESS_TEST(a_changed_line_keeps_its_own),
        PROCESS_TEST(what_it_keeps_has_been_counted_since_long_ago),
        PROCESS_TEST(what_has_not_gone_is_nobody_else_s),
        PROCESS_TEST(of_two_of_a_name_the_one_that_has_gone_is_taken),
        PROCESS_TEST(what_was_gone_before_the_whole_comes_back_with_its_counts),
        PROCESS_TEST(the_next_whole_finds_them),
        PROCESS_TEST(without_room_there_is_no_patch_and_the_next_whole_has_it),
        PROCESS_TEST(in_any_patch_each_has_its_own),
    };

    return RUN_POOL_TESTS("retain_patch", tests);
}
