#include "status/mwa_escape.h"
#include "status/mwa_status.h"
#include "status/mwa_status_maps.h"

#include "apr_strings.h"
#include "http_protocol.h"

#include <string.h>

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

/** A row's texts do not outlive the row: there may be ten thousands. */
typedef struct writer_s {
    request_rec *r;
    apr_pool_t *row;
    const mwa_status_report_t *report;
} writer_t;

static const char *hosts_label(apr_pool_t *p, const char *hosts)
{
    return hosts ? apr_pstrcat(p, ",hosts=\"", mwa_escape_label(p, hosts), "\"", NULL) : "";
}

/** What an alias' counters are kept under, so that a series does not end when lines move. */
static const char *alias_labels(apr_pool_t *p, const mwa_alias_row_t *row)
{
    const mwa_alias_t *alias = row->alias;

    return apr_pstrcat(p, "{server=\"", mwa_escape_label(p, row->server), "\",directive=\"", alias->directive,
                       "\",pattern=\"", mwa_escape_label(p, alias->pattern), "\",target=\"",
                       mwa_escape_label(p, alias->target), "\"", hosts_label(p, alias->hosts), nth_label(p, alias->nth),
                       NULL);
}

static const char *table_labels(apr_pool_t *p, const mwa_table_row_t *row)
{
    return apr_pstrcat(p, "{server=\"", mwa_escape_label(p, row->server), "\"", nth_label(p, row->table->nth), NULL);
}

static void put_value(const writer_t *to, const char *name, const char *labels, apr_uint64_t value)
{
    ap_rvputs(to->r, NAME, name, labels, "} ", apr_psprintf(to->row, "%" APR_UINT64_T_FMT "\n", value), NULL);
    apr_pool_clear(to->row);
}

/** A number that stands at @p offset in a row. */
static apr_uint64_t number_at(const void *row, apr_size_t offset)
{
    apr_uint64_t number;

    memcpy(&number, (const char *)row + offset, sizeof(number));
    return number;
}

/** One metric of all aliases: a number that stands at @p offset in each row. */
static void put_of_aliases(const writer_t *to, const char *name, const char *type, const char *help, apr_size_t offset)
{
    int i;

    begin(to->r, name, type, help);
    for (i = 0; i < mwa_status_alias_count(to->report); ++i) {
        const mwa_alias_row_t *row = mwa_status_alias(to->row, to->report, i);

        put_value(to, name, alias_labels(to->row, row), number_at(row, offset));
    }
}

/** One metric of all tables. */
static void put_of_tables(const writer_t *to, const char *name, const char *help, apr_size_t offset)
{
    int i;

    begin(to->r, name, "counter", help);
    for (i = 0; i < mwa_status_table_count(to->report); ++i) {
        const mwa_table_row_t *row = mwa_status_table(to->row, to->report, i);

        put_value(to, name, table_labels(to->row, row), number_at(row, offset));
    }
}

static void put_aliases(const writer_t *to)
{
#define PUT(name, type, field, help) put_of_aliases(to, name, type, help, offsetof(mwa_alias_row_t, field))
    PUT("hits_total", "counter", hits, "URLs that the alias took.");
    PUT("refusals_total", "counter", refusals, "URLs whose file would be outside the directory of the alias.");
    PUT("errors_total", "counter", errors, "URLs and groups of the alias that failed.");
    PUT("remote_total", "counter", remote, "Requests that went to a remote process group.");
    PUT("last_hit_timestamp_seconds", "gauge", last_used, "When the alias last took a URL; 0 for never.");
#undef PUT
}

static void put_infos(const writer_t *to)
{
    int i;

    begin(to->r, "info", "gauge", "File and line of the alias, and the engine of its pattern.");
    for (i = 0; i < mwa_status_alias_count(to->report); ++i) {
        const mwa_alias_row_t *row = mwa_status_alias(to->row, to->report, i);

        ap_rvputs(to->r, NAME "info", alias_labels(to->row, row), ",place=\"",
                  mwa_escape_label(to->row, row->alias->place), "\",engine=\"", row->engine, "\"} 1\n", NULL);
        apr_pool_clear(to->row);
    }
}

static void put_lint(request_rec *r, const mwa_findings_t *findings)
{
    begin(r, "findings", "gauge", "Findings of lint in the running configuration.");
    ap_rprintf(r, NAME "findings{severity=\"warning\"} %d\n" NAME "findings{severity=\"note\"} %d\n",
               findings->warnings, findings->notes);
    begin(r, "lint_whole", "gauge", "1 if lint has checked all aliases, 0 if it was cut short.");
    ap_rprintf(r, NAME "lint_whole %d\n", mwa_findings_are_whole(findings));
}

static void put_tables(const writer_t *to)
{
#define PUT(name, field, help) put_of_tables(to, name, help, offsetof(mwa_table_row_t, counters.field))
    PUT("lookups_total", lookups, "URLs that were looked up.");
    PUT("declined_total", declined, "URLs that no alias matched.");
    PUT("lookup_refusals_total", refusals, "URLs whose file would be outside the directory of their alias.");
    PUT("lookup_errors_total", errors, "URLs whose lookup failed.");
    PUT("cache_flushes_total", cache_flushes, "Times that the cached states of an automaton were discarded.");
    PUT("pcre2_searches_total", pcre2_searches, "Searches by PCRE2.");
#undef PUT
}

static void put_times(request_rec *r, const mwa_table_counters_t *total)
{
    apr_uint64_t below = 0;
    int i;

    begin(r, "lookup_duration_seconds", "histogram",
          "Time of a lookup, of one in " APR_STRINGIFY(MWA_TIMED_ONE_OF) ", over all servers.");
    for (i = 0; i < MWA_TIME_BUCKETS; ++i) {
        below += total->times[i];
        if (i >= FIRST_BUCKET && i <= LAST_BUCKET) {
            ap_rprintf(r, NAME "lookup_duration_seconds_bucket{le=\"%.9f\"} %" APR_UINT64_T_FMT "\n",
                       (double)(2ULL << i) / 1e9, below);
        }
    }
    ap_rprintf(r,
               NAME "lookup_duration_seconds_bucket{le=\"+Inf\"} %" APR_UINT64_T_FMT "\n" NAME
                    "lookup_duration_seconds_sum %.9f\n" NAME "lookup_duration_seconds_count %" APR_UINT64_T_FMT "\n",
               below, (double)total->timed_nanoseconds / 1e9, below);
}

void mwa_status_metrics(request_rec *r, const mwa_status_report_t *report)
{
    writer_t to = {.r = r, .report = report};

    apr_pool_create(&to.row, r->pool);
    begin(r, "build_info", "gauge", "The module.");
    ap_rputs(NAME "build_info{version=\"" MWA_VERSION "\"} 1\n", r);
    put_lint(r, report->findings);
    mwa_status_maps_metrics(r, report);
    put_infos(&to);
    put_aliases(&to);
    put_tables(&to);
    put_times(r, &report->total);
}
