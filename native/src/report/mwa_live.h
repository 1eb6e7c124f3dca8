/**
 * @file mwa_live.h
 * @brief The status page's answers to the command wsgi-alias: what happens to URLs in this running server.
 *
 *     POST page, Content-Type: application/x-wsgi-alias-questions
 *
 * The body has the lines of the request file (mwa_report.h); so has the answer those of the report. With "?aliases", it
 * tells of all aliases and servers. The content type is none that another site's page could have a browser send; with
 * another one, the status page answers.
 */
#ifndef MWA_LIVE_H
#define MWA_LIVE_H

#include "httpd.h"

/** Bytes of a body that is answered: more than the command ever sends. */
#define MWA_LIVE_MOST (20 * 1024 * 1024)

int mwa_live_handler(request_rec *r);

#endif /* MWA_LIVE_H */
