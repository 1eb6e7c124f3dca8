/* What mod_wsgi's handler would do with a request. */
#include "httpd_unit.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "request/mwa_request.h"
#include "request/mwa_effective.h"

#include "http_core.h"
#include "http_main.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

static server_rec servers[2];
static mwa_setting_t settings[MWA_SETTING_COUNT];
static mwa_setting_t daemon_line;
static mwa_request_t request;
static mwa_request_t *request_or_null;
static apr_port_t port;
static int options;
server_rec *ap_server_conf;

apr_port_t ap_get_server_port(const request_rec *r)
{
    (void)r;
    return port;
}

int ap_allow_options(request_rec *r)
{
    (void)r;
    return options;
}

void ap_no2slash(char *name)
{
    char *to = name;

    for (; *name; ++name) {
        if (*name != '/' || name[1] != '/') {
            *to++ = *name;
        }
    }
    *to = '\0';
}

void ap_str_tolower(char *text)
{
    for (; *text; ++text) {
        *text = (char)tolower((unsigned char)*text);
    }
}

/** As httpd's, but for words without quotes. */
char *ap_getword_conf(apr_pool_t *p, const char **line)
{
    const char *begin = *line + strspn(*line, " ");
    const char *end = begin + strcspn(begin, " ");

    *line = end + strspn(end, " ");
    return apr_pstrmemdup(p, begin, (apr_size_t)(end - begin));
}

const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id)
{
    (void)r;
    return settings[id].value ? &settings[id] : NULL;
}

const mwa_setting_t *mwa_settings_find_named(const request_rec *r, mwa_setting_id_t id, const char *name)
{
    (void)r;
    return settings[id].value && !strcmp(settings[id].name, name) ? &settings[id] : NULL;
}

const mwa_setting_t *mwa_settings_daemon(const server_rec *main_server, const char *name)
{
    assert_ptr_equal(servers, main_server);
    return daemon_line.name && !strcmp(daemon_line.name, name) ? &daemon_line : NULL;
}

const char *mwa_settings_directive(mwa_setting_id_t id)
{
    return id == MWA_PROCESS_GROUP ? "WSGIProcessGroup" : "other";
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    (void)r;
    return request_or_null;
}

const char *mwa_request_group(const request_rec *r, const char *note)
{
    return apr_table_get(r->notes, note);
}

static mwa_server_t config;
static mwa_remote_t remote_group;
static int speaks_scgi;

mwa_server_t *mwa_config_of(const server_rec *s)
{
    (void)s;
    return &config;
}

const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name)
{
    assert_ptr_equal(&config, server);
    return remote_group.name && !strcmp(remote_group.name, name) ? &remote_group : NULL;
}

int mwa_remote_speaks_scgi(const server_rec *s, const mwa_remote_t *remote)
{
    (void)s;
    assert_ptr_equal(&remote_group, remote);
    return speaks_scgi;
}

/* ---------------------------------------------------------------- a request */

static request_rec r;
static mwa_effective_t serving;

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    memset(settings, 0, sizeof(settings));
    memset(&daemon_line, 0, sizeof(daemon_line));
    memset(&remote_group, 0, sizeof(remote_group));
    memset(&config, 0, sizeof(config));
    speaks_scgi = 0;
    memset(&r, 0, sizeof(r));
    request_or_null = NULL;
    port = 80;
    options = 0;
    ap_server_conf = servers;
    servers[0].server_hostname = (char *)"main.test";
    servers[1].server_hostname = (char *)"one.test";
    r.pool = *state;
    r.server = &servers[1];
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
    settings[id] =
        (mwa_setting_t){.id = id, .value = value, .name = name, .file = "x.conf", .line = 7, .server = servers};
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
    options = OPT_EXECCGI;
    assert_string_equal("by-directive", serve()->application_group.value);
    assert_string_equal("app", serving.callable_object.value);
    assert_string_equal("On", serving.pass_authorization.value);
}

static void an_option_that_comes_late_is_told_as_written(void **state)
{
    mwa_alias_t alias = {.process_group = "%{ENV:GROUP}"};
    mwa_late_t late = {.uri = "/"};

    (void)state;
    request = (mwa_request_t){.alias = &alias, .late = &late};
    request_or_null = &request;
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
    port = 443;
    expect_group("%{SERVER}", "one.test");
    port = 8080;
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
    assert_ptr_equal(&settings[MWA_HANDLER_SCRIPT], script);
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
    options = OPT_EXECCGI;
    assert_int_equal(OK, serve()->status);
}

static void a_process_group_must_exist(void **state)
{
    (void)state;
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "no WSGIDaemonProcess");
    daemon_line = (mwa_setting_t){.name = "shop", .server = servers};
    assert_int_equal(OK, serve()->status);
    assert_ptr_equal(&daemon_line, serving.daemon);
}

static void a_process_group_belongs_to_its_host(void **state)
{
    server_rec other = {.server_hostname = (char *)"other.test"};

    (void)state;
    set(MWA_PROCESS_GROUP, "shop", "shop");
    daemon_line = (mwa_setting_t){.name = "shop", .server = &other};
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "virtual host of another name");
    other.server_hostname = (char *)"one.test";
    assert_int_equal(OK, serve()->status);
    daemon_line.server = r.server;
    assert_int_equal(OK, serve()->status);
}

/** Options of an alias hold for a remote group, and nobody looks for its script. */
static void a_process_group_may_be_remote(void **state)
{
    (void)state;
    config.remotes = apr_hash_make(*state);
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "neither a WSGIDaemonProcess nor a WSGIAliasRemoteGroup");
    remote_group.name = "shop";
    r.finfo.filetype = APR_NOFILE;
    assert_int_equal(OK, serve()->status);
    assert_ptr_equal(&remote_group, serving.remote);
    set(MWA_CALLABLE_OBJECT, "app", "app");
    assert_int_equal(OK, serve()->status);
    speaks_scgi = 1;
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
    daemon_line = (mwa_setting_t){.name = "shop", .server = servers};
    set(MWA_RESTRICT_PROCESS, "one %{GLOBAL}", "one");
    assert_int_equal(OK, serve()->status);
    set(MWA_PROCESS_GROUP, "shop", "shop");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "WSGIRestrictProcess at x.conf:7");
    set(MWA_RESTRICT_PROCESS, "one shop", "one");
    assert_int_equal(OK, serve()->status);
    set(MWA_PROCESS_GROUP, "%{GLOBAL}", "%{GLOBAL}");
    expect_refusal(HTTP_INTERNAL_SERVER_ERROR, "WSGIRestrictProcess");
    settings[MWA_RESTRICT_PROCESS].value = NULL;
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
    assert_ptr_equal(&settings[MWA_DISPATCH_SCRIPT], serving.dispatch);
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
