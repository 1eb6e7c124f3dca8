/* The hooks for a request that is explained. */
#include "httpd_unit.h"
#include "request/mwa_explained.h"
#include "request/mwa_effective.h"
#include "request/mwa_trail.h"

#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static apr_array_header_t *handlers;
static apr_array_header_t *readers;
static apr_array_header_t *parsers;
static const char *linked;
static module a_module;
static int serving_status;
static char called[256];

apr_array_header_t *ap_hook_get_handler(void)
{
    return handlers;
}

apr_array_header_t *ap_hook_get_post_read_request(void)
{
    return readers;
}

apr_array_header_t *ap_hook_get_header_parser(void)
{
    return parsers;
}

module *ap_find_linked_module(const char *name)
{
    return strstr(linked, name) ? &a_module : NULL;
}

int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script)
{
    *handler_script = NULL;
    return !strcmp(r->handler, "wsgi-script");
}

void mwa_effective(request_rec *r, mwa_effective_t *serving)
{
    (void)r;
    memset(serving, 0, sizeof(*serving));
    serving->status = serving_status;
}

static int call(const char *name, const request_rec *r, const char *handler)
{
    snprintf(called + strlen(called), sizeof(called) - strlen(called), "%s ", name);
    return handler && !strcmp(r->handler, handler) ? OK : DECLINED;
}

static int rewrite(request_rec *r)
{
    return call("rewrite", r, "redirect-handler");
}

static int act(request_rec *r)
{
    return call("act", r, "action");
}

static int cgi(request_rec *r)
{
    return call("cgi", r, "cgi-script");
}

static int set_early(request_rec *r)
{
    return call("early", r, NULL);
}

static int set_late(request_rec *r)
{
    return call("late", r, NULL);
}

static apr_array_header_t *hooks(apr_pool_t *p, const char *const *names, ap_HOOK_handler_t *const *functions,
                                 int count)
{
    apr_array_header_t *list = apr_array_make(p, count, sizeof(ap_LINK_handler_t));
    int i;

    for (i = 0; i < count; ++i) {
        ap_LINK_handler_t *link = apr_array_push(list);

        memset(link, 0, sizeof(*link));
        link->szName = names[i];
        link->pFunc = functions[i];
    }
    return list;
}

/* ---------------------------------------------------------------- a request */

static void *connection_vector[1];
static const struct ap_logconf quiet = {.level = APLOG_EMERG};
static const struct ap_logconf of_place = {.level = APLOG_DEBUG};
static conn_rec connection = {.conn_config = (ap_conf_vector_t *)connection_vector};
static request_rec page;
static request_rec r;
static mwa_trail_t *trail;

static int set_up(void **state)
{
    static const char *const names[] = {"mod_cgi.c", "mod_rewrite.c", "mod_actions.c", "mod_wsgi_alias.c"};
    static ap_HOOK_handler_t *const functions[] = {cgi, rewrite, act, mwa_explained_handler};
    static const char *const env[] = {"mod_other.c", "mod_setenvif.c"};
    static ap_HOOK_handler_t *const early[] = {cgi, set_early};
    static ap_HOOK_handler_t *const late[] = {cgi, set_late};

    if (make_pool(state)) {
        return 1;
    }
    handlers = hooks(*state, names, functions, COUNT_OF(names));
    readers = hooks(*state, env, early, COUNT_OF(env));
    parsers = hooks(*state, env, late, COUNT_OF(env));
    linked = "mod_wsgi.c";
    serving_status = OK;
    called[0] = '\0';
    page = (request_rec){.connection = &connection, .pool = *state};
    connection.log = NULL;
    r = (request_rec){.connection = &connection,
                      .pool = *state,
                      .log = &of_place,
                      .handler = "wsgi-script",
                      .uri = (char *)"/a"};
    r.finfo.filetype = APR_REG;
    trail = mwa_trail_begin(&connection, *state);
    return 0;
}

static void who_is_not_explained_passes(void **state)
{
    (void)state;
    mwa_trail_end(&connection);
    assert_int_equal(DECLINED, mwa_explained_begin(&r));
    assert_int_equal(DECLINED, mwa_explained_translate(&r));
    assert_int_equal(DECLINED, mwa_explained_find(&r));
    assert_int_equal(DECLINED, mwa_explained_handler(&r));
    assert_int_equal(DECLINED, mwa_explained_tls(&connection));
    assert_string_equal("", called);
}

static void a_script_that_would_run_ends_it(void **state)
{
    (void)state;
    assert_int_equal(DONE, mwa_explained_handler(&r));
    assert_ptr_equal(&r, trail->ended);
    assert_null(trail->refused);
    assert_string_equal("rewrite act ", called);
}

static void a_script_that_would_not_run_is_refused(void **state)
{
    (void)state;
    serving_status = HTTP_FORBIDDEN;
    assert_int_equal(HTTP_FORBIDDEN, mwa_explained_handler(&r));
    assert_null(trail->ended);
    assert_ptr_equal(&r, trail->refused);
    linked = "";
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, mwa_explained_handler(&r));
}

static void what_leads_on_is_let_run(void **state)
{
    (void)state;
    r.handler = "redirect-handler";
    assert_int_equal(OK, mwa_explained_handler(&r));
    r.handler = "action";
    assert_int_equal(OK, mwa_explained_handler(&r));
    assert_null(trail->ended);
    assert_null(trail->refused);
}

static void no_other_handler_runs(void **state)
{
    (void)state;
    r.handler = "cgi-script";
    assert_int_equal(DONE, mwa_explained_handler(&r));
    assert_ptr_equal(&r, trail->ended);
    assert_null(strstr(called, "cgi"));
}

static void expect_missing(const char *handler, apr_filetype_e type, const char *path_info, int is_missing)
{
    r.handler = handler;
    r.finfo.filetype = type;
    r.path_info = (char *)(uintptr_t)path_info;
    assert_int_equal(is_missing ? HTTP_NOT_FOUND : DONE, mwa_explained_handler(&r));
}

static void a_file_that_is_missing_is_not_found(void **state)
{
    (void)state;
    r.used_path_info = AP_REQ_DEFAULT_PATH_INFO;
    expect_missing("default-handler", APR_NOFILE, NULL, 1);
    expect_missing("default-handler", APR_DIR, NULL, 1);
    expect_missing("default-handler", APR_REG, "", 0);
    expect_missing("text/plain", APR_REG, "/x", 1);
    expect_missing("", APR_NOFILE, NULL, 1);
    // A handler of another module makes its content of anything.
    expect_missing("server-status", APR_NOFILE, NULL, 0);
    r.used_path_info = AP_REQ_ACCEPT_PATH_INFO;
    expect_missing("text/plain", APR_REG, "/x", 0);
    expect_missing(DIR_MAGIC_TYPE, APR_DIR, NULL, 1);
    linked = "mod_autoindex.c";
    expect_missing(DIR_MAGIC_TYPE, APR_DIR, NULL, 0);
}

static void what_goes_to_a_proxy_needs_no_file(void **state)
{
    (void)state;
    r.filename = (char *)"proxy:http://a.test/";
    expect_missing("text/plain", APR_NOFILE, NULL, 1);
    linked = "mod_proxy.c";
    expect_missing("text/plain", APR_NOFILE, NULL, 1);
    r.proxyreq = PROXYREQ_REVERSE;
    expect_missing("text/plain", APR_NOFILE, NULL, 0);
    serving_status = HTTP_FORBIDDEN;
    linked = "mod_proxy.c mod_wsgi.c";
    expect_missing("wsgi-script", APR_NOFILE, NULL, 0);
    r.filename = (char *)"/a";
    expect_missing("text/plain", APR_NOFILE, NULL, 1);
    r.proxyreq = PROXYREQ_NONE;
    expect_missing("proxy:http://a.test/", APR_NOFILE, NULL, 0);
    linked = "";
    expect_missing("proxy:http://a.test/", APR_NOFILE, NULL, 1);
}

static void the_trail_knows_how_far_it_got(void **state)
{
    (void)state;
    assert_int_equal(DECLINED, mwa_explained_translate(&r));
    assert_int_equal(MWA_REACHED_TRANSLATE, mwa_trail_reached(&r));
    assert_int_equal(DECLINED, mwa_explained_find(&r));
    assert_int_equal(MWA_REACHED_TRANSLATE | MWA_REACHED_FILE, mwa_trail_reached(&r));
    // httpd sets a main request's variables itself.
    assert_string_equal("", called);
}

static void a_sub_request_that_stands_for_a_clients_has_variables(void **state)
{
    request_rec deeper = r;

    (void)state;
    r.main = &page;
    mwa_explained_translate(&r);
    assert_string_equal("", called);
    trail->is_sub = 1;
    page.parsed_uri.port = 8080;
    page.parsed_uri.port_str = (char *)"8080";
    mwa_explained_translate(&r);
    assert_int_equal(8080, r.parsed_uri.port);
    assert_string_equal("8080", r.parsed_uri.port_str);
    mwa_explained_find(&r);
    assert_string_equal("early late ", called);
    deeper.main = &r;
    mwa_explained_translate(&deeper);
    deeper.main = &page;
    deeper.prev = &r;
    mwa_explained_find(&deeper);
    assert_string_equal("early late ", called);
}

static void a_connection_may_count_as_one_with_tls(void **state)
{
    (void)state;
    assert_int_equal(DECLINED, mwa_explained_tls(&connection));
    trail->is_tls = 1;
    assert_int_equal(OK, mwa_explained_tls(&connection));
}

/** What each phase has of the log's level, when httpd has given the request that of its place. */
static void expect_log(const struct ap_logconf *log)
{
    static int (*const phases[])(request_rec *) = {mwa_explained_begin, mwa_explained_translate, mwa_explained_find};
    size_t i;

    for (i = 0; i < COUNT_OF(phases); ++i) {
        r.log = &of_place;
        assert_int_equal(DECLINED, phases[i](&r));
        assert_ptr_equal(log, r.log);
    }
}

static void a_connection_that_is_not_logged_decides(void **state)
{
    (void)state;
    expect_log(&of_place);
    connection.log = &quiet;
    expect_log(&quiet);
    mwa_trail_end(&connection);
    expect_log(&of_place);
}

#define EXPLAINED_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXPLAINED_TEST(who_is_not_explained_passes),
        EXPLAINED_TEST(a_script_that_would_run_ends_it),
        EXPLAINED_TEST(a_script_that_would_not_run_is_refused),
        EXPLAINED_TEST(what_leads_on_is_let_run),
        EXPLAINED_TEST(no_other_handler_runs),
        EXPLAINED_TEST(a_file_that_is_missing_is_not_found),
        EXPLAINED_TEST(what_goes_to_a_proxy_needs_no_file),
        EXPLAINED_TEST(the_trail_knows_how_far_it_got),
        EXPLAINED_TEST(a_sub_request_that_stands_for_a_clients_has_variables),
        EXPLAINED_TEST(a_connection_may_count_as_one_with_tls),
        EXPLAINED_TEST(a_connection_that_is_not_logged_decides),
    };

    return RUN_POOL_TESTS("explained", tests);
}
