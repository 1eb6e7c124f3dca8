/* The lookups of a request that is explained. */
#include "httpd_unit.h"
#include "request/mwa_trail.h"

#include <stdlib.h>
#include <string.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static void *connection_vector[1];
static conn_rec connection = {.conn_config = (ap_conf_vector_t *)connection_vector};

static mwa_frame_t *frame_of(apr_pool_t *p, mwa_status_t status, const char *file)
{
    mwa_frame_t *frame = apr_pcalloc(p, 4096);

    mwa_frame_reset(frame, 4096);
    frame->status = (int32_t)status;
    if (file) {
        mwa_frame_put_string(frame, &frame->filename, file);
    }
    frame->captures[1] = 3;
    return frame;
}

static void who_is_not_explained_has_none(void **state)
{
    request_rec r = {.connection = &connection, .uri = (char *)"/a", .pool = *state};

    mwa_trail_begin(&connection, *state);
    mwa_trail_end(&connection);
    assert_null(mwa_trail_of(&r));
    assert_null(mwa_trail_find(&r));
    assert_null(mwa_trail_mark(&r));
    mwa_trail_fail(&r, "nobody asks");
    mwa_trail_reach(&r, MWA_REACHED_FILE);
}

static void the_last_lookup_of_a_url_counts(void **state)
{
    request_rec r = {.connection = &connection, .uri = (char *)"/a", .pool = *state};
    mwa_alias_t first = {.id = 1};
    char place[] = "x.map:3";
    mwa_alias_t second = {.id = 2, .place = place};

    mwa_trail_begin(&connection, *state);
    assert_null(mwa_trail_find(&r));
    mwa_trail_fail(&r, "too early");
    mwa_trail_add(mwa_trail_of(&r), "/a", &first, frame_of(*state, MWA_MATCHED, "/srv/a"));
    mwa_trail_add(mwa_trail_of(&r), "/a", &second, frame_of(*state, MWA_MATCHED, "/srv/b"));
    mwa_trail_add(mwa_trail_of(&r), "/c", NULL, frame_of(*state, MWA_DECLINED, NULL));
    // It may be a sub-request's, which has ended.
    second.id = 0;
    place[0] = '\0';
    assert_int_equal(2, mwa_trail_find(&r)->alias->id);
    assert_string_equal("x.map:3", mwa_trail_find(&r)->alias->place);
    assert_string_equal("/srv/b", mwa_trail_find(&r)->file);
    assert_int_equal(3, mwa_trail_find(&r)->captures[1]);
    assert_null(mwa_trail_find(&r)->message);
    r.uri = (char *)"/c";
    assert_int_equal(MWA_DECLINED, mwa_trail_find(&r)->status);
    assert_null(mwa_trail_find(&r)->file);
}

static void a_failure_keeps_its_cause(void **state)
{
    request_rec r = {.connection = &connection, .uri = (char *)"/a", .pool = *state};

    mwa_trail_begin(&connection, *state);
    mwa_trail_add(mwa_trail_of(&r), "/a", NULL, frame_of(*state, MWA_OUTSIDE, NULL));
    mwa_trail_fail(&r, "far away");
    assert_string_equal("far away", mwa_trail_find(&r)->message);
}

static void a_request_has_got_where_it_was_seen(void **state)
{
    request_rec r = {.connection = &connection, .uri = (char *)"/a", .pool = *state};
    request_rec other = r;

    mwa_trail_begin(&connection, *state);
    assert_int_equal(0, mwa_trail_reached(&r));
    mwa_trail_reach(&r, MWA_REACHED_TRANSLATE);
    mwa_trail_reach(&other, MWA_REACHED_ALIASES);
    mwa_trail_reach(&r, MWA_REACHED_FILE);
    mwa_trail_reach(&r, MWA_REACHED_FILE);
    assert_int_equal(MWA_REACHED_TRANSLATE | MWA_REACHED_FILE, mwa_trail_reached(&r));
    assert_int_equal(MWA_REACHED_ALIASES, mwa_trail_reached(&other));
    mwa_trail_end(&connection);
    assert_int_equal(0, mwa_trail_reached(&r));
}

/** The next one may lie where it was. */
static void a_request_that_ends_is_forgotten(void **state)
{
    request_rec r = {.connection = &connection, .uri = (char *)"/a"};

    mwa_trail_begin(&connection, *state);
    apr_pool_create(&r.pool, *state);
    mwa_trail_reach(&r, MWA_REACHED_FILE);
    apr_pool_destroy(r.pool);
    assert_int_equal(0, mwa_trail_reached(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(who_is_not_explained_has_none),    POOL_TEST(the_last_lookup_of_a_url_counts),
        POOL_TEST(a_failure_keeps_its_cause),        POOL_TEST(a_request_has_got_where_it_was_seen),
        POOL_TEST(a_request_that_ends_is_forgotten),
    };

    return RUN_POOL_TESTS("trail", tests);
}
