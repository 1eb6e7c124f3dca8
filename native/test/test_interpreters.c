/* What mod_wsgi 6's sections set for an interpreter, read in the parsed configuration. */
#include "httpd_unit.h"
#include "config/mwa_interpreters.h"

static ap_directive_t path = {.directive = "WSGIPythonPath", .args = "/lib"};
static ap_directive_t gil = {.directive = "WSGIPerInterpreterGIL", .args = "On", .next = &path};
static ap_directive_t interval = {.directive = "WSGISwitchInterval", .args = "0.1"};
static ap_directive_t tree[] = {
    {.directive = "<wsgiinterpreteroptions",
     .args = "process-group=shop application-group=%{GLOBAL}>",
     .first_child = &interval,
     .filename = "a.conf",
     .line_num = 1},
    {.directive = "WSGIPythonPath", .args = "/base", .filename = "a.conf", .line_num = 2},
    {.directive = "<WSGIInterpreterOptions",
     .args = "process-group=shop>",
     .first_child = &gil,
     .filename = "a.conf",
     .line_num = 3},
    {.directive = "<WSGIInterpreterOptions", .args = ">", .first_child = &path, .filename = "a.conf", .line_num = 4},
    {.directive = "<WSGIInterpreterOptions",
     .args = "process-group=%{GLOBAL}>",
     .first_child = &path,
     .filename = "a.conf",
     .line_num = 5},
    {.directive = "<WSGIInterpreterOptions", .args = ">", .filename = "a.conf", .line_num = 6},
};

static int chain(void **state)
{
    size_t i;

    for (i = 0; i + 1 < COUNT_OF(tree); ++i) {
        tree[i].next = &tree[i + 1];
    }
    return make_pool(state);
}

/** The texts, with a bar behind each. */
static void expect(apr_pool_t *p, const char *process_group, const char *application_group, const char *expected)
{
    const apr_array_header_t *texts = mwa_interpreters_options(p, tree, process_group, application_group);
    const char *all = "";
    int i;

    for (i = 0; i < texts->nelts; ++i) {
        all = apr_pstrcat(p, all, APR_ARRAY_IDX(texts, i, const char *), "|", NULL);
    }
    assert_string_equal(expected, all);
}

#define FOR_ALL "WSGIPythonPath /lib by <WSGIInterpreterOptions> at a.conf:4|"

static void the_closest_section_comes_last(void **state)
{
    expect(*state, "shop", "",
           FOR_ALL
           "WSGIPerInterpreterGIL On, WSGIPythonPath /lib by <WSGIInterpreterOptions process-group=shop> at a.conf:3|"
           "WSGISwitchInterval 0.1 by <WSGIInterpreterOptions process-group=shop application-group=%{GLOBAL}> at "
           "a.conf:1|");
}

static void a_section_of_another_group_does_not_count(void **state)
{
    expect(*state, "other", "one", FOR_ALL);
    expect(*state, "shop", "one",
           FOR_ALL
           "WSGIPerInterpreterGIL On, WSGIPythonPath /lib by <WSGIInterpreterOptions process-group=shop> at a.conf:3|");
}

static void embedded_mode_has_no_name(void **state)
{
    expect(*state, "", "one",
           FOR_ALL "WSGIPythonPath /lib by <WSGIInterpreterOptions process-group=%{GLOBAL}> at a.conf:5|");
}

static void most_configurations_have_none(void **state)
{
    assert_int_equal(0, mwa_interpreters_options(*state, NULL, "", "")->nelts);
    assert_int_equal(0, mwa_interpreters_options(*state, &path, "", "")->nelts);
}

#define TREE_TEST(name) cmocka_unit_test_setup_teardown(name, chain, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(the_closest_section_comes_last),
        TREE_TEST(a_section_of_another_group_does_not_count),
        TREE_TEST(embedded_mode_has_no_name),
        TREE_TEST(most_configurations_have_none),
    };

    return RUN_POOL_TESTS("interpreters", tests);
}
