#include "lint/mwa_lint.h"
#include "core/mwa_json.h"
#include "core/mwa_log.h"
#include "jvm/mwa_jvm.h"
#include "lint/mwa_context.h"
#include "lint/mwa_findings.h"

#include "apr_hash.h"
#include "apr_lib.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_log.h"

#include <stdlib.h>

APLOG_USE_MODULE(wsgi_alias);

/** Milliseconds that a start may be held up, that a test of the configuration may, and that one who asked waits. */
#define LONGEST_AT_START 1500
/** A start with that many tables has enough to do: it is held up for so long, and 1 ms more for so many aliases. */
#define MANY_TABLES 100
#define LONGEST_WITH_MANY 50
#define ALIASES_A_MILLISECOND 100
#define LONGEST_AT_TEST 10000
#define LONGEST_ON_REQUEST 60000
/** With more aliases, lint does not begin before they are compiled. */
#define MOST_BEGUN 1000
/** A log is not the place for thousands of findings. */
#define MOST_LOGGED 50

/** Writes a question. @param progress whether Java is to tell on standard output how far it is */
static void put_question(mwa_block_t *block, server_rec *main_server, int overlaps, int milliseconds, int progress)
{
    mwa_block_number(block, overlaps);
    mwa_block_number(block, milliseconds);
    mwa_block_number(block, progress);
    mwa_context_write(block, main_server, ap_conftree);
}

/**
 * Asks Java.
 * @param block the question; of no length: that of mwa_lint_begin()
 * @return its answer, for mwa_findings_read(), from @p p; "" if there is none
 */
static const char *ask_java(apr_pool_t *p, const mwa_block_t *block)
{
    char *answer = mwa_jvm_ask("lint", block->bytes, block->used);
    const char *text = apr_pstrdup(p, answer ? answer : "");

    free(answer);
    return text;
}

static const char *ask(apr_pool_t *p, server_rec *main_server, int overlaps, int milliseconds, int progress)
{
    mwa_block_t block = {.pool = p};

    put_question(&block, main_server, overlaps, milliseconds, progress);
    return ask_java(p, &block);
}

/** @param startup APLOG_STARTUP as the server starts, or 0 */
static void log_finding(const server_rec *s, const mwa_finding_t *finding, int startup)
{
    ap_log_error(APLOG_MARK, startup | (finding->severity == MWA_WARNING ? APLOG_WARNING : APLOG_INFO), 0, s,
                 MWA_NO(0004) "%s: %s at %s: %s; %s", finding->code, finding->directive, finding->place, finding->cause,
                 finding->cure);
}

/** Milliseconds for what nobody has asked for. */
static int longest_unasked(const mwa_tables_t *tables)
{
    if (ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST) {
        return LONGEST_AT_TEST;
    }
    return tables->tables->nelts < MANY_TABLES
        ? LONGEST_AT_START
        : LONGEST_WITH_MANY + mwa_tables_alias_count(tables) / ALIASES_A_MILLISECOND;
}

static int begins_early(const mwa_tables_t *tables)
{
    return mwa_tables_alias_count(tables) <= MOST_BEGUN;
}

void mwa_lint_begin(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, mwa_jvm_options_t *options)
{
    mwa_block_t block = {.pool = p};

    if (begins_early(tables)) {
        put_question(&block, main_server, 0, longest_unasked(tables), 0);
        options->lint = block.bytes;
        options->lint_size = block.used;
    }
}

/** The answer to what nobody has asked for. */
static const char *await(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables)
{
    const mwa_block_t none = {.pool = p};

    return begins_early(tables) ? ask_java(p, &none) : ask(p, main_server, 0, longest_unasked(tables), 0);
}

const char *mwa_lint_log(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables)
{
    const char *answer = await(p, main_server, tables);
    const mwa_findings_t *findings = mwa_findings_read(p, answer);
    int warnings = 0;
    int i;

    for (i = 0; i < findings->list->nelts && warnings <= MOST_LOGGED; ++i) {
        const mwa_finding_t *finding = &APR_ARRAY_IDX(findings->list, i, mwa_finding_t);

        warnings += finding->severity == MWA_WARNING;
        if (warnings <= MOST_LOGGED) {
            log_finding(main_server, finding, APLOG_STARTUP);
        }
    }
    if (findings->all < 0) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_NOTICE, 0, main_server,
                     MWA_NO(0005) "the aliases could not be "
                                  "checked; they are served anyway");
    }
    else if (findings->looked < findings->all || findings->warnings > MOST_LOGGED) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_NOTICE, 0, main_server,
                     MWA_NO(0005) "%d of %d aliases were "
                                  "checked, and %d warnings found, of which %d are logged; wsgi-alias lint shows all",
                     findings->looked, findings->all, findings->warnings,
                     findings->warnings < MOST_LOGGED ? findings->warnings : MOST_LOGGED);
    }
    return answer;
}

const char *mwa_lint_ask(apr_pool_t *p, server_rec *main_server, int milliseconds)
{
    return ask(p, main_server, 0, milliseconds, 0);
}

/** The findings that were there last, by what they say of which alias; places move with every line. */
static struct {
    apr_pool_t *pool;
    apr_hash_t *texts;
} known;

static const char *text_of(apr_pool_t *p, const mwa_finding_t *finding)
{
    return apr_pstrcat(p, finding->code, "\n", finding->directive, "\n", finding->cause, NULL);
}

/** @param s where to log those that are not known; NULL: nowhere */
static void learn(const server_rec *s, const char *text)
{
    apr_pool_t *pool;
    apr_hash_t *texts;
    const mwa_findings_t *findings;
    int logged = 0;
    int i;

    apr_pool_create_unmanaged(&pool);
    texts = apr_hash_make(pool);
    findings = mwa_findings_read(pool, text);
    for (i = 0; i < findings->list->nelts; ++i) {
        const mwa_finding_t *finding = &APR_ARRAY_IDX(findings->list, i, mwa_finding_t);
        const char *said = text_of(pool, finding);
        int is_known = known.texts && apr_hash_get(known.texts, said, APR_HASH_KEY_STRING);

        apr_hash_set(texts, said, APR_HASH_KEY_STRING, said);
        if (s && !is_known && finding->severity == MWA_WARNING && ++logged <= MOST_LOGGED) {
            log_finding(s, finding, 0);
        }
    }
    if (known.pool) {
        apr_pool_destroy(known.pool);
    }
    known.pool = pool;
    known.texts = texts;
}

static apr_status_t forget(void *unused)
{
    (void)unused;
    apr_pool_destroy(known.pool);
    known.pool = NULL;
    known.texts = NULL;
    return APR_SUCCESS;
}

void mwa_lint_know(apr_pool_t *pconf, const char *text)
{
    learn(NULL, text ? text : "");
    // A restart may unload the module, and with it what knows of the pool.
    apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
}

void mwa_lint_log_new(const server_rec *s, const char *text)
{
    learn(s, text);
}

static void write_finding(FILE *out, const mwa_finding_t *finding)
{
    mwa_json_begin(out, "finding");
    mwa_json_number(out, "alias", finding->alias);
    mwa_json_text(out, "code", finding->code);
    mwa_json_text(out, "severity", mwa_severity_name(finding->severity));
    mwa_json_text(out, "place", finding->place);
    mwa_json_text(out, "directive", finding->directive);
    mwa_json_text(out, "cause", finding->cause);
    mwa_json_text(out, "cure", finding->cure);
    mwa_json_text(out, "culprit", finding->culprit);
    mwa_json_text(out, "example", finding->example);
    mwa_json_end(out);
}

void mwa_lint_write(apr_pool_t *p, server_rec *main_server, int overlaps, FILE *out)
{
    const mwa_findings_t *findings = mwa_findings_read(p, ask(p, main_server, overlaps, LONGEST_ON_REQUEST, 1));
    int i;

    for (i = 0; i < findings->list->nelts; ++i) {
        write_finding(out, &APR_ARRAY_IDX(findings->list, i, mwa_finding_t));
    }
    if (findings->all >= 0) {
        mwa_json_begin(out, "lint");
        mwa_json_number(out, "looked", findings->looked);
        mwa_json_number(out, "all", findings->all);
        mwa_json_end(out);
    }
}

const char *mwa_lint_silence(cmd_parms *cmd, void *dir, const char *code, const char *alias)
{
    const char *at;

    (void)dir;
    (void)alias;
    for (at = code; apr_islower(*at) || *at == '-'; ++at) {
    }
    return *code && !*at ? NULL
                         : apr_psprintf(cmd->pool, "WSGIAliasSilence: '%s' is not a code, such as dead-alias", code);
}
