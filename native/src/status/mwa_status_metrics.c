#include "status/mwa_escape.h"
#include "status/mwa_status.h"

#include "apr_strings.h"
#include "http_protocol.h"

/** Prefix of all names. */
#define NAME "wsgi_alias_"

/** Buckets below 256 ns are one, and those above 67 ms too: no lookup takes less, and hardly one takes more. */
#define FIRST_BUCKET 7
#define LAST_BUCKET 25

static void begin(request_rec *r, const char *name, const char *type, const char *help)
{
    ap_rvputs(r, "# HELP " NAME, name, " ", help, "\n# TYPE " NAME, name, " ", type, "\n", NULL);
}

/** What tells series apart that would have the same labels. */
static const char *nth_label(apr_pool_t *p, int nth)
{
    return nth > 1 ? apr_psprintf(p, ",nth=\"%d\"", nth) : "";
}

/** By alias, its labels: what its counters are kept under, so that a series does not end when lines move. */
static const char **alias_labels(apr_pool_t *p, const mwa_status_report_t *report)
{
    const char **labels = (const char **)apr_palloc(p, ((apr_size_t)report->aliases->nelts + 1) * sizeof(*labels));
    int i;

    for (i = 0; i < report->aliases->nelts; ++i) {
        const mwa_alias_row_t *row = &APR_ARRAY_IDX(report->aliases, i, mwa_alias_row_t);
        const mwa_alias_t *alias = row->alias;

        labels[i] = apr_pstrcat(p, "{server=\"", mwa_escape_label(p, row->server), "\",directive=\"",
                                alias->directive, "\",pattern=\"", mwa_escape_label(p, alias->pattern),
                                "\",target=\"", mwa_escape_label(p, alias->target), "\"", nth_label(p, alias->nth),
                                NULL);
    }
    return labels;
}

static const char **table_labels(apr_pool_t *p, const mwa_status_report_t *report)
{
    const char **labels = (const char **)apr_palloc(p, ((apr_size_t)report->tables->nelts + 1) * sizeof(*labels));
    int i;

    for (i = 0; i < report->tables->nelts; ++i) {
        const mwa_table_row_t *row = &APR_ARRAY_IDX(report->tables, i, mwa_table_row_t);

        labels[i] = apr_pstrcat(p, "{server=\"", mwa_escape_label(p, row->server), "\"",
                                nth_label(p, row->table->nth), NULL);
    }
    return labels;
}

/** One metric of all rows: a number that stands at @p offset in each. */
static void put_metric(request_rec *r, const char *name, const char *type, const char *help,
                       const apr_array_header_t *rows, apr_size_t offset, const char **labels)
{
    int i;

    begin(r, name, type, help);
    for (i = 0; i < rows->nelts; ++i) {
        const char *row = rows->elts + (apr_size_t)i * (apr_size_t)rows->elt_size;
        apr_uint64_t value = *(const apr_uint64_t *)(row + offset);

        ap_rvputs(r, NAME, name, labels[i], "} ", apr_psprintf(r->pool, "%" APR_UINT64_T_FMT "\n", value), NULL);
    }
}

static void put_aliases(request_rec *r, const mwa_status_report_t *report, const char **labels)
{
#define PUT(name, type, field, help) \
    put_metric(r, name, type, help, report->aliases, offsetof(mwa_alias_row_t, field), labels)
    PUT("hits_total", "counter", hits, "URLs that the alias took.");
    PUT("refusals_total", "counter", refusals, "URLs that would have left the directory of the alias.");
    PUT("errors_total", "counter", errors, "URLs and groups that could not be decided for the alias.");
    PUT("last_hit_timestamp_seconds", "gauge", last_used, "When the alias took a URL last; 0 for never.");
#undef PUT
}

static void put_infos(request_rec *r, const mwa_status_report_t *report, const char **labels)
{
    int i;

    begin(r, "info", "gauge", "Where the alias stands, and which engine serves its pattern.");
    for (i = 0; i < report->aliases->nelts; ++i) {
        const mwa_alias_row_t *row = &APR_ARRAY_IDX(report->aliases, i, mwa_alias_row_t);

        ap_rvputs(r, NAME "info", labels[i], ",place=\"", mwa_escape_label(r->pool, row->alias->place),
                  "\",engine=\"", row->engine, "\"} 1\n", NULL);
    }
}

static void put_lint(request_rec *r, const mwa_findings_t *findings)
{
    begin(r, "findings", "gauge", "What lint has found in the configuration that is served.");
    ap_rprintf(r, NAME "findings{severity=\"warning\"} %d\n" NAME "findings{severity=\"note\"} %d\n",
               findings->warnings, findings->notes);
    begin(r, "lint_whole", "gauge", "1 if lint has looked at all aliases, 0 if it was cut short.");
    ap_rprintf(r, NAME "lint_whole %d\n", mwa_findings_are_whole(findings));
}

static void put_tables(request_rec *r, const mwa_status_report_t *report)
{
    const char **labels = table_labels(r->pool, report);

#define PUT(name, field, help) \
    put_metric(r, name, "counter", help, report->tables, offsetof(mwa_table_row_t, counters.field), labels)
    PUT("lookups_total", lookups, "URLs that were looked up.");
    PUT("declined_total", declined, "URLs that no alias took.");
    PUT("lookup_refusals_total", refusals, "URLs that would have left the directory of their alias.");
    PUT("lookup_errors_total", errors, "URLs that could not be decided.");
    PUT("cache_flushes_total", cache_flushes, "Times that the remembered states of an automaton were thrown away.");
    PUT("pcre2_searches_total", pcre2_searches, "Patterns that PCRE2 was asked for.");
#undef PUT
}

static void put_times(request_rec *r, const mwa_table_counters_t *total)
{
    apr_uint64_t below = 0;
    int i;

    begin(r, "lookup_duration_seconds", "histogram", "Time of a lookup, of one in " APR_STRINGIFY(MWA_TIMED_ONE_OF)
          ", over all servers.");
    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        below += total->times[i];
        if (i >= FIRST_BUCKET && i <= LAST_BUCKET) {
            ap_rprintf(r, NAME "lookup_duration_seconds_bucket{le=\"%.9f\"} %" APR_UINT64_T_FMT "\n",
                       (double)(2ULL << i) / 1e9, below);
        }
    }
    ap_rprintf(r, NAME "lookup_duration_seconds_bucket{le=\"+Inf\"} %" APR_UINT64_T_FMT "\n"
               NAME "lookup_duration_seconds_sum %.9f\n"
               NAME "lookup_duration_seconds_count %" APR_UINT64_T_FMT "\n",
               below, (double)total->timed_nanoseconds / 1e9, below);
}

void mwa_status_metrics(request_rec *r, const mwa_status_report_t *report)
{
    const char **labels = alias_labels(r->pool, report);

    begin(r, "build_info", "gauge", "The module.");
    ap_rputs(NAME "build_info{version=\"" MWA_VERSION "\"} 1\n", r);
    put_lint(r, report->findings);
    put_infos(r, report, labels);
    put_aliases(r, report, labels);
    put_tables(r, report);
    put_times(r, &report->total);
}
