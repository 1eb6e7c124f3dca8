#include "status/mwa_escape.h"
#include "status/mwa_status.h"
#include "status/mwa_status_maps.h"

#include "http_protocol.h"

/** A row's texts do not outlive the row: there may be ten thousand. */
typedef struct writer_s {
    request_rec *r;
    apr_pool_t *row;
} writer_t;

static void put_text(const writer_t *to, const char *name, const char *value)
{
    if (value) {
        ap_rvputs(to->r, ",\"", name, "\":\"", mwa_escape_json(to->row, value), "\"", NULL);
    }
    else {
        ap_rvputs(to->r, ",\"", name, "\":null", NULL);
    }
}

static void put_count(const writer_t *to, const char *name, apr_uint64_t count)
{
    ap_rprintf(to->r, ",\"%s\":%" APR_UINT64_T_FMT, name, count);
}

static void put_counters(const writer_t *to, apr_uint64_t since, const mwa_table_counters_t *counters)
{
    const char *comma = "";
    int i;

    put_count(to, "since", since);
    put_count(to, "lookups", counters->lookups);
    put_count(to, "declined", counters->declined);
    put_count(to, "refusals", counters->refusals);
    put_count(to, "errors", counters->errors);
    put_count(to, "cache_flushes", counters->cache_flushes);
    put_count(to, "pcre2_searches", counters->pcre2_searches);
    ap_rprintf(to->r,
               ",\"lookup_time\":{\"timed\":%" APR_UINT64_T_FMT ",\"sum_ns\":%" APR_UINT64_T_FMT
               ",\"p50_ns\":%.0f,\"p90_ns\":%.0f,\"p99_ns\":%.0f,\"buckets\":[",
               mwa_timed_lookups(counters), counters->timed_nanoseconds, mwa_time_percentile(counters, 0.5),
               mwa_time_percentile(counters, 0.9), mwa_time_percentile(counters, 0.99));
    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        if (counters->times[i]) {
            ap_rprintf(to->r, "%s{\"below_ns\":%" APR_UINT64_T_FMT ",\"count\":%" APR_UINT64_T_FMT "}", comma,
                       (apr_uint64_t)2 << i, counters->times[i]);
            comma = ",";
        }
    }
    ap_rputs("]}", to->r);
}

static void put_minutes(const writer_t *to, const apr_uint64_t *minutes)
{
    int i;

    ap_rputs(",\"minutes\":[", to->r);
    for (i = 0; i < MWA_MINUTES; ++i) {
        ap_rprintf(to->r, "%s%" APR_UINT64_T_FMT, i ? "," : "", minutes[i]);
    }
    ap_rputs("]", to->r);
}

static void put_findings(const writer_t *to, const apr_array_header_t *findings)
{
    int i;

    ap_rputs(",\"findings\":[", to->r);
    for (i = 0; findings && i < findings->nelts; ++i) {
        const mwa_finding_t *finding = APR_ARRAY_IDX(findings, i, const mwa_finding_t *);

        ap_rvputs(to->r, i ? ",{" : "{", "\"severity\":\"", mwa_severity_name(finding->severity), "\"", NULL);
        put_text(to, "code", finding->code);
        put_text(to, "place", finding->place);
        put_text(to, "directive", finding->directive);
        put_text(to, "cause", finding->cause);
        put_text(to, "cure", finding->cure);
        put_text(to, "culprit", finding->culprit);
        put_text(to, "example", finding->example);
        ap_rputs("}", to->r);
    }
    ap_rputs("]", to->r);
}

/** What lint says of the whole configuration, and of what is no alias. */
static void put_lint(const writer_t *to, const mwa_status_report_t *report)
{
    ap_rprintf(to->r, "\"lint\":{\"whole\":%s", mwa_findings_are_whole(report->findings) ? "true" : "false");
    put_count(to, "warnings", (apr_uint64_t)report->findings->warnings);
    put_count(to, "notes", (apr_uint64_t)report->findings->notes);
    put_findings(to, report->other_findings);
    ap_rputs("}", to->r);
}

static void put_table(const writer_t *to, const mwa_table_row_t *row, int id)
{
    ap_rprintf(to->r, "{\"id\":%d,\"hosts\":%d,\"aliases\":%d", id, row->table->hosts, row->aliases);
    put_text(to, "server", row->server);
    put_text(to, "place", row->place);
    put_counters(to, row->since, &row->counters);
    ap_rputs("}", to->r);
}

static void put_alias(const writer_t *to, const mwa_alias_row_t *row)
{
    const mwa_alias_t *alias = row->alias;

    ap_rprintf(to->r, "{\"id\":%d", alias->id);
    put_text(to, "server", row->server);
    put_text(to, "place", alias->place);
    put_text(to, "directive", alias->directive);
    put_text(to, "hosts", alias->hosts);
    put_text(to, "pattern", alias->pattern);
    put_text(to, "target", alias->target);
    put_text(to, "process_group", alias->process_group);
    put_text(to, "remote_url", alias->remote);
    put_text(to, "application_group", alias->application_group);
    put_text(to, "callable_object", alias->callable_object);
    put_text(to, "engine", row->engine);
    put_count(to, "since", row->since);
    put_count(to, "hits", row->hits);
    put_count(to, "refusals", row->refusals);
    put_count(to, "errors", row->errors);
    put_count(to, "remote", row->remote);
    put_count(to, "last_used", row->last_used);
    ap_rprintf(to->r, ",\"share\":%.6f,\"rate\":%.6f", row->share, row->rate);
    put_findings(to, row->findings);
    ap_rputs("}", to->r);
}

void mwa_status_json(request_rec *r, const mwa_status_report_t *report)
{
    writer_t to = {.r = r};
    int i;

    apr_pool_create(&to.row, r->pool);
    ap_rprintf(r,
               "{\"version\":\"" MWA_VERSION "\",\"now\":%" APR_UINT64_T_FMT ",\"total\":{\"hits\":%" APR_UINT64_T_FMT,
               report->now, report->hits);
    put_counters(&to, report->since, &report->total);
    put_minutes(&to, report->minutes);
    ap_rputs("}", r);
    put_text(&to, "java", report->java);
    ap_rputs(",\n\"maps\":", r);
    mwa_status_maps_json(r, report);
    ap_rputs(",\n", r);
    put_lint(&to, report);
    ap_rputs(",\n\"tables\":[", r);
    for (i = 0; i < mwa_status_table_count(report); ++i) {
        ap_rputs(i ? ",\n" : "\n", r);
        put_table(&to, mwa_status_table(to.row, report, i), i);
        apr_pool_clear(to.row);
    }
    ap_rputs("],\n\"aliases\":[", r);
    for (i = 0; i < mwa_status_alias_count(report); ++i) {
        ap_rputs(i ? ",\n" : "\n", r);
        put_alias(&to, mwa_status_alias(to.row, report, i));
        apr_pool_clear(to.row);
    }
    ap_rputs("]}\n", r);
}

static void put_captures(const writer_t *to, const mwa_explanation_t *found)
{
    int i;

    ap_rputs(",\"captures\":[", to->r);
    for (i = 0; i < MWA_GROUPS; ++i) {
        const char *capture = found->captures[i];

        ap_rvputs(to->r, i ? "," : "", capture ? "\"" : "null", capture ? mwa_escape_json(to->row, capture) : "",
                  capture ? "\"" : "", NULL);
    }
    ap_rputs("]", to->r);
}

void mwa_status_json_explanation(request_rec *r, const mwa_explanation_t *found)
{
    writer_t to = {.r = r, .row = r->pool};

    ap_rvputs(r, "{\"url\":\"", mwa_escape_json(r->pool, found->url), "\"", NULL);
    if (found->error) {
        put_text(&to, "error", found->error);
        ap_rputs("}\n", r);
        return;
    }
    put_text(&to, "server", found->server->server_hostname);
    put_count(&to, "status", (apr_uint64_t)found->status);
    put_text(&to, "location", found->location);
    put_text(&to, "uri", found->uri);
    put_text(&to, "filename", found->filename);
    put_text(&to, "file_type", found->file_type);
    put_text(&to, "handler", found->handler);
    put_text(&to, "alias", found->alias ? found->alias->place : NULL);
    ap_rputs(found->taken ? ",\"taken\":true" : ",\"taken\":false", r);
    if (found->taken) {
        put_captures(&to, found);
        put_text(&to, "script_name", found->script_name);
        put_text(&to, "path_info", found->path_info);
        put_text(&to, "process_group", found->process_group);
        put_text(&to, "remote_url", found->remote);
        put_text(&to, "application_group", found->application_group);
        put_text(&to, "callable_object", found->callable_object);
        put_text(&to, "pass_authorization", found->pass_authorization);
        put_text(&to, "process_group_by", found->process_group_by);
        put_text(&to, "application_group_by", found->application_group_by);
        put_text(&to, "callable_object_by", found->callable_object_by);
        put_text(&to, "pass_authorization_by", found->pass_authorization_by);
        put_text(&to, "daemon", found->daemon);
        put_text(&to, "reason", found->reason);
    }
    ap_rputs("}\n", r);
}
