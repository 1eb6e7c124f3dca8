#include "status/mwa_escape.h"
#include "status/mwa_status.h"
#include "status/mwa_status_maps.h"

#include "ap_mpm.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_protocol.h"

static const char style[] =
    ":root{color-scheme:light dark;--line:#8884;--soft:#8881;--mark:#c60;--bar:#1a66b8}"
    "@media(prefers-color-scheme:dark){:root{--bar:#7db8f5}}"
    "body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:100rem;padding:0 1rem}"
    "h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}"
    "p.sub,.dim{opacity:.7}p.sub{margin:0 0 1rem}"
    "ul.facts{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;padding:0;margin:0}"
    "ul.facts li{background:var(--soft);border-radius:.5rem;padding:.45rem .8rem;min-width:6.5rem}"
    "ul.facts b{display:block;font-size:1.2rem;font-variant-numeric:tabular-nums}"
    "ul.facts .bad b,td.bad{color:var(--mark)}"
    "form{display:flex;gap:.5rem;margin:.5rem 0}input{flex:0 1 40rem;font:inherit;padding:.3rem .5rem}"
    "button{font:inherit;padding:.3rem .9rem}nav{margin:.6rem 0}nav a,nav b{margin-right:1rem}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.3rem 0}"
    "th,td{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "th{white-space:nowrap}tbody tr:hover{background:var(--soft)}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}meter{width:4rem}"
    ".path{display:block;max-width:10rem;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;direction:rtl;"
    "text-align:left}"
    ".charts{display:flex;flex-wrap:wrap;gap:1rem 2rem;margin-top:1rem}figure{flex:1 1 24rem;max-width:44rem;margin:0}"
    "svg{display:block;width:100%;height:auto}svg rect{fill:var(--bar)}svg line{stroke:var(--line)}"
    "svg text{fill:currentColor;font-size:13px}figure td,figure th{padding:.1rem .6rem}figure table{width:auto}"
    "td.findings details[open]{width:15rem;overflow-wrap:anywhere}"
    "summary{cursor:pointer;white-space:nowrap}"
    "details.warning summary{color:var(--mark)}"
    "table.answer{width:auto}table.answer th{font-weight:600}";

static const char *html(request_rec *r, const char *text)
{
    return mwa_escape_html(r->pool, text);
}

/** "3 d 4 h", "12 min": two units at most. */
static const char *duration(apr_pool_t *p, apr_uint64_t seconds)
{
    if (seconds >= 86400) {
        return apr_psprintf(p, "%d d %d h", (int)(seconds / 86400), (int)(seconds % 86400 / 3600));
    }
    if (seconds >= 3600) {
        return apr_psprintf(p, "%d h %d min", (int)(seconds / 3600), (int)(seconds % 3600 / 60));
    }
    return seconds >= 60 ? apr_psprintf(p, "%d min", (int)(seconds / 60)) : apr_psprintf(p, "%d s", (int)seconds);
}

static void put_count(request_rec *r, const char *name, apr_uint64_t count, int is_bad)
{
    ap_rprintf(r, "<li%s><b>%" APR_UINT64_T_FMT "</b>%s</li>\n", is_bad && count ? " class=\"bad\"" : "", count, name);
}

static void put_time(request_rec *r, const mwa_status_report_t *report, const char *name, double part)
{
    double nanoseconds = mwa_time_percentile(&report->total, part);

    if (nanoseconds > 0) {
        ap_rprintf(r, "<li><b>%.1f &micro;s</b>%s</li>\n", nanoseconds / 1000, name);
    }
}

static void put_head(request_rec *r, const mwa_status_report_t *report, const char *nonce)
{
    char time[APR_RFC822_DATE_LEN];

    apr_rfc822_date(time, r->request_time);
    ap_rvputs(r,
              "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width\">\n<title>WSGI script aliases of ",
              html(r, ap_get_server_name(r)), "</title>\n<style nonce=\"", nonce, "\">", style,
              "</style></head><body>\n<h1>WSGI script aliases of ", html(r, ap_get_server_name(r)),
              "</h1>\n<p class=\"sub\">", html(r, ap_get_server_description()), ", mod_wsgi_alias " MWA_VERSION ", ",
              html(r, ap_show_mpm()), " MPM. ", time, NULL);
    // The clock may have been set back.
    if (report->since && report->since <= report->now) {
        ap_rvputs(r, ". Counted for ", duration(r->pool, report->now - report->since), NULL);
    }
    ap_rputs(". <a href=\"?json\">JSON</a>, <a href=\"?metrics\">metrics</a></p>\n", r);
    if (report->java) {
        ap_rvputs(r, "<p class=\"sub\">", html(r, report->java), "</p>\n", NULL);
    }
}

static void put_summary(request_rec *r, const mwa_status_report_t *report)
{
    const mwa_table_counters_t *total = &report->total;

    ap_rputs("<ul class=\"facts\">\n", r);
    put_count(r, "aliases", (apr_uint64_t)mwa_status_alias_count(report), 0);
    put_count(r, "tables", (apr_uint64_t)mwa_status_table_count(report), 0);
    put_count(r, "lookups", total->lookups, 0);
    put_count(r, "hits", report->hits, 0);
    put_count(r, "declined", total->declined, 0);
    put_count(r, "refused", total->refusals, 1);
    put_count(r, "errors", total->errors, 1);
    put_time(r, report, "median lookup", 0.5);
    put_time(r, report, "90 % within", 0.9);
    put_time(r, report, "99 % within", 0.99);
    put_count(r, "cache flushes", total->cache_flushes, 0);
    put_count(r, "PCRE2 searches", total->pcre2_searches, 0);
    put_count(r, "warnings", (apr_uint64_t)report->findings->warnings, 1);
    put_count(r, "notes", (apr_uint64_t)report->findings->notes, 0);
    ap_rputs("</ul>\n", r);
}

/** What lint has found beside the aliases, and whether it has found all. */
static void put_findings(request_rec *r, const mwa_status_report_t *report)
{
    if (!mwa_findings_are_whole(report->findings)) {
        ap_rputs("<p class=\"cut\">Lint was cut short, so there may be more findings: "
                 "<code>wsgi-alias lint</code> shows all.</p>\n",
                 r);
    }
    if (report->other_findings) {
        ap_rputs("<h2>Findings about no alias</h2>\n<section>", r);
        mwa_status_findings(r, report->other_findings);
        ap_rputs("</section>\n", r);
    }
}

static void put_answer(request_rec *r, const char *name, const char *value)
{
    if (value) {
        ap_rvputs(r, "<tr><th>", name, "</th><td><code>", html(r, mwa_escape_bytes(r->pool, value)),
                  "</code></td></tr>\n", NULL);
    }
}

/** @param by what decides it, as mwa_effective_source() tells */
static void put_choice(request_rec *r, const char *name, const char *value, const char *by)
{
    ap_rvputs(r, "<tr><th>", name, "</th><td><code>", html(r, mwa_escape_bytes(r->pool, *value ? value : "%{GLOBAL}")),
              "</code>", NULL);
    if (strcmp(by, "option") != 0) {
        ap_rvputs(r, " (", html(r, by), ")", NULL);
    }
    ap_rputs("</td></tr>\n", r);
}

static void put_explained_alias(request_rec *r, const mwa_explanation_t *found)
{
    int i;

    put_answer(r, found->taken ? "alias" : "alias, not used", mwa_config_place(r->pool, found->alias));
    if (!found->taken) {
        return;
    }
    for (i = 0; i < MWA_GROUPS; ++i) {
        put_answer(r, apr_psprintf(r->pool, "$%d", i), found->captures[i]);
    }
    put_answer(r, "SCRIPT_NAME", found->script_name);
    put_answer(r, "PATH_INFO", found->path_info);
    put_choice(r, "process group", found->process_group, found->process_group_by);
    put_answer(r, "made of", found->daemon);
    put_answer(r, "remote", found->remote);
    put_choice(r, "application group", found->application_group, found->application_group_by);
    put_choice(r, "callable", found->callable_object, found->callable_object_by);
    put_choice(r, "authorization passed on", found->pass_authorization, found->pass_authorization_by);
    put_answer(r, "not run, because", found->reason);
}

static void put_explanation(request_rec *r, const mwa_explanation_t *found)
{
    if (found->error) {
        ap_rvputs(r, "<p class=\"answer\">", html(r, found->error), "</p>\n", NULL);
        return;
    }
    ap_rputs("<table class=\"answer\"><tbody>\n", r);
    put_answer(r, "virtual host", found->server->server_hostname);
    put_answer(r, "status before any handler", found->status_line);
    put_answer(r, "redirected to", found->location);
    put_answer(r, "path, decoded", found->uri);
    if (found->alias) {
        put_explained_alias(r, found);
    }
    else {
        ap_rputs("<tr><th>alias</th><td>none matches</td></tr>\n", r);
    }
    put_answer(r, "file", found->filename);
    put_answer(r, "on disk", found->file_type);
    put_answer(r, "handler", found->handler ? found->handler : "httpd's default");
    ap_rputs("</tbody></table>\n", r);
}

void mwa_status_html(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query,
                     const mwa_explanation_t *explanation, const char *nonce)
{
    put_head(r, report, nonce);
    mwa_status_maps_html(r, report);
    put_summary(r, report);
    mwa_status_charts(r, report);
    ap_rvputs(r,
              "<h2>What happens to a URL</h2>\n<form method=\"get\"><input type=\"text\" name=\"url\" "
              "aria-label=\"URL\" placeholder=\"/path or http://host/path\" value=\"",
              html(r, query->url), "\"><button>Explain</button></form>\n", NULL);
    if (explanation) {
        put_explanation(r, explanation);
    }
    put_findings(r, report);
    mwa_status_list(r, report, query);
    ap_rputs("</body></html>\n", r);
}
