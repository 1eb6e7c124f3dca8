#include "request/mwa_trace.h"

#include "apr_optional.h"
#include "apr_strings.h"
#include "http_log.h"
#include "mod_log_config.h"

APLOG_USE_MODULE(wsgi_alias);

/** "$0 '/x/a', $1 'a'": the groups that took part. */
static const char *captures(const request_rec *r, const mwa_frame_t *frame)
{
    const char *text = "";
    int i;

    for (i = 0; i < MWA_GROUPS; ++i) {
        int start = frame->captures[2 * i];
        int end = frame->captures[2 * i + 1];

        if (start >= 0 && end >= start) {
            text = apr_psprintf(r->pool, "%s, $%d '%.*s'", text, i, end - start, r->uri + start);
        }
    }
    return text;
}

static const char *group(apr_pool_t *p, const mwa_frame_t *frame, const mwa_text_t *text)
{
    apr_size_t length;
    const char *bytes = mwa_frame_text(frame, text, &length);

    if (bytes) {
        return apr_psprintf(p, "'%.*s'", (int)length, bytes);
    }
    return text->length == MWA_TEXT_LATE ? "resolved in fixups" : "not given";
}

void mwa_trace(request_rec *r, const mwa_frame_t *frame, const mwa_request_t *request)
{
    const char *asked = r->main ? " of a sub-request" : "";
    apr_size_t length;
    const char *file = mwa_frame_text(frame, &frame->filename, &length);

    if (frame->status != MWA_MATCHED || !request->alias || !file) {
        ap_log_rerror(APLOG_MARK, APLOG_TRACE1, 0, r, "%s%s, in %" APR_INT64_T_FMT " ns: %s",
                      frame->status == MWA_DECLINED ? "no alias matches the URL" : "no alias serves the URL", asked,
                      request->lookup_time, r->uri);
        return;
    }
    ap_log_rerror(APLOG_MARK, APLOG_TRACE1, 0, r,
                  "%s takes the URL%s, in %" APR_INT64_T_FMT " ns: file '%.*s'%s, "
                  "process group %s, application group %s: %s",
                  mwa_config_place(r->pool, request->alias), asked, request->lookup_time, (int)length, file,
                  captures(r, frame), group(r->pool, frame, &frame->process_group),
                  group(r->pool, frame, &frame->application_group), r->uri);
}

static const char *log_place(request_rec *r, char *argument)
{
    const mwa_request_t *request = mwa_request_of(r);

    (void)argument;
    return request && request->alias ? request->alias->place : NULL;
}

static const char *log_time(request_rec *r, char *argument)
{
    const mwa_request_t *request = mwa_request_of(r);

    (void)argument;
    return request && request->lookup_time >= 0 ? apr_psprintf(r->pool, "%.3f", (double)request->lookup_time / 1000)
                                                : NULL;
}

void mwa_trace_register(apr_pool_t *p)
{
    APR_OPTIONAL_FN_TYPE(ap_register_log_handler) *add = APR_RETRIEVE_OPTIONAL_FN(ap_register_log_handler);

    // Of the request that answers in the end, as %f and %R.
    if (add) {
        add(p, MWA_LOG_PLACE, log_place, 0);
        add(p, MWA_LOG_TIME, log_time, 0);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
int mwa_trace_wants_time(const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        // Whatever the directive: a format reaches mod_log_config by more than one, and timing in vain is harmless.
        if ((tree->args && strstr(tree->args, MWA_LOG_TIME)) || mwa_trace_wants_time(tree->first_child)) {
            return 1;
        }
    }
    return 0;
}
