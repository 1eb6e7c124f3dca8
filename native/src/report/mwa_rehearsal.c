#include "report/mwa_rehearsal.h"
#include "config/mwa_command_line.h"
#include "config/mwa_quiet.h"
#include "config/mwa_takeover.h"
#include "core/mwa_json.h"
#include "core/mwa_names.h"
#include "process/mwa_sandbox.h"

#include "ap_listen.h"
#include "http_config.h"
#include "http_core.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DIRECTIVE "WSGIAliasReport"
/** Seconds until a rehearsal is ended: the module's own limit for the answers, and some for the start. */
#define LONGEST 180
#define RETAINED "mod_wsgi_alias.rehearsal"

/** Modules that have nothing to say about a URL: their child_init starts threads or Python. */
static const char *const not_initialised[] = {"mod_wsgi.c", "mod_wsgi_alias.c", "mod_watchdog.c", NULL};

/** Kept where a module that is loaded again finds it. */
static mwa_report_t *retained(void)
{
    return ap_retained_data_get(RETAINED);
}

int mwa_rehearsal_is_on(void)
{
    return retained() != NULL;
}

const mwa_report_t *mwa_rehearsal_report(void)
{
    return retained();
}

static const ap_directive_t *find_directive(const ap_directive_t *tree)
{
    while (tree && (strcasecmp(tree->directive, DIRECTIVE) != 0 || strcmp(tree->filename, MWA_COMMAND_LINE) != 0)) {
        tree = tree->next;
    }
    return tree;
}

static void tell_and_exit(const mwa_report_t *report, const char *reason) __attribute__((noreturn));
static void tell_and_exit(const mwa_report_t *report, const char *reason)
{
    FILE *out = fdopen(report->report, "w");

    if (out) {
        mwa_json_begin(out, "unstarted");
        mwa_json_text(out, "reason", reason);
        mwa_json_end(out);
        fclose(out);
    }
    _exit(0);
}

static const char *enter(apr_pool_t *p, const ap_directive_t *directive)
{
    const char *arguments = directive->args;
    const char *scratch = ap_getword_conf(p, &arguments);
    mwa_report_t report;
    const char *error = mwa_report_files(p, scratch, &report);

    if (error) {
        return error;
    }
    error = mwa_sandbox_enter(p, scratch, LONGEST);
    if (error) {
        tell_and_exit(&report, error);
    }
    *(mwa_report_t *)ap_retained_data_create(RETAINED, sizeof(report)) = report;
    return NULL;
}

const char *mwa_rehearsal_begin(apr_pool_t *p, ap_directive_t **tree)
{
    const ap_directive_t *directive = find_directive(*tree);
    const char *error = NULL;

    if (!directive || ap_state_query(AP_SQ_RUN_MODE) != AP_SQ_RM_NORMAL) {
        return NULL;
    }
    // httpd reads its configuration twice as it starts. The first reading is judged as it stands.
    if (!mwa_rehearsal_is_on()) {
        error = enter(p, directive);
    }
    else {
        mwa_quiet_python(tree);
        mwa_takeover_preload_nothing();
    }
    mwa_command_line_admit();
    mwa_quiet_logs(tree);
    return error;
}

void mwa_rehearsal_listen_nowhere(void)
{
    ap_listen_rec *listener;

    for (listener = ap_listeners; listener; listener = listener->next) {
        listener->active = 1;
    }
}

void mwa_rehearsal_init_child(apr_pool_t *p, server_rec *s)
{
    const apr_array_header_t *hooks = ap_hook_get_child_init();
    int i;

    for (i = 0; hooks && i < hooks->nelts; ++i) {
        const ap_LINK_child_init_t *hook = &APR_ARRAY_IDX(hooks, i, ap_LINK_child_init_t);

        if (!mwa_is_one_of(hook->szName, not_initialised, strcmp)) {
            hook->pFunc(p, s);
        }
    }
}
