/* Explanations: what goes from the request file into the answers, whatever stands in the file. */
#include "httpd_unit.h"
#include "config/mwa_remote_check.h"
#include "report/mwa_explain.h"
#include "report/mwa_url.h"
#include "request/mwa_groups.h"
#include "request/mwa_remote_protocol.h"
#include "request/mwa_translate.h"

#include "http_core.h"
#include "http_request.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

static server_rec servers[2];
static core_dir_config directory;
// httpd finds the core's configuration at the first place.
static void *directory_vector[] = {&directory};
static mwa_request_t request;
static mwa_late_t late;
static struct {
    int url_status;
    int others;
    int translation;
    int walk;
    int fixups;
    int gets_slash;
    int named;                 /**< how often the groups were named */
    const mwa_remote_t *found; /**< by the name of the process group */
    apr_filetype_e type;
    const char *path_info;
    const char *uri;
} world;
static char asked[8192];
static char answering[2];
static mwa_frame_t *frame;

request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status)
{
    request_rec *r = apr_pcalloc(p, sizeof(*r));

    r->pool = p;
    r->server = main_server->next;
    r->notes = apr_table_make(p, 1);
    r->uri = apr_pstrdup(p, world.uri ? world.uri : url->target);
    snprintf(asked + strlen(asked), sizeof(asked) - strlen(asked), "%s %d %s %.40s\n",
             url->address ? url->address : "none", url->port, url->host ? url->host : "none", url->target);
    *status = world.url_status;
    return r;
}

int mwa_url_ask_others(request_rec *r, const char **module)
{
    *module = "mod_other.c";
    r->filename = world.others == OK ? "/htdocs/x" : NULL;
    return world.others;
}

int mwa_url_gets_slash(request_rec *r)
{
    (void)r;
    return world.gets_slash;
}

int mwa_translate_request(request_rec *r, mwa_frame_t **answer)
{
    r->filename = apr_pstrdup(r->pool, "/srv/\xff.wsgi//x");
    *answer = frame;
    return world.translation;
}

int ap_directory_walk(request_rec *r)
{
    r->filename = apr_pstrdup(r->pool, "/srv/\xff.wsgi");
    r->path_info = apr_pstrdup(r->pool, world.path_info);
    r->finfo.filetype = world.type;
    return world.walk;
}

int ap_file_walk(request_rec *r)
{
    (void)r;
    return OK;
}

int mwa_groups_name(request_rec *r)
{
    (void)r;
    world.named++;
    return world.fixups;
}

mwa_server_t *mwa_config_of(const server_rec *s)
{
    (void)s;
    return NULL;
}

const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name)
{
    (void)server;
    assert_string_equal("group", name);
    return world.found;
}

const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    (void)p;
    (void)s;
    (void)remote;
    return "scgi://a scgi://b";
}

const char *mwa_remote_application_id(request_rec *r, const mwa_request_t *of)
{
    (void)r;
    (void)of;
    return "id";
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    (void)r;
    return &request;
}

const char *mwa_request_group(const request_rec *r, const char *note)
{
    (void)r;
    return strcmp(note, "mod_wsgi.process_group") ? NULL : "group";
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
    world.others = DECLINED;
    world.fixups = DECLINED;
    world.type = APR_REG;
    request = (mwa_request_t){.late = NULL};
    directory.accept_path_info = AP_REQ_DEFAULT_PATH_INFO;
    servers[0].next = &servers[1];
    servers[1].lookup_defaults = (ap_conf_vector_t *)directory_vector;
    asked[0] = '\0';
    frame = calloc(1, sizeof(*frame) + 256);
    if (!frame) {
        return 1;
    }
    frame->alias = 7;
    return 0;
}

static int tear_down(void **state)
{
    free(frame);
    return destroy_pool(state);
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
    mwa_explain_all(p, servers, in, out, answering);
    fclose(in);
    fclose(out);
    return text;
}

/** Asks one question. */
static void expect_answer(apr_pool_t *p, const char *answer)
{
    char *text = answers_to(p, "-\t0\t-\t/a\n", 9);

    assert_string_equal(answer, text);
    free(text);
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

static const mwa_remote_t remote_group = {.name = "group", .url = "balancer://b"};

#define REMOTE_ANSWER \
    "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"matched\",\"alias\":7," \
    "\"file\":\"/srv/x.wsgi/a\",\"remote\":\"balancer://b\",\"workers\":\"scgi://a scgi://b\"," \
    "\"applicationId\":\"id\",\"script\":\"/srv/x.wsgi\",\"scriptName\":\"\",\"pathInfo\":\"/a\"," \
    "\"processGroup\":\"group\",\"status\":0}\n"

static void nobody_looks_for_a_remote_script(void **state)
{
    request = (mwa_request_t){.remote = &remote_group, .script = "/srv/x.wsgi", .path_info = "/a"};
    world.type = APR_NOFILE;
    expect_answer(*state, REMOTE_ANSWER);
}

static void a_late_group_is_named_to_know_whether_it_is_remote(void **state)
{
    request = (mwa_request_t){.late = &late, .script = "/srv/x.wsgi", .path_info = "/a"};
    late = (mwa_late_t){.variables = ""};
    world.found = &remote_group;
    expect_answer(*state, REMOTE_ANSWER);
    assert_int_equal(2, world.named);
}

static void what_httpd_refuses_is_refused(void **state)
{
    world.url_status = HTTP_BAD_REQUEST;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"refused\","
                  "\"status\":400}\n");
}

static void what_another_module_takes_is_its_business(void **state)
{
    world.others = OK;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"module\","
                  "\"module\":\"mod_other.c\",\"file\":\"/htdocs/x\"}\n");
    world.others = HTTP_MOVED_TEMPORARILY;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"module\","
                  "\"module\":\"mod_other.c\",\"status\":302}\n");
}

static void what_no_alias_takes_is_declined(void **state)
{
    world.translation = DECLINED;
    expect_answer(*state, "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"declined\"}\n");
}

static void a_refusal_has_its_alias(void **state)
{
    world.translation = HTTP_FORBIDDEN;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"outside\",\"status\":403,"
                  "\"message\":\"\",\"alias\":7}\n");
    world.translation = HTTP_INTERNAL_SERVER_ERROR;
    frame->alias = -1;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"failed\",\"status\":500,"
                  "\"message\":\"\"}\n");
    free(frame);
    frame = NULL;
    expect_answer(*state,
                  "{\"record\":\"answer\",\"server\":1,\"path\":\"/a\",\"outcome\":\"failed\","
                  "\"status\":500}\n");
}

/** The answer of a URL that an alias takes. */
static void expect_match(apr_pool_t *p, const char *disk, int status)
{
    char *text = answers_to(p, "-\t0\t-\t/a\n", 9);

    assert_non_null(strstr(text, "\"outcome\":\"matched\",\"alias\":7,\"file\":\"/srv/\\u00ff.wsgi//x\""));
    assert_non_null(strstr(text, apr_psprintf(p, "\"disk\":\"%s\"", disk)));
    assert_non_null(strstr(text, apr_psprintf(p, "\"processGroup\":\"group\",\"status\":%d}", status)));
    free(text);
}

static void what_is_on_disk_decides_the_status(void **state)
{
    world.path_info = "";
    expect_match(*state, "file", 0);
    world.type = APR_NOFILE;
    expect_match(*state, "nothing", 404);
    world.type = APR_DIR;
    expect_match(*state, "directory", 403);
    world.gets_slash = 1;
    expect_match(*state, "directory", 301);
    world.type = APR_PIPE;
    expect_match(*state, "special", 0);
}

static void path_info_may_be_forbidden(void **state)
{
    world.path_info = "/x";
    expect_match(*state, "file", 0);
    directory.accept_path_info = AP_REQ_REJECT_PATH_INFO;
    expect_match(*state, "file", 404);
    world.path_info = NULL;
    expect_match(*state, "file", 0);
}

/** Where MergeSlashes is off the URL keeps them. */
static void the_script_is_told_of_single_slashes(void **state)
{
    char *text;

    world.uri = "//a///b/c";
    world.path_info = "/b/c";
    text = answers_to(*state, "-\t0\t-\t/a\n", 9);
    assert_non_null(strstr(text, "\"script\":\"/srv/\\u00ff.wsgi\",\"scriptName\":\"/a\",\"pathInfo\":\"/b/c\""));
    free(text);
}

static void what_httpd_does_not_admit_has_no_script(void **state)
{
    char *text;

    world.walk = HTTP_FORBIDDEN;
    text = answers_to(*state, "-\t0\t-\t/a\n", 9);
    assert_null(strstr(text, "\"script\""));
    assert_non_null(strstr(text, "\"status\":403}"));
    free(text);
}

static void late_groups_are_named_unless_they_need_variables(void **state)
{
    char *text;

    request.late = &late;
    late = (mwa_late_t){.variables = "A\0B", .variables_size = 4};
    // Not asked for.
    world.fixups = HTTP_INTERNAL_SERVER_ERROR;
    text = answers_to(*state, "-\t0\t-\t/a\n", 9);
    assert_non_null(strstr(text, "\"variables\":\"A\\u0000B\\u0000\",\"processGroup\":\"group\",\"status\":0}"));
    free(text);
    late.variables_size = 0;
    expect_match(*state, "file", 500);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_line_is_address_port_host_and_target),
        WORLD_TEST(a_line_that_is_none_is_passed_over),
        WORLD_TEST(odd_lines_harm_nobody),
        WORLD_TEST(a_line_may_be_long),
        WORLD_TEST(nobody_looks_for_a_remote_script),
        WORLD_TEST(a_late_group_is_named_to_know_whether_it_is_remote),
        WORLD_TEST(what_httpd_refuses_is_refused),
        WORLD_TEST(what_another_module_takes_is_its_business),
        WORLD_TEST(what_no_alias_takes_is_declined),
        WORLD_TEST(a_refusal_has_its_alias),
        WORLD_TEST(what_is_on_disk_decides_the_status),
        WORLD_TEST(path_info_may_be_forbidden),
        WORLD_TEST(the_script_is_told_of_single_slashes),
        WORLD_TEST(what_httpd_does_not_admit_has_no_script),
        WORLD_TEST(late_groups_are_named_unless_they_need_variables),
    };

    return RUN_POOL_TESTS("explain", tests);
}
