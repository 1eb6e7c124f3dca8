#include "status/mwa_status_report.h"
#include "process/mwa_retain.h"

#include "apr_strings.h"
#include "apr_time.h"

/** For people: a word for each mwa_engine_id_t. */
static const char *engine_name(const mwa_tables_t *tables, int alias)
{
    static const char *const names[] = {"unknown", "prefix", "one-pass", "automaton", "alone", "PCRE2"};
    unsigned engine = tables->engines ? tables->engines[alias] : MWA_ENGINE_UNKNOWN;

    return names[engine < sizeof(names) / sizeof(names[0]) ? engine : MWA_ENGINE_UNKNOWN];
}

static void add_alias(apr_pool_t *p, mwa_status_report_t *report, const mwa_tables_t *tables, const mwa_alias_t *alias)
{
    mwa_alias_row_t *row = apr_array_push(report->aliases);
    const mwa_alias_counters_t *counters = alias->counters;

    row->alias = alias;
    row->server = mwa_retain_server_name(p, alias->server);
    row->engine = engine_name(tables, alias->id);
    row->since = alias->since;
    row->hits = mwa_counter(&counters->hits);
    row->refusals = mwa_counter(&counters->refusals);
    row->errors = mwa_counter(&counters->errors);
    row->last_used = mwa_counter(&counters->last_used);
    row->findings = NULL;
    row->severity = MWA_NO_FINDING;
    report->hits += row->hits;
}

static void add_table(apr_pool_t *p, mwa_status_report_t *report, const mwa_table_t *table)
{
    mwa_table_row_t *row = apr_array_push(report->tables);
    const mwa_server_t *server = mwa_config_of(table->server);

    row->table = table;
    row->server = mwa_retain_server_name(p, table->server);
    row->place = table->server->defn_name
        ? apr_psprintf(p, "%s:%u", table->server->defn_name, table->server->defn_line_number) : "main server";
    row->aliases = server->aliases->nelts + (server->inherited ? server->inherited->nelts : 0);
    row->since = table->since;
    if (!report->since || table->since < report->since) {
        report->since = table->since;
    }
    memset(&row->counters, 0, sizeof(row->counters));
    mwa_counters_add(&row->counters, table->counters);
    mwa_counters_add(&report->total, table->counters);
}

static void relate(const mwa_status_report_t *report, mwa_alias_row_t *row)
{
    apr_uint64_t seconds = report->now > row->since ? report->now - row->since : 1;

    row->rate = (double)row->hits / (double)seconds;
    row->share = report->hits ? (double)row->hits / (double)report->hits : 0;
}

static void push(apr_pool_t *p, apr_array_header_t **list, const mwa_finding_t *finding)
{
    if (!*list) {
        *list = apr_array_make(p, 2, sizeof(const mwa_finding_t *));
    }
    APR_ARRAY_PUSH(*list, const mwa_finding_t *) = finding;
}

/** Hands each finding to the row of its alias. */
static void add_findings(apr_pool_t *p, mwa_status_report_t *report)
{
    const apr_array_header_t *list = report->findings->list;
    int i;

    for (i = 0; list && i < list->nelts; ++i) {
        const mwa_finding_t *finding = &APR_ARRAY_IDX(list, i, mwa_finding_t);

        if (finding->alias >= 0 && finding->alias < report->aliases->nelts) {
            mwa_alias_row_t *row = &APR_ARRAY_IDX(report->aliases, finding->alias, mwa_alias_row_t);

            push(p, &row->findings, finding);
            row->severity = finding->severity > row->severity ? finding->severity : row->severity;
        }
        else {
            push(p, &report->other_findings, finding);
        }
    }
}

const mwa_status_report_t *mwa_status_report(apr_pool_t *p, const mwa_tables_t *tables)
{
    // Without an alias there is nothing to look at, and all of it has been looked at.
    static const mwa_findings_t none;
    mwa_status_report_t *report = apr_pcalloc(p, sizeof(*report));
    int i;

    report->findings = tables ? tables->findings : &none;
    report->now = (apr_uint64_t)apr_time_sec(apr_time_now());
    report->aliases = apr_array_make(p, tables ? tables->aliases->nelts : 0, sizeof(mwa_alias_row_t));
    report->tables = apr_array_make(p, tables ? tables->tables->nelts : 0, sizeof(mwa_table_row_t));
    for (i = 0; tables && i < tables->aliases->nelts; ++i) {
        add_alias(p, report, tables, APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *));
    }
    for (i = 0; tables && i < tables->tables->nelts; ++i) {
        add_table(p, report, &APR_ARRAY_IDX(tables->tables, i, mwa_table_t));
    }
    for (i = 0; i < report->aliases->nelts; ++i) {
        relate(report, &APR_ARRAY_IDX(report->aliases, i, mwa_alias_row_t));
    }
    add_findings(p, report);
    return report;
}

/** Ids of a list stand in a row. */
static int in_list(const apr_array_header_t *list, const mwa_alias_t *alias)
{
    return list && list->nelts && alias->id >= APR_ARRAY_IDX(list, 0, const mwa_alias_t *)->id
        && alias->id < APR_ARRAY_IDX(list, 0, const mwa_alias_t *)->id + list->nelts;
}

int mwa_status_has(const mwa_table_row_t *table, const mwa_alias_t *alias)
{
    const mwa_server_t *server = mwa_config_of(table->table->server);

    return in_list(server->aliases, alias) || in_list(server->inherited, alias);
}
