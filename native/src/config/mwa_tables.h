/**
 * @file mwa_tables.h
 * @brief All aliases of all servers as one block of bytes for Java: the specs.
 *
 * Twin of net.modwsgialias.table.Specs. The block is written once, in the parent, and read by the JVM of each
 * child. mwa_block.h tells what numbers and texts are:
 *
 *     specs = alias count, table count, 1 if %{RESOURCE} folds the script name to lower case,
 *             bytes of WSGIAliasCacheSize or -1, alias ..., table ...
 *     alias = 1 if regex, AP_REG_* flags, line, file, pattern, target, process group, application group
 *     table = 1 if contained, own: first alias, count, inherited: first alias, count
 *
 * An alias' id is its place among the aliases, a table's its place among the tables.
 */
#ifndef MWA_TABLES_H
#define MWA_TABLES_H

#include "config/mwa_config.h"

/** What the URLs of one server, or of several that have the very same aliases, are looked up in. */
typedef struct mwa_table_s {
    const server_rec *server;              /**< the first that has it */
    int hosts;                             /**< how many servers have it */
    struct mwa_table_counters_s *counters; /**< shared by all children; set by mwa_retain_counters() */
    apr_uint64_t since;                    /**< when counting began, in seconds since 1970; set likewise */
    int nth; /**< 1; or 2 and so on, if a table before it is counted under the same name */
} mwa_table_t;

/** Everything that is configured; immutable once built. */
typedef struct mwa_tables_s {
    apr_array_header_t *aliases;  /**< of mwa_alias_t *, by id */
    apr_array_header_t *tables;   /**< of mwa_table_t, by id */
    const unsigned char *engines; /**< a mwa_engine_id_t for each alias, told by the probe and not checked; NULL as
                                       "findings" */
    const struct mwa_findings_s *findings; /**< told by the probe; NULL before, and where nobody asks for it */
    struct mwa_minutes_s *minutes;         /**< shared by all children; set by mwa_retain_counters() */
    const char *java; /**< which Java serves, and why, for people: as "findings", and not checked */
    const void *specs;
    apr_size_t specs_size; /**< bytes */
} mwa_tables_t;

/**
 * Numbers the aliases and tables of all servers, and writes the specs.
 * @param fold_script_name how the mod_wsgi that is loaded forms %{RESOURCE}
 * @return NULL if no server has an alias
 */
mwa_tables_t *mwa_tables_build(apr_pool_t *p, server_rec *main_server, int fold_script_name);

#endif /* MWA_TABLES_H */
