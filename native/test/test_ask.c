/* A question as a request: what becomes of it, in a process that tries and in one that serves. */
#include "httpd_unit.h"
#include "report/mwa_ask.h"
#include "report/mwa_hooks.h"

#include "http_core.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static module mpm = {.module_index = 1};
static void *connection_vector[2];
static void *page_vector[2];
static conn_rec connection = {.conn_config = (ap_conf_vector_t *)connection_vector};
static request_rec first;
static request_rec second;
static char done[512];
/** What each step answers with. */
static int url_status;
static int read_status;
static int map_status;
static int handler_status;
/** The request that the handler takes note of, and whether the document for an error is it. */
static request_rec *ends;
static int document_ends;
static const char *scheme;

static void note(const char *what)
{
    snprintf(done + strlen(done), sizeof(done) - strlen(done), "%s ", what);
}

request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status)
{
    first.pool = p;
    first.server = main_server;
    first.parsed_uri.path = (char *)(uintptr_t)url->target;
    *status = url_status;
    return &first;
}

const char *mwa_hooks_asked(const request_rec *r)
{
    (void)r;
    return "mod_asked.c";
}

const char *mwa_hooks_mapped(const request_rec *r)
{
    (void)r;
    return "mod_mapped.c";
}

static const request_rec *shares_with;

void mwa_request_share(const request_rec *from, request_rec *to)
{
    assert_ptr_equal(&first, to);
    shares_with = from;
}

int ap_post_read_request(request_rec *r)
{
    assert_ptr_equal(&first, r);
    note("read");
    return read_status;
}

int ap_process_request_internal(request_rec *r)
{
    assert_ptr_equal(&first, r);
    note("map");
    mwa_trail_reach(r, MWA_REACHED_FILE);
    return map_status;
}

request_rec *ap_sub_req_lookup_uri(const char *uri, const request_rec *r, ap_filter_t *next)
{
    assert_null(next);
    note(apr_pstrcat(r->pool, "sub:", uri, NULL));
    second = *r;
    second.main = &first;
    second.status = map_status ? map_status : HTTP_OK;
    return &second;
}

int ap_invoke_handler(request_rec *r)
{
    note("handler");
    mwa_trail_of(r)->ended = ends ? r : NULL;
    return handler_status;
}

void ap_die(int status, request_rec *r)
{
    assert_int_equal(HTTP_OK, r->status);
    note(apr_psprintf(r->pool, "die:%d", status));
    r->status = status;
    if (document_ends) {
        second = *r;
        second.status = HTTP_OK;
        second.prev = r;
        r->next = &second;
        mwa_trail_of(r)->ended = document_ends > 1 ? NULL : &second;
    }
}

const char *ap_show_mpm(void)
{
    return "own";
}

module *ap_find_linked_module(const char *name)
{
    assert_string_equal("own.c", name);
    return &mpm;
}

static const char *scheme_of(const request_rec *r)
{
    return r->server == connection.base_server ? scheme : "other";
}

const char *ap_run_http_scheme(const request_rec *r)
{
    return scheme_of(r);
}

/* ---------------------------------------------------------------- a question */

static server_rec servers[2];
static request_rec page;
static conn_rec page_connection;
static mwa_asked_t answer;

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    connection.base_server = &servers[1];
    first = (request_rec){.connection = &connection, .pool = *state, .status = HTTP_OK, .uri = (char *)"/a"};
    memset(&second, 0, sizeof(second));
    page_connection =
        (conn_rec){.client_ip = (char *)"192.0.2.1", .id = 7, .conn_config = (ap_conf_vector_t *)page_vector};
    page_vector[1] = &page;
    connection_vector[1] = NULL;
    page = (request_rec){.connection = &page_connection, .useragent_ip = (char *)"192.0.2.2", .uri = (char *)"/page"};
    url_status = read_status = map_status = OK;
    handler_status = DONE;
    ends = &first;
    document_ends = 0;
    scheme = "http";
    done[0] = '\0';
    return 0;
}

static void ask(apr_pool_t *p, const request_rec *asks, const char *target)
{
    mwa_url_t url = {.target = target};

    first.status = HTTP_OK;
    mwa_ask(p, servers, asks, &url, &answer);
}

static void all_phases_run_in_a_process_that_tries(void **state)
{
    ask(*state, NULL, "/a");
    assert_string_equal("read map handler ", done);
    assert_ptr_equal(&first, answer.r);
    assert_int_equal(OK, answer.status);
    assert_string_equal("mod_asked.c", answer.module);
    assert_string_equal("mod_mapped.c", answer.mapped);
    assert_int_equal(MWA_REACHED_FILE, answer.reached);
    assert_null(answer.lookup);
}

static void a_phase_that_refuses_is_the_last(void **state)
{
    ends = NULL;
    url_status = HTTP_BAD_REQUEST;
    ask(*state, NULL, "/a");
    assert_string_equal("die:400 ", done);
    assert_int_equal(HTTP_BAD_REQUEST, answer.status);
    url_status = OK;
    read_status = HTTP_FORBIDDEN;
    done[0] = '\0';
    ask(*state, NULL, "/a");
    assert_string_equal("read die:403 ", done);
    read_status = OK;
    map_status = HTTP_NOT_FOUND;
    done[0] = '\0';
    ask(*state, NULL, "/a");
    assert_string_equal("read map die:404 ", done);
    map_status = OK;
    handler_status = HTTP_INTERNAL_SERVER_ERROR;
    done[0] = '\0';
    ask(*state, NULL, "/a");
    assert_string_equal("read map handler die:500 ", done);
    assert_int_equal(HTTP_INTERNAL_SERVER_ERROR, answer.status);
}

static void a_document_for_an_error_answers(void **state)
{
    map_status = HTTP_NOT_FOUND;
    document_ends = 1;
    ask(*state, NULL, "/a");
    assert_ptr_equal(&second, answer.r);
    assert_int_equal(OK, answer.status);
    assert_int_equal(HTTP_NOT_FOUND, answer.error);
}

static void where_the_document_fails_too_the_first_error_counts(void **state)
{
    map_status = HTTP_NOT_FOUND;
    document_ends = 2;
    ask(*state, NULL, "/a");
    assert_ptr_equal(&first, answer.r);
    assert_int_equal(HTTP_NOT_FOUND, answer.status);
    assert_int_equal(0, answer.error);
}

static void a_running_server_is_asked_by_a_sub_request(void **state)
{
    first.parsed_uri.query = (char *)"b=c";
    ask(*state, &page, "/a");
    assert_string_equal("sub:/a?b=c handler ", done);
    assert_ptr_equal(&second, answer.r);
    assert_int_equal(OK, answer.status);
    assert_null(answer.module);
    assert_null(answer.mapped);
    assert_string_equal("192.0.2.1", connection.client_ip);
    assert_string_equal("192.0.2.2", first.useragent_ip);
    assert_int_equal(7, connection.id);
    assert_ptr_equal(&page, connection_vector[1]);
    assert_true(mwa_trail_of(&first)->is_sub);
    assert_string_equal("/page", first.uri);
    assert_ptr_equal(&page, shares_with);
}

static void a_running_server_refuses_too(void **state)
{
    ends = NULL;
    map_status = HTTP_FORBIDDEN;
    ask(*state, &page, "/a");
    assert_string_equal("sub:/a die:403 ", done);
    assert_int_equal(HTTP_FORBIDDEN, answer.status);
    map_status = OK;
    done[0] = '\0';
    ask(*state, &page, "*");
    assert_string_equal("die:400 ", done);
    ask(*state, &page, NULL);
    assert_int_equal(HTTP_BAD_REQUEST, answer.status);
}

static void tls_is_that_of_the_address(void **state)
{
    scheme = "https";
    ask(*state, NULL, "/a");
    assert_true(mwa_trail_of(&first)->is_tls);
    assert_false(mwa_trail_of(&first)->is_sub);
    scheme = "http";
    ask(*state, NULL, "/a");
    assert_false(mwa_trail_of(&first)->is_tls);
}

#define ASK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(all_phases_run_in_a_process_that_tries),
        ASK_TEST(a_phase_that_refuses_is_the_last),
        ASK_TEST(a_document_for_an_error_answers),
        ASK_TEST(where_the_document_fails_too_the_first_error_counts),
        ASK_TEST(a_running_server_is_asked_by_a_sub_request),
        ASK_TEST(a_running_server_refuses_too),
        ASK_TEST(tls_is_that_of_the_address),
    };

    return RUN_POOL_TESTS("ask", tests);
}
