/**
 * @file mwa_options.h
 * @brief What Java is started with: where it is, which files it loads, how large its heap may grow.
 */
#ifndef MWA_OPTIONS_H
#define MWA_OPTIONS_H

#include "config/mwa_tables.h"
#include "jvm/mwa_bridge.h"
#include "process/mwa_probe.h"

/**
 * For a process that compiles the tables, or for a child that loads them.
 * @param prepared what was compiled of @p tables; empty, if this process is to compile them
 * @return from @p p
 */
mwa_bridge_options_t *mwa_options_make(apr_pool_t *p, server_rec *s, const mwa_tables_t *tables,
                                       const mwa_outcome_t *prepared);

/**
 * For the process that compiles changes of maps: as a child's, but with the heap for it.
 * @param aliases for how many
 */
mwa_bridge_options_t *mwa_options_make_compiler(apr_pool_t *p, server_rec *s, const mwa_tables_t *tables,
                                                const mwa_outcome_t *prepared, int aliases);

#endif /* MWA_OPTIONS_H */
