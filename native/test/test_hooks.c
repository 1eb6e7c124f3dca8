/* The lists of hooks of a process that answers questions: who is asked, and who has decided. */
#include "httpd_unit.h"
#include "report/mwa_hooks.h"
#include "request/mwa_explained.h"
#include "request/mwa_trail.h"

#include "http_config.h"
#include "http_core.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

/** All lists that are changed. */
#define LISTS(each) \
    each(post_read_request) each(pre_translate_name) each(translate_name) each(map_to_storage) \
        each(post_perdir_config) each(header_parser) each(access_checker) each(access_checker_ex) each(check_user_id) \
            each(auth_checker) each(type_checker) each(fixups) each(create_request) each(insert_filter) \
                each(insert_error_filter) each(open_htaccess) each(dirwalk_stat) each(force_authn) each(handler) \
                    each(quick_handler)

#define NUMBER(name) LIST_##name,
enum { LISTS(NUMBER) LIST_COUNT };

static apr_array_header_t *lists[LIST_COUNT];

// NOLINTBEGIN(bugprone-macro-parentheses): a name that is declared cannot stand in any.
#define GETTER(name) \
    apr_array_header_t *ap_hook_get_##name(void) \
    { \
        return lists[LIST_##name]; \
    }
// NOLINTEND(bugprone-macro-parentheses)
LISTS(GETTER)

typedef ap_LINK_handler_t link_t;

static void add(int list, const char *module, ap_HOOK_handler_t *function)
{
    link_t *link = apr_array_push(lists[list]);

    memset(link, 0, sizeof(*link));
    link->szName = module;
    link->pFunc = function;
}

void ap_hook_access_checker_ex(ap_HOOK_access_checker_ex_t *function, const char *const *before,
                               const char *const *after, int order)
{
    (void)before;
    (void)after;
    assert_int_equal(APR_HOOK_REALLY_LAST, order);
    add(LIST_access_checker_ex, "mod_wsgi_alias.c", function);
}

static int tls = DECLINED;

int mwa_explained_tls(conn_rec *c)
{
    (void)c;
    return tls;
}

/* ---------------------------------------------------------------- modules */

static int decline(request_rec *r)
{
    (void)r;
    return DECLINED;
}

static int forbid(request_rec *r)
{
    (void)r;
    return HTTP_FORBIDDEN;
}

/** Asks the modules of a list in turn, as httpd does: until one has an answer, or only as far as it says. */
static int run(int list, request_rec *r)
{
    int i;
    int status = DECLINED;

    for (i = 0; lists[list] && i < lists[list]->nelts && status == DECLINED; ++i) {
        status = APR_ARRAY_IDX(lists[list], i, link_t).pFunc(r);
    }
    return status;
}

static void *connection_vector[1];
static conn_rec connection = {.conn_config = (ap_conf_vector_t *)connection_vector};
static request_rec r;

static int set_up(void **state)
{
    int i;

    if (make_pool(state)) {
        return 1;
    }
    for (i = 0; i < LIST_COUNT; ++i) {
        lists[i] = apr_array_make(*state, 4, sizeof(link_t));
    }
    tls = DECLINED;
    connection.pool = *state;
    r = (request_rec){.connection = &connection, .pool = *state};
    mwa_trail_begin(&connection, *state);
    return 0;
}

/** The modules of a list, without the functions between them. */
static const char *modules_of(apr_pool_t *p, int list)
{
    const char *names = "";
    int i;

    for (i = 0; i < lists[list]->nelts; ++i) {
        const link_t *link = &APR_ARRAY_IDX(lists[list], i, link_t);

        if (link->pFunc == decline || link->pFunc == forbid) {
            names = apr_pstrcat(p, names, link->szName, " ", NULL);
        }
    }
    return names;
}

/* ---------------------------------------------------------------- tests */

static void modules_that_have_not_been_started_are_not_asked(void **state)
{
    add(LIST_fixups, "mod_mime.c", forbid);
    add(LIST_fixups, "mod_rewrite.c", decline);
    add(LIST_fixups, "mod_wsgi.c", forbid);
    add(LIST_insert_filter, "mod_deflate.c", decline);
    mwa_hooks_prepare(0);
    assert_string_equal("mod_rewrite.c ", modules_of(*state, LIST_fixups));
    assert_string_equal("", modules_of(*state, LIST_insert_filter));
    // Of modules that would decide on access, none is asked.
    assert_int_equal(OK, run(LIST_access_checker_ex, &r));
}

static void modules_that_want_a_client_are_not_asked(void **state)
{
    add(LIST_post_read_request, "event.c", forbid);
    add(LIST_post_read_request, "mod_remoteip.c", decline);
    add(LIST_access_checker, "mod_wsgi.c", forbid);
    add(LIST_insert_filter, "mod_deflate.c", decline);
    mwa_hooks_prepare(1);
    assert_string_equal("mod_remoteip.c ", modules_of(*state, LIST_post_read_request));
    assert_string_equal("", modules_of(*state, LIST_access_checker));
    assert_string_equal("mod_deflate.c ", modules_of(*state, LIST_insert_filter));
    assert_int_equal(DECLINED, run(LIST_access_checker_ex, &r));
}

static void no_handler_is_left_that_makes_content(void **state)
{
    add(LIST_handler, "mod_wsgi_alias.c", decline);
    add(LIST_handler, "mod_cgi.c", forbid);
    add(LIST_handler, "mod_wsgi.c", forbid);
    add(LIST_handler, "mod_rewrite.c", decline);
    add(LIST_handler, "mod_actions.c", decline);
    add(LIST_handler, "core.c", forbid);
    add(LIST_quick_handler, "mod_cache.c", forbid);
    mwa_hooks_prepare(1);
    assert_string_equal("mod_wsgi_alias.c mod_rewrite.c mod_actions.c ", modules_of(*state, LIST_handler));
    assert_int_equal(0, lists[LIST_quick_handler]->nelts);
}

static void a_list_may_not_exist(void **state)
{
    int i;

    for (i = 0; i < LIST_COUNT; ++i) {
        lists[i] = i == LIST_handler ? lists[i] : NULL;
    }
    mwa_hooks_prepare(1);
    assert_null(mwa_hooks_asked(&r));
    assert_null(mwa_hooks_mapped(&r));
    (void)state;
}

static void the_module_that_answers_has_a_name(void **state)
{
    add(LIST_translate_name, "mod_alias.c", decline);
    add(LIST_translate_name, "core.c", decline);
    add(LIST_access_checker, "mod_first.c", decline);
    add(LIST_access_checker, "mod_second.c", forbid);
    add(LIST_access_checker, "mod_third.c", decline);
    mwa_hooks_prepare(1);
    run(LIST_translate_name, &r);
    assert_null(mwa_hooks_asked(&r));
    assert_null(mwa_hooks_mapped(&r));
    assert_int_equal(HTTP_FORBIDDEN, run(LIST_access_checker, &r));
    assert_string_equal("mod_second.c", mwa_hooks_asked(&r));
    mwa_trail_of(&r)->refused = &r;
    assert_null(mwa_hooks_asked(&r));
    mwa_trail_begin(&connection, *state);
    assert_null(mwa_hooks_asked(&r));
}

static void the_module_that_maps_has_a_name(void **state)
{
    request_rec other = r;

    add(LIST_translate_name, "mod_rewrite.c", decline);
    add(LIST_translate_name, "mod_alias.c", forbid);
    add(LIST_fixups, "mod_late.c", decline);
    mwa_hooks_prepare(1);
    run(LIST_translate_name, &r);
    run(LIST_fixups, &r);
    assert_string_equal("mod_alias.c", mwa_hooks_mapped(&r));
    // Each request by itself, also one that lies where another one was.
    assert_null(mwa_hooks_mapped(&other));
    apr_pool_create(&other.pool, *state);
    run(LIST_translate_name, &other);
    assert_string_equal("mod_alias.c", mwa_hooks_mapped(&other));
    apr_pool_destroy(other.pool);
    assert_null(mwa_hooks_mapped(&other));
}

/** mod_ssl would refuse a connection without a handshake. */
static void tls_is_believed(void **state)
{
    (void)state;
    add(LIST_access_checker, "mod_ssl.c", forbid);
    mwa_hooks_prepare(1);
    assert_int_equal(HTTP_FORBIDDEN, run(LIST_access_checker, &r));
    tls = OK;
    assert_int_equal(DECLINED, run(LIST_access_checker, &r));
}

#define HOOKS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOKS_TEST(modules_that_have_not_been_started_are_not_asked),
        HOOKS_TEST(modules_that_want_a_client_are_not_asked),
        HOOKS_TEST(no_handler_is_left_that_makes_content),
        HOOKS_TEST(a_list_may_not_exist),
        HOOKS_TEST(the_module_that_answers_has_a_name),
        HOOKS_TEST(the_module_that_maps_has_a_name),
        HOOKS_TEST(tls_is_believed),
    };

    return RUN_POOL_TESTS("hooks", tests);
}
