#include "request/mwa_request.h"
#include "core/mwa_log.h"
#include "core/mwa_slots.h"
#include "process/mwa_child.h"
#include "request/mwa_trail.h"

#include "apr_strings.h"
#include "http_log.h"

APLOG_USE_MODULE(wsgi_alias);

/** Of a frame: what an answer may take besides the URL, which can be part of it once more. */
#define ANSWER_SIZE (MWA_SLOT_FRAME_CAPACITY - 64 * 1024)

static apr_status_t give_back(void *serving)
{
    mwa_serving_give(serving);
    return APR_SUCCESS;
}

mwa_request_t *mwa_request_make(request_rec *r)
{
    mwa_request_t *request = mwa_request_of(r);

    if (!request) {
        request = apr_pcalloc(r->pool, sizeof(*request));
        request->lookup_time = -1;
        ap_set_module_config(r->request_config, &wsgi_alias_module, request);
    }
    return request;
}

const mwa_serving_t *mwa_request_serving(request_rec *r)
{
    const request_rec *other = r;
    mwa_serving_t *serving;

    if (!mwa_serving_is_updated()) {
        return mwa_serving_newest();
    }
    do {
        const mwa_request_t *request = mwa_request_of(other);

        if (request && request->serving) {
            return request->serving;
        }
        other = other->main ? other->main : other->prev;
    } while (other);
    serving = mwa_serving_take();
    apr_pool_cleanup_register(r->pool, serving, give_back, apr_pool_cleanup_null);
    mwa_request_make(r)->serving = serving;
    return serving;
}

void mwa_request_share(const request_rec *from, request_rec *to)
{
    const mwa_request_t *request = mwa_request_of(from);

    if (request) {
        mwa_request_make(to)->serving = request->serving;
    }
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &wsgi_alias_module);
}

const mwa_alias_t *mwa_request_alias(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame)
{
    return frame->alias >= 0 && frame->alias < mwa_tables_alias_count(&serving->tables)
        ? mwa_tables_alias(r->pool, &serving->tables, frame->alias)
        : NULL;
}

/** The frame's alias and message; the URL follows it in a log line, because that alone may be long. */
static const char *cause_of(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame)
{
    const mwa_alias_t *alias = mwa_request_alias(r, serving, frame);
    apr_size_t length;
    const char *message = mwa_frame_text(frame, &frame->message, &length);

    return apr_pstrcat(r->pool, alias ? mwa_config_place(r->pool, alias) : "no alias", ": ",
                       message ? apr_pstrmemdup(r->pool, message, length) : "no message", NULL);
}

mwa_frame_t *mwa_request_frame(request_rec *r, apr_size_t size)
{
    const char *error = NULL;
    mwa_frame_t *frame = mwa_child_frame(&error);
    apr_size_t capacity = MWA_SLOT_FRAME_CAPACITY;

    if (!frame) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, MWA_NO(0010) "cannot decide which alias takes a URL: %s: %s", error,
                      r->uri);
        return NULL;
    }
    if (size > capacity - ANSWER_SIZE) {
        capacity = size + ANSWER_SIZE;
        frame = capacity < APR_INT32_MAX ? apr_palloc(r->pool, capacity) : NULL;
    }
    if (!frame) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      MWA_NO(0011) "a request of %" APR_SIZE_T_FMT " bytes is too "
                                   "large for a frame",
                      size);
        return NULL;
    }
    mwa_frame_reset(frame, (uint32_t)capacity);
    return frame;
}

int mwa_request_failed(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame, const char *question)
{
    apr_size_t length;
    const char *message = mwa_frame_text(frame, &frame->message, &length);

    if (message) {
        mwa_trail_fail(r, apr_pstrmemdup(r->pool, message, length));
    }
    switch ((mwa_status_t)frame->status) {
    case MWA_OUTSIDE:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, MWA_NO(0017) "%s: %s", cause_of(r, serving, frame), r->uri);
        return HTTP_FORBIDDEN;
    case MWA_LIMIT:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      MWA_NO(0012) "%s: PCRE2 reached its limit, so no later alias is "
                                   "tried: %s: %s",
                      question, cause_of(r, serving, frame), r->uri);
        break;
    case MWA_FRAME_FULL:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      MWA_NO(0013) "%s: the answer does not fit into the frame of %u "
                                   "bytes: %s: %s",
                      question, frame->capacity, cause_of(r, serving, frame), r->uri);
        break;
    case MWA_GROUP_REFUSED:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, MWA_NO(0014) "%s: %s: %s", question, cause_of(r, serving, frame),
                      r->uri);
        break;
    case MWA_FAILED:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, MWA_NO(0015) "%s: Java failed: %s: %s", question,
                      cause_of(r, serving, frame), r->uri);
        break;
    default:
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, MWA_NO(0016) "%s: no answer from Java (status %d): %s: %s", question,
                      frame->status, cause_of(r, serving, frame), r->uri);
        break;
    }
    return HTTP_INTERNAL_SERVER_ERROR;
}

/** Whether mod_wsgi would take this for a template, not for a name, and look a variable up. */
static int is_variable(const char *name)
{
    return !strncmp(name, "%{ENV:", 6);
}

/** mod_wsgi's own note for a group, and a variable for a name that would be taken for a template. */
static const struct {
    const char *note;
    const char *variable;
} groups[] = {
    [MWA_PROCESS_GROUP] = {"mod_wsgi.process_group", "mod_wsgi_alias.process_group"},
    [MWA_APPLICATION_GROUP] = {"mod_wsgi.application_group", "mod_wsgi_alias.application_group"},
};

void mwa_request_set_group(request_rec *r, mwa_setting_id_t group, const mwa_frame_t *frame, const mwa_text_t *text)
{
    apr_size_t length;
    const char *bytes = mwa_frame_text(frame, text, &length);
    const char *name;

    if (!bytes) {
        return;
    }
    name = apr_pstrmemdup(r->pool, bytes, length);
    if (is_variable(name)) {
        // mod_wsgi expands what a note says, but not what a variable says: one more step keeps the name literal.
        apr_table_setn(r->notes, groups[group].variable, name);
        name = apr_pstrcat(r->pool, "%{ENV:", groups[group].variable, "}", NULL);
    }
    apr_table_setn(r->notes, groups[group].note, name);
}

const char *mwa_request_group(const request_rec *r, mwa_setting_id_t group)
{
    const char *name = apr_table_get(r->notes, groups[group].note);
    const char *literal = name && is_variable(name) ? apr_table_get(r->notes, groups[group].variable) : NULL;

    return literal ? literal : name;
}
