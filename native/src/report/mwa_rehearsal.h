/**
 * @file mwa_rehearsal.h
 * @brief A start of httpd out of sight: to ask it about URLs, with all its modules started, and then to end it.
 *
 * The command wsgi-alias runs httpd as one starts it, but with WSGIAliasReport on the command line. Then httpd goes on
 * in a sandbox (mwa_sandbox.h), without its logs and without Python, listens nowhere, and answers the questions in
 * place of serving. Its modules cannot be told from a real start, except that no child but one is made.
 */
#ifndef MWA_REHEARSAL_H
#define MWA_REHEARSAL_H

#include "report/mwa_report.h"

/**
 * In pre_config: if this start is to be a rehearsal, enters the sandbox, and takes out of the tree what must not
 * happen. Where no sandbox can be had, says so in the report, and ends the process.
 * @return NULL, or a sentence that says why the report's files cannot be used, from @p p
 */
const char *mwa_rehearsal_begin(apr_pool_t *p, ap_directive_t **tree);

/** Whether this start is one. */
int mwa_rehearsal_is_on(void);

/** The files of the report, which were opened before. */
const mwa_report_t *mwa_rehearsal_report(void);

/** In check_config: has httpd believe that its sockets listen already. */
void mwa_rehearsal_listen_nowhere(void);

/** In place of the MPM, in the process that tries: has the modules start as in a child. */
void mwa_rehearsal_init_child(apr_pool_t *p, server_rec *s);

#endif /* MWA_REHEARSAL_H */
