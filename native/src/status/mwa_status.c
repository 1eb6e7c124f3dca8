#include "status/mwa_status.h"
#include "process/mwa_keeper.h"
#include "status/mwa_status_maps.h"
#include "request/mwa_request.h"

#include "apr_general.h"
#include "apr_strings.h"
#include "http_protocol.h"
#include "mod_status.h"

#include <stdlib.h>

/** The query by name, as a form sends it: httpd's ap_args_to_table() would leave a '+' as it is. */
static const apr_table_t *read_arguments(request_rec *r)
{
    apr_table_t *arguments = apr_table_make(r->pool, 4);
    char *last;
    char *name;

    for (name = apr_strtok(apr_pstrdup(r->pool, r->args ? r->args : ""), "&", &last); name;
         name = apr_strtok(NULL, "&", &last)) {
        char *value = strchr(name, '=');
        const char *raw;

        if (value) {
            *value++ = '\0';
        }
        raw = value ? apr_pstrdup(r->pool, value) : "";
        // A value that cannot be decoded is taken as it is; such a name is nobody's.
        if (!ap_unescape_urlencoded(name)) {
            apr_table_setn(arguments, name, value && !ap_unescape_urlencoded(value) ? value : raw);
        }
    }
    return arguments;
}

static const char *argument(const apr_table_t *arguments, const char *name)
{
    const char *value = apr_table_get(arguments, name);

    return value ? value : "";
}

static mwa_status_query_t read_query(const apr_table_t *arguments)
{
    mwa_status_query_t query = {.search = argument(arguments, "q"), .url = argument(arguments, "url"), .host = -1};
    const char *host = apr_table_get(arguments, "host");

    query.hosts = !strcmp(argument(arguments, "view"), "hosts");
    query.sort = apr_table_get(arguments, "sort");
    query.page = (int)strtol(argument(arguments, "page"), NULL, 10);
    if (host) {
        query.host = (int)strtol(host, NULL, 10);
    }
    return query;
}

/** A word that no other answer has: only the style that carries it is applied. */
static const char *make_nonce(apr_pool_t *p)
{
    unsigned char bytes[16];
    char *nonce = apr_palloc(p, 2 * sizeof(bytes) + 1);
    apr_size_t i;

    if (apr_generate_random_bytes(bytes, sizeof(bytes))) {
        return NULL;
    }
    for (i = 0; i < sizeof(bytes); ++i) {
        apr_snprintf(nonce + 2 * i, 3, "%02x", bytes[i]);
    }
    return nonce;
}

static void set_header(request_rec *r, const char *name, const char *value)
{
    // Not to be taken away by an error answer.
    apr_table_setn(r->err_headers_out, name, value);
}

static void begin(request_rec *r, const char *type)
{
    ap_set_content_type(r, type);
    set_header(r, "Cache-Control", "no-store");
    set_header(r, "X-Content-Type-Options", "nosniff");
    set_header(r, "Referrer-Policy", "no-referrer");
}

static int answer_html(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query)
{
    const char *nonce = make_nonce(r->pool);

    if (!nonce) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    begin(r, "text/html; charset=UTF-8");
    set_header(r, "Content-Security-Policy",
               apr_psprintf(r->pool,
                            "default-src 'none'; style-src 'nonce-%s'; form-action 'self'; base-uri 'none'; "
                            "frame-ancestors 'none'",
                            nonce));
    if (!r->header_only) {
        mwa_status_html(r, report, query, *query->url ? mwa_status_explain(r, query->url) : NULL, nonce);
    }
    return OK;
}

static int answer_json(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query)
{
    begin(r, "application/json");
    if (!r->header_only) {
        if (*query->url) {
            mwa_status_json_explanation(r, mwa_status_explain(r, query->url));
        }
        else {
            mwa_status_json(r, report);
        }
    }
    return OK;
}

static int answer_metrics(request_rec *r, const mwa_status_report_t *report)
{
    begin(r, "text/plain; version=0.0.4; charset=utf-8");
    if (!r->header_only) {
        mwa_status_metrics(r, report);
    }
    return OK;
}

static const mwa_tables_t *tables_of(request_rec *r)
{
    const mwa_serving_t *serving = mwa_request_serving(r);

    return serving ? &serving->tables : NULL;
}

static mwa_status_report_t *report_of(request_rec *r)
{
    mwa_status_report_t *report = mwa_status_report(r->pool, tables_of(r));

    if (mwa_serving_is_updated()) {
        report->maps = mwa_status_maps_read(r->pool, mwa_keeper_ask(r->pool, "status"));
    }
    return report;
}

int mwa_status_handler(request_rec *r)
{
    const apr_table_t *arguments;
    mwa_status_query_t query;
    mwa_status_report_t *report;

    if (!r->handler || strcmp(r->handler, MWA_STATUS_HANDLER) != 0) {
        return DECLINED;
    }
    r->allowed = AP_METHOD_BIT << M_GET;
    if (r->method_number != M_GET) {
        return HTTP_METHOD_NOT_ALLOWED;
    }
    arguments = read_arguments(r);
    query = read_query(arguments);
    report = report_of(r);
    if (apr_table_get(arguments, "json")) {
        return answer_json(r, report, &query);
    }
    if (apr_table_get(arguments, "metrics")) {
        return answer_metrics(r, report);
    }
    return answer_html(r, report, &query);
}

int mwa_status_extension(request_rec *r, int flags)
{
    const mwa_status_report_t *report = mwa_status_report(r->pool, tables_of(r));
    const char *form = flags & AP_STATUS_SHORT
        ? "WSGIAliasAliases: %d\nWSGIAliasLookups: %" APR_UINT64_T_FMT "\nWSGIAliasHits: %" APR_UINT64_T_FMT
          "\nWSGIAliasDeclined: %" APR_UINT64_T_FMT "\nWSGIAliasRefusals: %" APR_UINT64_T_FMT
          "\nWSGIAliasErrors: %" APR_UINT64_T_FMT "\n"
        : "<hr />\n<h2>WSGI script aliases</h2>\n<p>%d aliases: %" APR_UINT64_T_FMT " lookups, %" APR_UINT64_T_FMT
          " hits, %" APR_UINT64_T_FMT " declined, %" APR_UINT64_T_FMT " refused, %" APR_UINT64_T_FMT " errors</p>\n";

    ap_rprintf(r, form, mwa_status_alias_count(report), report->total.lookups, report->hits, report->total.declined,
               report->total.refusals, report->total.errors);
    return OK;
}
