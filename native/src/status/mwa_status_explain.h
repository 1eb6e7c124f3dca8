/**
 * @file mwa_status_explain.h
 * @brief What the running server would do with a URL: by a sub-request that goes all the way but its last step.
 */
#ifndef MWA_STATUS_EXPLAIN_H
#define MWA_STATUS_EXPLAIN_H

#include "request/mwa_request.h"

/** An answer, from the pool of the request. Texts are not escaped: the code that shows them must do so. */
typedef struct mwa_explanation_s {
    const char *url;   /**< as it was asked for */
    const char *error; /**< a sentence: why it cannot be explained; or NULL, then all that follows */
    const server_rec *server;
    int status;                       /**< 200 if the handler would run */
    const char *status_line;          /**< "200 OK" */
    const char *location;             /**< where a redirection goes, or NULL */
    const char *uri;                  /**< the decoded path, after rewriting */
    const char *filename;             /**< or NULL */
    const char *file_type;            /**< "a file", "a directory", "nothing" or "something else" */
    const char *handler;              /**< or NULL */
    const mwa_alias_t *alias;         /**< that took it, or that it failed with; NULL: no alias */
    int taken;                        /**< the alias took it: what follows is set */
    const char *captures[MWA_GROUPS]; /**< NULL: took no part in the match */
    const char *script_name;
    const char *path_info;
    const char *process_group;     /**< empty: embedded */
    const char *process_group_by;  /**< what decides it (mwa_effective_source()); the others likewise */
    const char *application_group; /**< empty: the first interpreter */
    const char *application_group_by;
    const char *callable_object;
    const char *callable_object_by;
    const char *pass_authorization; /**< "On" or "Off" */
    const char *pass_authorization_by;
    const char *remote; /**< the URL of the process group, if it is remote; or NULL */
    const char *daemon; /**< the arguments of the process group's WSGIDaemonProcess; or NULL */
    const char *reason; /**< why mod_wsgi would not run the script; NULL: it would */
} mwa_explanation_t;

/**
 * Has httpd map a URL as it would map a request for it from the same client: rewriting, other modules' aliases, access
 * control and fixups take part; no handler runs, and nothing is counted.
 * @param r the status page's own request
 * @param url "/path", or "http://host/path": then for the virtual host that has the name, on the same address and port
 */
const mwa_explanation_t *mwa_status_explain(request_rec *r, const char *url);

#endif /* MWA_STATUS_EXPLAIN_H */
