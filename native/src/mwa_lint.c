#include "mwa_lint.h"
#include "mwa_context.h"
#include "mwa_json.h"
#include "mwa_jvm.h"
#include "mwa_log.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "http_core.h"
#include "http_log.h"

#include <stdlib.h>
#include <string.h>

APLOG_USE_MODULE(wsgi_alias);

/** Milliseconds that a start may be held up, that a test of the configuration may, and that one who asked waits. */
#define LONGEST_AT_START 1500
#define LONGEST_AT_TEST 10000
#define LONGEST_ON_REQUEST 60000
/** A log is not the place for thousands of findings. */
#define MOST_LOGGED 50

/** The fields of a line of Java's answer, in their order: twin of net.modwsgialias.bridge.LintText. */
enum { CODE, SEVERITY, ALIAS, PLACE, DIRECTIVE, CAUSE, CURE, CULPRIT, EXAMPLE, FIELDS };

/** Calls for each finding. */
typedef void (*finding_t)(void *data, char *const *fields);

/** Cuts a line at its tabs. @return the number of fields */
static int split(char *line, char **fields)
{
    int count = 0;

    while (line && count < FIELDS) {
        fields[count++] = line;
        line = strchr(line, '\t');
        if (line) {
            *line++ = '\0';
        }
    }
    return count;
}

/**
 * Asks Java.
 * @return the last line of the answer, which tells how many aliases it has looked at, and how many there are; NULL if
 *         there is no answer
 */
static const char *ask(apr_pool_t *p, const server_rec *main_server, int overlaps, int milliseconds, finding_t finding,
                       void *data)
{
    mwa_block_t block = {.pool = p};
    char *fields[FIELDS];
    char *state = NULL;
    char *answer;
    char *line;

    mwa_block_number(&block, overlaps);
    mwa_block_number(&block, milliseconds);
    mwa_context_write(&block, main_server, ap_conftree);
    answer = mwa_jvm_ask_about("lint", block.bytes, block.used);
    if (!answer) {
        return NULL;
    }
    for (line = apr_strtok(apr_pstrdup(p, answer), "\n", &state); line; line = apr_strtok(NULL, "\n", &state)) {
        if (split(line, fields) < FIELDS) {
            break;
        }
        finding(data, fields);
    }
    free(answer);
    return line;
}

/** The log, and how many warnings are in it, or would be. */
typedef struct log_s {
    const server_rec *server;
    int warnings;
} log_t;

static void log_finding(void *data, char *const *fields)
{
    log_t *log = data;
    int is_warning = !strcmp(fields[SEVERITY], "warning");

    log->warnings += is_warning;
    if (log->warnings <= MOST_LOGGED) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | (is_warning ? APLOG_WARNING : APLOG_INFO), 0, log->server,
                     MWA_NO(0004) "%s: %s at %s: %s; %s", fields[CODE], fields[DIRECTIVE], fields[PLACE],
                     fields[CAUSE], fields[CURE]);
    }
}

void mwa_lint_log(apr_pool_t *p, server_rec *main_server)
{
    int is_test = ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST;
    log_t log = {.server = main_server};
    const char *end = ask(p, main_server, 0, is_test ? LONGEST_AT_TEST : LONGEST_AT_START, log_finding, &log);
    int looked = 0;
    int all = 0;

    if (!end || sscanf(end, "%d %d", &looked, &all) != 2) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_NOTICE, 0, main_server, MWA_NO(0005) "the aliases could not be "
                     "looked through for mistakes; they are served all the same");
    }
    else if (looked < all || log.warnings > MOST_LOGGED) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_NOTICE, 0, main_server, MWA_NO(0005) "%d of %d aliases were "
                     "looked through for mistakes, and %d warnings found, of which %d are logged; wsgi-alias lint "
                     "tells of all", looked, all, log.warnings,
                     log.warnings < MOST_LOGGED ? log.warnings : MOST_LOGGED);
    }
}

static void write_finding(void *data, char *const *fields)
{
    static const char *const names[FIELDS] = {"code", "severity", NULL, "place", "directive", "cause", "cure",
                                              "culprit", "example"};
    FILE *out = data;
    int i;

    mwa_json_begin(out, "finding");
    mwa_json_number(out, "alias", atol(fields[ALIAS]));
    for (i = 0; i < FIELDS; ++i) {
        if (names[i]) {
            mwa_json_text(out, names[i], *fields[i] ? fields[i] : NULL);
        }
    }
    mwa_json_end(out);
}

void mwa_lint_write(apr_pool_t *p, const server_rec *main_server, int overlaps, FILE *out)
{
    const char *end = ask(p, main_server, overlaps, LONGEST_ON_REQUEST, write_finding, out);
    int looked = 0;
    int all = 0;

    if (end && sscanf(end, "%d %d", &looked, &all) == 2) {
        mwa_json_begin(out, "lint");
        mwa_json_number(out, "looked", looked);
        mwa_json_number(out, "all", all);
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
    return *code && !*at ? NULL : apr_psprintf(cmd->pool, "WSGIAliasSilence: '%s' is not a code, such as dead-alias",
                                               code);
}
