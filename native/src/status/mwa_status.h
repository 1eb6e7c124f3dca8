/**
 * @file mwa_status.h
 * @brief The status page: SetHandler wsgi-alias-status. One file for each form of it.
 *
 * It only answers GET, and changes nothing. The code that writes a text of a URL or of the configuration escapes it.
 */
#ifndef MWA_STATUS_H
#define MWA_STATUS_H

#include "status/mwa_status_explain.h"
#include "status/mwa_status_report.h"

/** What a request of the page asks for. */
typedef struct mwa_status_query_s {
    int hosts;          /**< the list of virtual hosts, not of aliases */
    const char *sort;   /**< the column's key; NULL: the configuration's order */
    const char *search; /**< rows that contain it; "" for all */
    int host;           /**< only the aliases of this table; -1: of all */
    int page;           /**< from 1 */
    const char *url;    /**< a URL to be explained; "" for none */
} mwa_status_query_t;

/** The handler. */
int mwa_status_handler(request_rec *r);

/** For mod_status: a few lines on its page, and on its ?auto. Registered as its optional hook. */
int mwa_status_extension(request_rec *r, int flags);

/**
 * Writes the page, for people.
 * @param nonce of the Content-Security-Policy
 * @param explanation NULL if there is none
 */
void mwa_status_html(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query,
                     const mwa_explanation_t *explanation, const char *nonce);

/** Writes the pictures of the page: requests a minute, and lookup times. */
void mwa_status_charts(request_rec *r, const mwa_status_report_t *report);

/** Writes a list of the page, aliases or virtual hosts: as much of it as the query asks for. */
void mwa_status_list(request_rec *r, const mwa_status_report_t *report, const mwa_status_query_t *query);

/** Writes findings, each as what can be unfolded without a script. @param findings NULL: none */
void mwa_status_findings(request_rec *r, const apr_array_header_t *findings);

/** Writes everything as JSON; docs/status.md tells its form. */
void mwa_status_json(request_rec *r, const mwa_status_report_t *report);

/** Writes an explanation as JSON. */
void mwa_status_json_explanation(request_rec *r, const mwa_explanation_t *found);

/** Writes everything in Prometheus' text format, version 0.0.4. */
void mwa_status_metrics(request_rec *r, const mwa_status_report_t *report);

#endif /* MWA_STATUS_H */
