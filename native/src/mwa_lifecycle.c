#include "mwa_lifecycle.h"
#include "mwa_options.h"
#include "config/mwa_maps.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "config/mwa_remote_names.h"
#include "config/mwa_settings.h"
#include "config/mwa_takeover.h"
#include "core/mwa_log.h"
#include "jvm/mwa_bridge.h"
#include "lint/mwa_findings.h"
#include "lint/mwa_lint.h"
#include "lint/mwa_refused.h"
#include "process/mwa_child.h"
#include "process/mwa_end.h"
#include "process/mwa_follow.h"
#include "process/mwa_java.h"
#include "process/mwa_keeper.h"
#include "process/mwa_probe.h"
#include "process/mwa_retain.h"
#include "process/mwa_serving.h"
#include "report/mwa_rehearsal.h"
#include "request/mwa_groups.h"
#include "request/mwa_remote_protocol.h"
#include "request/mwa_request.h"
#include "request/mwa_effective.h"
#include "request/mwa_trace.h"
#include "request/mwa_translate.h"

#include "ap_config.h"
#include "ap_mpm.h"
#include "apr_hooks.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_log.h"
#include "scoreboard.h"

#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** The maps, as they were when they were read; NULL without any. */
static const apr_array_header_t *looked;

/** What the configuration came to; children find it as it was when they were forked. */
static mwa_tables_t *tables;

/**
 * What the probe leaves: the tables as its Java has compiled them, which Java checks in each child, and which a test of
 * the configuration does without; the text that mwa_findings_read() reads; a mwa_engine_id_t for each alias; and the
 * line that tells which Java serves.
 */
enum { PREPARED, FINDINGS, ENGINES, JAVA };
static mwa_outcome_t outcomes[MWA_OUTCOMES];

/** WSGICaseSensitivity of the configuration that is being read. */
static int case_sensitive;

/** Finds the last WSGICaseSensitivity: how %{RESOURCE} is formed depends on it. */
static void read_case_sensitivity(apr_pool_t *ptemp, const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        if (!strcasecmp(tree->directive, "WSGICaseSensitivity")) {
            const char *args = tree->args;

            case_sensitive = !strcasecmp(ap_getword_conf(ptemp, &args), "On");
        }
    }
}

int mwa_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    const char *error = mwa_rehearsal_begin(ptemp, &ap_conftree);

    (void)plog;
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, 0, NULL, MWA_NO(0002) "%s", error);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    tables = NULL;
    looked = NULL;
    memset(outcomes, 0, sizeof(outcomes));
    mwa_trace_register(pconf);
    mwa_translate_time_all(mwa_trace_wants_time(ap_conftree));
    // mod_wsgi's default on Linux.
    case_sensitive = 1;
    read_case_sensitivity(ptemp, ap_conftree);
    mwa_remote_protocol_register();
    mwa_remote_prepare(pconf, ap_conftree);
    mwa_lint_refused(ptemp, ap_conftree);
    mwa_takeover_keep_places(pconf, ap_conftree);
    mwa_takeover_rename(ap_conftree);
    return OK;
}

/**
 * Whether mod_wsgi is of a version up to 5. A directive that 6 has brought tells them apart, because a test of the
 * configuration does not get as far as where mod_wsgi tells its version.
 */
static int is_wsgi_older_than_6(void)
{
    const module *wsgi = ap_find_linked_module("mod_wsgi.c");

    return wsgi && !ap_find_command("WSGISwitchInterval", wsgi->cmds);
}

/** mod_wsgi up to 5 always folds the script's name in %{RESOURCE}; 6 heeds WSGICaseSensitivity. */
static int folds_script_name(void)
{
    return !case_sensitive || is_wsgi_older_than_6();
}

static mwa_bridge_options_t *compiler_options(apr_pool_t *p, server_rec *s, int aliases)
{
    return mwa_options_make_compiler(p, s, tables, &outcomes[PREPARED], aliases);
}

/** Has changes of maps followed from now on. */
static const char *follow_maps(apr_pool_t *pconf, server_rec *s)
{
    mwa_keeper_work_t *work = apr_pcalloc(pconf, sizeof(*work));

    work->compiler.server = s;
    work->compiler.tables = tables;
    work->compiler.options = compiler_options;
    work->compiler.lint = mwa_lint_ask;
    work->looked = looked;
    work->fold_script_name = folds_script_name();
    work->log_findings = mwa_lint_log_new;
    mwa_lint_know(pconf, outcomes[FINDINGS].bytes);
    return mwa_keeper_start(pconf, work);
}

/** What the probe is to do. */
typedef struct trial_s {
    apr_pool_t *pool;
    server_rec *server;
    mwa_bridge_options_t *options; /**< NULL if there is no alias to decide */
    mwa_report_t report;
} trial_t;

static int try_bridge(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    trial_t *trial = data;
    int is_report = mwa_report_is_wanted(&trial->report);
    const char *failure = NULL;

    if (mwa_rehearsal_is_on()) {
        mwa_rehearsal_init_child(trial->pool, trial->server);
    }
    if (is_report) {
        mwa_report_prepare(trial->pool, trial->server, tables, &trial->report);
    }
    if (trial->report.asked) {
        trial->options->specs = mwa_tables_specs_for(trial->pool, tables, trial->report.asked);
    }
    if (trial->options && !is_report) {
        mwa_lint_begin(trial->pool, trial->server, tables, &trial->options->jvm);
    }
    if (trial->options) {
        int ready = mwa_bridge_start(trial->options, error, error_size);
        mwa_prepared_t made = mwa_bridge_prepared();

        left[PREPARED] = (mwa_outcome_t){.bytes = made.bytes, .size = made.size};
        if (!ready) {
            return 0;
        }
        tables->java = mwa_java_tell(trial->pool, is_report ? NULL : trial->server, &trial->options->jvm,
                                     mwa_config_of(trial->server)->java_home != NULL);
        left[JAVA] = (mwa_outcome_t){.bytes = tables->java, .size = strlen(tables->java)};
    }
    if (is_report) {
        failure = mwa_report_write(trial->pool, trial->server, tables, &trial->report);
    }
    else if (trial->options) {
        const char *findings = mwa_lint_log(trial->pool, trial->server, tables);

        left[FINDINGS] = (mwa_outcome_t){.bytes = findings, .size = mwa_findings_kept(findings)};
        left[ENGINES] =
            (mwa_outcome_t){.bytes = trial->options->engines, .size = (apr_size_t)mwa_tables_alias_count(tables)};
    }
    if (failure) {
        apr_cpystrn(error, failure, error_size);
    }
    return !failure;
}

/** Whether mod_proxy has what the remote groups need. @return 0, and logged, if it has not */
static int check_remotes(apr_pool_t *p, server_rec *s)
{
    const char *error;

    mwa_settings_find_daemons(p, s);
    error = mwa_remote_check(p, s);
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, 0, s, MWA_NO(0043) "%s", error);
    }
    return !error;
}

/** Tells the aliases where their remote groups are. @return how many aliases mod_wsgi must serve */
static int find_remotes(void)
{
    int local = 0;
    int i;

    for (i = 0; i < tables->aliases->nelts; ++i) {
        mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *);

        mwa_remote_resolve(alias);
        local += mwa_remote_needs_wsgi(alias);
    }
    return local;
}

/** Gives the tables what all children share: the counters, and who starts Java. */
static int share_memory(apr_pool_t *pconf, server_rec *s)
{
    apr_status_t status = mwa_retain_counters(s->process->pool, tables);

    if (!status) {
        status = mwa_child_share(pconf);
    }
    if (!status && mwa_maps_are_used(s)) {
        status = mwa_retain_spare(s->process->pool, tables);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, status, s,
                     MWA_NO(0030) "no shared memory for the "
                                  "counters of %d WSGI script aliases",
                     mwa_tables_alias_count(tables));
        return 0;
    }
    return 1;
}

/** Reads the maps, if there are any: what is in them belongs to the configuration. */
static int read_maps(apr_pool_t *pconf, server_rec *s)
{
    const char *error;

    looked = mwa_maps_look(pconf, s);
    error = mwa_maps_read(pconf, s, looked, 0, NULL);
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, 0, s, MWA_NO(0049) "%s", error);
    }
    return !error;
}

/**
 * Builds the tables, and has a process that is thrown away compile them: the parent itself never has a JVM. Its
 * children inherit what was compiled.
 */
static int build_and_try(apr_pool_t *pconf, apr_pool_t *ptemp, server_rec *s, int serves)
{
    apr_size_t most[MWA_OUTCOMES] = {[PREPARED] = INT32_MAX, [FINDINGS] = MWA_FINDINGS_SIZE, [JAVA] = 16384};
    trial_t trial = {.pool = ptemp, .server = s};
    const char *error = NULL;
    int local;

    if (!check_remotes(pconf, s)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    mwa_remote_protocol_prepare(pconf);
    if (mwa_rehearsal_is_on()) {
        mwa_report_started(mwa_rehearsal_report(), &trial.report);
    }
    else {
        error = mwa_report_open(ptemp, &trial.report);
    }
    if (!error && !read_maps(pconf, s)) {
        mwa_report_close(&trial.report);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    tables = mwa_tables_build(pconf, s, folds_script_name());
    mwa_serving_start(tables, 0);
    mwa_groups_want_utf8(is_wsgi_older_than_6());
    mwa_effective_fold_script_name(folds_script_name());
    if (!error && !tables && !mwa_report_is_wanted(&trial.report)) {
        return OK;
    }
    if (tables && serves && !share_memory(pconf, s)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    local = tables ? find_remotes() : 0;
    if (local && !ap_find_linked_module("mod_wsgi.c")) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, s,
                     MWA_NO(0001) "mod_wsgi is not loaded: every "
                                  "URL of the %d WSGI script aliases will be answered with 500; load mod_wsgi too",
                     local);
    }
    if (tables) {
        trial.options = mwa_options_make(ptemp, s, tables, &outcomes[PREPARED]);
        trial.options->prepares = serves;
        trial.options->engines = apr_pcalloc(ptemp, (apr_size_t)mwa_tables_alias_count(tables));
        most[ENGINES] = (apr_size_t)mwa_tables_alias_count(tables);
    }
    if (!error) {
        error = mwa_probe(pconf, s, try_bridge, &trial, most, outcomes);
    }
    mwa_report_close(&trial.report);
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, 0, s, MWA_NO(0002) "%s", error);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if (tables && serves) {
        tables->findings = mwa_findings_read(pconf, outcomes[FINDINGS].bytes);
        tables->java = outcomes[JAVA].bytes;
        tables->engines = outcomes[ENGINES].size == most[ENGINES] ? outcomes[ENGINES].bytes : NULL;
        mwa_serving_start(tables, mwa_maps_are_used(s));
        error = mwa_maps_are_used(s) ? follow_maps(pconf, s) : NULL;
    }
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, 0, s, MWA_NO(0053) "the map process does not start: %s",
                     error);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

/** In place of the MPM, in a rehearsal: answers the questions, and ends the process. */
static int run(apr_pool_t *pconf, apr_pool_t *plog, server_rec *s)
{
    apr_pool_t *ptemp;

    (void)plog;
    apr_pool_create(&ptemp, s->process->pool);
    if (ap_run_pre_mpm(s->process->pool, SB_SHARED) != OK || build_and_try(pconf, ptemp, s, 0) != OK) {
        _exit(1);
    }
    // What has been started ends with the sandbox.
    _exit(0);
}

int mwa_check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    (void)plog;
    if (mwa_rehearsal_is_on()) {
        mwa_rehearsal_listen_nowhere();
        ap_hook_mpm(run, NULL, NULL, APR_HOOK_REALLY_FIRST);
        apr_hook_sort_all();
    }
    return ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST ? build_and_try(pconf, ptemp, s, 0) : OK;
}

int mwa_post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    (void)plog;
    // httpd reads its configuration twice as it starts; the first reading serves nobody.
    return ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG || mwa_rehearsal_is_on()
        ? OK
        : build_and_try(pconf, ptemp, s, 1);
}

void mwa_child_init(apr_pool_t *pchild, server_rec *s)
{
    if (tables) {
        mwa_bridge_options_t *options = mwa_options_make(pchild, s, tables, &outcomes[PREPARED]);

        options->jvm.gives_way = mwa_end_is_asked_for;
        apr_pool_cleanup_register(pchild, NULL, mwa_follow_end, apr_pool_cleanup_null);
        mwa_child_start(s, options);
    }
}
