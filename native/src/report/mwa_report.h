/**
 * @file mwa_report.h
 * @brief What the command wsgi-alias reads: WSGIAliasReport, the answers of a running server, and DUMP_WSGI_ALIASES.
 *
 * The command wsgi-alias runs httpd with WSGIAliasReport on its command line, which names a directory. The file
 * "request" in it has a URL on each line; into the file "report", which must be there too, go lines of JSON: the answer
 * to each URL, the aliases and servers that the answers are about, or all of them, and an end. A running server answers
 * the same lines with the same lines, behind one with its version. Twin of
 * net.modwsgialias.cli.Report, which reads them.
 *
 *     request = line ...
 *     line    = address TAB port TAB host TAB target LF
 *
 * A line stands for a request that comes in at this address and port with this Host header ("-": without) and this
 * target in its request line.
 *
 * The process that reads the configuration opens the files. The probe uses them, and runs as another user.
 */
#ifndef MWA_REPORT_H
#define MWA_REPORT_H

#include "config/mwa_tables.h"

#include <stdio.h>

/** What goes into the report beside the answers, and the aliases and servers that they are about. */
typedef enum mwa_report_more_e {
    MWA_REPORT_NO_MORE,
    MWA_REPORT_ALIASES, /**< "aliases": all aliases and servers */
    MWA_REPORT_LINT,    /**< "lint": findings */
    MWA_REPORT_LINT_ALL /**< "lint-all": findings, overlaps among them */
} mwa_report_more_t;

/** What is to be told, if anything. */
typedef struct mwa_report_s {
    int dump;    /**< the table of each server, on standard output */
    int started; /**< httpd's modules have been started: the answers know them all */
    int request; /**< a descriptor, or -1 */
    int report;  /**< a descriptor, or -1 */
    mwa_report_more_t more;
    const char *asked; /**< set by mwa_report_prepare(): for each table, whether it is asked; NULL: all may be */
} mwa_report_t;

/** WSGIAliasReport directory [aliases|lint|lint-all]: where mwa_command_line_check() admits it. */
const char *mwa_report_directory(cmd_parms *cmd, void *dir, const char *directory, const char *more);

/**
 * Opens the files in a directory.
 * @return NULL, or else a sentence that says why they cannot be used, from @p p
 */
const char *mwa_report_files(apr_pool_t *p, const char *directory, mwa_report_t *report);

/** What a started httpd is to tell, into files that mwa_report_files() has opened. */
void mwa_report_started(const mwa_report_t *files, mwa_report_t *report);

/**
 * Finds out what is to be told, and opens the files for it.
 * @return NULL, or else a sentence that says why the files cannot be used, from @p p
 */
const char *mwa_report_open(apr_pool_t *p, mwa_report_t *report);

void mwa_report_close(const mwa_report_t *report);

/** Whether there is anything to be told. */
int mwa_report_is_wanted(const mwa_report_t *report);

/**
 * Prepares for the questions, in the process that tries, before the bridge is started: Java need only compile the
 * tables that they are about.
 * @param tables NULL if there is no alias at all
 */
void mwa_report_prepare(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, mwa_report_t *report);

/**
 * Tells it, in the process that tries, when the bridge has been started.
 * @param tables NULL if there is no alias at all: then no bridge is needed
 * @return NULL, or else a sentence that says why it is incomplete
 */
const char *mwa_report_write(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables,
                             const mwa_report_t *report);

/**
 * Answers questions in a child that serves.
 * @param page the request for the answers (mwa_live.h)
 * @param tables NULL if there is no alias at all
 * @param all whether all aliases and servers are to be told, not only those that the answers are about
 * @param request lines as of the request file
 */
void mwa_report_live(const request_rec *page, const mwa_tables_t *tables, int all, FILE *request, FILE *out);

#endif /* MWA_REPORT_H */
