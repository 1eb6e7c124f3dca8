#include "status/mwa_escape.h"
#include "status/mwa_status.h"

#include "http_protocol.h"

static const char *html(request_rec *r, const char *text)
{
    return mwa_escape_html(r->pool, text);
}

static void put_line(request_rec *r, const char *name, const char *text)
{
    if (text) {
        ap_rvputs(r, "<div><b>", name, "</b> ", html(r, text), "</div>", NULL);
    }
}

static void put_finding(request_rec *r, const mwa_finding_t *finding)
{
    const char *severity = mwa_severity_name(finding->severity);

    ap_rvputs(r, "<details class=\"", severity, "\"><summary title=\"", html(r, finding->cause), "\">",
              html(r, finding->code), "</summary>", NULL);
    put_line(r, severity, finding->cause);
    put_line(r, "cure", finding->cure);
    // Beside an alias, its own row tells these.
    put_line(r, "directive", finding->alias < 0 ? finding->directive : NULL);
    put_line(r, "at", finding->alias < 0 ? finding->place : NULL);
    put_line(r, "because of", finding->culprit);
    put_line(r, "for example", finding->example);
    ap_rvputs(r, "<a href=\"?q=", mwa_escape_query(r->pool, finding->code), "\">all ", html(r, finding->code),
              "</a></details>", NULL);
}

void mwa_status_findings(request_rec *r, const apr_array_header_t *findings)
{
    int i;

    for (i = 0; findings && i < findings->nelts; ++i) {
        put_finding(r, APR_ARRAY_IDX(findings, i, const mwa_finding_t *));
    }
}
