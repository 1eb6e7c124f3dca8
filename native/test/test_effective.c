/* What mod_wsgi's handler would do with a request. */
#include "fake_effective.h"
#include "request/mwa_effective.h"

#include "http_core.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- a request */

static request_rec r;
static mwa_effective_t serving;

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    reset_world();
    memset(&r, 0, sizeof(r));
    r.pool = *state;
    r.server = &world.servers[1];
    r.uri = (char *)"/Shop//cart/x";
    r.path_info = (char *)"/x";
    r.handler = "wsgi-script";
    r.finfo.filetype = APR_REG;
    r.notes = apr_table_make(*state, 4);
    r.subprocess_env = apr_table_make(*state, 4);
    apr_table_setn(r.notes, "alias-forced-type", "wsgi-script");
    mwa_effective_fold_script_name(0);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a test has one thread.
    unsetenv("MWA_SET");
    return 0;
}

static void set(mwa_setting_id_t id, const char *value, const char *name)
{
    world.settings[id] =
        (mwa_setting_t){.id = id, .value = value, .name = name, .file = "x.conf", .line = 7, .server = world.servers};
}

static const mwa_effective_t *serve(void)
{
    mwa_effective(&r, &serving);
    return &serving;
}

static void expect_group(const char *template, const char *expected)
{
    set(MWA_APPLICATION_GROUP, template, template);
    assert_string_equal(expected, serve()->application_group.value);
}

/* ---------------------------------------------------------------- tests */

static void nothing_configured_is_the_default(void **state)
{
    assert_int_equal(OK, serve()->status);
    assert_string_equal("", serving.process_group.value);
    assert_string_equal("one.test|/Shop/cart", serving.application_group.value);
    assert_string_equal("application", serving.callable_object.value);
    assert_string_equal("Off", serving.pass_authorization.value);
    assert_null(serving.daemon);
    assert_string_equal("default", mwa_effective_source(*state, &serving.process_group));
    assert_string_equal("default", mwa_effective_source(*state, &serving.callable_object));
}

static void a_directive_has_its_place(void **state)
{
    set(MWA_PROCESS_GROUP, "%{GLOBAL}", "%{GLOBAL}");
    set(MWA_CALLABLE_OBJECT, "app", "app");
    set(MWA_PASS_AUTHORIZATION, "on", "on");
    assert_string_equal("", serve()->process_group.value);
    assert_string_equal("WSGIProcessGroup at x.conf:7", mwa_effective_source(*state, &serving.process_group));
    assert_string_equal("app", serving.callable_object.value);
    assert_string_equal("On", serving.pass_authorization.value);
}

static void an_option_of_the_alias_comes_before_directives(void **state)
{
    set(MWA_APPLICATION_GROUP, "by-directive", "by-directive");
    set(MWA_CALLABLE_OBJECT, "app", "app");
    set(MWA_PASS_AUTHORIZATION, "On", "On");
    apr_table_setn(r.notes, "mod_wsgi.application_group", "by-option");
    apr_table_setn(r.notes, "mod_wsgi.callable_object", "own");
    apr_table_setn(r.notes, "mod_wsgi.pass_authorization", "0");
    assert_string_equal("by-option", serve()->application_group.value);
    assert_string_equal("option", mwa_effective_source(*state, &serving.application_group));
    assert_string_equal("own", serving.callable_object.value);
    assert_string_equal("Off", serving.pass_authorization.value);
    // A request that no alias has taken has no options.
    apr_table_unset(r.notes, "alias-forced-type");
    world.options = OPT_EXECCGI;
    assert_string_equal("by-directive", serve()->application_group.value);
    assert_string_equal("app", serving.callable_object.value);
    assert_string_equal("On", serving.pass_authorization.value);
}

static void an_option_that_comes_late_is_told_as_written(void **state)
{
    static mwa_alias_t alias = {.process_group = "%{ENV:GROUP}"};
    static mwa_late_t late = {.uri = "/"};
    static mwa_request_t request = {.alias = &alias, .late = &late};

    (void)state;
    world.request = &request;
    assert_string_equal("%{ENV:GROUP}", serve()->process_group.value);
    assert_true(serving.process_group.is_option);
    assert_false(serving.application_group.is_option);
    request.late = NULL;
    assert_string_equal("", serve()->process_group.value);
}

static void templates_are_expanded(void **state)
{
    (void)state;
    expect_group("%{GLOBAL}", "");
    expect_group("%{global}", "%{global}");
    expect_group("plain", "plain");
    expect_group("%{SERVER}", "one.test");
    expect_group("%{HOST}", "one.test");
    r.hostname = "asked.test";
    expect_group("%{HOST}", "asked.test");
    expect_group("%{RESOURCE}", "one.test|/Shop/cart");
    world.port = 443;
    expect_group("%{SERVER}", "one.test");
    world.port = 8080;
    expect_group("%{SERVER}", "one.test:8080");
    expect_group("%{HOST}", "asked.test:8080");
    mwa_effective_fold_script_name(1);
    expect_group("%{RESOURCE}", "one.test:8080|/shop/cart");
}

static void a_variable_is_looked_for_in_three_places(void **state)
{
    (void)state;
    expect_group("%{ENV:MWA_SET}", "%{ENV:MWA_SET}");
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a test has one thread.
    setenv("MWA_SET", "process", 1);
    expect_group("%{ENV:MWA_SET}", "process");
    apr_table_setn(r.subprocess_env, "MWA_SET", "request");
    expect_group("%{ENV:MWA_SET}", "request");
    apr_table_setn(r.notes, "MWA_SET", "note");
    expect_group("%{ENV:MWA_SET}", "note");
    expect_group("x%{ENV:MWA_SET}", "x%{ENV:MWA_SET}");
    apr_table_setn(r.notes, "", "nameless");
    expect_group("%{ENV:}", "%{ENV:}");
    expect_group("%{ENV:MWA_SET", "%{ENV:MWA_SET");
    apr_table_setn(r.notes, "MWA_SET", "%{GLOBAL}");
    expect_group("%{ENV:MWA_SET}", "");
    apr_table_setn(r.notes, "MWA_SET", "%{ENV:MWA_SET}");
    expect_group("%{ENV:MWA_SET}", "%{ENV:MWA_SET}");
}

static void a_callable_may_be_a_variable(void **state)
{
    (void)state;
    set(MWA_CALLABLE_OBJECT, "%{ENV:MWA_SET}", "%{ENV:MWA_SET}");
    assert_string_equal("application", serve()->callable_object.value);
    apr_table_setn(r.notes, "MWA_SET", "own");
    assert_string_equal("own", serve()->callable_object.value);
    set(MWA_CALLABLE_OBJECT, "%{GLOBAL}", "%{GLOBAL}");
    assert_string_equal("application", serve()->callable_object.value);
}

static void the_handler_takes_scripts(void **state)
{
    const mwa_setting_t *script;

    (void)state;
    assert_true(mwa_effective_takes(&r, &script));
    assert_null(script);
    r.handler = "application/x-httpd-wsgi";
    assert_true(mwa_effective_takes(&r, &script));
    r.handler = "own";
    assert_false(mwa_effective_takes(&r, &script));
    set(MWA_HANDLER_SCRIPT, "own /h.py", "own");
    assert_true(mwa_effective_takes(&r, &script));
    assert_ptr_equal(&world.settings[MWA_HANDLER_SCRIPT], script);
    r.handler = NULL;
    assert_false(mwa_effective_takes(&r, &script));
}

static void a_handler_script_has_options_and_needs_no_file(void **state)
{
    (void)state;
    apr_table_unset(r.notes, "alias-forced-type");
    r.handler = "own";
    r.finfo.filetype = APR_NOFILE;
    set(MWA_HANDLER_SCRIPT, "own /h.py  application-group=%{SERVER} pass-authorization=On", "own");
    set(MWA_CALLABLE_OBJECT, "app", "app");
    assert_int_equal(OK, serve()->status);
    assert_string_equal("one.test", serving.application_group.value);
    assert_true(serving.application_group.is_option);
    assert_string_equal("", serving.process_group.value);
    assert_false(serving.process_group.is_option);
    assert_string_equal("handle_request", serving.callable_object.value);
    assert_string_equal("On", serving.pass_authorization.value);
}

static void expect_refusal(int status, const char *reason)
{
    assert_int_equal(status, serve()->status);
    assert_non_null(serving.reason);
    if (!strstr(serving.reason, reason)) {
        fail_msg("%s is not in %s", reason, serving.reason);
    }
}

static void a_script_must_be_a_file(void **state)
{
    (void)state;
    r.finfo.filetype = APR_NOFILE;
    expect_refusal(HTTP_NOT_FOUND, "does not exist");
    r.finfo.filetype = APR_DIR;
    expect_refusal(HTTP_FORBIDDEN, "a directory");
    r.finfo.filetype = APR_REG;
    r.used_path_info = AP_REQ_REJECT_PATH_INFO;
    expect_refusal(HTTP_NOT_FOUND, "AcceptPathInfo");
    r.path_info = (char *)"";
    assert_int_equal(OK, serve()->status);
}

static void a_file_without_an_alias_must_be_executable(void **state)
{
    (void)state;
    apr_table_unset(r.notes, "alias-forced-type");
    expect_refusal(HTTP_FORBIDDEN, "ExecCGI");
    world.options = OPT_EXECCGI;
    assert_int_equal(OK, serve()->status);
}

static void a_process_group_must_exist(void **state)
{
    (void)state;
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "no WSGIDaemonProcess");
    world.daemon = (mwa_setting_t){.name = "shop", .server = world.servers};
    assert_int_equal(OK, serve()->status);
    assert_ptr_equal(&world.daemon, serving.daemon);
}

static void a_process_group_belongs_to_its_host(void **state)
{
    server_rec other = {.server_hostname = (char *)"other.test"};

    (void)state;
    set(MWA_PROCESS_GROUP, "shop", "shop");
    world.daemon = (mwa_setting_t){.name = "shop", .server = &other};
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "virtual host of another name");
    other.server_hostname = (char *)"one.test";
    assert_int_equal(OK, serve()->status);
    world.daemon.server = r.server;
    assert_int_equal(OK, serve()->status);
}

/** Options of an alias hold for a remote group, and nobody looks for its script. */
static void a_process_group_may_be_remote(void **state)
{
    (void)state;
    world.config.remotes = apr_hash_make(*state);
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "neither a WSGIDaemonProcess nor a WSGIAliasRemoteGroup");
    world.remote.name = "shop";
    r.finfo.filetype = APR_NOFILE;
    assert_int_equal(OK, serve()->status);
    assert_ptr_equal(&world.remote, serving.remote);
    set(MWA_CALLABLE_OBJECT, "app", "app");
    assert_int_equal(OK, serve()->status);
    world.speaks_scgi = 1;
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "uWSGI runs no callable");
    set(MWA_DISPATCH_SCRIPT, "/d.py", "/d.py");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "uWSGI runs no callable");
    // A file that no alias has named is not handed over.
    apr_table_unset(r.notes, "alias-forced-type");
    expect_refusal(HTTP_FORBIDDEN, "ExecCGI");
    assert_null(serving.remote);
}

static void groups_may_be_restricted(void **state)
{
    (void)state;
    world.daemon = (mwa_setting_t){.name = "shop", .server = world.servers};
    set(MWA_RESTRICT_PROCESS, "one %{GLOBAL}", "one");
    assert_int_equal(OK, serve()->status);
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "WSGIRestrictProcess at x.conf:7");
    set(MWA_RESTRICT_PROCESS, "one shop", "one");
    assert_int_equal(OK, serve()->status);
    set(MWA_PROCESS_GROUP, "%{GLOBAL}", "%{GLOBAL}");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "WSGIRestrictProcess");
    world.settings[MWA_RESTRICT_PROCESS].value = NULL;
    set(MWA_RESTRICT_EMBEDDED, "on", "on");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "WSGIRestrictEmbedded at x.conf:7");
    set(MWA_RESTRICT_EMBEDDED, "Off", "Off");
    assert_int_equal(OK, serve()->status);
}

static void a_dispatch_script_may_choose_another_group(void **state)
{
    (void)state;
    set(MWA_PROCESS_GROUP, "nobody", "nobody");
    set(MWA_DISPATCH_SCRIPT, "/d.py", "/d.py");
    assert_int_equal(OK, serve()->status);
    assert_null(serving.reason);
    assert_ptr_equal(&world.settings[MWA_DISPATCH_SCRIPT], serving.dispatch);
    r.finfo.filetype = APR_NOFILE;
    expect_refusal(HTTP_NOT_FOUND, "does not exist");
}

#define EFFECTIVE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EFFECTIVE_TEST(nothing_configured_is_the_default),
        EFFECTIVE_TEST(a_directive_has_its_place),
        EFFECTIVE_TEST(an_option_of_the_alias_comes_before_directives),
        EFFECTIVE_TEST(an_option_that_comes_late_is_told_as_written),
        EFFECTIVE_TEST(templates_are_expanded),
        EFFECTIVE_TEST(a_variable_is_looked_for_in_three_places),
        EFFECTIVE_TEST(a_callable_may_be_a_variable),
        EFFECTIVE_TEST(the_handler_takes_scripts),
        EFFECTIVE_TEST(a_handler_script_has_options_and_needs_no_file),
        EFFECTIVE_TEST(a_script_must_be_a_file),
        EFFECTIVE_TEST(a_file_without_an_alias_must_be_executable),
        EFFECTIVE_TEST(a_process_group_must_exist),
        EFFECTIVE_TEST(a_process_group_belongs_to_its_host),
        EFFECTIVE_TEST(a_process_group_may_be_remote),
        EFFECTIVE_TEST(groups_may_be_restricted),
        EFFECTIVE_TEST(a_dispatch_script_may_choose_another_group),
    };

    return RUN_POOL_TESTS("effective", tests);
}
