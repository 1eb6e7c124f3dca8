/**
 * @file mwa_explain.h
 * @brief What would happen to a URL: answered by the code that handles requests.
 */
#ifndef MWA_EXPLAIN_H
#define MWA_EXPLAIN_H

#include "config/mwa_tables.h"

#include <stdio.h>

/**
 * Answers every line of the request file with a record of the report, in the same order (mwa_report.h).
 *
 * The members of an answer: "server", its place among the servers; "host", the name that the request is for, if it has
 * one; "path", decoded, of the URL that is answered in the end; "via", the paths that led to it within httpd, each
 * ended by a NUL; "error", the status that led to it by ErrorDocument; "outcome"; where it is known, "status", that
 * mod_wsgi or httpd will answer with, or 0 if the script will run; "by", the module that answers so, if that is known,
 * and "location", where a redirection goes; and according to the outcome:
 *
 *     matched    alias, file; if httpd has looked for it, disk, script, scriptName, pathInfo, readable; the groups, if
 *                the alias has such options; variables, if a group needs them: names, each ended by a NUL; handler, if
 *                it is not mod_wsgi's; message, why a group has no name; if the process group is remote, its URL as
 *                remote, workers, separated by spaces, and the applicationId that uWSGI gets, but not disk and readable
 *     script     no alias takes it, and it is a script that mod_wsgi's handler was set for: as matched, without alias
 *     declined   no alias takes it: file, handler
 *     outside    alias, message
 *     failed     message, and alias if it is known which
 *     refused    by httpd, before it asks any module for a file: nothing
 *     module     another module takes it before any alias is asked: module, and as declined
 *
 * @param request the request file, from its beginning
 * @param page as for mwa_ask()
 * @param asked a byte for each server: 1 is written for those that answer
 */
void mwa_explain_all(apr_pool_t *p, server_rec *main_server, const request_rec *page, FILE *request, FILE *out,
                     char *asked);

/**
 * Finds out which servers the lines of the request file are for, as httpd chooses them by address and name.
 * @param request the request file, from its beginning
 * @param asked a byte for each server: 1 is written for those
 */
void mwa_explain_choose(apr_pool_t *p, server_rec *main_server, FILE *request, char *asked);

#endif /* MWA_EXPLAIN_H */
