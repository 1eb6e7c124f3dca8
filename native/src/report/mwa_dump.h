/**
 * @file mwa_dump.h
 * @brief The effective table of each server, for people: httpd -t -D DUMP_WSGI_ALIASES.
 */
#ifndef MWA_DUMP_H
#define MWA_DUMP_H

#include "report/mwa_engines.h"

#include <stdio.h>

/** @param engines by the aliases' ids; not looked at if no server has an alias */
void mwa_dump_tables(apr_pool_t *p, FILE *out, server_rec *main_server, const mwa_engine_t *engines);

/** What a virtual host is bound to, as its section says: "*:80 [::1]:8080". */
const char *mwa_dump_addresses(apr_pool_t *p, const server_rec *s);

#endif /* MWA_DUMP_H */
