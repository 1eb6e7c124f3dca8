#include "request/mwa_translate.h"
#include "core/mwa_counters.h"
#include "core/mwa_minutes.h"
#include "jvm/mwa_bridge.h"
#include "request/mwa_hand_over.h"
#include "request/mwa_trace.h"
#include "request/mwa_trail.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "http_log.h"

APLOG_USE_MODULE(wsgi_alias);

/** Whether every lookup is timed, not only samples. */
static int times_all;

void mwa_translate_time_all(int all)
{
    times_all = all;
}

/** Keeps for fixups what it needs, if a group is late. */
static const mwa_late_t *keep_late(request_rec *r, const mwa_frame_t *frame)
{
    mwa_late_t *late;
    apr_size_t length;
    const char *variables = mwa_frame_text(frame, &frame->variables, &length);

    if (frame->process_group.length != MWA_TEXT_LATE && frame->application_group.length != MWA_TEXT_LATE) {
        return NULL;
    }
    late = apr_palloc(r->pool, sizeof(*late));
    late->uri = apr_pstrdup(r->pool, r->uri);
    // Ended by a NUL of our own, too: they are read as strings.
    late->variables = apr_pstrmemdup(r->pool, variables, length);
    late->variables_size = length;
    memcpy(late->captures, frame->captures, sizeof(late->captures));
    return late;
}

/** Leaves on the request what mod_wsgi's own translate_name would have left. */
static int take(request_rec *r, const mwa_frame_t *frame, mwa_request_t *request)
{
    const mwa_alias_t *alias = request->alias;
    apr_size_t length;
    const char *filename = mwa_frame_text(frame, &frame->filename, &length);
    int status;

    if (!alias || !filename) {
        return mwa_request_failed(r, request->serving, frame, "match");
    }
    r->filename = apr_pstrmemdup(r->pool, filename, length);
    r->handler = "wsgi-script";
    mwa_request_set_group(r, MWA_PROCESS_GROUP, frame, &frame->process_group);
    mwa_request_set_group(r, MWA_APPLICATION_GROUP, frame, &frame->application_group);
    if (alias->callable_object) {
        apr_table_setn(r->notes, "mod_wsgi.callable_object", alias->callable_object);
    }
    if (alias->pass_authorization >= 0) {
        apr_table_setn(r->notes, "mod_wsgi.pass_authorization", alias->pass_authorization ? "1" : "0");
    }
    request->late = keep_late(r, frame);
    status = mwa_hand_over(r, frame, request);
    if (!request->remote) {
        apr_table_setn(r->notes, "alias-forced-type", r->handler);
    }
    return status;
}

/** Has the frame answered: by what the thread remembers, or else by Java. */
static void answer(const char *uri, const mwa_serving_t *serving, mwa_frame_t *frame)
{
    mwa_memo_t *memo = mwa_bridge_memo();

    if (!mwa_memo_answer(memo, serving->life, uri, frame)) {
        mwa_bridge_match(frame);
        mwa_memo_keep(memo, serving->life, uri, frame);
    }
}

/** Asks. @return how long that took in nanoseconds, or -1 if it was not this lookup's turn to be timed */
static apr_int64_t ask(const request_rec *r, const mwa_serving_t *serving, mwa_frame_t *frame, int timed)
{
    // Those that are not counted take no turn: every other lookup may be one, and all turns could fall to them.
    int is_due = !r->main && mwa_is_time_due();
    apr_uint64_t begin;

    if (!is_due && !timed) {
        answer(r->uri, serving, frame);
        return -1;
    }
    begin = mwa_clock();
    answer(r->uri, serving, frame);
    return (apr_int64_t)(mwa_clock() - begin);
}

/**
 * Where a request is counted; NULL if it is not. httpd asks itself questions of its own, such as where a path info
 * would lie: they are no use of an alias. And where nothing is served, there are no counters.
 */
static mwa_table_counters_t *counters_of(const request_rec *r, const mwa_serving_t *serving, int table)
{
    return r->main ? NULL : APR_ARRAY_IDX(serving->tables.tables, table, mwa_table_t).counters;
}

static void count(request_rec *r, const mwa_frame_t *frame, const mwa_request_t *request)
{
    mwa_table_counters_t *table = counters_of(r, request->serving, frame->table);

    if (!table) {
        return;
    }
    mwa_count_lookup(table, request->alias ? request->alias->counters : NULL, frame,
                     (apr_uint64_t)apr_time_sec(r->request_time));
    mwa_count_minute(mwa_serving_first()->minutes, (apr_uint64_t)apr_time_sec(r->request_time));
    if (request->lookup_time >= 0) {
        mwa_count_time(table, (apr_uint64_t)request->lookup_time);
    }
}

/** A lookup that did not even get a frame. */
static void count_failure(const request_rec *r, const mwa_serving_t *serving, int table_id)
{
    mwa_table_counters_t *table = counters_of(r, serving, table_id);

    if (table) {
        mwa_count_error(&table->lookups);
        mwa_count_error(&table->errors);
    }
}

/** Keeps on the request what its later phases and the log want to know of the lookup. */
static mwa_request_t *keep(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame,
                           apr_int64_t lookup_time)
{
    mwa_request_t *request = mwa_request_make(r);

    request->serving = serving;
    request->alias = mwa_request_alias(r, serving, frame);
    request->lookup_time = lookup_time;
    return request;
}

static int serve(request_rec *r, const mwa_frame_t *frame, mwa_request_t *request)
{
    switch ((mwa_status_t)frame->status) {
    case MWA_DECLINED:
        return DECLINED;
    case MWA_MATCHED:
        return take(r, frame, request);
    default:
        return mwa_request_failed(r, request->serving, frame, "match");
    }
}

/** Puts the name that the request is for, in lower case, if some aliases are for certain names only. */
static void put_host(mwa_frame_t *frame, const char *host)
{
    char *at;
    int i;

    if (host && *host) {
        mwa_frame_put_string(frame, &frame->host, host);
        at = (char *)frame + frame->host.offset;
        for (i = 0; i < frame->host.length; ++i) {
            at[i] = apr_tolower(at[i]);
        }
    }
}

int mwa_translate_again(request_rec *r)
{
    const mwa_request_t *main_request = r->main ? mwa_request_of(r->main) : NULL;

    return main_request && main_request->found_late ? mwa_translate(r) : DECLINED;
}

int mwa_translate(request_rec *r)
{
    const mwa_server_t *server = mwa_config_of(r->server);
    mwa_trail_t *trail = mwa_trail_of(r);
    const mwa_serving_t *serving;
    const char *host;
    int traced;
    apr_size_t length;
    mwa_frame_t *frame;
    mwa_request_t *request;

    mwa_trail_reach(r, MWA_REACHED_ALIASES);
    if (server->table < 0 || r->uri[0] != '/') {
        return DECLINED;
    }
    serving = mwa_request_serving(r);
    length = strlen(r->uri);
    // Once as it is asked, once more as it may be part of the file name.
    frame = mwa_request_frame(r, 2 * length + (r->hostname ? strlen(r->hostname) : 0));
    if (!frame) {
        count_failure(r, serving, server->table);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    // Only now: if Java has started just now, it was with newer tables.
    host = serving->tables.ranges[server->table].has_hosts ? r->hostname : NULL;
    traced = APLOG_R_IS_LEVEL(r, APLOG_TRACE1);
    frame->table = server->table;
    frame->alias = -1;
    frame->wants_captures = traced || trail || server->remotes;
    frame->generation = serving->slot;
    mwa_frame_put(frame, &frame->uri, r->uri, length);
    put_host(frame, host);
    request = keep(r, serving, frame, ask(r, serving, frame, times_all || traced));
    count(r, frame, request);
    if (trail) {
        mwa_trail_add(trail, r->uri, request->alias, frame);
    }
    if (traced) {
        mwa_trace(r, frame, request);
    }
    return serve(r, frame, request);
}
