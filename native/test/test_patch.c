/* A patch of maps: with the whole, it is what would be read whole; and where that is not sure, there is none. */
#include "patch_judge.h"

#include <string.h>

/** Serves the main server's map with a text; the others are empty. */
static void serve(const char *text)
{
    fake_maps_put("main", text);
    fake_maps_put("twice", "");
    fake_maps_put("one", "");
    fake_maps_put("other", "");
    serve_whole();
}

/** Which ids of the whole have gone: "0 2". */
static const char *gone(void)
{
    const char *all = "";
    int i;

    for (i = 0; i < world.patch->removed->nelts; ++i) {
        all = apr_psprintf(world.pool, "%s%s%d", all, i ? " " : "", APR_ARRAY_IDX(world.patch->removed, i, int));
    }
    return all;
}

static int come(void)
{
    return world.patch->tables->aliases->nelts;
}

static void what_has_not_changed_is_an_empty_patch(void **state)
{
    (void)state;
    serve("a /1\na /2\n");
    expect_patch();
    assert_int_equal(0, come());
    assert_int_equal(1, world.patch->run_count);
    fake_maps_put("main", "a /1\na /2\n");
    assert_true(make_patch());
    assert_int_equal(1, world.patch->reads->nelts);
    assert_int_equal(1, world.patch->run_count);
    take_patch();
    // It is not read again.
    assert_true(make_patch());
    assert_int_equal(0, world.patch->reads->nelts);
    assert_int_equal(7, world.patch->aliases);
}

static void a_line_comes_anywhere(void **state)
{
    (void)state;
    serve("a /1\na /2\n");
    fake_maps_put("main", "a /new\na /1\na /2\n");
    expect_patch();
    assert_int_equal(1, come());
    serve("a /1\na /2\n");
    fake_maps_put("main", "a /1\na /new\na /2\n");
    expect_patch();
    assert_int_equal(1, come());
    fake_maps_put("main", "a /1\na /new\na /2\na /more\n");
    expect_patch();
    assert_int_equal(2, come());
    fake_maps_put("main", "a /1\na /new\na /2\na /more");
    expect_patch();
    assert_int_equal(2, come());
    assert_string_equal("", gone());
    fake_maps_put("main", "# one\na /1\na /2");
    expect_patch();
    assert_int_equal(1, come());
    assert_string_equal("1", gone());
}

static void lines_above_sections_and_between_them_move_what_is_below(void **state)
{
    static const char *const texts[] = {
        "# above\n<a.test\na /1\n>\na /2\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\na /new\na /2\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\na /2\n# between\n# and one more\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\na /2\n<b.test\na /3\n>\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(texts); ++i) {
        serve("<a.test\na /1\n>\na /2\n<b.test\na /3\n>\na /4\n");
        fake_maps_put("main", texts[i]);
        expect_patch();
    }
}

static void lines_that_come_can_move_others_back_to_where_they_were(void **state)
{
    (void)state;
    serve("# above\na /1\n<a.test\na /2\na /3\n>\na /4\n");
    fake_maps_put("main", "a /1\n<a.test\na /2\na /3\n>\na /4\n");
    expect_patch();
    fake_maps_put("main", "a /1\n# between\n<a.test\na /2\na /3\n>\na /4\n");
    expect_patch();
    assert_int_equal(0, come());
    serve("# above\na /1\n<a.test\na /2\na /3\n>\na /4\n");
    fake_maps_put("main", "a /1\n<a.test\na /2\na /3\n>\na /4\n");
    expect_patch();
    // And there they can be in a section.
    fake_maps_put("main", "a /1\n<a.test\na /2\n# within\na /3\n>\na /4\n");
    expect_none();
}

static void sections_come_above_below_and_between(void **state)
{
    static const char *const texts[] = {
        "<c.test\na /5\n>\n<a.test\na /1\n>\na /2\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\n<c.test\na /5\n>\na /2\n<b.test\na /3\n>\na /4\n",
        "<a.test\na /1\n>\na /2\n<b.test\na /3\n>\na /4\na /6\n<c.test d.test\na /5\n>\na /6\n<e.test\n>\n",
        "<a.test\na /1\n>\na /2\n<b.test\na /3\n>\n<a.test\na /7\n>\na /4\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(texts); ++i) {
        serve("<a.test\na /1\n>\na /2\n<b.test\na /3\n>\na /4\n");
        fake_maps_put("main", texts[i]);
        expect_patch();
    }
    // Into a map without any, also; and there it may go again.
    serve("a /1\n");
    fake_maps_put("main", "a /1\n<c.test\na /5\n>\n");
    expect_patch();
    assert_int_equal(1, world.patch->ranges[0].has_hosts);
    assert_int_equal(1, world.patch->ranges[1].has_hosts);
    fake_maps_put("main", "a /1\n<c.test\na /5\na /6\n>\n");
    expect_patch();
    fake_maps_put("main", "a /1\n");
    expect_patch();
    assert_int_equal(0, world.patch->ranges[0].has_hosts);
}

static void a_section_that_is_touched_is_read_whole(void **state)
{
    static const char *const texts[] = {
        "a /1\n<a.test b.test\na /2\n>\na /3\n",
        "a /1\n<a.test\na /2\na /4\n>\na /3\n",
        "a /1\n<a.test\n# more\na /2\n>\na /3\n",
        "a /1\n<a.test\n>\na /3\n",
        "a /1\na /2\na /3\n",
        "a /1\na /3\n",
        "a /1\n<a.test\na /2\n>\n<b.test\n>\na /3\n",
        "a /1\n<a.test\na /2\n>\n<b.test\na /4\n>\na /3\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(texts); ++i) {
        serve("a /1\n<a.test\na /2\n>\na /3\n");
        fake_maps_put("main", texts[i]);
        if (i + 1 < COUNT_OF(texts)) {
            expect_none();
        }
        else {
            expect_patch();
        }
    }
}

static void what_is_wrong_is_no_patch(void **state)
{
    static const char *const texts[] = {"a /1\nbad\na /2\n", "a /1\na no-slash\na /2\n", "a /1\n<a.test\na /2\n",
                                        "a /1\n>\na /2\n",   "a /1\n<a.test\na /2",      "a /1\na /2\n<-\na /3\n>\n-",
                                        "bad\na /1\na /2\n"};
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(texts); ++i) {
        serve("a /1\na /2\n");
        fake_maps_put("main", texts[i]);
        expect_none();
        // Also if another file was read before or behind it, and is right.
        fake_maps_put("one", "a /3\n");
        fake_maps_put("twice", "a /3\n");
        expect_none();
    }
}

static void another_file_than_before_is_no_patch(void **state)
{
    (void)state;
    serve("a /1\n");
    fake_maps_put("one", NULL);
    expect_none();
    serve("a /1\n");
    fake_maps_put("one", NULL);
    serve_whole();
    // One that is not there is no reason; but one that comes is.
    fake_maps_put("main", "a /1\na /2\n");
    expect_patch();
    fake_maps_put("one", "a /3\n");
    expect_none();
}

static void other_files_than_before_are_no_patch(void **state)
{
    apr_pool_t *p = *state;
    apr_array_header_t *looked;
    int texts;

    serve("a /1\n");
    texts = fake_maps_texts;
    looked = fake_maps_look(p, world.server);
    fake_maps_put("main", "a /1\na /2\n");
    APR_ARRAY_IDX(looked, 1, mwa_map_found_t).path = "another";
    assert_null(mwa_patch_make(p, world.server, world.texts, looked, &world.whole, 0));
    looked = fake_maps_look(p, world.server);
    APR_ARRAY_IDX(looked, 0, mwa_map_found_t).map =
        apr_pmemdup(p, APR_ARRAY_IDX(looked, 0, mwa_map_found_t).map, sizeof(mwa_map_t));
    assert_null(mwa_patch_make(p, world.server, world.texts, looked, &world.whole, 0));
    looked = fake_maps_look(p, world.server);
    looked->nelts--;
    assert_null(mwa_patch_make(p, world.server, world.texts, looked, &world.whole, 0));
    // Changed between look and read.
    looked = fake_maps_look(p, world.server);
    fake_maps_put("main", "a /1\na /2\na /3\n");
    assert_null(mwa_patch_make(p, world.server, world.texts, looked, &world.whole, 0));
    assert_int_equal(texts, fake_maps_texts);
}

static void a_file_that_two_servers_have_is_patched_twice(void **state)
{
    (void)state;
    serve("a /1\n");
    fake_maps_put("twice", "a /2\na /3\na /4\n");
    serve_whole();
    fake_maps_put("twice", "a /2\na /4\n");
    expect_patch();
    assert_string_equal("2 5", gone());
    fake_maps_put("twice", "a /2\na /4\na /5\n<a.test\na /6\n>\n");
    expect_patch();
    assert_int_equal(4, come());
    assert_string_equal("2 5", gone());
}

/** Java has a list that two servers have once, and so what is left out of it. */
static void what_goes_of_one_of_two_lists_that_may_be_equal_is_no_patch(void **state)
{
    (void)state;
    serve("a /1\na /2\na /3\n");
    fake_maps_put("twice", "a /1\na /2\na /3\n");
    serve_whole();
    fake_maps_put("twice", "a /1\na /3\n");
    expect_none();
    // Others may come there, and of all of them, the same may go.
    fake_maps_put("twice", "a /1\na /2\na /4\na /3\n");
    expect_patch();
    fake_maps_put("twice", "a /1\na /3\n");
    fake_maps_put("main", "a /1\na /3\n");
    expect_patch();
    assert_string_equal("1 4 7", gone());
    fake_maps_put("main", "a /2\na /3\n");
    expect_none();
}

static void all_can_go_and_come_again(void **state)
{
    (void)state;
    serve("a /1\na /2\n");
    fake_maps_put("main", "");
    expect_patch();
    assert_int_equal(5, world.patch->aliases);
    assert_string_equal("0 1", gone());
    fake_maps_put("main", "a /3\n");
    expect_patch();
    assert_int_equal(1, come());
    assert_string_equal("0 1", gone());
}

static void a_map_that_was_empty_can_be_patched(void **state)
{
    (void)state;
    serve("");
    fake_maps_put("main", "a /1\n");
    expect_patch();
    assert_int_equal(1, come());
    fake_maps_put("other", "# a comment\n<a.test\na /1\n>");
    expect_patch();
    assert_int_equal(2, come());
    fake_maps_put("main", "");
    fake_maps_put("other", "");
    expect_patch();
    assert_int_equal(0, come());
}

static void continued_lines_are_taken_whole(void **state)
{
    (void)state;
    serve("a /1 \\\n/srv/1\na /2\n");
    fake_maps_put("main", "# more\na /1 \\\n/srv/1\na /2\n");
    expect_patch();
    assert_int_equal(0, come());
    fake_maps_put("main", "a /1 \\\n/srv/3\na /2\n");
    expect_patch();
    assert_string_equal("0", gone());
    fake_maps_put("main", "a /1 \\\n/srv/3\na /2\\\n/4\n");
    expect_patch();
    assert_string_equal("0 1", gone());
}

/** httpd counts a line more there. */
static void a_last_line_that_would_go_on_can_go(void **state)
{
    (void)state;
    serve("a /1\na /2 \\\n");
    fake_maps_put("main", "a /1\n");
    expect_patch();
    assert_string_equal("1", gone());
    fake_maps_put("main", "a /1\na /2 \\\n/other\n");
    expect_patch();
    assert_int_equal(1, come());
    assert_string_equal("1", gone());
    fake_maps_put("main", "a /1\na /new\na /2 \\\n");
    expect_patch();
    assert_int_equal(2, come());
    assert_string_equal("1", gone());
}

static void what_is_not_served_is_forgotten(void **state)
{
    (void)state;
    serve("a /1\na /2\n");
    fake_maps_put("main", "a /3\n");
    assert_true(make_patch());
    forget_patch();
    fake_maps_put("main", "a /1\na /4\na /2\n");
    expect_patch();
    assert_string_equal("", gone());
}

static void too_much_is_no_patch(void **state)
{
    apr_pool_t *p = *state;
    const char *many = "";
    int i;

    for (i = 0; i < 501; ++i) {
        many = apr_psprintf(p, "%sa /%d\n", many, i);
    }
    serve("a /1\n");
    fake_maps_put("twice", apr_pstrcat(p, many, "a /more\n", NULL));
    expect_none();
    fake_maps_put("one", many);
    fake_maps_put("twice", "");
    expect_patch();
    fake_maps_put("other", many);
    expect_none();
}

#define PATCH_TEST(name) cmocka_unit_test_setup_teardown(name, make_world, end_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PATCH_TEST(what_has_not_changed_is_an_empty_patch),
        PATCH_TEST(a_line_comes_anywhere),
        PATCH_TEST(lines_above_sections_and_between_them_move_what_is_below),
        PATCH_TEST(lines_that_come_can_move_others_back_to_where_they_were),
        PATCH_TEST(sections_come_above_below_and_between),
        PATCH_TEST(a_section_that_is_touched_is_read_whole),
        PATCH_TEST(what_is_wrong_is_no_patch),
        PATCH_TEST(another_file_than_before_is_no_patch),
        PATCH_TEST(other_files_than_before_are_no_patch),
        PATCH_TEST(a_file_that_two_servers_have_is_patched_twice),
        PATCH_TEST(what_goes_of_one_of_two_lists_that_may_be_equal_is_no_patch),
        PATCH_TEST(all_can_go_and_come_again),
        PATCH_TEST(a_map_that_was_empty_can_be_patched),
        PATCH_TEST(continued_lines_are_taken_whole),
        PATCH_TEST(a_last_line_that_would_go_on_can_go),
        PATCH_TEST(what_is_not_served_is_forgotten),
        PATCH_TEST(too_much_is_no_patch),
    };

    return RUN_POOL_TESTS("patch", tests);
}
