/* What a start out of sight must not do, taken out of the configuration. */
#include "config/mwa_quiet.h"
#include "httpd_unit.h"

#include <string.h>

static ap_directive_t *add(apr_pool_t *p, ap_directive_t **list, const char *name)
{
    ap_directive_t *node = apr_pcalloc(p, sizeof(*node));

    node->directive = name;
    node->args = "x";
    while (*list) {
        list = &(*list)->next;
    }
    *list = node;
    return node;
}

/** "A B<C D> E" */
// NOLINTNEXTLINE(misc-no-recursion): as deep as the test's trees.
static const char *show(apr_pool_t *p, const ap_directive_t *list)
{
    const char *text = "";

    for (; list; list = list->next) {
        text = apr_pstrcat(p, text, *text ? " " : "", list->directive, NULL);
        if (list->first_child) {
            text = apr_pstrcat(p, text, "{", show(p, list->first_child), "}", NULL);
        }
    }
    return text;
}

static void all_logs_go_but_one(void **state)
{
    ap_directive_t *tree = NULL;
    ap_directive_t *section;

    add(*state, &tree, "CustomLog");
    add(*state, &tree, "errorlog");
    section = add(*state, &tree, "<VirtualHost");
    add(*state, &section->first_child, "ServerName");
    add(*state, &section->first_child, "ErrorLog");
    add(*state, &section->first_child, "TransferLog");
    add(*state, &tree, "LogFormat");
    add(*state, &tree, "GlobalLog");
    mwa_quiet_logs(&tree);
    assert_string_equal("ErrorLog <VirtualHost{ServerName} LogFormat", show(*state, tree));
    assert_string_equal("/dev/stderr", tree->args);
}

static void a_tree_of_nothing_but_logs_has_one(void **state)
{
    ap_directive_t *tree = NULL;

    mwa_quiet_logs(&tree);
    assert_string_equal("ErrorLog", show(*state, tree));
}

/** httpd reads it twice as it starts. */
static void a_tree_that_is_read_again_has_one_too(void **state)
{
    ap_directive_t *first = NULL;
    ap_directive_t *second = NULL;

    mwa_quiet_logs(&first);
    add(*state, &second, "ServerName");
    mwa_quiet_logs(&second);
    assert_string_equal("ErrorLog ServerName", show(*state, second));
}

static void nothing_starts_python(void **state)
{
    ap_directive_t *tree = NULL;
    ap_directive_t *section;

    add(*state, &tree, "WSGIDaemonProcess");
    add(*state, &tree, "WSGIDaemonProcess");
    section = add(*state, &tree, "<Directory");
    add(*state, &section->first_child, "WSGIAccessScript");
    add(*state, &section->first_child, "WSGIProcessGroup");
    add(*state, &tree, "WSGIImportScript");
    add(*state, &tree, "WSGILazyInitialization");
    mwa_quiet_python(&tree);
    assert_string_equal("WSGIDaemonProcess  WSGIDaemonProcess  <Directory{WSGIAccessScript WSGIProcessGroup}",
                        show(*state, tree));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(all_logs_go_but_one),
        POOL_TEST(a_tree_of_nothing_but_logs_has_one),
        POOL_TEST(a_tree_that_is_read_again_has_one_too),
        POOL_TEST(nothing_starts_python),
    };

    return RUN_POOL_TESTS("quiet", tests);
}
