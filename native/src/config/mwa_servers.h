/**
 * @file mwa_servers.h
 * @brief The servers in the order of the configuration, which is the order of tables, ids and all that is listed.
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

#endif /* MWA_SERVERS_H */
