/**
 * @file mwa_url.h
 * @brief Turns a URL into a request, as httpd does with what a client sends, but without a client.
 *
 * httpd's own functions choose the virtual host, and normalise and decode the path. For reports, in the process that
 * tries: no module has been started in it, so only such hooks run as need no start.
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

/**
 * Makes the request, up to where httpd would run translate_name.
 * @param p lives as long as the request
 * @param status receives 0, or the status that httpd would refuse the request with by now
 * @return never NULL
 */
request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status);

/**
 * Asks the modules whose translate_name runs before this module's: mod_alias, mod_rewrite and mod_proxy. Others are
 * not asked, because they may need a server that has been started.
 * @param module receives the name of the one that takes the request
 * @return DECLINED, or what that module answers
 */
int mwa_url_ask_others(request_rec *r, const char **module);

/** Whether mod_dir redirects a request that has come to a directory to the same URL with a slash. */
int mwa_url_gets_slash(request_rec *r);

#endif /* MWA_URL_H */
