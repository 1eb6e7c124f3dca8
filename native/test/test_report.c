/* The report: which files it is willing to use, and what it writes into them. */
#include "fake_report.h"
#include "config/mwa_command_line.h"
#include "report/mwa_report.h"

#include "http_core.h"
#include "http_main.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------- a directory */

static char directory[] = "/tmp/mwa-report-XXXXXX";

static const char *file(apr_pool_t *p, const char *name)
{
    return apr_pstrcat(p, directory, "/", name, NULL);
}

static void make(apr_pool_t *p, const char *name, const char *text, mode_t mode)
{
    FILE *out = fopen(file(p, name), "w");

    if (!out) {
        fail_msg("cannot write %s", name);
    }
    fputs(text, out);
    fclose(out);
    assert_int_equal(0, chmod(file(p, name), mode));
}

static int set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    memset(directory + strlen(directory) - 6, 'X', 6);
    reset_world();
    return !mkdtemp(directory);
}

static int tear_down(void **state)
{
    unlink(file(*state, "request"));
    unlink(file(*state, "report"));
    unlink(file(*state, "other"));
    unlink(file(*state, "output"));
    rmdir(directory);
    return destroy_pool(state);
}

/** On httpd's command line. */
static ap_directive_t last = {.filename = MWA_COMMAND_LINE};
static const command_rec command = {.name = "WSGIAliasReport"};

/** Opens the directory's files. */
static const char *open_files(apr_pool_t *p, mwa_report_t *report, const char *lint)
{
    cmd_parms cmd = {.pool = p, .directive = &last};

    assert_null(mwa_report_directory(&cmd, NULL, directory, lint));
    return mwa_report_open(p, report);
}

static const char *text_of(apr_pool_t *p, const char *name)
{
    FILE *in = fopen(file(p, name), "r");
    char *text = apr_pcalloc(p, 8192);

    if (!in) {
        fail_msg("no %s", name);
    }
    assert_true(fread(text, 1, 8191, in) < 8191);
    fclose(in);
    return text;
}

static const char *report_text(apr_pool_t *p)
{
    return text_of(p, "report");
}

/** Writes as the process that tries does, which closes nothing: it ends. Its output goes to a file. */
static const char *write_report(apr_pool_t *p, const mwa_tables_t *tables, mwa_report_t *report)
{
    pid_t pid;
    int status;

    fflush(NULL);
    pid = fork();
    if (!pid) {
        const char *error =
            freopen(file(p, "output"), "w", stdout) ? mwa_report_write(p, world.servers, tables, report) : "no output";

        fflush(NULL);
        _exit(error != NULL);
    }
    assert_int_equal(pid, waitpid(pid, &status, 0));
    mwa_report_close(report);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) ? "an error" : NULL;
}

static void it_is_for_tests_of_the_configuration_only(void **state)
{
    cmd_parms cmd = {.pool = *state, .directive = &last, .cmd = &command};
    ap_directive_t in_file = {.filename = "site.conf"};
    mwa_report_t report;

    world.run_mode = AP_SQ_RM_NORMAL;
    assert_non_null(strstr(mwa_report_directory(&cmd, NULL, "/tmp", NULL), "is only for the command wsgi-alias"));
    world.run_mode = AP_SQ_RM_CONFIG_TEST;
    world.context_error = "not there";
    assert_string_equal("not there", mwa_report_directory(&cmd, NULL, "/tmp", NULL));
    world.context_error = NULL;
    assert_null(mwa_report_open(*state, &report));
    assert_false(mwa_report_is_wanted(&report));
    world.dump_is_wanted = 1;
    assert_null(mwa_report_open(*state, &report));
    assert_true(mwa_report_is_wanted(&report));
    mwa_report_close(&report);
    world.run_mode = AP_SQ_RM_NORMAL;
    mwa_command_line_admit();
    assert_null(mwa_report_directory(&cmd, NULL, "/tmp", NULL));
    // Where it passes a test in a file, the start that follows would not.
    cmd.directive = &in_file;
    assert_non_null(strstr(mwa_report_directory(&cmd, NULL, "/tmp", NULL), "on the command line of httpd"));
}

static void both_files_must_be_there(void **state)
{
    mwa_report_t report;

    assert_non_null(strstr(open_files(*state, &report, NULL), "cannot open"));
    make(*state, "request", "", 0600);
    assert_non_null(strstr(open_files(*state, &report, NULL), "/report: "));
    mwa_report_close(&report);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, NULL));
    assert_true(mwa_report_is_wanted(&report));
    assert_true(fcntl(report.report, F_GETFD) & FD_CLOEXEC);
    mwa_report_close(&report);
}

static void a_file_must_be_plain_and_its_owners_alone(void **state)
{
    mwa_report_t report;

    make(*state, "request", "", 0620);
    make(*state, "report", "", 0600);
    assert_non_null(strstr(open_files(*state, &report, NULL), "belongs only to"));
    make(*state, "request", "", 0602);
    assert_non_null(strstr(open_files(*state, &report, NULL), "belongs only to"));
    make(*state, "request", "", 0644);
    unlink(file(*state, "report"));
    make(*state, "other", "kept", 0600);
    assert_int_equal(0, symlink(file(*state, "other"), file(*state, "report")));
    assert_non_null(strstr(open_files(*state, &report, NULL), "cannot open"));
    mwa_report_close(&report);
    unlink(file(*state, "report"));
    assert_int_equal(0, mkfifo(file(*state, "report"), 0600));
    assert_non_null(strstr(open_files(*state, &report, NULL), "cannot open"));
    mwa_report_close(&report);
    unlink(file(*state, "request"));
    assert_int_equal(0, mkfifo(file(*state, "request"), 0600));
    assert_non_null(strstr(open_files(*state, &report, NULL), "belongs only to"));
    mwa_report_close(&report);
}

static void a_configuration_without_aliases_has_servers_and_an_end(void **state)
{
    mwa_report_t report;

    make(*state, "request", "", 0600);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, "lint"));
    assert_null(write_report(*state, NULL, &report));
    assert_string_equal(
        "{\"record\":\"asked\",\"started\":false}\nexplained nothing\n{\"record\":\"end\",\"aliases\":0}\n",
        report_text(*state));
    assert_null(open_files(*state, &report, "aliases"));
    assert_null(write_report(*state, NULL, &report));
    assert_string_equal(
        "{\"record\":\"asked\",\"started\":false}\nexplained nothing\n"
        "{\"record\":\"server\",\"id\":0,\"name\":\"main.test\",\"port\":0,\"firstOwn\":0,\"ownCount\":0,"
        "\"firstInherited\":0,\"inheritedCount\":0,\"contained\":false}\n"
        "{\"record\":\"end\",\"aliases\":0}\n",
        report_text(*state));
}

static const char first_alias[] =
    "{\"record\":\"alias\",\"id\":0,\"directive\":\"WSGIScriptAlias\",\"file\":\"x.conf\",\"line\":3,"
    "\"match\":false,\"flags\":0,\"pattern\":\"/\\\"\\\\\",\"target\":\"/srv/\\u00ff\",\"engine\":\"prefix\"}\n";
static const char second_alias[] =
    "{\"record\":\"alias\",\"id\":1,\"directive\":\"WSGIScriptAliasMatch\",\"file\":\"x.conf\",\"line\":4,"
    "\"match\":true,\"flags\":64,\"pattern\":\"^/\\u0009\",\"target\":\"\",\"processGroup\":\"p\","
    "\"applicationGroup\":\"\",\"callableObject\":\"c\",\"passAuthorization\":true,\"notPreloaded\":\"why\","
    "\"engine\":\"pcre2\",\"engineReason\":\"a \\\"reason\\\"\"}\n";
static const char main_server_record[] =
    "{\"record\":\"server\",\"id\":0,\"name\":\"main.test\",\"port\":0,\"firstOwn\":0,\"ownCount\":1,"
    "\"firstInherited\":0,\"inheritedCount\":0,\"contained\":false}\n";
static const char host_record[] =
    "{\"record\":\"server\",\"id\":1,\"name\":\"one.test\",\"port\":80,\"file\":\"x.conf\",\"line\":2,"
    "\"addresses\":\"*:80\",\"firstOwn\":1,\"ownCount\":1,\"firstInherited\":0,\"inheritedCount\":0,"
    "\"contained\":true}\n";

/** Answers, what they are about, and an end; all aliases and servers only where they are asked for. */
static void the_report_has_answers_servers_aliases_and_an_end(void **state)
{
    static mwa_alias_t first = {.id = 0,
                                .directive = "WSGIScriptAlias",
                                .file = "x.conf",
                                .line = 3,
                                .pattern = "/\"\\",
                                .target = "/srv/\xff",
                                .pass_authorization = -1};
    static mwa_alias_t second = {.id = 1,
                                 .directive = "WSGIScriptAliasMatch",
                                 .file = "x.conf",
                                 .line = 4,
                                 .is_match = 1,
                                 .regex_flags = 64,
                                 .pattern = "^/\t",
                                 .target = "",
                                 .process_group = "p",
                                 .application_group = "",
                                 .callable_object = "c",
                                 .pass_authorization = 1,
                                 .not_preloaded = "why"};
    static const mwa_table_ranges_t ranges[] = {{.own = {.first = 0, .count = 1}}, {.own = {.first = 1, .count = 1}}};
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 2, sizeof(mwa_alias_t *)), .ranges = ranges};
    mwa_report_t report;

    APR_ARRAY_PUSH(tables.aliases, mwa_alias_t *) = &first;
    APR_ARRAY_PUSH(tables.aliases, mwa_alias_t *) = &second;
    world.servers[0].next = &world.servers[1];
    world.servers[1] = (server_rec){.is_virtual = 1,
                                    .server_hostname = (char *)"one.test",
                                    .port = 80,
                                    .defn_name = "x.conf",
                                    .defn_line_number = 2};
    world.configs[1].table = 1;
    world.configs[1].containment = -1;
    make(*state, "request", "-\t0\t-\t/a\n", 0600);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, NULL));
    assert_null(write_report(*state, &tables, &report));
    assert_string_equal(apr_pstrcat(*state, "{\"record\":\"asked\",\"started\":false}\nexplained -\t0\t-\t/a\n",
                                    host_record, second_alias, "{\"record\":\"end\",\"aliases\":2}\n", NULL),
                        report_text(*state));
    assert_null(open_files(*state, &report, "aliases"));
    assert_null(write_report(*state, &tables, &report));
    assert_string_equal(apr_pstrcat(*state, "{\"record\":\"asked\",\"started\":false}\nexplained -\t0\t-\t/a\n",
                                    main_server_record, host_record, first_alias, second_alias,
                                    "{\"record\":\"end\",\"aliases\":2}\n", NULL),
                        report_text(*state));
    assert_string_equal("", text_of(*state, "output"));
}

/** Two servers, each with a table. */
static mwa_tables_t make_tables(apr_pool_t *p)
{
    static const mwa_table_ranges_t ranges[2];
    mwa_tables_t tables = {.aliases = apr_array_make(p, 0, sizeof(mwa_alias_t *)),
                           .tables = apr_array_make(p, 2, sizeof(mwa_table_t)),
                           .ranges = ranges};

    apr_array_push(tables.tables);
    apr_array_push(tables.tables);
    world.servers[0].next = &world.servers[1];
    world.servers[1].server_hostname = (char *)"one.test";
    world.configs[1].table = 1;
    return tables;
}

static void only_what_is_asked_need_be_compiled(void **state)
{
    mwa_tables_t tables = make_tables(*state);
    mwa_report_t report;

    make(*state, "request", "-\t0\tone.test\t/a\n", 0600);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, NULL));
    mwa_report_prepare(*state, world.servers, &tables, &report);
    assert_memory_equal("\0\1", report.asked, 2);
    assert_null(write_report(*state, &tables, &report));
    // The lines are read once more.
    assert_non_null(strstr(report_text(*state), "explained -\t0\tone.test\t/a\n"));
    assert_null(open_files(*state, &report, "aliases"));
    mwa_report_prepare(*state, world.servers, &tables, &report);
    assert_null(report.asked);
    mwa_report_close(&report);
    assert_null(open_files(*state, &report, NULL));
    mwa_report_prepare(*state, world.servers, NULL, &report);
    assert_null(report.asked);
    mwa_report_close(&report);
}

static void an_answer_from_what_is_not_compiled_is_none(void **state)
{
    mwa_tables_t tables = make_tables(*state);
    mwa_report_t report;

    world.is_moved = 1;
    make(*state, "request", "-\t0\tone.test\t/a\n", 0600);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, NULL));
    mwa_report_prepare(*state, world.servers, &tables, &report);
    assert_non_null(write_report(*state, &tables, &report));
    assert_null(strstr(report_text(*state), "\"record\":\"end\""));
}

static void findings_stand_before_the_end(void **state)
{
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 0, sizeof(mwa_alias_t *))};
    mwa_report_t report;

    make(*state, "request", "", 0600);
    make(*state, "report", "", 0600);
    assert_null(open_files(*state, &report, "lint"));
    assert_null(write_report(*state, &tables, &report));
    assert_non_null(strstr(report_text(*state), "explained nothing\nfindings\n{\"record\":\"end\",\"aliases\":0}\n"));
    assert_null(open_files(*state, &report, "lint-all"));
    assert_null(write_report(*state, &tables, &report));
    assert_non_null(strstr(report_text(*state), "findings and overlaps\n{\"record\":\"end\",\"aliases\":0}\n"));
}

static void the_dump_is_output(void **state)
{
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 0, sizeof(mwa_alias_t *)), .java = "Java: 99"};
    mwa_report_t report = {.dump = 1, .request = -1, .report = -1};

    assert_null(write_report(*state, &tables, &report));
    assert_string_equal("Java: 99\nthe dump\n", text_of(*state, "output"));
    assert_null(write_report(*state, NULL, &report));
    assert_string_equal("the dump\n", text_of(*state, "output"));
}

/** What a running server answers. */
static const char *live_text(apr_pool_t *p, const mwa_tables_t *tables, int all, char *question)
{
    request_rec page = {.pool = p};
    char *text = NULL;
    char *copy;
    size_t size = 0;
    FILE *in = fmemopen(question, strlen(question), "r");
    FILE *out = open_memstream(&text, &size);

    if (!in || !out) {
        fail_msg("no streams");
    }
    world.page = &page;
    ap_server_conf = world.servers;
    mwa_report_live(&page, tables, all, in, out);
    world.page = NULL;
    fclose(in);
    fclose(out);
    copy = apr_pstrdup(p, text);
    free(text);
    return copy;
}

static void a_running_server_tells_its_version_first(void **state)
{
    mwa_alias_t alias = {.directive = "WSGIScriptAlias",
                         .file = "x.conf",
                         .line = 3,
                         .pattern = "/a",
                         .target = "/b",
                         .pass_authorization = -1};
    static const mwa_table_ranges_t ranges[] = {{.own = {.first = 0, .count = 1}}};
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 1, sizeof(mwa_alias_t *)), .ranges = ranges};
    char question[] = "-\t0\t-\t/a\n";

    APR_ARRAY_PUSH(tables.aliases, mwa_alias_t *) = &alias;
    world.configs[1].table = -1;
    world.servers[0].next = &world.servers[1];
    world.servers[1].server_hostname = (char *)"one.test";
    assert_string_equal(
        "{\"record\":\"page\",\"version\":\"1.2.3\"}\nexplained -\t0\t-\t/a\n"
        "{\"record\":\"server\",\"id\":1,\"name\":\"one.test\",\"port\":0,\"firstOwn\":0,\"ownCount\":0,"
        "\"firstInherited\":0,\"inheritedCount\":0,\"contained\":false}\n{\"record\":\"end\",\"aliases\":1}\n",
        live_text(*state, &tables, 0, question));
    assert_non_null(strstr(live_text(*state, &tables, 1, question),
                           "\"pattern\":\"/a\",\"target\":\"/b\",\"engine\":\"alone\"}\n{\"record\":\"end\""));
    assert_non_null(strstr(live_text(*state, NULL, 0, question), "{\"record\":\"end\",\"aliases\":0}\n"));
}

static void more_is_asked_for_by_name(void **state)
{
    cmd_parms cmd = {.pool = *state, .directive = &last, .cmd = &command};
    mwa_report_t report;

    make(*state, "request", "", 0600);
    make(*state, "report", "", 0600);
    assert_null(mwa_report_directory(&cmd, NULL, directory, "lint"));
    assert_null(mwa_report_open(*state, &report));
    assert_int_equal(MWA_REPORT_LINT, report.more);
    mwa_report_close(&report);
    assert_null(mwa_report_directory(&cmd, NULL, directory, "lint-all"));
    assert_null(mwa_report_open(*state, &report));
    assert_int_equal(MWA_REPORT_LINT_ALL, report.more);
    mwa_report_close(&report);
    assert_non_null(strstr(mwa_report_directory(&cmd, NULL, directory, "all"), "'all' is not aliases, lint or"));
}

static void a_report_that_cannot_be_whole_is_an_error(void **state)
{
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 0, sizeof(mwa_alias_t *))};
    mwa_report_t report = {.request = -1, .report = -1};

    world.engines_error = "Java does not tell";
    assert_string_equal("Java does not tell", mwa_report_write(*state, world.servers, &tables, &report));
    world.engines_error = NULL;
    report.request = open("/dev/null", O_RDONLY);
    report.report = open("/dev/full", O_WRONLY);
    assert_non_null(write_report(*state, &tables, &report));
}

#define DIRECTORY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIRECTORY_TEST(it_is_for_tests_of_the_configuration_only),
        DIRECTORY_TEST(both_files_must_be_there),
        DIRECTORY_TEST(a_file_must_be_plain_and_its_owners_alone),
        DIRECTORY_TEST(a_configuration_without_aliases_has_servers_and_an_end),
        DIRECTORY_TEST(the_report_has_answers_servers_aliases_and_an_end),
        DIRECTORY_TEST(only_what_is_asked_need_be_compiled),
        DIRECTORY_TEST(an_answer_from_what_is_not_compiled_is_none),
        DIRECTORY_TEST(findings_stand_before_the_end),
        DIRECTORY_TEST(the_dump_is_output),
        DIRECTORY_TEST(a_running_server_tells_its_version_first),
        DIRECTORY_TEST(more_is_asked_for_by_name),
        DIRECTORY_TEST(a_report_that_cannot_be_whole_is_an_error),
    };

    return RUN_POOL_TESTS("report", tests);
}
