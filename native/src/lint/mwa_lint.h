/**
 * @file mwa_lint.h
 * @brief Likely mistakes in the configuration, which Java finds: as warnings, and for the command wsgi-alias.
 *
 * Both are for the process that tries the tables, once the bridge has been started in it. Nothing here is an error:
 * a configuration that cannot be checked, or not in time, is served anyway.
 */
#ifndef MWA_LINT_H
#define MWA_LINT_H

#include "config/mwa_tables.h"
#include "jvm/mwa_jvm_options.h"

#include <stdio.h>

/**
 * Has Java begin to look for what mwa_lint_log() will log, while it starts. Not where there are many aliases: to
 * compile them takes the memory.
 * @param options of the JVM, which has not been started yet
 */
void mwa_lint_begin(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, mwa_jvm_options_t *options);

/**
 * Logs findings: all that fit into some seconds, less at a start, and into some lines.
 * @param tables of which there may be thousands; then a start has less time for it
 * @return all of them, for mwa_findings_read(), from @p p; "" if Java did not answer
 */
const char *mwa_lint_log(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables);

/**
 * Asks Java for findings in what it has compiled last, in a process that compiles.
 * @param milliseconds that it may take
 * @return a text for mwa_findings_read(), from @p p; "" if there is none
 */
const char *mwa_lint_ask(apr_pool_t *p, server_rec *main_server, int milliseconds);

/**
 * Takes findings for known: mwa_lint_log_new() will not log them.
 * @param pconf which they are known as long as
 * @param text for mwa_findings_read(); NULL: none
 */
void mwa_lint_know(apr_pool_t *pconf, const char *text);

/** Logs the findings that are not known, and takes them for known from now on, and no others. By one process. */
void mwa_lint_log_new(const server_rec *s, const char *text);

/**
 * Writes each finding as a line of JSON, "finding", and a last one, "lint", that tells how many aliases have been
 * looked at. How far it is stands on standard output meanwhile.
 * @param overlaps whether to tell of aliases that take some of another's URLs, too
 */
void mwa_lint_write(apr_pool_t *p, server_rec *main_server, int overlaps, FILE *out);

/** WSGIAliasSilence code [alias]: looked at by Java, in the tree; only its form is checked here. */
const char *mwa_lint_silence(cmd_parms *cmd, void *dir, const char *code, const char *alias);

#endif /* MWA_LINT_H */
