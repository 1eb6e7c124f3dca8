/**
 * @file mwa_remote_url.h
 * @brief The URL of a remote process group: parsed, checked, and brought into the form that mod_proxy gives it.
 */
#ifndef MWA_REMOTE_URL_H
#define MWA_REMOTE_URL_H

#include "httpd.h"

/** A remote process group. */
typedef struct mwa_remote_s {
    const char *name;
    const char *url;    /**< as mod_proxy names the worker or balancer: without "unix:...|", path and default port */
    const char *socket; /**< the path in "unix:path|...", as written; NULL if there is none */
    const char *prefix; /**< what r->filename begins with: "proxy:", the URL and a '/', which ends the host */
    apr_size_t prefix_length; /**< in bytes */
    const char *place;        /**< "file:line" */
} mwa_remote_t;

/** A scheme that a group's URL can have. */
typedef struct mwa_scheme_s {
    const char *name;
    const char *module; /**< that speaks it, as httpd names it: "mod_proxy_scgi.c" */
    int port;           /**< that mod_proxy leaves out */
    int is_balancer;
    int is_encrypted;
} mwa_scheme_t;

/** The scheme of that name, of @p length bytes and in any case, or NULL. */
const mwa_scheme_t *mwa_remote_scheme(const char *name, apr_size_t length);

/**
 * Reads "scheme://host:port" or "unix:/path|scheme://host" into @p remote.
 * @param scheme receives the scheme
 * @return NULL, or why it is none: the rest of a sentence that begins with the directive and the URL
 */
const char *mwa_remote_url(apr_pool_t *p, const char *url, mwa_remote_t *remote, const mwa_scheme_t **scheme);

#endif /* MWA_REMOTE_URL_H */
