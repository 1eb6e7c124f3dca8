#include "mwa_lifecycle.h"
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
#include "process/mwa_java.h"
#include "process/mwa_probe.h"
#include "process/mwa_retain.h"
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

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** What aliases take of Java's heap: with long patterns, all kept at once; each a few times what was measured. */
#define ALIASES_COMPILED_IN_MEGABYTE 250
#define ALIASES_LOADED_IN_MEGABYTE 1000
/** Megabytes that Java remembers states in unless WSGIAliasCacheSize says otherwise. */
#define DEFAULT_CACHE 8

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
    memset(outcomes, 0, sizeof(outcomes));
    mwa_trace_register(pconf);
    mwa_translate_time_all(mwa_trace_wants_time(ap_conftree));
    // mod_wsgi's default on Linux.
    case_sensitive = 1;
    read_case_sensitivity(ptemp, ap_conftree);
    mwa_remote_protocol_register();
    mwa_remote_prepare(pconf, ap_conftree);
    mwa_lint_refused(ptemp, ap_conftree);
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

static const char *const *jvm_options(apr_pool_t *p, const mwa_server_t *server)
{
    apr_array_header_t *options = apr_array_copy(p, server->jvm_options);

    APR_ARRAY_PUSH(options, const char *) = NULL;
    return (const char *const *)options->elts;
}

/** The file that this module was loaded from. */
static const char *own_file(void)
{
    Dl_info info;

    return dladdr(&wsgi_alias_module, &info) ? info.dli_fname : "";
}

/**
 * What Java's heap may grow to, in megabytes: enough for what there is to serve. What is not used is not taken.
 * @param compiles whether the tables are compiled and checked by lint; a child only loads them
 */
static int heap_megabytes(const mwa_server_t *server, int compiles)
{
    int aliases = tables->aliases->nelts / (compiles ? ALIASES_COMPILED_IN_MEGABYTE : ALIASES_LOADED_IN_MEGABYTE);
    int cache = server->cache_size < 0 ? 0 : server->cache_size >> 20;

    // While the cache grows, its old and its new array are there; the first few megabytes fit anyway.
    return MWA_JVM_LEAST_HEAP + aliases + (cache > DEFAULT_CACHE ? 3 * (cache - DEFAULT_CACHE) : 0);
}

/**
 * The directory of the jars, of JNA's library and of the class archive: the one of this version, where there is one. An
 * upgrade replaces the files above it, and leaves those to the httpd that still runs.
 * @param file the file that this module was loaded from
 */
static const char *find_home(apr_pool_t *p, const char *file)
{
    const char *directory = ap_make_dirstr_parent(p, file);
    const char *own;
    char *home;

    // Relative where all that is installed may be moved: modules/../mod_wsgi_alias.
    if (apr_filepath_merge(&home, directory, MWA_HOME, 0, p)) {
        home = apr_pstrcat(p, directory, MWA_HOME, NULL);
    }
    own = apr_pstrcat(p, home, "/" MWA_VERSION, NULL);
    return access(apr_pstrcat(p, own, "/mod_wsgi_alias.jar", NULL), R_OK) ? home : own;
}

static mwa_bridge_options_t *bridge_options(apr_pool_t *p, server_rec *s)
{
    const mwa_server_t *server = mwa_config_of(s);
    mwa_bridge_options_t *options = apr_pcalloc(p, sizeof(*options));
    const char *file = own_file();

    options->jvm.java_home = server->java_home ? server->java_home : MWA_JAVA_HOME;
    options->jvm.home = find_home(p, file);
    options->jvm.brief = !outcomes[PREPARED].size;
    options->jvm.heap_megabytes = heap_megabytes(server, options->jvm.brief);
    options->jvm.options = jvm_options(p, server);
    options->specs = tables->specs;
    options->specs_size = tables->specs_size;
    options->prepared = (mwa_prepared_t){.bytes = outcomes[PREPARED].bytes, .size = outcomes[PREPARED].size};
    options->library = file;
    options->version = MWA_VERSION;
    return options;
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
    const trial_t *trial = data;
    int is_report = mwa_report_is_wanted(&trial->report);
    const char *failure = NULL;

    if (mwa_rehearsal_is_on()) {
        mwa_rehearsal_init_child(trial->pool, trial->server);
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
        left[ENGINES] = (mwa_outcome_t){.bytes = trial->options->engines, .size = (apr_size_t)tables->aliases->nelts};
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
        const mwa_remote_t *remote =
            alias->process_group ? mwa_remote_find(mwa_config_of(alias->server), alias->process_group) : NULL;

        alias->remote = remote ? remote->url : NULL;
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
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_CRIT, status, s,
                     MWA_NO(0030) "no shared memory for the "
                                  "counters of %d WSGI script aliases",
                     tables->aliases->nelts);
        return 0;
    }
    return 1;
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
    tables = mwa_tables_build(pconf, s, folds_script_name());
    mwa_request_set_tables(tables);
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
        trial.options = bridge_options(ptemp, s);
        trial.options->prepares = serves;
        trial.options->engines = apr_pcalloc(ptemp, (apr_size_t)tables->aliases->nelts);
        most[ENGINES] = (apr_size_t)tables->aliases->nelts;
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
        mwa_bridge_options_t *options = bridge_options(pchild, s);

        options->jvm.gives_way = mwa_end_is_asked_for;
        mwa_child_start(s, options);
    }
}
