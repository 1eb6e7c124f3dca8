/**
 * @file mwa_ask.h
 * @brief Has httpd handle a URL as it would for a client, but for the last step, which makes the content.
 *
 * Either in the process that tries, which can serve no more; or in a child that serves, for a request to the status
 * page.
 */
#ifndef MWA_ASK_H
#define MWA_ASK_H

#include "report/mwa_url.h"
#include "request/mwa_trail.h"

/** What has become of a request. */
typedef struct mwa_asked_s {
    request_rec *r;             /**< the request that is answered in the end, behind all redirections within httpd */
    int status;                 /**< OK: the handler would run; or else what the request is answered with before that */
    int error;                  /**< the status that led to the request by ErrorDocument; or 0 */
    const mwa_lookup_t *lookup; /**< of its URL; NULL if no alias was asked */
    int reached;                /**< how far it has got: MWA_REACHED_* */
    const char *module;         /**< that answered with the status, or none; NULL also where that is not known */
    const char *mapped;         /**< the module that mapped the URL, or refused to; NULL: likewise */
} mwa_asked_t;

/**
 * @param p lives as long as the answer
 * @param page NULL in a process that tries, after mwa_hooks_prepare(); otherwise the request that is served: the
 * question is then asked by a sub-request, as from the same client, and nobody knows which module answers
 */
void mwa_ask(apr_pool_t *p, server_rec *main_server, const request_rec *page, const mwa_url_t *url,
             mwa_asked_t *answer);

#endif /* MWA_ASK_H */
