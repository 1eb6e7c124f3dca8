/* URLs as requests: which other modules are asked about them, and when. */
#include "fake_httpd.h"
#include "report/mwa_url.h"

#include "http_request.h"

#include <stdio.h>
#include <string.h>

static char order[64];
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
    ap_LINK_translate_name_t *hook = apr_array_push(fake_httpd.translators);

    memset(hook, 0, sizeof(*hook));
    hook->szName = name;
    hook->pFunc = function;
}

static void modules_are_asked_in_httpds_order_up_to_this_one(void **state)
{
    request_rec r = {.pool = *state};
    const char *module;

    order[0] = '\0';
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
    fake_httpd.location_status = HTTP_FORBIDDEN;
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
    ap_LINK_fixups_t *hook = apr_array_push(fake_httpd.fixups);

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAKE_HTTPD_TEST(modules_are_asked_in_httpds_order_up_to_this_one),
        FAKE_HTTPD_TEST(a_location_may_refuse_before_any_module),
        FAKE_HTTPD_TEST(mod_dir_alone_is_asked_about_slashes),
        FAKE_HTTPD_TEST(only_a_directory_without_a_slash_gets_one),
    };

    return RUN_POOL_TESTS("url modules", tests);
}
