/* How a request is handed over to mod_proxy: where it goes, and what is kept of it. */
#include "httpd_unit.h"
#include "fake_log.h"
#include "config/mwa_remote.h"
#include "core/mwa_counters.h"
#include "core/mwa_frame_io.h"
#include "request/mwa_effective.h"
#include "request/mwa_hand_over.h"
#include "request/mwa_trail.h"

#include "http_config.h"
#include "http_main.h"
#include "http_request.h"

#include <string.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static server_rec the_server;
static mwa_server_t config;
static mwa_alias_counters_t counters;
static mwa_alias_t the_alias = {.id = 3, .server = &the_server, .pattern = "/a", .counters = &counters};
static const mwa_remote_t remote_group = {.name = "shop",
                                          .url = "scgi://h:1",
                                          .prefix = "proxy:scgi://h:1/",
                                          .prefix_length = 17};
/** The process group of the next request: its alias' option, and what it turns out to be. */
static const char *option;
static const char *late_name;
/** Whether only a section says so that does not hold for a proxied request, unless a note does. */
static int is_of_directory;
static mwa_setting_t daemon_line;
/** What the next sub-request comes to; and what is continued with. */
static int sub_status;
static request_rec *continued;
server_rec *ap_server_conf = &the_server;

mwa_server_t *mwa_config_of(const server_rec *s)
{
    assert_ptr_equal(&the_server, s);
    return &config;
}

const char *mwa_config_place(apr_pool_t *p, const mwa_alias_t *alias)
{
    (void)p;
    return alias->place;
}

const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name)
{
    assert_ptr_equal(&config, server);
    return strcmp(name, remote_group.name) ? NULL : &remote_group;
}

const mwa_setting_t *mwa_settings_daemon(const server_rec *main_server, const char *name)
{
    assert_ptr_equal(&the_server, main_server);
    return strcmp(name, "local") ? NULL : &daemon_line;
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    return (mwa_request_t *)r->request_config;
}

mwa_request_t *mwa_request_make(request_rec *r)
{
    return mwa_request_of(r);
}

const char *mwa_request_group(const request_rec *r, mwa_setting_id_t group)
{
    (void)r;
    assert_int_equal(MWA_PROCESS_GROUP, group);
    return option;
}

int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script)
{
    *handler_script = NULL;
    return r->handler && !strcmp(r->handler, "wsgi-script");
}

mwa_choice_t mwa_effective_process_group(request_rec *r)
{
    (void)r;
    return (mwa_choice_t){.value = late_name, .is_option = 1};
}

void mwa_effective(request_rec *r, mwa_effective_t *serving)
{
    const char *note = r->notes ? apr_table_get(r->notes, "mod_wsgi.process_group") : NULL;

    *serving = (mwa_effective_t){.remote = is_of_directory && !note ? NULL : mwa_request_of(r)->remote};
}

void mwa_trail_fail(const request_rec *r, const char *message)
{
    (void)r;
    (void)message;
}

char *ap_os_escape_path(apr_pool_t *p, const char *path, int partial)
{
    (void)partial;
    return apr_pstrdup(p, path);
}

void ap_internal_fast_redirect(request_rec *to, request_rec *r)
{
    continued = to;
    r->filename = to->filename;
    r->proxyreq = to->proxyreq;
    r->notes = to->notes;
}

/* ---------------------------------------------------------------- tests */

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    config = (mwa_server_t){.remotes = apr_hash_make(*state)};
    memset(&counters, 0, sizeof(counters));
    option = remote_group.name;
    sub_status = HTTP_OK;
    continued = NULL;
    is_of_directory = 0;
    fake_log_lines = 0;
    return 0;
}

static request_rec *make_request(apr_pool_t *p, const char *uri, const char *file)
{
    request_rec *r = apr_pcalloc(p, sizeof(*r));
    mwa_request_t *request = apr_pcalloc(p, sizeof(*request));

    // As it is where maps have been changed.
    request->alias = apr_pmemdup(p, &the_alias, sizeof(the_alias));
    r->pool = p;
    r->server = &the_server;
    r->method = "GET";
    r->uri = apr_pstrdup(p, uri);
    r->unparsed_uri = r->uri;
    r->filename = apr_pstrdup(p, file);
    r->handler = "wsgi-script";
    r->notes = apr_table_make(p, 1);
    r->headers_out = r->err_headers_out = apr_table_make(p, 1);
    r->request_config = (ap_conf_vector_t *)request;
    return r;
}

/** @param matched bytes of the URL that the alias took */
static int hand_over(request_rec *r, int matched)
{
    mwa_frame_t frame = {.captures = {0, matched}};

    return mwa_hand_over(r, &frame, mwa_request_of(r));
}

static void the_group_gets_the_url_and_the_script_is_kept(void **state)
{
    request_rec *r = make_request(*state, "/a/b", "/srv/x.wsgi/b");

    r->args = (char *)"c=d";
    assert_int_equal(OK, hand_over(r, 2));
    assert_string_equal("proxy:scgi://h:1/a/b?c=d", r->filename);
    assert_string_equal("proxy-server", r->handler);
    assert_int_equal(PROXYREQ_REVERSE, r->proxyreq);
    assert_string_equal("/srv/x.wsgi", mwa_request_of(r)->script);
    assert_string_equal("/b", mwa_request_of(r)->path_info);
    assert_string_equal("1", apr_table_get(r->notes, "proxy-nocanon"));
}

/** Where the alias saw another URL than the client sent, mod_proxy encodes that, and appends the query string. */
static void a_rewritten_url_is_left_to_mod_proxy(void **state)
{
    request_rec *r = make_request(*state, "/a/ b", "/srv/x.wsgi/ b");

    r->unparsed_uri = (char *)"/old";
    r->args = (char *)"c=d";
    assert_int_equal(OK, hand_over(r, 2));
    assert_string_equal("proxy:scgi://h:1/a/ b", r->filename);
    assert_null(apr_table_get(r->notes, "proxy-nocanon"));
}

/** The disk is another machine's, so names alone decide. */
static void the_script_is_what_the_target_names(void **state)
{
    static const struct {
        const char *pattern;
        const char *uri;
        int matched;
        const char *file;
        const char *script;
        const char *path_info;
    } cases[] = {
        {"/a", "/a", 2, "/srv/x", "/srv/x", ""},
        {"/a", "/a/b/c", 2, "/srv/x/b/c", "/srv/x", "/b/c"},
        {"/a", "/a//b/../c", 2, "/srv//x/./y//b/../c", "/srv/x/y", "/c"},
        {"/", "/b/c", 1, "/srv/x/b/c", "/srv/x", "/b/c"},
        // With MergeSlashes Off.
        {"/", "//b/c", 2, "/srv/x//b/c", "/srv/x", "/b/c"},
        {"/a/", "/a/x.wsgi/c", 3, "/srv/x.wsgi/c", "/srv/x.wsgi", "/c"},
        {"/a/b.py", "/a/b.py/c", 7, "/srv/b.py/c", "/srv/b.py", "/c"},
        {"/a", "/a/b.wsgi", 2, "/srv/x/b.wsgi", "/srv/x", "/b.wsgi"},
        {"/a/", "/a/one/two", 3, "/srv/one/two", "/srv/one", "/two"},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        request_rec *r = make_request(*state, cases[i].uri, cases[i].file);
        mwa_alias_t alias = {.pattern = cases[i].pattern};

        mwa_request_of(r)->alias = &alias;
        assert_int_equal(OK, hand_over(r, cases[i].matched));
        assert_string_equal(cases[i].script, mwa_request_of(r)->script);
        assert_string_equal(cases[i].path_info, mwa_request_of(r)->path_info);
    }
}

static void what_names_no_script_is_refused(void **state)
{
    static char long_name[5000] = "/";

    assert_int_equal(HTTP_FORBIDDEN, hand_over(make_request(*state, "/a/", "/srv/"), 3));
    memset(long_name + 1, 'a', sizeof(long_name) - 2);
    assert_int_equal(HTTP_NOT_FOUND, hand_over(make_request(*state, "/a", long_name), 2));
    // What Java's answer cannot be.
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, hand_over(make_request(*state, "/a", "/srv"), -1));
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, hand_over(make_request(*state, "/a", "/srv"), 3));
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, hand_over(make_request(*state, "/a/bcdef", "/srv"), 2));
    assert_int_equal(5, counters.errors);
    assert_int_equal(5, fake_log_lines);
}

static void other_groups_are_mod_wsgis_or_nobodys(void **state)
{
    request_rec *r = make_request(*state, "/a", "/srv/x");

    option = "local";
    assert_int_equal(OK, hand_over(r, 2));
    option = "";
    assert_int_equal(OK, hand_over(r, 2));
    option = NULL;
    assert_int_equal(OK, hand_over(r, 2));
    assert_string_equal("/srv/x", r->filename);
    assert_int_equal(0, fake_log_lines);
    option = "unknown";
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, hand_over(r, 2));
    assert_int_equal(1, fake_log_lines);
    config.remotes = NULL;
    assert_int_equal(OK, hand_over(r, 2));
}

static void what_goes_where_it_should_is_counted(void **state)
{
    request_rec *r = make_request(*state, "/a", "/srv/x");

    hand_over(r, 2);
    assert_int_equal(DECLINED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_int_equal(1, counters.remote);
    assert_ptr_equal(r->filename, mwa_request_of(r)->handed);
    assert_ptr_equal(&remote_group, mwa_request_of(r)->effective->remote);
}

static void nobody_leads_a_request_elsewhere(void **state)
{
    request_rec *r = make_request(*state, "/a", "/srv/x");

    hand_over(r, 2);
    r->filename = (char *)"proxy:scgi://h:10/a";
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_null(mwa_request_of(r)->effective);
    assert_int_equal(0, counters.remote);
}

/** A sub-request that is handed over, in a pool of its own. */
static request_rec *make_sub(request_rec *above)
{
    apr_pool_t *p;
    request_rec *r;

    apr_pool_create(&p, above->pool);
    r = make_request(p, "/a/b", "/srv/x/b");
    r->main = above;
    hand_over(r, 2);
    assert_int_equal(DECLINED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_int_equal(0, counters.remote);
    return r;
}

request_rec *ap_sub_req_method_uri(const char *method, const char *new_uri, const request_rec *r, ap_filter_t *next)
{
    request_rec *sub = make_sub((request_rec *)(uintptr_t)r);

    // What is in them already, such as mod_cache's, is to see the answer.
    assert_ptr_equal(r->output_filters, next);
    assert_string_equal("GET", method);
    assert_string_equal("/a/b?c", new_uri);
    sub->status = sub_status;
    sub->user = (char *)"joe";
    sub->ap_auth_type = (char *)"Basic";
    return sub;
}

static void a_request_may_continue_as_its_sub_request(void **state)
{
    request_rec *r = make_request(*state, "/a/", "/srv/x/");
    mwa_request_t *request = mwa_request_of(r);
    request_rec *index = make_sub(r);

    mwa_hand_over_follow(r, request);
    assert_null(request->remote);
    r->filename = index->filename;
    mwa_hand_over_follow(r, request);
    assert_ptr_equal(&remote_group, request->remote);
    assert_string_equal("/srv/x", request->script);
    assert_string_equal("/b", request->path_info);
}

/** Nothing may be read of it: mod_rewrite looks ahead by such. */
static void a_sub_request_that_ends_is_forgotten(void **state)
{
    request_rec *r = make_request(*state, "/a/", "/srv/x/");
    request_rec *first = make_sub(r);
    request_rec *second = make_sub(r);

    apr_pool_destroy(first->pool);
    assert_ptr_equal(mwa_request_of(second), mwa_request_of(r)->sub);
    apr_pool_destroy(second->pool);
    assert_null(mwa_request_of(r)->sub);
    mwa_hand_over_follow(r, mwa_request_of(r));
    assert_null(mwa_request_of(r)->remote);
}

static void a_group_that_is_found_late_begins_again(void **state)
{
    request_rec *r = make_request(*state, "/a/b", "/srv/x/b");

    r->args = (char *)"c";
    option = NULL;
    late_name = "local";
    assert_int_equal(DECLINED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_null(continued);
    late_name = "unknown";
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, mwa_hand_over_named(r, mwa_request_of(r)));
    late_name = remote_group.name;
    sub_status = HTTP_UNAUTHORIZED;
    assert_int_equal(HTTP_UNAUTHORIZED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_null(continued);
    sub_status = HTTP_OK;
    assert_int_equal(DECLINED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_non_null(continued);
    assert_string_equal("proxy:scgi://h:1/a/b", r->filename);
    assert_ptr_equal(&remote_group, mwa_request_of(r)->remote);
    assert_int_equal(1, counters.remote);
    // Who has logged in for a section of the proxied URL.
    assert_string_equal("joe", r->user);
    assert_string_equal("Basic", r->ap_auth_type);
    // Other sub-requests find their own.
    assert_null(mwa_request_of(r)->found_late);
}

static void a_section_of_the_directory_may_name_the_group(void **state)
{
    request_rec *r = make_request(*state, "/a/b", "/srv/x/b");

    r->args = (char *)"c";
    option = NULL;
    late_name = remote_group.name;
    is_of_directory = 1;
    assert_int_equal(DECLINED, mwa_hand_over_named(r, mwa_request_of(r)));
    assert_non_null(continued);
    assert_string_equal(remote_group.name, apr_table_get(continued->notes, "mod_wsgi.process_group"));
}

#define HAND_OVER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HAND_OVER_TEST(the_group_gets_the_url_and_the_script_is_kept),
        HAND_OVER_TEST(a_rewritten_url_is_left_to_mod_proxy),
        HAND_OVER_TEST(the_script_is_what_the_target_names),
        HAND_OVER_TEST(what_names_no_script_is_refused),
        HAND_OVER_TEST(other_groups_are_mod_wsgis_or_nobodys),
        HAND_OVER_TEST(what_goes_where_it_should_is_counted),
        HAND_OVER_TEST(nobody_leads_a_request_elsewhere),
        HAND_OVER_TEST(a_request_may_continue_as_its_sub_request),
        HAND_OVER_TEST(a_sub_request_that_ends_is_forgotten),
        HAND_OVER_TEST(a_group_that_is_found_late_begins_again),
        HAND_OVER_TEST(a_section_of_the_directory_may_name_the_group),
    };

    return RUN_POOL_TESTS("hand_over", tests);
}
