/* URLs as requests: what httpd is asked for each, and what it refuses. */
#include "httpd_unit.h"
#include "report/mwa_url.h"

#include "ap_listen.h"
#include "http_core.h"
#include "http_protocol.h"
#include "http_request.h"
#include "http_vhost.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd */

ap_listen_rec *ap_listeners;

static server_rec server;
static core_server_config server_config;
static core_dir_config directory_config;
// httpd finds the core's configuration at the first place.
static void *server_vector[] = {&server_config};
static void *directory_vector[] = {&directory_config};
static apr_array_header_t *translators;
static apr_array_header_t *fixups;
static struct {
    int parse_status;
    int normalizes;
    unsigned flags[2];
    int normalized;
    int unescape_status;
    int keeps_2f;
    int decodes_2f;
    int location_status;
    int by_address;
    int by_header;
} httpd;
static char order[64];

ap_conf_vector_t *ap_create_conn_config(apr_pool_t *p)
{
    return apr_pcalloc(p, 16);
}

apr_bucket_alloc_t *apr_bucket_alloc_create(apr_pool_t *p)
{
    (void)p;
    return NULL;
}

void ap_update_vhost_given_ip(conn_rec *c)
{
    (void)c;
    httpd.by_address++;
}

void ap_update_vhost_from_headers(request_rec *r)
{
    (void)r;
    httpd.by_header++;
}

request_rec *ap_create_request(conn_rec *c)
{
    request_rec *r = apr_pcalloc(c->pool, sizeof(*r));

    r->pool = c->pool;
    r->connection = c;
    r->server = &server;
    r->headers_in = apr_table_make(r->pool, 1);
    return r;
}

void ap_parse_uri(request_rec *r, const char *uri)
{
    r->unparsed_uri = apr_pstrdup(r->pool, uri);
    r->uri = apr_pstrdup(r->pool, uri);
    r->parsed_uri.path = *uri == '/' ? r->uri : NULL;
    r->parsed_uri.fragment = strchr(r->uri, '#');
    r->parsed_uri.user = strchr(r->uri, '@');
    r->status = httpd.parse_status ? httpd.parse_status : r->status;
}

const char *ap_scan_vchar_obstext(const char *text)
{
    while (*text && (unsigned char)*text > ' ' && *text != 127) {
        ++text;
    }
    return text;
}

int ap_normalize_path(char *path, unsigned flags)
{
    (void)path;
    assert_true(httpd.normalized < 2);
    httpd.flags[httpd.normalized++] = flags;
    return httpd.normalizes;
}

int ap_unescape_url(char *path)
{
    (void)path;
    return httpd.unescape_status;
}

int ap_unescape_url_keep2f(char *path, int decode)
{
    (void)path;
    httpd.keeps_2f++;
    httpd.decodes_2f = decode;
    return httpd.unescape_status;
}

int ap_location_walk(request_rec *r)
{
    (void)r;
    return httpd.location_status;
}

apr_array_header_t *ap_hook_get_translate_name(void)
{
    return translators;
}

apr_array_header_t *ap_hook_get_fixups(void)
{
    return fixups;
}

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    memset(&httpd, 0, sizeof(httpd));
    httpd.normalizes = 1;
    memset(&server, 0, sizeof(server));
    memset(&server_config, 0, sizeof(server_config));
    server_config.merge_slashes = AP_CORE_CONFIG_UNSET;
    memset(&directory_config, 0, sizeof(directory_config));
    server.module_config = (ap_conf_vector_t *)server_vector;
    server.lookup_defaults = (ap_conf_vector_t *)directory_vector;
    translators = apr_array_make(*state, 4, sizeof(ap_LINK_translate_name_t));
    fixups = apr_array_make(*state, 4, sizeof(ap_LINK_fixups_t));
    ap_listeners = NULL;
    order[0] = '\0';
    return 0;
}

static void listen_at(apr_pool_t *p, const char *address, apr_port_t port)
{
    ap_listen_rec *listener = apr_pcalloc(p, sizeof(*listener));
    ap_listen_rec **last = &ap_listeners;

    assert_int_equal(APR_SUCCESS, apr_sockaddr_info_get(&listener->bind_addr, address, APR_UNSPEC, port, 0, p));
    while (*last) {
        last = &(*last)->next;
    }
    *last = listener;
}

/* ---------------------------------------------------------------- the request */

static request_rec *request_of(apr_pool_t *p, const mwa_url_t *url, int expected)
{
    int status = -1;
    request_rec *r;

    httpd.normalized = 0;
    r = mwa_url_request(p, &server, url, &status);
    assert_non_null(r);
    assert_int_equal(expected, status);
    return r;
}

static void expect_address(apr_pool_t *p, const mwa_url_t *url, const char *address, apr_port_t port)
{
    request_rec *r = request_of(p, url, 0);

    assert_string_equal(address, r->connection->local_ip);
    assert_int_equal(port, r->connection->local_addr->port);
}

static void it_comes_in_where_httpd_listens(void **state)
{
    mwa_url_t url = {.target = "/a"};

    expect_address(*state, &url, "127.0.0.1", 0);
    listen_at(*state, NULL, 8080);
    expect_address(*state, &url, "127.0.0.1", 8080);
    listen_at(*state, "192.0.2.1", 8443);
    expect_address(*state, &url, "127.0.0.1", 8080);
    url.port = 8443;
    expect_address(*state, &url, "192.0.2.1", 8443);
    url.address = "::1";
    expect_address(*state, &url, "::1", 8443);
    url.port = 9;
    url.address = NULL;
    expect_address(*state, &url, "127.0.0.1", 9);
    assert_int_equal(6, httpd.by_address);
    assert_int_equal(6, httpd.by_header);
}

static void what_is_no_address_is_this_machine(void **state)
{
    mwa_url_t url = {.target = "/a", .address = "300.1.2.3.4 no", .port = 80};

    expect_address(*state, &url, "127.0.0.1", 80);
}

static void a_host_header_is_sent_if_there_is_one(void **state)
{
    mwa_url_t url = {.target = "/a?b"};
    request_rec *r = request_of(*state, &url, 0);

    assert_null(apr_table_get(r->headers_in, "Host"));
    assert_string_equal("GET /a?b HTTP/1.1", r->the_request);
    assert_ptr_equal(server.lookup_defaults, r->per_dir_config);
    url.host = "one.test:80";
    assert_string_equal("one.test:80", apr_table_get(request_of(*state, &url, 0)->headers_in, "Host"));
}

static void what_httpd_cannot_parse_is_refused(void **state)
{
    mwa_url_t url = {.target = "http:x"};

    httpd.parse_status = HTTP_BAD_REQUEST;
    request_of(*state, &url, HTTP_BAD_REQUEST);
    assert_int_equal(0, httpd.by_header);
    assert_int_equal(0, httpd.normalized);
}

static void what_no_target_has_is_refused_unless_unsafe_is_asked_for(void **state)
{
    static const char *const odd[] = {"/a b", "/a\x7f", "/\x01", "/a\t", "/a#b", "http://me@one.test/a"};
    mwa_url_t url = {.target = NULL};
    size_t i;

    for (i = 0; i < COUNT_OF(odd); ++i) {
        url.target = odd[i];
        server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSET;
        request_of(*state, &url, HTTP_BAD_REQUEST);
        server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSAFE;
        request_of(*state, &url, 0);
    }
    server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSET;
    url.target = "/\xff";
    request_of(*state, &url, 0);
}

static void a_target_without_a_path_is_left_alone(void **state)
{
    mwa_url_t url = {.target = "*"};

    request_of(*state, &url, 0);
    assert_int_equal(0, httpd.normalized);
}

static void slashes_are_merged_unless_that_is_off(void **state)
{
    mwa_url_t url = {.target = "/a"};

    request_of(*state, &url, 0);
    assert_int_equal(AP_NORMALIZE_NOT_ABOVE_ROOT | AP_NORMALIZE_MERGE_SLASHES | AP_NORMALIZE_DECODE_UNRESERVED,
                     httpd.flags[0]);
    assert_int_equal(1, httpd.normalized);
    server_config.merge_slashes = AP_CORE_CONFIG_OFF;
    request_of(*state, &url, 0);
    assert_int_equal(AP_NORMALIZE_NOT_ABOVE_ROOT | AP_NORMALIZE_DECODE_UNRESERVED, httpd.flags[0]);
}

static void a_path_above_the_root_or_badly_encoded_is_refused(void **state)
{
    mwa_url_t url = {.target = "/../a%zz"};

    httpd.normalizes = 0;
    request_of(*state, &url, HTTP_BAD_REQUEST);
    httpd.normalizes = 1;
    httpd.unescape_status = HTTP_NOT_FOUND;
    request_of(*state, &url, HTTP_NOT_FOUND);
}

static void encoded_slashes_may_be_admitted(void **state)
{
    mwa_url_t url = {.target = "/a%2fb"};

    directory_config.allow_encoded_slashes = 1;
    request_of(*state, &url, 0);
    assert_int_equal(1, httpd.keeps_2f);
    assert_int_equal(0, httpd.decodes_2f);
    assert_int_equal(1, httpd.normalized);
    directory_config.decode_encoded_slashes = 1;
    request_of(*state, &url, 0);
    assert_int_equal(1, httpd.decodes_2f);
    assert_int_equal(2, httpd.normalized);
}

/* ---------------------------------------------------------------- other modules */

static int rewrite_answer = DECLINED;
static int alias_answer = DECLINED;

static void note_turn(const char *name)
{
    size_t used = strlen(order);

    snprintf(order + used, sizeof(order) - used, "%s ", name);
}

static int rewrite(request_rec *r)
{
    (void)r;
    note_turn("rewrite");
    return rewrite_answer;
}

static int mod_alias(request_rec *r)
{
    (void)r;
    note_turn("alias");
    return alias_answer;
}

static int never(request_rec *r)
{
    (void)r;
    fail_msg("a module is asked that may need a server that has been started");
    return OK;
}

static void add_translator(const char *name, ap_HOOK_translate_name_t *function)
{
    ap_LINK_translate_name_t *hook = apr_array_push(translators);

    memset(hook, 0, sizeof(*hook));
    hook->szName = name;
    hook->pFunc = function;
}

static void modules_are_asked_in_httpds_order_up_to_this_one(void **state)
{
    request_rec r = {.pool = *state};
    const char *module;

    rewrite_answer = DECLINED;
    alias_answer = DECLINED;
    add_translator("mod_unknown.c", never);
    add_translator("mod_rewrite.c", rewrite);
    add_translator("mod_alias.c", mod_alias);
    add_translator("mod_wsgi_alias.c", never);
    add_translator("mod_proxy.c", never);
    assert_int_equal(DECLINED, mwa_url_ask_others(&r, &module));
    assert_string_equal("rewrite alias ", order);
    order[0] = '\0';
    rewrite_answer = HTTP_GONE;
    assert_int_equal(HTTP_GONE, mwa_url_ask_others(&r, &module));
    assert_string_equal("mod_rewrite.c", module);
    assert_string_equal("rewrite ", order);
    rewrite_answer = DECLINED;
    alias_answer = OK;
    assert_int_equal(OK, mwa_url_ask_others(&r, &module));
    assert_string_equal("mod_alias.c", module);
}

static void a_location_may_refuse_before_any_module(void **state)
{
    request_rec r = {.pool = *state};
    const char *module;

    add_translator("mod_alias.c", never);
    httpd.location_status = HTTP_FORBIDDEN;
    assert_int_equal(HTTP_FORBIDDEN, mwa_url_ask_others(&r, &module));
    assert_string_equal("core.c", module);
}

static int dir_answer;

static int mod_dir(request_rec *r)
{
    (void)r;
    return dir_answer;
}

static void add_fixup(const char *name, ap_HOOK_fixups_t *function)
{
    ap_LINK_fixups_t *hook = apr_array_push(fixups);

    memset(hook, 0, sizeof(*hook));
    hook->szName = name;
    hook->pFunc = function;
}

static void mod_dir_alone_is_asked_about_slashes(void **state)
{
    request_rec r = {.pool = *state, .uri = (char *)"/a", .finfo = {.filetype = APR_DIR}};

    assert_false(mwa_url_gets_slash(&r));
    add_fixup("mod_other.c", never);
    assert_false(mwa_url_gets_slash(&r));
    add_fixup("mod_dir.c", mod_dir);
    dir_answer = HTTP_MOVED_PERMANENTLY;
    assert_true(mwa_url_gets_slash(&r));
    dir_answer = DECLINED;
    assert_false(mwa_url_gets_slash(&r));
}

static void only_a_directory_without_a_slash_gets_one(void **state)
{
    request_rec r = {.pool = *state, .uri = (char *)"/a/", .finfo = {.filetype = APR_DIR}};

    add_fixup("mod_dir.c", never);
    assert_false(mwa_url_gets_slash(&r));
    r.uri = (char *)"";
    assert_false(mwa_url_gets_slash(&r));
    r.uri = (char *)"/a";
    r.finfo.filetype = APR_REG;
    assert_false(mwa_url_gets_slash(&r));
}

#define HTTPD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTPD_TEST(it_comes_in_where_httpd_listens),
        HTTPD_TEST(what_is_no_address_is_this_machine),
        HTTPD_TEST(a_host_header_is_sent_if_there_is_one),
        HTTPD_TEST(what_httpd_cannot_parse_is_refused),
        HTTPD_TEST(what_no_target_has_is_refused_unless_unsafe_is_asked_for),
        HTTPD_TEST(a_target_without_a_path_is_left_alone),
        HTTPD_TEST(slashes_are_merged_unless_that_is_off),
        HTTPD_TEST(a_path_above_the_root_or_badly_encoded_is_refused),
        HTTPD_TEST(encoded_slashes_may_be_admitted),
        HTTPD_TEST(modules_are_asked_in_httpds_order_up_to_this_one),
        HTTPD_TEST(a_location_may_refuse_before_any_module),
        HTTPD_TEST(mod_dir_alone_is_asked_about_slashes),
        HTTPD_TEST(only_a_directory_without_a_slash_gets_one),
    };

    return RUN_POOL_TESTS("url", tests);
}
