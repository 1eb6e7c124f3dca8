#include "status/mwa_status_report.h"
#include "process/mwa_retain.h"

#include "apr_strings.h"
#include "apr_time.h"

/** For people: a word for each mwa_engine_id_t. */
static const char *engine_name(const mwa_tables_t *tables, int alias)
{
    static const char *const names[] =
        {[MWA_ENGINE_UNKNOWN] = "unknown",     [MWA_ENGINE_PREFIX] = "prefix", [MWA_ENGINE_ONE_PASS] = "one-pass",
         [MWA_ENGINE_AUTOMATON] = "automaton", [MWA_ENGINE_ALONE] = "alone",   [MWA_ENGINE_PCRE2] = "PCRE2"};
    unsigned engine = mwa_tables_engine(tables, alias);

    return names[engine < sizeof(names) / sizeof(names[0]) ? engine : MWA_ENGINE_UNKNOWN];
}

/** The first finding that is about an alias, or about one behind it: they are in the order of the aliases. */
static int first_finding(const apr_array_header_t *list, int alias)
{
    int low = 0;
    int high = list ? list->nelts : 0;

    while (low < high) {
        int middle = low + (high - low) / 2;

        // Those about no alias come last.
        if ((unsigned)APR_ARRAY_IDX(list, middle, mwa_finding_t).alias < (unsigned)alias) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low;
}

static void push(apr_pool_t *p, apr_array_header_t **list, const mwa_finding_t *finding)
{
    if (!*list) {
        *list = apr_array_make(p, 2, sizeof(const mwa_finding_t *));
    }
    APR_ARRAY_PUSH(*list, const mwa_finding_t *) = finding;
}

static void fill_alias(apr_pool_t *p, const mwa_status_report_t *report, int id, mwa_alias_row_t *row)
{
    const mwa_alias_t *alias = mwa_tables_alias(p, report->configured, id);
    const mwa_alias_counters_t *counters = alias->counters;
    const apr_array_header_t *list = report->findings->list;
    apr_uint64_t seconds;
    int i;

    row->alias = alias;
    row->server = mwa_retain_server_name(p, alias->server);
    row->engine = engine_name(report->configured, alias->id);
    row->since = alias->since;
    row->hits = mwa_counter(&counters->hits);
    row->refusals = mwa_counter(&counters->refusals);
    row->errors = mwa_counter(&counters->errors);
    row->remote = mwa_counter(&counters->remote);
    row->last_used = mwa_counter(&counters->last_used);
    row->findings = NULL;
    row->severity = MWA_NO_FINDING;
    for (i = first_finding(list, id); list && i < list->nelts; ++i) {
        const mwa_finding_t *finding = &APR_ARRAY_IDX(list, i, mwa_finding_t);

        if (finding->alias != id) {
            break;
        }
        push(p, &row->findings, finding);
        row->severity = finding->severity > row->severity ? finding->severity : row->severity;
    }
    seconds = report->now > row->since ? report->now - row->since : 1;
    row->rate = (double)row->hits / (double)seconds;
    row->share = report->hits ? (double)row->hits / (double)report->hits : 0;
}

static void fill_table(apr_pool_t *p, const mwa_status_report_t *report, int id, mwa_table_row_t *row)
{
    const mwa_table_t *table = &APR_ARRAY_IDX(report->configured->tables, id, const mwa_table_t);
    const mwa_table_ranges_t *ranges = &report->configured->ranges[id];

    row->table = table;
    row->ranges = ranges;
    row->server = mwa_retain_server_name(p, table->server);
    row->place = table->server->defn_name
        ? apr_psprintf(p, "%s:%u", table->server->defn_name, table->server->defn_line_number)
        : "main server";
    row->aliases = ranges->own.count + ranges->inherited.count;
    row->since = table->since;
    memset(&row->counters, 0, sizeof(row->counters));
    mwa_counters_add(&row->counters, table->counters);
}

mwa_status_report_t *mwa_status_report(apr_pool_t *p, const mwa_tables_t *tables)
{
    // Without an alias there is nothing to look at, and all of it has been looked at.
    static const mwa_findings_t none;
    mwa_status_report_t *report = apr_pcalloc(p, sizeof(*report));
    const apr_array_header_t *list;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, p);
    report->configured = tables;
    report->findings = !tables  ? &none
        : tables->findings_text ? mwa_findings_read(p, tables->findings_text)
                                : tables->findings;
    report->java = tables ? tables->java : NULL;
    report->now = (apr_uint64_t)apr_time_sec(apr_time_now());
    for (i = 0; tables && i < mwa_tables_alias_count(tables); ++i) {
        report->hits += mwa_counter(&mwa_tables_alias(scratch, tables, i)->counters->hits);
        apr_pool_clear(scratch);
    }
    for (i = 0; tables && i < tables->tables->nelts; ++i) {
        const mwa_table_t *table = &APR_ARRAY_IDX(tables->tables, i, const mwa_table_t);

        if (!report->since || table->since < report->since) {
            report->since = table->since;
        }
        mwa_counters_add(&report->total, table->counters);
    }
    apr_pool_destroy(scratch);
    if (tables) {
        mwa_minutes_read(tables->minutes, report->now, report->minutes);
    }
    list = report->findings->list;
    for (i = first_finding(list, mwa_status_alias_count(report)); list && i < list->nelts; ++i) {
        push(p, &report->other_findings, &APR_ARRAY_IDX(list, i, mwa_finding_t));
    }
    return report;
}

int mwa_status_alias_count(const mwa_status_report_t *report)
{
    return report->configured ? mwa_tables_alias_count(report->configured) : 0;
}

int mwa_status_table_count(const mwa_status_report_t *report)
{
    return report->configured ? report->configured->tables->nelts : 0;
}

const mwa_alias_row_t *mwa_status_alias(apr_pool_t *p, const mwa_status_report_t *report, int id)
{
    mwa_alias_row_t *row = apr_palloc(p, sizeof(*row));

    fill_alias(p, report, id, row);
    return row;
}

const mwa_table_row_t *mwa_status_table(apr_pool_t *p, const mwa_status_report_t *report, int id)
{
    mwa_table_row_t *row = apr_palloc(p, sizeof(*row));

    fill_table(p, report, id, row);
    return row;
}

static int is_in(const mwa_range_t *range, int id)
{
    return id >= range->first && id - range->first < range->count;
}

int mwa_status_has(const mwa_table_row_t *table, const mwa_alias_t *alias)
{
    return is_in(&table->ranges->own, alias->id) || is_in(&table->ranges->inherited, alias->id);
}
