#include "status/mwa_escape.h"
#include "status/mwa_status.h"
#include "status/mwa_status_select.h"

#include "apr_strings.h"
#include "http_protocol.h"

#include <string.h>
#include <strings.h>

/** What is in a column: texts stand from a to z, numbers and ranks with the largest first; numbers to the right. */
typedef enum { TEXT, NUMBER, RANK } content_t;

/** A column: what a header needs, and what its rows are sorted by. */
typedef struct column_s {
    const char *name;
    const char *key; /**< in "sort"; NULL: not to be sorted by */
    content_t content;
    mwa_row_key_t (*of_alias)(const mwa_alias_row_t *row); /**< where the rows are aliases */
    mwa_row_key_t (*of_table)(const mwa_table_row_t *row); /**< where they are tables */
} column_t;

/** What rows are chosen and sorted by. */
typedef struct choice_s {
    const mwa_status_report_t *report;
    const mwa_status_query_t *query;
    const mwa_table_row_t *host; /**< the only one whose aliases are wanted; NULL: all */
    const column_t *column;      /**< sorted by; NULL: in the order of the configuration */
} choice_t;

#define BY_NUMBER(name, type, field) \
    static mwa_row_key_t name(const type *row) \
    { \
        return (mwa_row_key_t){.number = row->field}; \
    }
#define BY_TEXT(name, type, field) \
    static mwa_row_key_t name(const type *row) \
    { \
        return (mwa_row_key_t){.text = row->field}; \
    }

BY_TEXT(alias_by_pattern, mwa_alias_row_t, alias->pattern)
BY_TEXT(alias_by_target, mwa_alias_row_t, alias->target)
BY_TEXT(alias_by_engine, mwa_alias_row_t, engine)
BY_NUMBER(alias_by_hits, mwa_alias_row_t, hits)
BY_NUMBER(alias_by_last, mwa_alias_row_t, last_used)
BY_NUMBER(alias_by_refusals, mwa_alias_row_t, refusals)
BY_NUMBER(alias_by_errors, mwa_alias_row_t, errors)
BY_NUMBER(alias_by_severity, mwa_alias_row_t, severity)
BY_NUMBER(table_by_aliases, mwa_table_row_t, aliases)
BY_NUMBER(table_by_lookups, mwa_table_row_t, counters.lookups)
BY_NUMBER(table_by_declined, mwa_table_row_t, counters.declined)
BY_NUMBER(table_by_refusals, mwa_table_row_t, counters.refusals)
BY_NUMBER(table_by_errors, mwa_table_row_t, counters.errors)
BY_NUMBER(table_by_flushes, mwa_table_row_t, counters.cache_flushes)
BY_NUMBER(table_by_pcre2, mwa_table_row_t, counters.pcre2_searches)

static mwa_row_key_t by_name_of(const server_rec *s)
{
    return (mwa_row_key_t){.text = s->server_hostname ? s->server_hostname : ""};
}

static mwa_row_key_t alias_by_server(const mwa_alias_row_t *row)
{
    return by_name_of(row->alias->server);
}

static mwa_row_key_t table_by_server(const mwa_table_row_t *row)
{
    return by_name_of(row->table->server);
}

/** In millionths a second: so it is a number like the others. */
static mwa_row_key_t alias_by_rate(const mwa_alias_row_t *row)
{
    return (mwa_row_key_t){.number = (apr_uint64_t)(row->rate * 1e6)};
}

static const column_t alias_columns[] = {
    {"Pattern", "pattern", TEXT, alias_by_pattern, NULL},
    {"Target", "target", TEXT, alias_by_target, NULL},
    {"Groups", NULL, TEXT, NULL, NULL},
    {"Server", "server", TEXT, alias_by_server, NULL},
    {"Engine", "engine", TEXT, alias_by_engine, NULL},
    {"Hits", "hits", NUMBER, alias_by_hits, NULL},
    {"Share", NULL, TEXT, NULL, NULL},
    {"Per second", "rate", NUMBER, alias_by_rate, NULL},
    {"Last use", "last", NUMBER, alias_by_last, NULL},
    {"Refused", "refused", NUMBER, alias_by_refusals, NULL},
    {"Errors", "errors", NUMBER, alias_by_errors, NULL},
    {"Findings", "findings", RANK, alias_by_severity, NULL},
    {NULL, NULL, TEXT, NULL, NULL},
};

static const column_t table_columns[] = {
    {"Virtual host", "server", TEXT, NULL, table_by_server},
    {"Aliases", "aliases", NUMBER, NULL, table_by_aliases},
    {"Lookups", "lookups", NUMBER, NULL, table_by_lookups},
    {"Declined", "declined", NUMBER, NULL, table_by_declined},
    {"Refused", "refused", NUMBER, NULL, table_by_refusals},
    {"Errors", "errors", NUMBER, NULL, table_by_errors},
    {"Median lookup", NULL, NUMBER, NULL, NULL},
    {"99 % within", NULL, NUMBER, NULL, NULL},
    {"Cache flushes", "flushes", NUMBER, NULL, table_by_flushes},
    {"PCRE2 searches", "pcre2", NUMBER, NULL, table_by_pcre2},
    {NULL, NULL, TEXT, NULL, NULL},
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

static int alias_matches(apr_pool_t *p, const void *data, int id)
{
    const choice_t *choice = data;
    const char *search = choice->query->search;
    const mwa_alias_t *alias = mwa_tables_alias(p, choice->report->configured, id);
    const mwa_alias_row_t *row;

    if (choice->host && !mwa_status_has(choice->host, alias)) {
        return 0;
    }
    if (!*search || has(alias->pattern, search) || has(alias->target, search) || has(alias->place, search)
        || has(alias->process_group, search) || has(alias->remote, search) || has(alias->application_group, search)
        || has(alias->hosts, search)) {
        return 1;
    }
    row = mwa_status_alias(p, choice->report, id);
    return has(row->server, search) || has_finding(row, search);
}

static mwa_row_key_t alias_key(apr_pool_t *p, const void *data, int id)
{
    const choice_t *choice = data;

    return choice->column ? choice->column->of_alias(mwa_status_alias(p, choice->report, id)) : (mwa_row_key_t){0};
}

static int table_matches(apr_pool_t *p, const void *data, int id)
{
    const choice_t *choice = data;
    const mwa_table_row_t *row = *choice->query->search ? mwa_status_table(p, choice->report, id) : NULL;

    return !row || has(row->server, choice->query->search) || has(row->place, choice->query->search);
}

static mwa_row_key_t table_key(apr_pool_t *p, const void *data, int id)
{
    const choice_t *choice = data;

    return choice->column ? choice->column->of_table(mwa_status_table(p, choice->report, id)) : (mwa_row_key_t){0};
}

static const column_t *find_column(const column_t *columns, const char *key)
{
    const column_t *column;

    for (column = columns; key && column->name; ++column) {
        if (column->key && !strcmp(column->key, key)) {
            return column;
        }
    }
    return NULL;
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
    put_option(r, "remote", alias->remote);
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

static void put_table(request_rec *r, const mwa_table_row_t *row, int id)
{
    const mwa_table_counters_t *counters = &row->counters;

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
    int has_host = query->host >= 0 && query->host < mwa_status_table_count(report);
    choice_t choice = {.report = report,
                       .query = query,
                       .host = has_host ? mwa_status_table(r->pool, report, query->host) : NULL,
                       .column = find_column(columns, query->sort)};
    mwa_row_list_t list = {.data = &choice,
                           .count = query->hosts ? mwa_status_table_count(report) : mwa_status_alias_count(report),
                           .matches = query->hosts ? table_matches : alias_matches,
                           .key = query->hosts ? table_key : alias_key};
    mwa_row_page_t found = mwa_status_select(r->pool, &list, query->page);
    int i;

    ap_rvputs(r, "<h2>", query->hosts ? "Virtual hosts" : "Aliases", "</h2>\n", NULL);
    put_search(r, query);
    put_pages(r, query, found.page, found.pages);
    ap_rprintf(r, "<table><caption>%d of %d", found.matching, list.count);
    if (choice.host) {
        ap_rvputs(r, ", on ", html(r, choice.host->server), NULL);
    }
    ap_rputs("</caption>\n", r);
    put_columns(r, query, columns);
    ap_rputs("<tbody>\n", r);
    for (i = 0; i < found.count; ++i) {
        if (query->hosts) {
            put_table(r, mwa_status_table(r->pool, report, found.ids[i]), found.ids[i]);
        }
        else {
            put_alias(r, report, mwa_status_alias(r->pool, report, found.ids[i]));
        }
    }
    ap_rputs("</tbody></table>\n", r);
    put_pages(r, query, found.page, found.pages);
}
