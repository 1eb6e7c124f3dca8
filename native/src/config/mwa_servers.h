/**
 * @file mwa_servers.h
 * @brief The servers in the order of the configuration, which is the order of tables, ids and all that is listed; and
 * which of them have something of their own.
 */
#ifndef MWA_SERVERS_H
#define MWA_SERVERS_H

#include "apr_tables.h"
#include "httpd.h"

/**
 * The main server, and then the virtual hosts as they stand in the files: httpd's own list has the last of them first.
 * @return of server_rec *
 */
apr_array_header_t *mwa_servers(apr_pool_t *p, server_rec *main_server);

/**
 * Whether a server has a configuration of its own: httpd merges nothing for a virtual host without any line of this
 * module, which has the main server's very configuration.
 */
int mwa_servers_have_own(const server_rec *s, const server_rec *main_server);

#endif /* MWA_SERVERS_H */
