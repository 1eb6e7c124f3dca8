#include "status/mwa_status.h"

#include "apr_strings.h"
#include "http_protocol.h"

#define WIDTH 600
#define HEIGHT 120
#define LABELS 18 /* below the bars */

/** A bar of a chart, and its row in the table below it. */
typedef struct bar_s {
    const char *name;
    apr_uint64_t count;
} bar_t;

static void put_label(request_rec *r, double x, const char *anchor, const char *text)
{
    ap_rprintf(r, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, HEIGHT + LABELS - 4, anchor, text);
}

static apr_uint64_t largest(const bar_t *bars, int count)
{
    apr_uint64_t most = 0;
    int i;

    for (i = 0; i < count; ++i) {
        most = bars[i].count > most ? bars[i].count : most;
    }
    return most;
}

/**
 * A picture for who can see it, whose bars tell their numbers to a pointer, and the numbers as a table for all.
 * @param unit what is counted, and what bars are named by
 */
static void put_chart(request_rec *r, const char *title, const char *unit, const char *count_name, const bar_t *bars,
                      int count)
{
    apr_uint64_t most = largest(bars, count);
    double width = (double)WIDTH / count;
    int i;

    ap_rprintf(r, "<figure><figcaption>%s, at most %" APR_UINT64_T_FMT "</figcaption>\n", title, most);
    ap_rprintf(r, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s; the table below has the numbers\">\n",
               WIDTH, HEIGHT + LABELS, title);
    for (i = 0; i < count; ++i) {
        double height = most ? (double)bars[i].count * HEIGHT / (double)most : 0;

        if (bars[i].count) {
            // A single one among millions can be seen, too.
            height = height < 1 ? 1 : height;
            ap_rprintf(r,
                       "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %" APR_UINT64_T_FMT
                       "</title></rect>",
                       i * width + 0.5, HEIGHT - height, width > 2 ? width - 1 : width, height, bars[i].name,
                       bars[i].count);
        }
    }
    ap_rprintf(r, "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", WIDTH, HEIGHT, HEIGHT);
    put_label(r, 0, "start", bars[0].name);
    put_label(r, WIDTH / 2.0, "middle", bars[count / 2].name);
    put_label(r, WIDTH, "end", bars[count - 1].name);
    ap_rprintf(r,
               "</svg>\n<details><summary>Numbers</summary><table><thead><tr><th>%s</th><th class=\"n\">%s</th></tr>"
               "</thead><tbody>\n",
               unit, count_name);
    for (i = 0; i < count; ++i) {
        ap_rprintf(r, "<tr><td>%s</td><td class=\"n\">%" APR_UINT64_T_FMT "</td></tr>\n", bars[i].name, bars[i].count);
    }
    ap_rputs("</tbody></table></details></figure>\n", r);
}

static void put_minutes(request_rec *r, const mwa_status_report_t *report)
{
    bar_t bars[MWA_MINUTES];
    int i;

    for (i = 0; i < MWA_MINUTES; ++i) {
        int ago = MWA_MINUTES - 1 - i;

        bars[i].name = ago ? apr_psprintf(r->pool, "%d min ago", ago) : "now";
        bars[i].count = report->minutes[i];
    }
    put_chart(r, "Requests a minute over the last hour", "Minute", "Requests", bars, MWA_MINUTES);
}

/** "512 ns", "8.2 µs", "1.0 ms": a power of two nanoseconds. */
static const char *time_name(apr_pool_t *p, int bucket)
{
    double nanoseconds = (double)(1ULL << bucket);

    return nanoseconds < 1e3 ? apr_psprintf(p, "%.0f ns", nanoseconds)
        : nanoseconds < 1e6  ? apr_psprintf(p, "%.1f &micro;s", nanoseconds / 1e3)
        : nanoseconds < 1e9  ? apr_psprintf(p, "%.1f ms", nanoseconds / 1e6)
                             : apr_psprintf(p, "%.1f s", nanoseconds / 1e9);
}

static void put_times(request_rec *r, const mwa_status_report_t *report)
{
    const mwa_table_counters_t *total = &report->total;
    bar_t bars[MWA_TIME_BUCKETS];
    int first = 0;
    int last = MWA_TIME_BUCKETS - 1;
    int i;

    for (; first < last && !total->times[first]; ++first) {
    }
    for (; last > first && !total->times[last]; --last) {
    }
    if (!total->times[first]) {
        return;
    }
    for (i = first; i <= last; ++i) {
        bars[i - first].name = last == MWA_TIME_BUCKETS - 1 && i == last
            ? apr_pstrcat(r->pool, time_name(r->pool, i), " or more", NULL)
            : apr_pstrcat(r->pool, "below ", time_name(r->pool, i + 1), NULL);
        bars[i - first].count = total->times[i];
    }
    put_chart(r, "Lookup times, of those that were measured", "Time", "Lookups", bars, last - first + 1);
}

void mwa_status_charts(request_rec *r, const mwa_status_report_t *report)
{
    ap_rputs("<section class=\"charts\">\n", r);
    put_minutes(r, report);
    put_times(r, report);
    ap_rputs("</section>\n", r);
}
