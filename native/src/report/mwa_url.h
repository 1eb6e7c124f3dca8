/**
 * @file mwa_url.h
 * @brief Turns a URL into a request, as httpd does with what a client sends, but without a client.
 *
 * httpd's own functions choose the virtual host. For reports, in the process that tries.
 */
#ifndef MWA_URL_H
#define MWA_URL_H

#include "httpd.h"

/** A line of the request file (mwa_report.h). */
typedef struct mwa_url_s {
    const char *address; /**< where it comes in, an IP address; NULL: where httpd listens on the port */
    apr_port_t port;     /**< 0: the first that httpd listens on */
    const char *host;    /**< of the Host header; NULL: none */
    const char *target;  /**< of the request line, as a client would send it */
} mwa_url_t;

/** Prepares this: once, before the first request. */
void mwa_url_prepare(void);

/**
 * Makes the request, up to where httpd would run post_read_request. What is sent to its client is thrown away.
 * @param p lives as long as the request
 * @param status receives 0, or the status that httpd would refuse the request with by now
 * @return never NULL
 */
request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status);

#endif /* MWA_URL_H */
