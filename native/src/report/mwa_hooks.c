#include "report/mwa_hooks.h"
#include "core/mwa_names.h"
#include "request/mwa_explained.h"
#include "request/mwa_trail.h"

#include "apr_strings.h"
#include "http_config.h"
#include "http_core.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

/** A member of any list of hooks: their types differ only in that of the function. */
typedef ap_LINK_handler_t link_t;

/** The phases that a module may end a request in. A function before each hook counts how far a request gets. */
#define PHASES(each) \
    each(post_read_request) each(pre_translate_name) each(translate_name) each(map_to_storage) \
        each(post_perdir_config) each(header_parser) each(access_checker) each(access_checker_ex) each(check_user_id) \
            each(auth_checker) each(type_checker) each(fixups)

#define NUMBER(name) PHASE_##name,
typedef enum { PHASES(NUMBER) PHASE_COUNT } phase_t;

#define GETTER(name) ap_hook_get_##name,
static apr_array_header_t *(*const getters[])(void) = {PHASES(GETTER)};

/** Other lists that a request goes through. */
static apr_array_header_t *(*const others[])(void) = {
    ap_hook_get_create_request, ap_hook_get_insert_filter, ap_hook_get_insert_error_filter,
    ap_hook_get_open_htaccess,  ap_hook_get_dirwalk_stat,  ap_hook_get_force_authn,
};

static ap_HOOK_access_checker_t *access_by_tls;

/** Modules whose hooks need nothing but their configuration. */
static const char *const need_no_start[] = {
    "core.c",           "http_core.c", "mod_actions.c", "mod_alias.c",    "mod_dir.c",     "mod_env.c",
    "mod_headers.c",    "mod_proxy.c", "mod_rewrite.c", "mod_setenvif.c", "mod_userdir.c", "mod_vhost_alias.c",
    "mod_wsgi_alias.c", NULL,
};

/** Modules that expect a connection to be theirs; and mod_wsgi, whose hooks before the handler run Python. */
static const char *const need_a_client[] = {"event.c", "worker.c", "prefork.c", "mpm_itk.c", "mod_wsgi.c", NULL};

static int count(const request_rec *r, phase_t phase)
{
    mwa_mark_t *mark = mwa_trail_mark(r);

    if (!mark) {
        return DECLINED;
    }
    if (mark->phase != (int)phase) {
        mark->phase = (int)phase;
        mark->asked = 0;
    }
    mark->asked++;
    if (phase == PHASE_translate_name) {
        mark->mapped = mark->asked;
    }
    return DECLINED;
}

#define PROBE(name) \
    static int probe_##name(request_rec *r) \
    { \
        return count(r, PHASE_##name); \
    }
PHASES(PROBE)

#define PROBE_OF(name) probe_##name,
static ap_HOOK_handler_t *const probes[] = {PHASES(PROBE_OF)};

static int is_asked(const char *name, int started)
{
    return started ? !mwa_is_one_of(name, need_a_client, strcmp) : mwa_is_one_of(name, need_no_start, strcmp);
}

/** Leaves those modules in a list that can be asked. */
static void limit(apr_array_header_t *hooks, int started)
{
    link_t *links;
    int i;
    int kept = 0;

    if (!hooks) {
        return;
    }
    links = (link_t *)hooks->elts;
    for (i = 0; i < hooks->nelts; ++i) {
        if (is_asked(links[i].szName, started)) {
            links[kept++] = links[i];
        }
    }
    hooks->nelts = kept;
}

static void push(apr_array_header_t *hooks, const char *name, ap_HOOK_handler_t *function)
{
    link_t *link = apr_array_push(hooks);

    memset(link, 0, sizeof(*link));
    link->szName = name;
    link->pFunc = function;
}

/** A copy of a list's members, and an empty list. */
static link_t *take_out(apr_array_header_t *hooks, int *count)
{
    link_t *links = apr_pmemdup(hooks->pool, hooks->elts, (apr_size_t)hooks->nelts * sizeof(*links));

    *count = hooks->nelts;
    hooks->nelts = 0;
    return links;
}

/** Puts the phase's own probe before each member of its list, and at the end. */
static void interleave(phase_t phase)
{
    apr_array_header_t *hooks = getters[phase]();
    link_t *links;
    int count;
    int i;

    if (!hooks) {
        return;
    }
    links = take_out(hooks, &count);
    for (i = 0; i < count; ++i) {
        push(hooks, links[i].szName, probes[phase]);
        push(hooks, links[i].szName, links[i].pFunc);
    }
    push(hooks, "", probes[phase]);
}

/** Leaves the handlers that only lead on to another URL, and this module's, which comes first and keeps all others from
 * being asked. */
static void limit_handlers(void)
{
    static const char *const left[] = {"mod_rewrite.c", "mod_actions.c", "mod_wsgi_alias.c", NULL};
    apr_array_header_t *hooks = ap_hook_get_handler();
    int count;
    int i;
    const link_t *links = take_out(hooks, &count);

    for (i = 0; i < count; ++i) {
        if (mwa_is_one_of(links[i].szName, left, strcmp)) {
            push(hooks, links[i].szName, links[i].pFunc);
        }
    }
}

/** mod_ssl would refuse a connection that has had no handshake. */
static int check_tls(request_rec *r)
{
    return mwa_explained_tls(r->connection) == OK ? DECLINED : access_by_tls(r);
}

static void pretend_tls(void)
{
    apr_array_header_t *hooks = ap_hook_get_access_checker();
    int i;

    for (i = 0; hooks && i < hooks->nelts; ++i) {
        link_t *link = &APR_ARRAY_IDX(hooks, i, link_t);

        if (!strcmp(link->szName, "mod_ssl.c")) {
            access_by_tls = link->pFunc;
            link->pFunc = check_tls;
        }
    }
}

static int admit(request_rec *r)
{
    (void)r;
    return OK;
}

void mwa_hooks_prepare(int started)
{
    phase_t phase;
    size_t i;

    pretend_tls();
    for (phase = 0; phase < PHASE_COUNT; ++phase) {
        limit(getters[phase](), started);
    }
    for (i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
        limit(others[i](), started);
    }
    if (!started) {
        // Of modules that would decide, none is asked.
        ap_hook_access_checker_ex(admit, NULL, NULL, APR_HOOK_REALLY_LAST);
    }
    for (phase = 0; phase < PHASE_COUNT; ++phase) {
        interleave(phase);
    }
    limit_handlers();
    if (ap_hook_get_quick_handler()) {
        ap_hook_get_quick_handler()->nelts = 0;
    }
}

/** A list has a probe and a hook for each module. At its end, none of them has answered. */
static const char *name_of(phase_t phase, int asked)
{
    const apr_array_header_t *hooks = getters[phase]();

    return asked && hooks && 2 * asked <= hooks->nelts ? APR_ARRAY_IDX(hooks, 2 * asked - 1, link_t).szName : NULL;
}

const char *mwa_hooks_asked(const request_rec *r)
{
    const mwa_trail_t *trail = mwa_trail_of(r);
    const mwa_mark_t *mark = mwa_trail_known(r);

    return mark && trail->refused != r ? name_of((phase_t)mark->phase, mark->asked) : NULL;
}

const char *mwa_hooks_mapped(const request_rec *r)
{
    const mwa_mark_t *mark = mwa_trail_known(r);

    return mark ? name_of(PHASE_translate_name, mark->mapped) : NULL;
}
