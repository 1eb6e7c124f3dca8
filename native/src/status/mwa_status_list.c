#include "status/mwa_escape.h"
#include "status/mwa_status.h"

#include "apr_strings.h"
#include "http_protocol.h"

#include <stdlib.h>
#include <strings.h>

/** What is in a column: texts stand from a to z, numbers and ranks with the largest first; numbers to the right. */
typedef enum { TEXT, NUMBER, RANK } content_t;

/** A column: what a header needs, and how rows are compared by it. */
typedef struct column_s {
    const char *name;
    const char *key; /**< in "sort"; NULL: not to be sorted by */
    content_t content;
    int (*compare)(const void *a, const void *b);
} column_t;

#define BY_NUMBER(name, type, field) \
    static int name(const void *a, const void *b) \
    { \
        const type *first = *(const type *const *)a; \
        const type *second = *(const type *const *)b; \
\
        return (second->field > first->field) - (second->field < first->field); \
    }
#define BY_TEXT(name, type, field) \
    static int name(const void *a, const void *b) \
    { \
        return strcmp((*(const type *const *)a)->field, (*(const type *const *)b)->field); \
    }

BY_TEXT(alias_by_pattern, mwa_alias_row_t, alias->pattern)
BY_TEXT(alias_by_target, mwa_alias_row_t, alias->target)
BY_TEXT(alias_by_server, mwa_alias_row_t, server)
BY_TEXT(alias_by_engine, mwa_alias_row_t, engine)
BY_NUMBER(alias_by_hits, mwa_alias_row_t, hits)
BY_NUMBER(alias_by_rate, mwa_alias_row_t, rate)
BY_NUMBER(alias_by_last, mwa_alias_row_t, last_used)
BY_NUMBER(alias_by_refusals, mwa_alias_row_t, refusals)
BY_NUMBER(alias_by_errors, mwa_alias_row_t, errors)
BY_NUMBER(alias_by_severity, mwa_alias_row_t, severity)
BY_TEXT(table_by_server, mwa_table_row_t, server)
BY_NUMBER(table_by_aliases, mwa_table_row_t, aliases)
BY_NUMBER(table_by_lookups, mwa_table_row_t, counters.lookups)
BY_NUMBER(table_by_declined, mwa_table_row_t, counters.declined)
BY_NUMBER(table_by_refusals, mwa_table_row_t, counters.refusals)
BY_NUMBER(table_by_errors, mwa_table_row_t, counters.errors)
BY_NUMBER(table_by_flushes, mwa_table_row_t, counters.cache_flushes)
BY_NUMBER(table_by_pcre2, mwa_table_row_t, counters.pcre2_searches)

static const column_t alias_columns[] = {
    {"Pattern", "pattern", TEXT, alias_by_pattern},
    {"Target", "target", TEXT, alias_by_target},
    {"Groups", NULL, TEXT, NULL},
    {"Server", "server", TEXT, alias_by_server},
    {"Engine", "engine", TEXT, alias_by_engine},
    {"Hits", "hits", NUMBER, alias_by_hits},
    {"Share", NULL, TEXT, NULL},
    {"Per second", "rate", NUMBER, alias_by_rate},
    {"Last use", "last", NUMBER, alias_by_last},
    {"Refused", "refused", NUMBER, alias_by_refusals},
    {"Errors", "errors", NUMBER, alias_by_errors},
    {"Findings", "findings", RANK, alias_by_severity},
    {NULL, NULL, TEXT, NULL},
};

static const column_t table_columns[] = {
    {"Virtual host", "server", TEXT, table_by_server},
    {"Aliases", "aliases", NUMBER, table_by_aliases},
    {"Lookups", "lookups", NUMBER, table_by_lookups},
    {"Declined", "declined", NUMBER, table_by_declined},
    {"Refused", "refused", NUMBER, table_by_refusals},
    {"Errors", "errors", NUMBER, table_by_errors},
    {"Median lookup", NULL, NUMBER, NULL},
    {"99 % within", NULL, NUMBER, NULL},
    {"Cache flushes", "flushes", NUMBER, table_by_flushes},
    {"PCRE2 searches", "pcre2", NUMBER, table_by_pcre2},
    {NULL, NULL, TEXT, NULL},
};

static const char *html(request_rec *r, const char *text)
{
    return mwa_escape_html(r->pool, text);
}

/** A link to the list, with another order or another page. */
static const char *link_to(request_rec *r, const mwa_status_query_t *query, const char *sort, int page)
{
    const char *link = apr_pstrcat(r->pool, "?view=", query->hosts ? "hosts" : "aliases", NULL);

    if (*query->search) {
        link = apr_pstrcat(r->pool, link, "&amp;q=", mwa_escape_query(r->pool, query->search), NULL);
    }
    if (query->host >= 0) {
        link = apr_psprintf(r->pool, "%s&amp;host=%d", link, query->host);
    }
    if (sort) {
        link = apr_pstrcat(r->pool, link, "&amp;sort=", mwa_escape_query(r->pool, sort), NULL);
    }
    return page > 1 ? apr_psprintf(r->pool, "%s&amp;page=%d", link, page) : link;
}

/* ---------------------------------------------------------------- which rows, and in which order */

static int has(const char *text, const char *part)
{
    return text && strcasestr(text, part);
}

static int has_finding(const mwa_alias_row_t *row, const char *part)
{
    int i;

    for (i = 0; row->findings && i < row->findings->nelts; ++i) {
        if (has(APR_ARRAY_IDX(row->findings, i, const mwa_finding_t *)->code, part)) {
            return 1;
        }
    }
    return 0;
}

static apr_array_header_t *find_aliases(request_rec *r, const mwa_status_report_t *report,
                                        const mwa_status_query_t *query)
{
    apr_array_header_t *found = apr_array_make(r->pool, report->aliases->nelts, sizeof(const void *));
    const mwa_table_row_t *host = query->host >= 0 && query->host < report->tables->nelts
        ? &APR_ARRAY_IDX(report->tables, query->host, mwa_table_row_t)
        : NULL;
    int i;

    for (i = 0; i < report->aliases->nelts; ++i) {
        const mwa_alias_row_t *row = &APR_ARRAY_IDX(report->aliases, i, mwa_alias_row_t);
        const mwa_alias_t *alias = row->alias;
        int matches = has(alias->pattern, query->search) || has(alias->target, query->search)
            || has(alias->place, query->search) || has(row->server, query->search)
            || has(alias->process_group, query->search) || has(alias->application_group, query->search)
            || has_finding(row, query->search);

        if (matches && (!host || mwa_status_has(host, alias))) {
            APR_ARRAY_PUSH(found, const void *) = row;
        }
    }
    return found;
}

static apr_array_header_t *find_tables(request_rec *r, const mwa_status_report_t *report,
                                       const mwa_status_query_t *query)
{
    apr_array_header_t *found = apr_array_make(r->pool, report->tables->nelts, sizeof(const void *));
    int i;

    for (i = 0; i < report->tables->nelts; ++i) {
        const mwa_table_row_t *row = &APR_ARRAY_IDX(report->tables, i, mwa_table_row_t);

        if (has(row->server, query->search) || has(row->place, query->search)) {
            APR_ARRAY_PUSH(found, const void *) = row;
        }
    }
    return found;
}

static void sort(const apr_array_header_t *rows, const column_t *columns, const char *key)
{
    const column_t *column;

    for (column = columns; key && column->name; ++column) {
        if (column->key && !strcmp(column->key, key)) {
            qsort(rows->elts, (size_t)rows->nelts, (size_t)rows->elt_size, column->compare);
        }
    }
}

/* ---------------------------------------------------------------- how they look */

static const char *microseconds(apr_pool_t *p, double nanoseconds)
{
    return nanoseconds > 0 ? apr_psprintf(p, "%.1f &micro;s", nanoseconds / 1000) : "";
}

/** A number that should be 0 stands out where it is not. */
static void put_bad(request_rec *r, apr_uint64_t count)
{
    ap_rprintf(r, "<td class=\"n%s\">%" APR_UINT64_T_FMT "</td>", count ? " bad" : "", count);
}

static const char *ago(request_rec *r, apr_uint64_t now, apr_uint64_t then)
{
    apr_uint64_t seconds = now > then ? now - then : 0;

    if (!then) {
        return "never";
    }
    return seconds < 120   ? apr_psprintf(r->pool, "%d s ago", (int)seconds)
        : seconds < 7200   ? apr_psprintf(r->pool, "%d min ago", (int)(seconds / 60))
        : seconds < 172800 ? apr_psprintf(r->pool, "%d h ago", (int)(seconds / 3600))
                           : apr_psprintf(r->pool, "%d d ago", (int)(seconds / 86400));
}

static void put_option(request_rec *r, const char *name, const char *value)
{
    if (value) {
        ap_rvputs(r, "<div>", name, " <code>", html(r, value), "</code></div>", NULL);
    }
}

/** A name of a file on one line: of a long one the end is shown, and all of it to a pointer. */
static const char *path(request_rec *r, const char *before, const char *name)
{
    const char *shown = html(r, name);

    return apr_pstrcat(r->pool, " title=\"", shown, "\"><bdi>", before, shown, "</bdi>", NULL);
}

static void put_alias(request_rec *r, const mwa_status_report_t *report, const mwa_alias_row_t *row)
{
    const mwa_alias_t *alias = row->alias;

    ap_rvputs(r, "<tr><td><code>", html(r, alias->pattern), "</code><div class=\"dim path\"",
              path(r, apr_pstrcat(r->pool, alias->directive, ", ", NULL), alias->place),
              "</div></td><td><code class=\"path\"", path(r, "", alias->target), "</code></td><td>", NULL);
    put_option(r, "process", alias->process_group);
    put_option(r, "application", alias->application_group);
    put_option(r, "callable", alias->callable_object);
    ap_rvputs(r, "</td><td>", html(r, row->server), "</td><td>", row->engine, "</td>", NULL);
    ap_rprintf(r,
               "<td class=\"n\">%" APR_UINT64_T_FMT "</td><td><meter value=\"%.4f\">%.1f %%</meter></td>"
               "<td class=\"n\">%.3f</td><td class=\"n\">%s</td>",
               row->hits, row->share, 100 * row->share, row->rate, ago(r, report->now, row->last_used));
    put_bad(r, row->refusals);
    put_bad(r, row->errors);
    ap_rputs("<td class=\"findings\">", r);
    mwa_status_findings(r, row->findings);
    ap_rputs("</td></tr>\n", r);
}

static void put_table(request_rec *r, const mwa_status_report_t *report, const mwa_table_row_t *row)
{
    const mwa_table_counters_t *counters = &row->counters;
    int id = (int)(row - &APR_ARRAY_IDX(report->tables, 0, const mwa_table_row_t));

    ap_rprintf(r, "<tr><td><a href=\"?host=%d\">%s</a>", id, html(r, row->server));
    if (row->table->hosts > 1) {
        ap_rprintf(r, " and %d more with the same aliases", row->table->hosts - 1);
    }
    ap_rprintf(r,
               "<div class=\"dim path\"%s</div></td><td class=\"n\">%d</td><td class=\"n\">%" APR_UINT64_T_FMT
               "</td><td class=\"n\">%" APR_UINT64_T_FMT "</td>",
               path(r, "", row->place), row->aliases, counters->lookups, counters->declined);
    put_bad(r, counters->refusals);
    put_bad(r, counters->errors);
    ap_rprintf(r,
               "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%" APR_UINT64_T_FMT
               "</td><td class=\"n\">%" APR_UINT64_T_FMT "</td></tr>\n",
               microseconds(r->pool, mwa_time_percentile(counters, 0.5)),
               microseconds(r->pool, mwa_time_percentile(counters, 0.99)), counters->cache_flushes,
               counters->pcre2_searches);
}

static void put_columns(request_rec *r, const mwa_status_query_t *query, const column_t *columns)
{
    const column_t *column;

    ap_rputs("<thead><tr>", r);
    for (column = columns; column->name; ++column) {
        int sorted = column->key && query->sort && !strcmp(column->key, query->sort);

        ap_rvputs(r, column->content == NUMBER ? "<th class=\"n\"" : "<th",
                  !sorted                       ? ""
                      : column->content == TEXT ? " aria-sort=\"ascending\""
                                                : " aria-sort=\"descending\"",
                  ">", NULL);
        if (column->key && !sorted) {
            ap_rvputs(r, "<a href=\"", link_to(r, query, column->key, 1), "\">", column->name, "</a>", NULL);
        }
        else {
            ap_rvputs(r, column->name, sorted ? column->content == TEXT ? " &#9652;" : " &#9662;" : "", NULL);
        }
        ap_rputs("</th>", r);
    }
    ap_rputs("</tr></thead>\n", r);
}

static void put_pages(request_rec *r, const mwa_status_query_t *query, int page, int pages)
{
    if (pages < 2) {
        return;
    }
    ap_rputs("<nav>", r);
    if (page > 1) {
        ap_rvputs(r, "<a rel=\"prev\" href=\"", link_to(r, query, query->sort, page - 1), "\">Previous</a>", NULL);
    }
    ap_rprintf(r, "<b>Page %d of %d</b>", page, pages);
    if (page < pages) {
        ap_rvputs(r, "<a rel=\"next\" href=\"", link_to(r, query, query->sort, page + 1), "\">Next</a>", NULL);
    }
    ap_rputs("</nav>\n", r);
}

static void put_search(request_rec *r, const mwa_status_query_t *query)
{
    ap_rvputs(r, "<nav>",
              query->hosts ? "<a href=\"?view=aliases\">Aliases</a><b>Virtual hosts</b>"
                           : "<b>Aliases</b><a href=\"?view=hosts\">Virtual hosts</a>",
              "</nav>\n<form method=\"get\">"
              "<input type=\"hidden\" name=\"view\" value=\"",
              query->hosts ? "hosts" : "aliases", "\">", NULL);
    if (query->host >= 0) {
        ap_rprintf(r, "<input type=\"hidden\" name=\"host\" value=\"%d\">", query->host);
    }
    if (query->sort) {
        ap_rvputs(r, "<input type=\"hidden\" name=\"sort\" value=\"", html(r, query->sort), "\">", NULL);
    }
    ap_rvputs(r, "<input type=\"search\" name=\"q\" aria-label=\"Search\" placeholder=\"",
              query->hosts ? "name, file" : "pattern, target, file, server, group or finding", "\" value=\"",
              html(r, query->search), "\"><button>Search</button></form>\n", NULL);
}

void mwa_status_list(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query)
{
    const column_t *columns = query->hosts ? table_columns : alias_columns;
    apr_array_header_t *rows = query->hosts ? find_tables(r, report, query) : find_aliases(r, report, query);
    int pages = rows->nelts ? (rows->nelts + MWA_STATUS_ROWS - 1) / MWA_STATUS_ROWS : 1;
    int page = query->page < 1 ? 1 : query->page > pages ? pages : query->page;
    int end = page * MWA_STATUS_ROWS < rows->nelts ? page * MWA_STATUS_ROWS : rows->nelts;
    int i;

    sort(rows, columns, query->sort);
    ap_rvputs(r, "<h2>", query->hosts ? "Virtual hosts" : "Aliases", "</h2>\n", NULL);
    put_search(r, query);
    put_pages(r, query, page, pages);
    ap_rprintf(r, "<table><caption>%d of %d", rows->nelts,
               query->hosts ? report->tables->nelts : report->aliases->nelts);
    if (query->host >= 0 && query->host < report->tables->nelts) {
        ap_rvputs(r, ", on ", html(r, APR_ARRAY_IDX(report->tables, query->host, mwa_table_row_t).server), NULL);
    }
    ap_rputs("</caption>\n", r);
    put_columns(r, query, columns);
    ap_rputs("<tbody>\n", r);
    for (i = (page - 1) * MWA_STATUS_ROWS; i < end; ++i) {
        if (query->hosts) {
            put_table(r, report, APR_ARRAY_IDX(rows, i, const mwa_table_row_t *));
        }
        else {
            put_alias(r, report, APR_ARRAY_IDX(rows, i, const mwa_alias_row_t *));
        }
    }
    ap_rputs("</tbody></table>\n", r);
    put_pages(r, query, page, pages);
}
