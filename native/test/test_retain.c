/* Which counters an alias gets, from one configuration to the next. */
#include "retain_unit.h"
#include "core/mwa_minutes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mwa_table_t *table(const mwa_tables_t *tables)
{
    return &APR_ARRAY_IDX(tables->tables, 0, mwa_table_t);
}

static mwa_table_counters_t *counters(const mwa_tables_t *tables)
{
    return table(tables)->counters;
}

/* ---------------------------------------------------------------- the tests */

static void counters_begin_with_nothing_and_the_time(void **state)
{
    const mwa_tables_t *tables = configure(server("a"), "/a");

    (void)state;
    assert_int_equal(0, (uintptr_t)alias(tables, 0)->counters % MWA_CACHE_LINE);
    assert_int_equal(0, (uintptr_t)counters(tables) % MWA_CACHE_LINE);
    assert_int_equal(0, alias(tables, 0)->counters->hits);
    assert_true(alias(tables, 0)->since > 1000000000);
    assert_true(table(tables)->since > 1000000000);
    assert_int_equal(1, alias(tables, 0)->nth);
}

static void an_alias_is_known_again_wherever_its_line_has_moved_to(void **state)
{
    const mwa_tables_t *before = configure(server("a"), "/a /b");
    mwa_alias_counters_t *a = alias(before, 0)->counters;
    mwa_alias_counters_t *b = alias(before, 1)->counters;
    const mwa_tables_t *after = configure(server("a"), "/new /b /a");

    (void)state;
    assert_ptr_equal(a, alias(after, 2)->counters);
    assert_ptr_equal(b, alias(after, 1)->counters);
    assert_ptr_not_equal(a, alias(after, 0)->counters);
    assert_ptr_not_equal(b, alias(after, 0)->counters);
    assert_ptr_equal(counters(before), counters(after));
}

static void another_server_s_alias_is_another_alias(void **state)
{
    const mwa_tables_t *before = configure(server("a"), "/a");
    const mwa_tables_t *after = configure(server("b"), "/a");

    (void)state;
    assert_ptr_not_equal(alias(before, 0)->counters, alias(after, 0)->counters);
    assert_ptr_not_equal(counters(before), counters(after));
}

static void aliases_of_one_name_are_told_apart_by_their_order(void **state)
{
    const mwa_tables_t *before = configure(server("a"), "/a /b /a");
    const mwa_tables_t *after = configure(server("a"), "/a /a /a /b");

    (void)state;
    assert_ptr_not_equal(alias(before, 0)->counters, alias(before, 2)->counters);
    assert_ptr_equal(alias(before, 0)->counters, alias(after, 0)->counters);
    assert_ptr_equal(alias(before, 2)->counters, alias(after, 1)->counters);
    assert_int_equal(1, alias(after, 0)->nth);
    assert_int_equal(2, alias(after, 1)->nth);
    assert_int_equal(3, alias(after, 2)->nth);
    assert_int_equal(1, alias(after, 3)->nth);
}

static void what_is_gone_for_a_while_comes_back_with_its_counts(void **state)
{
    mwa_alias_counters_t *a = alias(configure(server("a"), "/a"), 0)->counters;
    int i;

    (void)state;
    a->hits = 7;
    for (i = 0; i < MWA_STORE_RESTARTS; ++i) {
        configure(server("a"), "/b");
    }
    assert_ptr_equal(a, alias(configure(server("a"), "/a"), 0)->counters);
    assert_int_equal(7, a->hits);
}

static void what_is_gone_for_long_serves_something_else_from_0(void **state)
{
    mwa_alias_counters_t *a = alias(configure(server("a"), "/a"), 0)->counters;
    const mwa_tables_t *after;
    int i;

    (void)state;
    a->hits = 7;
    for (i = 0; i <= MWA_STORE_RESTARTS; ++i) {
        configure(server("a"), "/b");
    }
    after = configure(server("a"), "/b /c");
    assert_ptr_equal(a, alias(after, 1)->counters);
    assert_int_equal(0, a->hits);
}

static void thousands_have_counters_of_their_own(void **state)
{
    char *patterns = apr_palloc(process, 3000 * 8);
    char *at = patterns;
    const mwa_tables_t *before;
    const mwa_tables_t *after;
    int i;

    (void)state;
    for (i = 0; i < 3000; ++i) {
        at += sprintf(at, "/%d ", i);
    }
    before = configure(server("a"), patterns);
    for (i = 0; i < 3000; ++i) {
        assert_int_equal(0, alias(before, i)->counters->hits);
        alias(before, i)->counters->hits = (uint64_t)i + 1;
    }
    after = configure(server("a"), patterns);
    for (i = 0; i < 3000; ++i) {
        assert_int_equal(i + 1, alias(after, i)->counters->hits);
    }
}

static void the_minutes_stay_where_they_are(void **state)
{
    server_rec *s = server("a");
    mwa_tables_t *before = configure(s, "/a");
    const mwa_tables_t *after;
    apr_uint64_t counts[MWA_MINUTES];

    (void)state;
    mwa_count_minute(before->minutes, 6000);
    after = configure(s, "/b");
    assert_ptr_equal(before->minutes, after->minutes);
    mwa_minutes_read(after->minutes, 6000, counts);
    assert_int_equal(1, counts[MWA_MINUTES - 1]);
}

static void without_shared_memory_that_is_said(void **state)
{
    mwa_tables_t *tables = apr_pcalloc(process, sizeof(*tables));
    mwa_alias_t one = {.server = server("a"), .directive = "WSGIScriptAlias", .pattern = "/a", .target = "/x"};

    (void)state;
    tables->aliases = apr_array_make(process, 1, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(process, 1, sizeof(mwa_table_t));
    APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = &one;
    shared_memory_fails = 1;
    assert_int_equal(APR_ENOMEM, mwa_retain_counters(process, tables));
}

/** An older build's store lies under another name, and in it are addresses that lead nowhere here. */
static void what_another_build_has_kept_is_not_read(void **state)
{
    static const char *const keys[] = {"wsgi_alias.aliases",
                                       "wsgi_alias.tables",
                                       "wsgi_alias.aliases, layout 1: 40 24 24 64",
                                       "wsgi_alias.aliases, layout 4: 64 24 32 128",
                                       "wsgi_alias.aliases, layout 3: 48 24 32 64",
                                       "wsgi_alias.tables, layout 6: 64 24 32 320",
                                       "wsgi_alias.aliases, layout 4: 64 24 32 64"};
    const mwa_tables_t *tables;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(keys); ++i) {
        memset(ap_retained_data_create(keys[i], 8), 0xff, 8);
    }
    tables = configure(server("a"), "/a");
    assert_int_equal(0, alias(tables, 0)->counters->hits);
    assert_int_equal(COUNT_OF(keys) + 3, apr_hash_count(retained));
    for (i = 0; i < COUNT_OF(keys); ++i) {
        assert_memory_equal("\xff\xff\xff\xff\xff\xff\xff\xff", ap_retained_data_get(keys[i]), 8);
    }
}

/** The name has the sizes in it; what they do not tell is up to whoever changes a type, and to LAYOUT. */
static void what_is_kept_is_named_by_its_layout(void **state)
{
    (void)state;
    configure(server("a"), "/a");
    assert_non_null(ap_retained_data_get("wsgi_alias.aliases, layout 5: 72 24 48 64"));
    assert_non_null(ap_retained_data_get("wsgi_alias.tables, layout 5: 72 24 48 320"));
    assert_non_null(ap_retained_data_get("wsgi_alias.minutes, layout 5: 72 24 48 4096"));
}

/** As a child could: the parent depends on nothing that is in the counters, and begins with zeroes where it says so. */
static void whatever_is_in_the_counters_changes_nothing_else(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261127;
    const mwa_tables_t *before = configure(server("a"), "/a /b /a");
    apr_uint64_t since = alias(before, 0)->since;
    int round;

    (void)state;
    print_message("seed %u\n", seed);
    srandom(seed);
    for (round = 0; round < 100; ++round) {
        const mwa_tables_t *after;
        int i;

        for (i = 0; i < 3; ++i) {
            memset(alias(before, i)->counters, round < 4 ? round * 85 : (int)(random() % 256),
                   sizeof(mwa_alias_counters_t));
        }
        memset(counters(before), (int)(random() % 256), sizeof(mwa_table_counters_t));
        after = configure(server("a"), "/a /b /a");
        for (i = 0; i < 3; ++i) {
            assert_ptr_equal(alias(before, i)->counters, alias(after, i)->counters);
        }
        assert_ptr_equal(counters(before), counters(after));
        assert_int_equal(since, alias(after, 0)->since);
        assert_int_equal(2, alias(after, 2)->nth);
        assert_int_equal(since, table(after)->since);
    }
    assert_int_equal(0, alias(configure(server("b"), "/new"), 0)->counters->hits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROCESS_TEST(counters_begin_with_nothing_and_the_time),
        PROCESS_TEST(an_alias_is_known_again_wherever_its_line_has_moved_to),
        PROCESS_TEST(another_server_s_alias_is_another_alias),
        PROCESS_TEST(aliases_of_one_name_are_told_apart_by_their_order),
        PROCESS_TEST(what_is_gone_for_a_while_comes_back_with_its_counts),
        PROCESS_TEST(what_is_gone_for_long_serves_something_else_from_0),
        PROCESS_TEST(thousands_have_counters_of_their_own),
        PROCESS_TEST(the_minutes_stay_where_they_are),
        PROCESS_TEST(without_shared_memory_that_is_said),
        PROCESS_TEST(what_another_build_has_kept_is_not_read),
        PROCESS_TEST(what_is_kept_is_named_by_its_layout),
        PROCESS_TEST(whatever_is_in_the_counters_changes_nothing_else),
    };

    return RUN_POOL_TESTS("retain", tests);
}
