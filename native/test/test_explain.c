/* Explanations: what goes from the request file into the answers, whatever stands in the file. */
#include "httpd_unit.h"
#include "config/mwa_interpreters.h"
#include "config/mwa_remote_check.h"
#include "report/mwa_ask.h"
#include "report/mwa_explain.h"
#include "request/mwa_request.h"
#include "request/mwa_effective.h"
#include "request/mwa_remote_protocol.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

static server_rec servers[2];
static mwa_alias_t alias = {.id = 7};
static mwa_lookup_t lookup;
static mwa_late_t late;
static mwa_request_t request;
/** What the next question is answered with; its request is made of these. */
static mwa_asked_t world;
static request_rec template;
static request_rec the_page;
static char asked[8192];
static char answering[2];

void mwa_ask(apr_pool_t *p, server_rec *main_server, const request_rec *page, const mwa_url_t *url, mwa_asked_t *answer)
{
    request_rec *r = apr_pmemdup(p, &template, sizeof(template));

    assert_ptr_equal(&the_page, page);
    r->pool = p;
    r->server = main_server->next;
    r->uri = apr_pstrdup(p, template.uri ? template.uri : url->target);
    r->headers_out = apr_table_make(p, 1);
    if (world.status == HTTP_MOVED_PERMANENTLY) {
        apr_table_setn(r->headers_out, "Location", "/b");
    }
    snprintf(asked + strlen(asked), sizeof(asked) - strlen(asked), "%s %d %s %.40s\n",
             url->address ? url->address : "none", url->port, url->host ? url->host : "none", url->target);
    *answer = world;
    answer->r = r;
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    (void)r;
    return &request;
}

/** Where a script would run. */
static mwa_effective_t world_serving;
static mwa_setting_t daemon_line = {.value = "group threads=2", .file = "x.conf", .line = 3};

void mwa_effective(request_rec *r, mwa_effective_t *serving)
{
    (void)r;
    *serving = world_serving;
}

int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script)
{
    *handler_script = NULL;
    return r->handler && !strcmp(r->handler, "wsgi-script");
}

const char *mwa_effective_source(apr_pool_t *p, const mwa_choice_t *choice)
{
    (void)p;
    return choice->is_option ? "option" : "default";
}

const char *mwa_settings_directive(mwa_setting_id_t id)
{
    return id == MWA_PROCESS_GROUP ? "WSGIDaemonProcess" : "other";
}

static const mwa_setting_t *chunked;

const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id)
{
    (void)r;
    return id == MWA_CHUNKED_REQUEST ? chunked : NULL;
}

ap_directive_t *ap_conftree;
/** Two of them, or none. */
static int has_sections;

apr_array_header_t *mwa_interpreters_options(apr_pool_t *p, const ap_directive_t *tree, const char *process_group,
                                             const char *application_group)
{
    apr_array_header_t *texts = apr_array_make(p, 2, sizeof(const char *));

    (void)application_group;
    assert_null(tree);
    assert_string_equal("group", process_group);
    if (has_sections) {
        APR_ARRAY_PUSH(texts, const char *) = "first";
        APR_ARRAY_PUSH(texts, const char *) = "second";
    }
    return texts;
}

const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    (void)s;
    return apr_pstrcat(p, remote->url, "/1 ", remote->url, "/2", NULL);
}

const char *mwa_remote_application_id(apr_pool_t *p, const mwa_effective_t *effective, const char *script)
{
    return apr_pstrcat(p, effective->process_group.value, ":", script, NULL);
}

void ap_no2slash(char *name)
{
    char *to = name;

    for (; *name; ++name) {
        if (*name != '/' || name[1] != '/') {
            *to++ = *name;
        }
    }
    *to = '\0';
}

/* ---------------------------------------------------------------- questions and answers */

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    memset(&world, 0, sizeof(world));
    memset(&template, 0, sizeof(template));
    lookup = (mwa_lookup_t){.alias = &alias, .status = MWA_MATCHED, .file = "/srv/\xff.wsgi//x"};
    world.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_ALIASES | MWA_REACHED_FILE;
    world.mapped = "mod_wsgi_alias.c";
    template.handler = "wsgi-script";
    template.filename = (char *)"/srv/\xff.wsgi";
    template.finfo.filetype = APR_REG;
    world_serving = (mwa_effective_t){.process_group = {.value = "group", .is_option = 1}};
    request = (mwa_request_t){.late = NULL};
    chunked = NULL;
    has_sections = 0;
    servers[0].next = &servers[1];
    asked[0] = '\0';
    return 0;
}

/** What is answered to the lines of a request file. To be freed. */
static char *answers_to(apr_pool_t *p, const char *lines, size_t length)
{
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
    memset(answering, 0, sizeof(answering));
    mwa_explain_all(p, servers, &the_page, in, out, answering);
    fclose(in);
    fclose(out);
    return text;
}

static void a_line_is_address_port_host_and_target(void **state)
{
    static const char lines[] = "192.0.2.1\t8080\tone.test:8080\t/a?b=c\n::1\t0\t-\t/b b\n-\t443\th\t*\n";
    char *text = answers_to(*state, lines, sizeof(lines) - 1);

    assert_string_equal("192.0.2.1 8080 one.test:8080 /a?b=c\n::1 0 none /b b\nnone 443 h *\n", asked);
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
    assert_string_equal("", asked);
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
    assert_non_null(strstr(asked, " none /c\n"));
    assert_non_null(strstr(asked, " none /e\n"));
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
    world = (mwa_asked_t){.status = HTTP_BAD_REQUEST};
    template.filename = NULL;
    expect_answer(*state, "\"outcome\":\"refused\",\"status\":400");
}

static void what_another_module_takes_is_its_business(void **state)
{
    world.mapped = "mod_other.c";
    world.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_FILE;
    template.handler = NULL;
    template.filename = (char *)"/htdocs/x";
    expect_answer(*state, "\"outcome\":\"module\",\"module\":\"mod_other.c\",\"file\":\"/htdocs/x\"");
    world.status = HTTP_MOVED_PERMANENTLY;
    world.module = "mod_other.c";
    template.filename = NULL;
    expect_answer(*state,
                  "\"outcome\":\"module\",\"module\":\"mod_other.c\",\"status\":301,\"by\":\"mod_other.c\","
                  "\"location\":\"/b\"");
}

/** In a running server nobody knows which. */
static void another_module_may_have_no_name(void **state)
{
    world.mapped = NULL;
    world.reached = MWA_REACHED_TRANSLATE;
    world.status = HTTP_GONE;
    template.handler = NULL;
    template.filename = NULL;
    expect_answer(*state, "\"outcome\":\"module\",\"status\":410");
}

static void what_no_alias_takes_is_declined(void **state)
{
    lookup.status = MWA_DECLINED;
    world.lookup = &lookup;
    template.handler = "text/html";
    template.filename = NULL;
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
    world.lookup = &lookup;
    lookup.status = MWA_OUTSIDE;
    lookup.message = "far";
    world.status = HTTP_FORBIDDEN;
    expect_answer(*state, "\"outcome\":\"outside\",\"message\":\"far\",\"alias\":7,\"status\":403");
    lookup = (mwa_lookup_t){.status = MWA_FAILED};
    world.status = HTTP_INTERNAL_SERVER_ERROR;
    expect_answer(*state, "\"outcome\":\"failed\",\"status\":500");
}

/** The answer of a URL that an alias takes, from what is on the disk on. */
static void expect_match(apr_pool_t *p, const char *rest)
{
    world.lookup = &lookup;
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
    world.lookup = &lookup;
    template.uri = (char *)"//a///b/c";
    template.path_info = (char *)"/b/c";
    expect_part(*state, "\"script\":\"/srv/\\u00ff.wsgi\",\"scriptName\":\"/a\",\"pathInfo\":\"/b/c\"");
}

static void a_group_has_its_processes(void **state)
{
    world.lookup = &lookup;
    world.status = HTTP_INTERNAL_SERVER_ERROR;
    world_serving.daemon = &daemon_line;
    world_serving.reason = "it is so";
    expect_part(*state,
                "\"daemon\":\"WSGIDaemonProcess group threads=2 at x.conf:3\",\"reason\":\"it is so\","
                "\"status\":500");
}

static void what_else_is_set_is_told(void **state)
{
    static const mwa_setting_t line = {.id = MWA_CHUNKED_REQUEST, .value = "On", .file = "x.conf", .line = 4};

    world.lookup = &lookup;
    chunked = &line;
    has_sections = 1;
    expect_part(*state, "\"interpreter\":\"first\\u0000second\\u0000\",\"settings\":\"other On at x.conf:4\\u0000\"");
}

static void a_module_that_answers_is_named(void **state)
{
    world.status = HTTP_FORBIDDEN;
    world.module = "mod_authz_core.c";
    expect_match(*state, SCRIPT GROUPS ",\"status\":403,\"by\":\"mod_authz_core.c\"");
}

static void what_httpd_does_not_admit_has_no_script(void **state)
{
    world.status = HTTP_FORBIDDEN;
    world.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_ALIASES;
    world.module = "core.c";
    expect_match(*state, GROUPS ",\"status\":403,\"by\":\"core.c\"");
}

static void another_handler_sends_the_source(void **state)
{
    template.handler = NULL;
    expect_match(*state, SCRIPT GROUPS ",\"handler\":\"default-handler\",\"status\":200");
}

/** It may find nothing where mod_wsgi would have. */
static void another_handler_may_refuse(void **state)
{
    template.handler = "default-handler";
    world.status = HTTP_NOT_FOUND;
    world_serving.reason = "why mod_wsgi would refuse";
    expect_match(*state, SCRIPT GROUPS ",\"handler\":\"default-handler\",\"status\":404");
}

static const mwa_remote_t remote_group = {.name = "group", .url = "balancer://b"};

#define REMOTE ",\"remote\":\"balancer://b\",\"workers\":\"balancer://b/1 balancer://b/2\""

static void nobody_looks_for_a_remote_script(void **state)
{
    request = (mwa_request_t){.remote = &remote_group, .script = "/srv/x.wsgi", .path_info = "/a"};
    world_serving.remote = &remote_group;
    template.finfo.filetype = APR_NOFILE;
    template.filename = (char *)"proxy:balancer://b/a";
    template.handler = "proxy-server";
    expect_match(*state,
                 ",\"script\":\"/srv/x.wsgi\",\"scriptName\":\"\",\"pathInfo\":\"/a\"" GROUPS REMOTE
                 ",\"applicationId\":\"group:/srv/x.wsgi\",\"status\":0");
}

/** Of a group that WSGIProcessGroup names, or a variable, fixups tell; and access is checked before. */
static void a_group_may_be_remote_before_the_script_is_known(void **state)
{
    world.status = HTTP_FORBIDDEN;
    world.module = "mod_authz_core.c";
    world_serving.remote = &remote_group;
    expect_match(*state, SCRIPT GROUPS REMOTE ",\"status\":403,\"by\":\"mod_authz_core.c\"");
}

static void late_groups_tell_what_they_need(void **state)
{
    request.late = &late;
    late = (mwa_late_t){.variables = "A\0B", .variables_size = 4};
    expect_match(*state, SCRIPT ",\"variables\":\"A\\u0000B\\u0000\"" GROUPS ",\"status\":0");
}

static void the_way_to_a_url_is_told(void **state)
{
    request_rec first = {.uri = (char *)"/first"};
    request_rec second = {.uri = (char *)"/second", .prev = &first};

    template.prev = &second;
    world.error = HTTP_NOT_FOUND;
    expect_part(*state, "\"via\":\"/first\\u0000/second\\u0000\",\"error\":404");
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
    };

    return RUN_POOL_TESTS("explain", tests);
}
