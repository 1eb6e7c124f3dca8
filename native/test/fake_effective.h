/**
 * @file fake_effective.h
 * @brief The world around what mod_wsgi's handler would do: a configuration, and what httpd knows of a request.
 */
#ifndef FAKE_EFFECTIVE_H
#define FAKE_EFFECTIVE_H

#include "httpd_unit.h"
#include "config/mwa_remote.h"
#include "config/mwa_settings.h"
#include "request/mwa_request.h"

typedef struct world_s {
    server_rec servers[2];                     /**< the main server, and a virtual host */
    mwa_setting_t settings[MWA_SETTING_COUNT]; /**< the line of each directive; without a value there is none */
    mwa_setting_t daemon;                      /**< the only WSGIDaemonProcess; without a name there is none */
    mwa_server_t config;                       /**< of each server */
    mwa_remote_t remote;                       /**< the only remote group; without a name there is none */
    int speaks_scgi;                           /**< whether the remote group does */
    mwa_request_t *request;                    /**< what this module keeps of the request; NULL: nothing */
    apr_port_t port;                           /**< to which the request came */
    int options;                               /**< that hold where the script is: OPT_* */
} world_t;

extern world_t world;

/** As it is before each test: the two servers, and nothing configured. */
void reset_world(void);

#endif /* FAKE_EFFECTIVE_H */
