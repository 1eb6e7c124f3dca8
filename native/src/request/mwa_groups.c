#include "request/mwa_groups.h"
#include "config/mwa_settings.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "core/mwa_path_info.h"
#include "core/mwa_utf8.h"
#include "jvm/mwa_bridge.h"
#include "request/mwa_effective.h"
#include "request/mwa_hand_over.h"
#include "request/mwa_trail.h"

#include "apr_strings.h"
#include "http_core.h"
#include "http_log.h"

APLOG_USE_MODULE(wsgi_alias);

static int wants_utf8;

void mwa_groups_want_utf8(int want)
{
    wants_utf8 = want;
}

/** The values of the variables that were asked for, in the frame's form. */
static const char *collect_variables(request_rec *r, const mwa_late_t *late, apr_size_t *size)
{
    const char *end = late->variables + late->variables_size;
    const char *name;
    char *values;
    char *at;

    *size = 0;
    for (name = late->variables; name < end; name += strlen(name) + 1) {
        const char *value = mwa_effective_variable(r, name);

        *size += 2 + (value ? strlen(value) : 0);
    }
    at = values = apr_palloc(r->pool, *size + 1);
    for (name = late->variables; name < end; name += strlen(name) + 1) {
        const char *value = mwa_effective_variable(r, name);

        *at++ = value ? '+' : '-';
        at = apr_cpystrn(at, value ? value : "", *size + 1 - (apr_size_t)(at - values)) + 1;
    }
    return values;
}

/**
 * Names a late group, unless it has a name by now. Where a directory's index is another alias' URL, httpd puts the
 * notes of the sub-request that found it before those of the request, and the sub-request's groups count.
 */
static void name_group(request_rec *r, mwa_setting_id_t group, const mwa_frame_t *frame, const mwa_text_t *text)
{
    if (!mwa_request_group(r, group)) {
        mwa_request_set_group(r, group, frame, text);
    }
}

static void count_error(const request_rec *r, const mwa_alias_t *alias)
{
    if (!r->main && alias->counters) {
        mwa_count_error(&alias->counters->errors);
    }
}

static int name_late_groups(request_rec *r, const mwa_request_t *request)
{
    const mwa_late_t *late = request->late;
    const char *host;
    const char *values;
    apr_size_t values_size;
    mwa_frame_t *frame;
    int fits;

    values = collect_variables(r, late, &values_size);
    host = r->hostname && *r->hostname ? r->hostname : NULL;
    frame = mwa_request_frame(r, 2 * strlen(late->uri) + strlen(r->uri) + 2 * values_size);
    if (!frame) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    frame->alias = request->alias->id;
    frame->generation = request->serving->slot;
    frame->port = ap_get_server_port(r);
    memcpy(frame->captures, late->captures, sizeof(frame->captures));
    fits = mwa_frame_put_string(frame, &frame->uri, late->uri)
        && mwa_frame_put_string(frame, &frame->server_name, r->server->server_hostname)
        && mwa_frame_put_string(frame, &frame->host, host)
        && mwa_frame_put(frame, &frame->variables, values, values_size)
        && mwa_frame_put(frame, &frame->script_name, r->uri, mwa_script_name_length(r->uri, r->path_info));
    if (!fits) {
        frame->status = MWA_FRAME_FULL;
    }
    if (!fits || mwa_bridge_resolve(frame) != MWA_RESOLVED) {
        count_error(r, request->alias);
        return mwa_request_failed(r, request->serving, frame, "group resolution");
    }
    name_group(r, MWA_PROCESS_GROUP, frame, &frame->process_group);
    name_group(r, MWA_APPLICATION_GROUP, frame, &frame->application_group);
    return DECLINED;
}

/** Whether the interpreter can have the name that the alias gives it, or by default the script's. */
static int can_be_named(const request_rec *r)
{
    const mwa_setting_t *handler_script;
    const char *name = mwa_request_group(r, MWA_APPLICATION_GROUP);

    // What another handler makes content of needs none.
    if (!mwa_effective_takes(r, &handler_script)) {
        return 1;
    }
    if (name) {
        return mwa_is_utf8(name, strlen(name));
    }
    return !mwa_settings_is_resource(r) || mwa_is_utf8(r->uri, mwa_script_name_length(r->uri, r->path_info));
}

int mwa_fixups(request_rec *r)
{
    mwa_request_t *request = mwa_request_of(r);
    int status = DECLINED;

    if (!request) {
        return DECLINED;
    }
    mwa_hand_over_follow(r, request);
    if (!request->alias) {
        return DECLINED;
    }
    if (request->late) {
        status = name_late_groups(r, request);
    }
    if (status == DECLINED) {
        status = mwa_hand_over_named(r, request);
    }
    if (status == DECLINED && !request->remote && wants_utf8 && !can_be_named(r)) {
        count_error(r, request->alias);
        mwa_trail_fail(r, "the application group's name is not UTF-8");
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      MWA_NO(0040) "%s: the application group's name is not UTF-8, and "
                                   "this mod_wsgi can have no interpreter with such a name: %s",
                      mwa_config_place(r->pool, request->alias), r->uri);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return status;
}
