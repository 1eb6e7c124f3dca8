/* What programs read of the status page: JSON and Prometheus' text format, byte for byte. */
#include "httpd_unit.h"
#include "status/mwa_status.h"
#include "status/mwa_status_maps.h"

#include "http_protocol.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd's part: what is sent is kept */

static char sent[64 * 1024];
static size_t sent_size;

int ap_rwrite(const void *bytes, int length, request_rec *r)
{
    (void)r;
    assert_true(sent_size + (size_t)length < sizeof(sent));
    memcpy(sent + sent_size, bytes, (size_t)length);
    sent_size += (size_t)length;
    sent[sent_size] = '\0';
    return length;
}

int ap_rprintf(request_rec *r, const char *format, ...)
{
    va_list arguments;
    const char *text;

    va_start(arguments, format);
    text = apr_pvsprintf(r->pool, format, arguments);
    va_end(arguments);
    return ap_rwrite(text, (int)strlen(text), r);
}

int ap_rvputs(request_rec *r, ...)
{
    va_list arguments;
    const char *text;

    va_start(arguments, r);
    while ((text = va_arg(arguments, const char *))) {
        ap_rwrite(text, (int)strlen(text), r);
    }
    va_end(arguments);
    return 0;
}

/* ---------------------------------------------------------------- the configuration's part */

static apr_array_header_t two_aliases = {.nelts = 2};
static mwa_server_t server_config = {.aliases = &two_aliases};

mwa_server_t *mwa_config_of(const server_rec *s)
{
    (void)s;
    return &server_config;
}

const char *mwa_retain_server_name(apr_pool_t *p, const server_rec *s)
{
    return apr_pstrcat(p, s->server_hostname, ":80", NULL);
}

/* ---------------------------------------------------------------- a report */

static server_rec server = {.server_hostname = "main.test"};

static mwa_alias_t alias = {.id = 0,
                            .server = &server,
                            .directive = "WSGIScriptAliasMatch",
                            .pattern = "^/\"<\\d>",
                            .target = "/srv/\xff",
                            .process_group = "p",
                            .remote = "scgi://\"a",
                            .place = "a \"b\".conf:7",
                            .nth = 1};
static mwa_alias_t again = {.id = 1,
                            .server = &server,
                            .directive = "WSGIScriptAlias",
                            .pattern = "/x",
                            .target = "/srv/x",
                            .application_group = "",
                            .place = "c.conf:8",
                            .hosts = "a.test *.b.test",
                            .nth = 2};
static mwa_table_t table = {.server = &server, .hosts = 3, .nth = 1};

static const mwa_finding_t dead = {.code = "dead-alias",
                                   .severity = MWA_WARNING,
                                   .alias = 1,
                                   .place = "c.conf:8",
                                   .directive = "WSGIScriptAlias /<x>",
                                   .cause = "\"it\" is dead & \xff",
                                   .cure = "remove it",
                                   .culprit = "a.conf:7"};
static const mwa_finding_t open_end = {.code = "open-end",
                                       .severity = MWA_NOTE,
                                       .alias = 1,
                                       .place = "c.conf:8",
                                       .directive = "WSGIScriptAlias /x",
                                       .cause = "it is open",
                                       .cure = "close it",
                                       .example = "/xy"};
static const mwa_finding_t idle = {.code = "idle-silence",
                                   .severity = MWA_WARNING,
                                   .alias = -1,
                                   .place = "d.conf:9",
                                   .directive = "WSGIAliasSilence x",
                                   .cause = "it is idle",
                                   .cure = "remove it"};
static const mwa_findings_t findings = {.warnings = 2, .notes = 1, .looked = 2, .all = 2};
static const mwa_findings_t cut = {.warnings = 2, .notes = 1, .looked = 1, .all = 2};

static apr_array_header_t *list_of(apr_pool_t *p, const mwa_finding_t *first, const mwa_finding_t *second)
{
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(const mwa_finding_t *));

    APR_ARRAY_PUSH(list, const mwa_finding_t *) = first;
    if (second) {
        APR_ARRAY_PUSH(list, const mwa_finding_t *) = second;
    }
    return list;
}

static const mwa_table_ranges_t ranges = {.own = {0, 2}};

/** Both aliases and the table, as they are configured and counted. */
static mwa_tables_t *make_tables(apr_pool_t *p)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    mwa_findings_t *found = apr_pmemdup(p, &findings, sizeof(findings));
    static const unsigned char engines[] = {MWA_ENGINE_ONE_PASS, MWA_ENGINE_PREFIX};

    alias.counters = apr_pcalloc(p, sizeof(*alias.counters));
    *alias.counters = (mwa_alias_counters_t){.hits = 6, .refusals = 1, .errors = 2, .remote = 5, .last_used = 1999};
    again.counters = apr_pcalloc(p, sizeof(*again.counters));
    *again.counters = (mwa_alias_counters_t){.hits = 2};
    alias.since = 1000;
    again.since = 1000;
    table.counters = apr_pcalloc(p, sizeof(*table.counters));
    table.since = 1000;
    table.counters->lookups = 12;
    table.counters->declined = 1;
    table.counters->refusals = 1;
    table.counters->errors = 2;
    table.counters->cache_flushes = 4;
    table.counters->pcre2_searches = 5;
    mwa_count_time(table.counters, 600);
    mwa_count_time(table.counters, 5000);
    tables->aliases = apr_array_make(p, 2, sizeof(mwa_alias_t *));
    APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = &alias;
    APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = &again;
    tables->tables = apr_array_make(p, 1, sizeof(mwa_table_t));
    APR_ARRAY_PUSH(tables->tables, mwa_table_t) = table;
    found->list = apr_array_make(p, 3, sizeof(mwa_finding_t));
    APR_ARRAY_PUSH(found->list, mwa_finding_t) = dead;
    APR_ARRAY_PUSH(found->list, mwa_finding_t) = open_end;
    APR_ARRAY_PUSH(found->list, mwa_finding_t) = idle;
    tables->findings = found;
    tables->ranges = &ranges;
    tables->engines = engines;
    tables->java = "Java 17 in \"\"";
    tables->minutes = apr_pcalloc(p, sizeof(*tables->minutes));
    return tables;
}

static mwa_status_report_t *make_report(apr_pool_t *p)
{
    mwa_status_report_t *report = mwa_status_report(p, make_tables(p));

    sent_size = 0;
    report->now = 2000;
    report->minutes[0] = 3;
    report->minutes[MWA_MINUTES - 1] = 9;
    return report;
}

static void the_report_is_json(void **state)
{
    request_rec r = {.pool = *state};

    mwa_status_json(&r, make_report(*state));
    assert_string_equal(
        "{\"version\":\"1.2.3\",\"now\":2000,\"total\":{\"hits\":8,\"since\":1000,\"lookups\":12,\"declined\":1,"
        "\"refusals\":1,\"errors\":2,\"cache_flushes\":4,\"pcre2_searches\":5,\"lookup_time\":{\"timed\":2,"
        "\"sum_ns\":5600,\"p50_ns\":1024,\"p90_ns\":7373,\"p99_ns\":8110,\"buckets\":[{\"below_ns\":1024,\"count\":1},"
        "{\"below_ns\":8192,\"count\":1}]},\"minutes\":[3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"
        "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,9]},\"java\":\"Java 17 in \\\"\\\"\",\n\"maps\":null,\n"
        "\"lint\":{\"whole\":true,\"warnings\":2,\"notes\":1,\"findings\":[{\"severity\":\"warning\","
        "\"code\":\"idle-silence\",\"place\":\"d.conf:9\",\"directive\":\"WSGIAliasSilence x\","
        "\"cause\":\"it is idle\",\"cure\":\"remove it\",\"culprit\":null,\"example\":null}]},\n"
        "\"tables\":[\n"
        "{\"id\":0,\"hosts\":3,\"aliases\":2,\"server\":\"main.test:80\",\"place\":\"main server\",\"since\":1000,"
        "\"lookups\":12,\"declined\":1,\"refusals\":1,\"errors\":2,\"cache_flushes\":4,\"pcre2_searches\":5,"
        "\"lookup_time\":{\"timed\":2,\"sum_ns\":5600,\"p50_ns\":1024,\"p90_ns\":7373,\"p99_ns\":8110,\"buckets\":["
        "{\"below_ns\":1024,\"count\":1},{\"below_ns\":8192,\"count\":1}]}}],\n"
        "\"aliases\":[\n"
        "{\"id\":0,\"server\":\"main.test:80\",\"place\":\"a \\\"b\\\".conf:7\",\"directive\":\"WSGIScriptAliasMatch\",\"hosts\":null,"
        "\"pattern\":\"^/\\\"<\\\\d>\",\"target\":\"/srv/\xef\xbf\xbd\",\"process_group\":\"p\","
        "\"remote_url\":\"scgi://\\\"a\",\"application_group\":null,\"callable_object\":null,\"engine\":\"one-pass\","
        "\"since\":1000,\"hits\":6,\"refusals\":1,\"errors\":2,\"remote\":5,\"last_used\":1999,\"share\":0.750000,\"rate\":0.006000,\"findings\":[]},\n"
        "{\"id\":1,\"server\":\"main.test:80\",\"place\":\"c.conf:8\",\"directive\":\"WSGIScriptAlias\",\"hosts\":\"a.test *.b.test\","
        "\"pattern\":\"/x\",\"target\":\"/srv/x\",\"process_group\":null,\"remote_url\":null,"
        "\"application_group\":\"\",\"callable_object\":null,\"engine\":\"prefix\",\"since\":1000,\"hits\":2,"
        "\"refusals\":0,\"errors\":0,\"remote\":0,\"last_used\":0,\"share\":0.250000,\"rate\":0.002000,\"findings\":[{\"severity\":\"warning\","
        "\"code\":\"dead-alias\",\"place\":\"c.conf:8\",\"directive\":\"WSGIScriptAlias /<x>\","
        "\"cause\":\"\\\"it\\\" is dead & \xef\xbf\xbd\",\"cure\":\"remove it\",\"culprit\":\"a.conf:7\","
        "\"example\":null},{\"severity\":\"note\",\"code\":\"open-end\",\"place\":\"c.conf:8\","
        "\"directive\":\"WSGIScriptAlias /x\",\"cause\":\"it is open\",\"cure\":\"close it\","
        "\"culprit\":null,\"example\":\"/xy\"}]}]}\n",
        sent);
}

static void an_explanation_is_json(void **state)
{
    request_rec r = {.pool = *state};
    mwa_explanation_t found = {.url = "/\"x",
                               .server = &server,
                               .status = 200,
                               .uri = "/\"x",
                               .filename = "/srv/x",
                               .file_type = "a file",
                               .handler = "wsgi-script",
                               .alias = &alias,
                               .taken = 1,
                               .captures = {"/\"x", NULL, ""},
                               .script_name = "/\"x",
                               .path_info = "",
                               .process_group = "p",
                               .remote = "scgi://\"a"};

    make_report(*state);
    mwa_status_json_explanation(&r, &found);
    assert_string_equal(
        "{\"url\":\"/\\\"x\",\"server\":\"main.test\",\"status\":200,\"location\":null,\"uri\":\"/\\\"x\","
        "\"filename\":\"/srv/x\",\"file_type\":\"a file\",\"handler\":\"wsgi-script\","
        "\"alias\":\"a \\\"b\\\".conf:7\",\"taken\":true,\"captures\":[\"/\\\"x\",null,\"\",null,null,null,null,null,"
        "null,null],\"script_name\":\"/\\\"x\",\"path_info\":\"\",\"process_group\":\"p\","
        "\"remote_url\":\"scgi://\\\"a\",\"application_group\":null,\"callable_object\":null,"
        "\"pass_authorization\":null,"
        "\"process_group_by\":null,\"application_group_by\":null,\"callable_object_by\":null,"
        "\"pass_authorization_by\":null,\"daemon\":null,\"reason\":null}\n",
        sent);
}

/** Fails unless a line of its own was sent. */
static void expect_line(apr_pool_t *p, const char *line)
{
    if (!strstr(sent, apr_pstrcat(p, "\n", line, "\n", NULL))) {
        fail_msg("no line %s in\n%s", line, sent);
    }
}

static void the_report_is_metrics(void **state)
{
    static const char *const lines[] = {
        "wsgi_alias_build_info{version=\"1.2.3\"} 1",
        "# TYPE wsgi_alias_findings gauge",
        "wsgi_alias_findings{severity=\"warning\"} 2",
        "wsgi_alias_findings{severity=\"note\"} 1",
        "wsgi_alias_lint_whole 1",
        "# TYPE wsgi_alias_hits_total counter",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): some lines are longer than ours.
        "wsgi_alias_hits_total{server=\"main.test:80\",directive=\"WSGIScriptAliasMatch\",pattern=\"^/\\\"<\\\\d>\","
        "target=\"/srv/\xef\xbf\xbd\"} 6",
        "wsgi_alias_hits_total{server=\"main.test:80\",directive=\"WSGIScriptAlias\",pattern=\"/x\",target=\"/srv/x\","
        "hosts=\"a.test *.b.test\",nth=\"2\"} 2",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): likewise.
        "wsgi_alias_remote_total{server=\"main.test:80\",directive=\"WSGIScriptAliasMatch\",pattern=\"^/\\\"<\\\\d>\","
        "target=\"/srv/\xef\xbf\xbd\"} 5",
        "wsgi_alias_lookups_total{server=\"main.test:80\"} 12",
        "wsgi_alias_declined_total{server=\"main.test:80\"} 1",
        "wsgi_alias_lookup_errors_total{server=\"main.test:80\"} 2",
        "wsgi_alias_cache_flushes_total{server=\"main.test:80\"} 4",
        "wsgi_alias_pcre2_searches_total{server=\"main.test:80\"} 5",
        "wsgi_alias_lookup_duration_seconds_bucket{le=\"0.000000512\"} 0",
        "wsgi_alias_lookup_duration_seconds_bucket{le=\"0.000001024\"} 1",
        "wsgi_alias_lookup_duration_seconds_bucket{le=\"0.000008192\"} 2",
        "wsgi_alias_lookup_duration_seconds_bucket{le=\"+Inf\"} 2",
        "wsgi_alias_lookup_duration_seconds_sum 0.000005600",
        "wsgi_alias_lookup_duration_seconds_count 2",
    };
    request_rec r = {.pool = *state};
    size_t i;

    mwa_status_metrics(&r, make_report(*state));
    for (i = 0; i < COUNT_OF(lines); ++i) {
        expect_line(*state, lines[i]);
    }
}

static void lint_that_was_cut_short_says_so(void **state)
{
    request_rec r = {.pool = *state};
    mwa_status_report_t *report = make_report(*state);

    report->findings = &cut;
    mwa_status_metrics(&r, report);
    expect_line(*state, "wsgi_alias_lint_whole 0");
    report = make_report(*state);
    report->findings = &cut;
    mwa_status_json(&r, report);
    assert_non_null(strstr(sent, "\"lint\":{\"whole\":false,"));
}

static const char *told(apr_pool_t *p, mwa_status_report_t *report)
{
    request_rec r = {.pool = p};

    report->now = 2000;
    sent_size = 0;
    mwa_status_json(&r, report);
    mwa_status_metrics(&r, report);
    return apr_pstrdup(p, sent);
}

static void what_the_map_process_says_is_told(void **state)
{
    static const char answer[] = "generation 8\nsince 1900\naliases 2\nadded 3\nremoved 1\nchanged 4\nrejected 1990\n"
                                 "message x.map:1: \"bad\"\nchild 11 8\nchild 12 7\nsomething else\nexit 0\n";
    mwa_status_report_t *report = mwa_status_report(*state, make_tables(*state));
    const char *text;
    size_t i;
    static const char *const metrics[] = {"map_up 1",       "map_generation 8",
                                          "map_rejected 1", "map_rejected_seconds 10",
                                          "map_added 3",    "map_removed 1",
                                          "map_changed 4",  "map_age_seconds 100",
                                          "map_children 2", "map_children_serving 1"};

    report->maps = mwa_status_maps_read(*state, answer);
    text = told(*state, report);
    assert_non_null(strstr(text,
                           "\"maps\":{\"generation\":8,\"since\":1900,\"aliases\":2,\"added\":3,\"removed\":1,"
                           "\"changed\":4,\"rejected\":1990,\"message\":\"x.map:1: \\\"bad\\\"\",\"children\":["
                           "{\"pid\":11,\"generation\":8},{\"pid\":12,\"generation\":7}]},\n"));
    for (i = 0; i < COUNT_OF(metrics); ++i) {
        assert_non_null(strstr(text, apr_psprintf(*state, "\nwsgi_alias_%s\n", metrics[i])));
    }
}

static void a_map_process_that_does_not_answer_is_told(void **state)
{
    mwa_status_report_t *report = mwa_status_report(*state, make_tables(*state));
    const char *text;

    report->maps = mwa_status_maps_read(*state, NULL);
    text = told(*state, report);
    assert_non_null(strstr(text, "\"maps\":null"));
    assert_non_null(strstr(text, "\nwsgi_alias_map_up 0\n"));
    assert_null(strstr(text, "map_generation"));
    report->maps = mwa_status_maps_read(*state, "damaged");
    assert_non_null(strstr(told(*state, report), "\nwsgi_alias_map_up 0\n"));
}

static void a_server_without_aliases_has_no_rows(void **state)
{
    const char *text = told(*state, mwa_status_report(*state, NULL));

    assert_non_null(strstr(text, "\"tables\":[],\n\"aliases\":[]}"));
}

static void a_finding_is_html_that_unfolds(void **state)
{
    request_rec r = {.pool = *state};

    sent_size = 0;
    mwa_status_findings(&r, list_of(*state, &dead, NULL));
    assert_string_equal(
        "<details class=\"warning\"><summary title=\"&quot;it&quot; is dead &amp; \\xff\">dead-alias</summary>"
        "<div><b>warning</b> &quot;it&quot; is dead &amp; \\xff</div><div><b>cure</b> remove it</div>"
        "<div><b>because of</b> a.conf:7</div><a href=\"?q=dead-alias\">all dead-alias</a></details>",
        sent);
    sent_size = 0;
    mwa_status_findings(&r, list_of(*state, &idle, NULL));
    assert_non_null(strstr(sent, "<div><b>directive</b> WSGIAliasSilence x</div><div><b>at</b> d.conf:9</div>"));
    sent_size = 0;
    mwa_status_findings(&r, NULL);
    assert_int_equal(0, sent_size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(the_report_is_json),
        POOL_TEST(an_explanation_is_json),
        POOL_TEST(the_report_is_metrics),
        POOL_TEST(lint_that_was_cut_short_says_so),
        POOL_TEST(what_the_map_process_says_is_told),
        POOL_TEST(a_map_process_that_does_not_answer_is_told),
        POOL_TEST(a_server_without_aliases_has_no_rows),
        POOL_TEST(a_finding_is_html_that_unfolds),
    };

    return RUN_POOL_TESTS("status", tests);
}
