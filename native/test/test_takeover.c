/* The takeover: which directives are renamed, and for which aliases mod_wsgi is asked to import the script. */
#include "httpd_unit.h"
#include "config/mwa_remote_names.h"
#include "config/mwa_takeover.h"

#include <string.h>

static int mod_wsgi_is_loaded;
static module mod_wsgi;

module *ap_find_linked_module(const char *name)
{
    return mod_wsgi_is_loaded && !strcmp(name, "mod_wsgi.c") ? &mod_wsgi : NULL;
}

int mwa_remote_is_declared(const ap_directive_t *node, const char *name)
{
    (void)node;
    return !strcmp(name, "remote");
}

static void both_directives_are_renamed_at_every_depth_and_in_any_case(void **state)
{
    ap_directive_t deep[] = {{.directive = "wsgiscriptALIAS"}};
    ap_directive_t tree[] = {{.directive = "WSGIScriptAlias"},
                             {.directive = "<VirtualHost", .first_child = deep},
                             {.directive = "WSGIScriptAliasMatch"},
                             {.directive = "WSGIScriptReloading"},
                             {.directive = "WSGIScriptAliasMatcher"}};
    size_t i;

    (void)state;
    for (i = 0; i + 1 < COUNT_OF(tree); ++i) {
        tree[i].next = &tree[i + 1];
    }
    mwa_takeover_rename(tree);
    assert_string_equal("WSGIScriptAlias ", tree[0].directive);
    assert_string_equal("<VirtualHost", tree[1].directive);
    assert_string_equal("WSGIScriptAlias ", deep[0].directive);
    assert_string_equal("WSGIScriptAliasMatch ", tree[2].directive);
    assert_string_equal("WSGIScriptReloading", tree[3].directive);
    assert_string_equal("WSGIScriptAliasMatcher", tree[4].directive);
}

static void an_empty_tree_has_nothing_to_rename(void **state)
{
    (void)state;
    mwa_takeover_rename(NULL);
}

/** mod_macro's are gone when the configuration has been read. */
static void names_of_files_last(void **state)
{
    char macro[] = "macro 'h' (defined on line 1)";
    ap_directive_t deep[] = {{.directive = "WSGIScriptAlias", .filename = macro},
                             {.directive = "WSGIScriptAlias", .filename = "x.conf"}};
    ap_directive_t tree[] = {{.directive = "<VirtualHost", .filename = macro, .first_child = deep},
                             {.directive = "Listen", .filename = "x.conf"},
                             {.directive = "Listen", .filename = "x.conf"}};

    deep[0].next = &deep[1];
    tree[0].next = &tree[1];
    tree[1].next = &tree[2];
    mwa_takeover_keep_places(*state, tree);
    memset(macro, 'x', sizeof(macro) - 1);
    assert_string_equal("macro 'h' (defined on line 1)", tree[0].filename);
    assert_string_equal("macro 'h' (defined on line 1)", deep[0].filename);
    assert_string_equal("x.conf", deep[1].filename);
    // Lines of one file share it.
    assert_ptr_equal(tree[1].filename, tree[2].filename);
    mwa_takeover_keep_places(*state, NULL);
}

/** What a line makes of the tree: the arguments of the WSGIImportScript behind it, or NULL. */
static const char *import_for(apr_pool_t *p, const mwa_alias_t *configured)
{
    mwa_alias_t alias = *configured;
    ap_directive_t after = {.directive = "Listen"};
    ap_directive_t node = {.directive = MWA_TAKEN_ALIAS, .next = &after, .filename = "site.conf", .line_num = 12};
    cmd_parms cmd = {.pool = p, .directive = &node};

    mwa_takeover_preload(&cmd, &alias);
    if (node.next == &after) {
        assert_non_null(alias.not_preloaded);
        return NULL;
    }
    assert_null(alias.not_preloaded);
    assert_string_equal("WSGIImportScript", node.next->directive);
    assert_string_equal("site.conf", node.next->filename);
    assert_int_equal(12, node.next->line_num);
    assert_ptr_equal(&after, node.next->next);
    return node.next->args;
}

static void a_script_is_imported_where_both_groups_and_the_file_are_fixed(void **state)
{
    static const struct {
        mwa_alias_t alias;
        const char *import;
    } cases[] = {
        {{.target = "/a.wsgi", .process_group = "p", .application_group = "a"},
         "\"/a.wsgi\" process-group=\"p\" application-group=\"a\""},
        {{.target = "/a.wsgi", .process_group = "%{GLOBAL}", .application_group = "%{GLOBAL}"},
         "\"/a.wsgi\" process-group=\"%{GLOBAL}\" application-group=\"%{GLOBAL}\""},
        {{.target = "/a \"b\\c", .process_group = "p q", .application_group = "\\"},
         "\"/a \\\"b\\\\c\" process-group=\"p q\" application-group=\"\\\\\""},
        {{.target = "/a.wsgi", .process_group = "p"}, NULL},
        {{.target = "/a.wsgi", .process_group = "remote", .application_group = "a"}, NULL},
        {{.target = "/a.wsgi", .application_group = "a"}, NULL},
        {{.target = "/a.wsgi", .process_group = "%{ENV:P}", .application_group = "a"}, NULL},
        {{.target = "/a.wsgi", .process_group = "p", .application_group = "%{SERVER}"}, NULL},
        {{.target = "/a.wsgi", .process_group = "p", .application_group = "x%{GLOBAL}"}, NULL},
        // A dollar sign is a capture in WSGIScriptAliasMatch alone.
        {{.target = "/$1.wsgi", .process_group = "$1", .application_group = "a"},
         "\"/$1.wsgi\" process-group=\"$1\" application-group=\"a\""},
        {{.target = "/$1.wsgi", .process_group = "p", .application_group = "a", .is_match = 1}, NULL},
        {{.target = "/a.wsgi", .process_group = "$1", .application_group = "a", .is_match = 1}, NULL},
        {{.target = "/a.wsgi", .process_group = "p", .application_group = "x$9", .is_match = 1}, NULL},
        {{.target = "/a.wsgi", .process_group = "p$", .application_group = "$x", .is_match = 1},
         "\"/a.wsgi\" process-group=\"p$\" application-group=\"$x\""},
    };
    size_t i;

    mod_wsgi_is_loaded = 1;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        const char *import = import_for(*state, &cases[i].alias);

        if (!import != !cases[i].import || (import && strcmp(import, cases[i].import) != 0)) {
            fail_msg("case %zu: %s instead of %s", i, import, cases[i].import);
        }
    }
}

static void without_mod_wsgi_nothing_is_imported(void **state)
{
    const mwa_alias_t alias = {.target = "/a.wsgi", .process_group = "p", .application_group = "a"};

    mod_wsgi_is_loaded = 0;
    assert_null(import_for(*state, &alias));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_directives_are_renamed_at_every_depth_and_in_any_case),
        cmocka_unit_test(an_empty_tree_has_nothing_to_rename),
        POOL_TEST(names_of_files_last),
        POOL_TEST(a_script_is_imported_where_both_groups_and_the_file_are_fixed),
        POOL_TEST(without_mod_wsgi_nothing_is_imported),
    };

    return RUN_POOL_TESTS("takeover", tests);
}
