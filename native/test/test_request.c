/* Which tables a request gets: those that it has, those of the requests around it, or the newest. */
#include "httpd_unit.h"
#include "process/mwa_child.h"
#include "request/mwa_request.h"
#include "request/mwa_trail.h"

#include "http_config.h"

/* ---------------------------------------------------------------- httpd, and the rest of the module */

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static mwa_serving_t newest;
static int is_updated;
static int taken;
static int given;

int mwa_serving_is_updated(void)
{
    return is_updated;
}

const mwa_serving_t *mwa_serving_newest(void)
{
    return &newest;
}

mwa_serving_t *mwa_serving_take(void)
{
    ++taken;
    return &newest;
}

void mwa_serving_give(mwa_serving_t *serving)
{
    assert_ptr_equal(&newest, serving);
    ++given;
}

int mwa_tables_alias_count(const mwa_tables_t *tables)
{
    (void)tables;
    return 0;
}

const mwa_alias_t *mwa_tables_alias(apr_pool_t *p, const mwa_tables_t *tables, int id)
{
    (void)p;
    (void)tables;
    (void)id;
    return NULL;
}

const char *mwa_config_place(apr_pool_t *p, const mwa_alias_t *alias)
{
    (void)p;
    return alias->place;
}

mwa_frame_t *mwa_child_frame(const char **error)
{
    *error = "none";
    return NULL;
}

void mwa_trail_fail(const request_rec *r, const char *message)
{
    (void)r;
    (void)message;
}

/* ---------------------------------------------------------------- tests */

static void *vectors[3][1];

static request_rec make_request(apr_pool_t *p, int i)
{
    vectors[i][0] = NULL;
    return (request_rec){.pool = p, .request_config = (ap_conf_vector_t *)vectors[i]};
}

static int set_up(void **state)
{
    is_updated = 1;
    taken = 0;
    given = 0;
    return make_pool(state);
}

static void a_request_takes_tables_once(void **state)
{
    apr_pool_t *own;
    request_rec r;

    apr_pool_create(&own, *state);
    r = make_request(own, 0);
    assert_ptr_equal(&newest, mwa_request_serving(&r));
    assert_ptr_equal(&newest, mwa_request_serving(&r));
    assert_int_equal(1, taken);
    assert_int_equal(-1, mwa_request_of(&r)->lookup_time);
    assert_null(mwa_request_of(&r)->alias);
    assert_int_equal(0, given);
    apr_pool_destroy(own);
    assert_int_equal(1, given);
}

static void where_nothing_is_updated_nobody_takes(void **state)
{
    request_rec r = make_request(*state, 0);

    is_updated = 0;
    assert_ptr_equal(&newest, mwa_request_serving(&r));
    assert_int_equal(0, taken);
    assert_null(mwa_request_of(&r));
}

static void its_parts_and_what_it_leads_to_have_its_tables(void **state)
{
    mwa_serving_t older;
    request_rec first = make_request(*state, 0);
    request_rec next = make_request(*state, 1);
    request_rec sub = make_request(*state, 2);

    next.prev = &first;
    sub.main = &next;
    mwa_request_make(&first)->serving = &older;
    assert_ptr_equal(&older, mwa_request_serving(&next));
    assert_ptr_equal(&older, mwa_request_serving(&sub));
    assert_int_equal(0, taken);
}

static void a_question_has_those_of_the_page(void **state)
{
    request_rec page = make_request(*state, 0);
    request_rec question = make_request(*state, 1);
    request_rec sub = make_request(*state, 2);
    mwa_serving_t older;

    mwa_request_make(&page)->serving = &older;
    mwa_request_share(&page, &question);
    sub.main = &question;
    assert_ptr_equal(&older, mwa_request_serving(&question));
    assert_ptr_equal(&older, mwa_request_serving(&sub));
    assert_int_equal(0, taken);
}

static void what_has_no_tables_shares_none(void **state)
{
    request_rec page = make_request(*state, 0);
    request_rec question = make_request(*state, 1);

    mwa_request_share(&page, &question);
    assert_null(mwa_request_of(&question));
}

static void what_is_known_stays(void **state)
{
    request_rec r = make_request(*state, 0);
    mwa_request_t *request = mwa_request_make(&r);

    request->lookup_time = 7;
    assert_ptr_equal(request, mwa_request_make(&r));
    assert_ptr_equal(request, mwa_request_of(&r));
    assert_ptr_equal(&newest, mwa_request_serving(&r));
    assert_int_equal(7, request->lookup_time);
    assert_ptr_equal(&newest, request->serving);
}

#define REQUEST_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REQUEST_TEST(a_request_takes_tables_once),
        REQUEST_TEST(where_nothing_is_updated_nobody_takes),
        REQUEST_TEST(its_parts_and_what_it_leads_to_have_its_tables),
        REQUEST_TEST(a_question_has_those_of_the_page),
        REQUEST_TEST(what_has_no_tables_shares_none),
        REQUEST_TEST(what_is_known_stays),
    };

    return RUN_POOL_TESTS("request", tests);
}
