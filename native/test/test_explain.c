/* Explanations: what goes from the request file into the answers, whatever stands in the file. */
#include "fake_explain.h"
#include "config/mwa_remote.h"
#include "report/mwa_explain.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- questions and answers */

static int set_up(void **state)
{
    reset_world();
    return make_pool(state);
}

/** What is answered to the lines of a request file. To be freed. */
static char *answers_to(apr_pool_t *p, const char *lines, size_t length)
{
    char answering[COUNT_OF(world.servers)] = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *in = length ? fmemopen((void *)(uintptr_t)lines, length, "r") : fopen("/dev/null", "r");
    FILE *out;

    if (!in) {
        fail_msg("nothing to read");
    }
    out = open_memstream(&text, &size);
    if (!out) {
        fclose(in);
        fail_msg("nothing to write to");
    }
    mwa_explain_all(p, world.servers, &world.page, in, out, answering);
    fclose(in);
    fclose(out);
    return text;
}

static void a_line_is_address_port_host_and_target(void **state)
{
    static const char lines[] = "192.0.2.1\t8080\tone.test:8080\t/a?b=c\n::1\t0\t-\t/b b\n-\t443\th\t*\n";
    char *text = answers_to(*state, lines, sizeof(lines) - 1);

    assert_string_equal("192.0.2.1 8080 one.test:8080 /a?b=c\n::1 0 none /b b\nnone 443 h *\n", world.asked);
    free(text);
}

/** The command counts the answers, and does not take fewer for all. */
static void a_line_that_is_none_is_passed_over(void **state)
{
    static const char *const malformed[] = {
        "", "\n", "\t", "\t\t\t\n", "/a\n", "-\t0\n", "-\t0\t-\n", "-\t0\t-\t\n", "-\t0\t-", "\t0\t-\t/a",
    };
    size_t i;

    for (i = 0; i < COUNT_OF(malformed); ++i) {
        char *text = answers_to(*state, malformed[i], strlen(malformed[i]));

        assert_string_equal("", text);
        free(text);
    }
    assert_string_equal("", world.asked);
}

static void odd_lines_harm_nobody(void **state)
{
    static const char odd[] = "-\tport\t-\t/a\n"
                              "-\t99999999999\t-\t/b\n"
                              "-\t0\t-\t/c\0d\n"
                              "-\t-1\t-\t/\xff\n"
                              "-\t0\t-\t/e";
    char *text = answers_to(*state, odd, sizeof(odd) - 1);
    char *at = text;
    int count = 0;

    while ((at = strstr(at, "\"record\":\"answer\""))) {
        ++at;
        ++count;
    }
    assert_int_equal(5, count);
    assert_non_null(strstr(world.asked, " none /c\n"));
    assert_non_null(strstr(world.asked, " none /e\n"));
    free(text);
}

static void a_line_may_be_long(void **state)
{
    enum { LENGTH = 1024 * 1024 };
    char *line = apr_palloc(*state, LENGTH);
    size_t begin = (size_t)snprintf(line, LENGTH, "-\t0\t-\t/");
    char *text;

    memset(line + begin, 'a', LENGTH - begin);
    text = answers_to(*state, line, LENGTH);
    assert_true(strlen(text) > LENGTH - begin);
    free(text);
}

#define SCRIPT \
    ",\"disk\":\"file\",\"script\":\"/srv/\\u00ff.wsgi\",\"scriptName\":\"/a\",\"pathInfo\":\"\",\"readable\":false"
#define GROUPS \
    ",\"processGroup\":\"group\",\"processGroupBy\":\"option\",\"applicationGroupBy\":\"default\"," \
    "\"callableObjectBy\":\"default\",\"passAuthorizationBy\":\"default\""

/** That one question is answered with this, among other things. */
static void expect_part(apr_pool_t *p, const char *part)
{
    char *text = answers_to(p, "-\t0\t-\t/a\n", 9);

    assert_non_null(strstr(text, part));
    free(text);
}

/** What one question is answered with, behind the path. */
static void expect_answer(apr_pool_t *p, const char *answer)
{
    char *text = answers_to(p, "-\t0\t-\t/a\n", 9);

    assert_string_equal(apr_pstrcat(p, "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",", answer, "}\n", NULL),
                        text);
    free(text);
}

static void what_httpd_refuses_is_refused(void **state)
{
    world.answer = (mwa_asked_t){.status = HTTP_BAD_REQUEST};
    world.template.filename = NULL;
    expect_answer(*state, "\"outcome\":\"refused\",\"status\":400");
}

static void what_another_module_takes_is_its_business(void **state)
{
    world.answer.mapped = "mod_other.c";
    world.answer.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_FILE;
    world.template.handler = NULL;
    world.template.filename = (char *)"/htdocs/x";
    expect_answer(*state, "\"outcome\":\"module\",\"module\":\"mod_other.c\",\"file\":\"/htdocs/x\"");
    world.answer.status = HTTP_MOVED_PERMANENTLY;
    world.answer.module = "mod_other.c";
    world.template.filename = NULL;
    expect_answer(*state,
                  "\"outcome\":\"module\",\"module\":\"mod_other.c\",\"status\":301,\"by\":\"mod_other.c\","
                  "\"location\":\"/b\"");
}

/** In a running server nobody knows which. */
static void another_module_may_have_no_name(void **state)
{
    world.answer.mapped = NULL;
    world.answer.reached = MWA_REACHED_TRANSLATE;
    world.answer.status = HTTP_GONE;
    world.template.handler = NULL;
    world.template.filename = NULL;
    expect_answer(*state, "\"outcome\":\"module\",\"status\":410");
}

static void what_no_alias_takes_is_declined(void **state)
{
    world.lookup.status = MWA_DECLINED;
    world.answer.lookup = &world.lookup;
    world.template.handler = "text/html";
    world.template.filename = NULL;
    expect_answer(*state, "\"outcome\":\"declined\",\"handler\":\"text/html\"");
}

static void a_file_may_be_a_script_without_an_alias(void **state)
{
    expect_answer(*state,
                  "\"outcome\":\"script\",\"disk\":\"file\",\"script\":\"/srv/\\u00ff.wsgi\",\"scriptName\":\"/a\","
                  "\"pathInfo\":\"\",\"readable\":false" GROUPS ",\"status\":0");
}

static void a_refusal_has_its_alias(void **state)
{
    world.answer.lookup = &world.lookup;
    world.lookup.status = MWA_OUTSIDE;
    world.lookup.message = "far";
    world.answer.status = HTTP_FORBIDDEN;
    expect_answer(*state, "\"outcome\":\"outside\",\"message\":\"far\",\"alias\":7,\"status\":403");
    world.lookup = (mwa_lookup_t){.status = MWA_FAILED};
    world.answer.status = HTTP_INTERNAL_SERVER_ERROR;
    expect_answer(*state, "\"outcome\":\"failed\",\"status\":500");
}

/** The answer of a URL that an alias takes, from what is on the disk on. */
static void expect_match(apr_pool_t *p, const char *rest)
{
    world.answer.lookup = &world.lookup;
    expect_answer(p,
                  apr_pstrcat(p, "\"outcome\":\"matched\",\"alias\":7,\"file\":\"/srv/\\u00ff.wsgi//x\"", rest, NULL));
}

static void a_match_has_its_script(void **state)
{
    expect_match(*state, SCRIPT GROUPS ",\"status\":0");
}

/** Where MergeSlashes is off the URL keeps them. */
static void the_script_is_told_of_single_slashes(void **state)
{
    world.answer.lookup = &world.lookup;
    world.template.uri = (char *)"//a///b/c";
    world.template.path_info = (char *)"/b/c";
    expect_part(*state, "\"script\":\"/srv/\\u00ff.wsgi\",\"scriptName\":\"/a\",\"pathInfo\":\"/b/c\"");
}

static void a_group_has_its_processes(void **state)
{
    static const mwa_setting_t line = {.id = MWA_DAEMON_PROCESS,
                                       .value = "group threads=2",
                                       .file = "x.conf",
                                       .line = 3};

    world.answer.lookup = &world.lookup;
    world.answer.status = HTTP_INTERNAL_SERVER_ERROR;
    world.serving.daemon = &line;
    world.serving.reason = "it is so";
    expect_part(*state,
                "\"daemon\":\"WSGIDaemonProcess group threads=2 at x.conf:3\",\"reason\":\"it is so\","
                "\"status\":500");
}

static void what_else_is_set_is_told(void **state)
{
    static const mwa_setting_t line = {.id = MWA_CHUNKED_REQUEST, .value = "On", .file = "x.conf", .line = 4};

    world.answer.lookup = &world.lookup;
    world.chunked = &line;
    world.has_sections = 1;
    expect_part(*state, "\"interpreter\":\"first\\u0000second\\u0000\",\"settings\":\"other On at x.conf:4\\u0000\"");
}

static void a_module_that_answers_is_named(void **state)
{
    world.answer.status = HTTP_FORBIDDEN;
    world.answer.module = "mod_authz_core.c";
    expect_match(*state, SCRIPT GROUPS ",\"status\":403,\"by\":\"mod_authz_core.c\"");
}

static void what_httpd_does_not_admit_has_no_script(void **state)
{
    world.answer.status = HTTP_FORBIDDEN;
    world.answer.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_ALIASES;
    world.answer.module = "core.c";
    expect_match(*state, GROUPS ",\"status\":403,\"by\":\"core.c\"");
}

static void another_handler_sends_the_source(void **state)
{
    world.template.handler = NULL;
    expect_match(*state, SCRIPT GROUPS ",\"handler\":\"default-handler\",\"status\":200");
}

/** It may find nothing where mod_wsgi would have. */
static void another_handler_may_refuse(void **state)
{
    world.template.handler = "default-handler";
    world.answer.status = HTTP_NOT_FOUND;
    world.serving.reason = "why mod_wsgi would refuse";
    expect_match(*state, SCRIPT GROUPS ",\"handler\":\"default-handler\",\"status\":404");
}

static const mwa_remote_t remote_group = {.name = "group", .url = "balancer://b"};

#define REMOTE ",\"remote\":\"balancer://b\",\"workers\":\"balancer://b/1 balancer://b/2\""

static void nobody_looks_for_a_remote_script(void **state)
{
    world.request = (mwa_request_t){.remote = &remote_group, .script = "/srv/x.wsgi", .path_info = "/a"};
    world.serving.remote = &remote_group;
    world.template.finfo.filetype = APR_NOFILE;
    world.template.filename = (char *)"proxy:balancer://b/a";
    world.template.handler = "proxy-server";
    expect_match(*state,
                 ",\"script\":\"/srv/x.wsgi\",\"scriptName\":\"\",\"pathInfo\":\"/a\"" GROUPS REMOTE
                 ",\"applicationId\":\"group:/srv/x.wsgi\",\"status\":0");
}

/** Of a group that WSGIProcessGroup names, or a variable, fixups tell; and access is checked before. */
static void a_group_may_be_remote_before_the_script_is_known(void **state)
{
    world.answer.status = HTTP_FORBIDDEN;
    world.answer.module = "mod_authz_core.c";
    world.serving.remote = &remote_group;
    expect_match(*state, SCRIPT GROUPS REMOTE ",\"status\":403,\"by\":\"mod_authz_core.c\"");
}

static void late_groups_tell_what_they_need(void **state)
{
    static const mwa_late_t late = {.variables = "A\0B", .variables_size = 4};

    world.request.late = &late;
    expect_match(*state, SCRIPT ",\"variables\":\"A\\u0000B\\u0000\"" GROUPS ",\"status\":0");
}

static void the_way_to_a_url_is_told(void **state)
{
    static request_rec first = {.uri = (char *)"/first"};
    static request_rec second = {.uri = (char *)"/second", .prev = &first};

    world.template.prev = &second;
    world.answer.error = HTTP_NOT_FOUND;
    expect_part(*state, "\"via\":\"/first\\u0000/second\\u0000\",\"error\":404");
}

static void servers_are_chosen_before_anybody_is_asked(void **state)
{
    static const char *const lines[] = {"-\t0\t-\t/a\n", "no line\n-\t0\tone.test\t/a\n",
                                        "-\t0\tone.test\t/a\n-\t0\t-\t/b\n"};
    static const char expected[][2] = {{1, 0}, {0, 1}, {1, 1}};
    size_t i;

    for (i = 0; i < COUNT_OF(lines); ++i) {
        char asked[COUNT_OF(world.servers)] = {0};
        FILE *in = fmemopen((void *)(uintptr_t)lines[i], strlen(lines[i]), "r");

        if (!in) {
            fail_msg("nothing to read");
        }
        mwa_explain_choose(*state, world.servers, in, asked);
        fclose(in);
        assert_memory_equal(expected[i], asked, 2);
    }
    assert_string_equal("", world.asked);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_line_is_address_port_host_and_target),
        WORLD_TEST(a_line_that_is_none_is_passed_over),
        WORLD_TEST(odd_lines_harm_nobody),
        WORLD_TEST(a_line_may_be_long),
        WORLD_TEST(what_httpd_refuses_is_refused),
        WORLD_TEST(what_another_module_takes_is_its_business),
        WORLD_TEST(another_module_may_have_no_name),
        WORLD_TEST(what_no_alias_takes_is_declined),
        WORLD_TEST(a_file_may_be_a_script_without_an_alias),
        WORLD_TEST(a_refusal_has_its_alias),
        WORLD_TEST(a_match_has_its_script),
        WORLD_TEST(the_script_is_told_of_single_slashes),
        WORLD_TEST(a_group_has_its_processes),
        WORLD_TEST(what_else_is_set_is_told),
        WORLD_TEST(a_module_that_answers_is_named),
        WORLD_TEST(what_httpd_does_not_admit_has_no_script),
        WORLD_TEST(another_handler_sends_the_source),
        WORLD_TEST(another_handler_may_refuse),
        WORLD_TEST(nobody_looks_for_a_remote_script),
        WORLD_TEST(a_group_may_be_remote_before_the_script_is_known),
        WORLD_TEST(late_groups_tell_what_they_need),
        WORLD_TEST(the_way_to_a_url_is_told),
        WORLD_TEST(servers_are_chosen_before_anybody_is_asked),
    };

    return RUN_POOL_TESTS("explain", tests);
}
