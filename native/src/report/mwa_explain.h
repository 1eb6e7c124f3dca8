/**
 * @file mwa_explain.h
 * @brief What would happen to a URL: answered by the code that handles requests, in a process that serves none.
 */
#ifndef MWA_EXPLAIN_H
#define MWA_EXPLAIN_H

#include "config/mwa_tables.h"

#include <stdio.h>

/**
 * Answers every line of the request file with a record of the report, in the same order (mwa_report.h).
 *
 * The members of an answer: "server", its place among the servers; "path", decoded; "outcome"; where it is known,
 * "status", that mod_wsgi or httpd will answer with, or 0 if the script will run; and according to the outcome:
 *
 *     matched    alias, file, disk, and if there is a script: script, scriptName, pathInfo, readable; the groups, if
 *                the alias has such options; if the process group is remote: remote, its URL, workers, and the
 *                applicationId that uWSGI gets, but not disk and readable; variables, if a group needs them: names,
 * each ended by a NUL declined   nothing outside    alias, message failed     message, and alias if it is known which
 *     refused    by httpd itself: nothing
 *     module     another module takes it before any alias is asked: module, and file if it names one
 *
 * @param request the request file, from its beginning
 * @param asked a byte for each server: 1 is written for those that answer
 */
void mwa_explain_all(apr_pool_t *p, server_rec *main_server, FILE *request, FILE *out, char *asked);

#endif /* MWA_EXPLAIN_H */
