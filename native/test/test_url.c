/* URLs as requests: what httpd is asked for each, and what it refuses. */
#include "fake_httpd.h"
#include "report/mwa_url.h"

#include "ap_listen.h"

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

static request_rec *request_of(apr_pool_t *p, const mwa_url_t *url, int expected)
{
    int status = -1;
    request_rec *r;

    r = mwa_url_request(p, &fake_httpd.server, url, &status);
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
    assert_int_equal(6, fake_httpd.by_address);
    assert_int_equal(6, fake_httpd.by_header);
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
    assert_ptr_equal(fake_httpd.server.lookup_defaults, r->per_dir_config);
    url.host = "one.test:80";
    assert_string_equal("one.test:80", apr_table_get(request_of(*state, &url, 0)->headers_in, "Host"));
}

static void what_httpd_cannot_parse_is_refused(void **state)
{
    mwa_url_t url = {.target = "http:x"};

    fake_httpd.parse_status = HTTP_BAD_REQUEST;
    request_of(*state, &url, HTTP_BAD_REQUEST);
    assert_int_equal(0, fake_httpd.by_header);
}

static void what_no_target_has_is_refused_unless_unsafe_is_asked_for(void **state)
{
    static const char *const odd[] = {"/a b", "/a\x7f", "/\x01", "/a\t", "/a#b", "http://me@one.test/a"};
    mwa_url_t url = {.target = NULL};
    size_t i;

    for (i = 0; i < COUNT_OF(odd); ++i) {
        url.target = odd[i];
        fake_httpd.server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSET;
        request_of(*state, &url, HTTP_BAD_REQUEST);
        fake_httpd.server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSAFE;
        request_of(*state, &url, 0);
    }
    fake_httpd.server_config.http_conformance = AP_HTTP_CONFORMANCE_UNSET;
    url.target = "/\xff";
    request_of(*state, &url, 0);
}

static void what_is_sent_to_a_client_goes_nowhere(void **state)
{
    mwa_url_t url = {.target = "/a"};
    request_rec *r = request_of(*state, &url, 0);

    assert_non_null(r->output_filters);
    assert_null(r->output_filters->next);
    assert_ptr_equal(r->output_filters, r->proto_output_filters);
    assert_null(r->input_filters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_HTTPD_TEST(it_comes_in_where_httpd_listens),
        FAKE_HTTPD_TEST(what_is_no_address_is_this_machine),
        FAKE_HTTPD_TEST(a_host_header_is_sent_if_there_is_one),
        FAKE_HTTPD_TEST(what_httpd_cannot_parse_is_refused),
        FAKE_HTTPD_TEST(what_is_sent_to_a_client_goes_nowhere),
        FAKE_HTTPD_TEST(what_no_target_has_is_refused_unless_unsafe_is_asked_for),
    };

    return RUN_POOL_TESTS("url", tests);
}
