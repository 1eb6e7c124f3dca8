/**
 * @file mwa_tables.h
 * @brief All aliases of all servers as one block of bytes for Java: the specs.
 *
 * Twin of net.modwsgialias.table.Specs. The parent writes the block for the aliases that the server starts with,
 * and the map process for each generation of maps; a JVM that compiles reads it. mwa_block.h tells what numbers and
 * texts are:
 *
 *     specs = alias count, table count, 1 if %{RESOURCE} folds the script name to lower case,
 *             bytes of WSGIAliasCacheSize or -1, hosts count, alias ..., table ..., hosts ...
 *     alias = 1 if regex, AP_REG_* flags, line, 1 or 0 of pass-authorization= or -1, file, pattern, target,
 *             process group, application group, callable object
 *     table = 1 if contained, own: first alias, count, inherited: first alias, count
 *     hosts = first alias, count, number of names, name ...
 *
 * Aliases of hosts, of a <WSGIAliasHost>, stand in a row among the own aliases of one server, and are only for requests
 * with one of the names, which are in lower case: of an exact one, or of one that begins with "*.". Of the names among
 * a server's aliases that fit, the most specific one counts.
 *
 * An alias' id is its place among the aliases, a table's its place among the tables.
 */
#ifndef MWA_TABLES_H
#define MWA_TABLES_H

#include "config/mwa_config.h"
#include "config/mwa_map_file.h"
#include "mwa_frame.h"
#include "core/mwa_hot.h"

/** Aliases whose ids stand in a row. */
typedef struct mwa_range_s {
    apr_int32_t first;
    apr_int32_t count;
} mwa_range_t;

/** Which aliases a table has. */
typedef struct mwa_table_ranges_s {
    mwa_range_t own;       /**< asked first */
    mwa_range_t inherited; /**< the main server's */
    apr_int32_t has_hosts; /**< whether some are only for requests with certain host names */
} mwa_table_ranges_t;

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
    apr_array_header_t *aliases; /**< of mwa_alias_t *, by id; NULL of a generation that was mapped, so that whoever
                                      serves or shows aliases asks mwa_tables_alias() */
    apr_array_header_t *tables;  /**< of mwa_table_t, by id */
    const mwa_table_ranges_t *ranges; /**< by id of the table */
    const unsigned char *engines;     /**< a mwa_engine_id_t for each alias, told by the probe and not checked; NULL as
                                           "findings" */
    const struct mwa_findings_s *findings; /**< told by the probe; NULL before, and where nobody asks for it */
    struct mwa_minutes_s *minutes;         /**< shared by all children; set by mwa_retain_counters() */
    const char *java; /**< which Java serves, and why, for people: as "findings", and not checked */
    const void *specs;
    apr_size_t specs_size;                    /**< bytes */
    apr_size_t specs_tables;                  /**< where the first table is in the specs */
    const apr_array_header_t *servers;        /**< of server_rec *: mwa_servers() */
    const struct mwa_alias_record_s *records; /**< of a generation that was mapped, by id */
    int record_count;
    const char *texts; /**< that the records name */
    struct {
        const mwa_run_t *runs; /**< which of all ids are the patch's; NULL: there is no patch */
        int run_count;
        int aliases;                              /**< how many there are in all */
        const struct mwa_alias_record_s *records; /**< by the patch's ids, likewise */
        const char *texts;
        const unsigned char *engines;
    } patch;                   /**< of a generation that is one: the fields above are then of the whole */
    const char *findings_text; /**< for mwa_findings_read(), in place of "findings"; or NULL */
} mwa_tables_t;

MWA_HOT int mwa_tables_alias_count(const mwa_tables_t *tables);

/** A mwa_engine_id_t, as it was told. */
unsigned mwa_tables_engine(const mwa_tables_t *tables, int id);

/**
 * @param p of the alias and its place, if they are made only now; other texts live as long as the tables
 * @param id less than mwa_tables_alias_count()
 */
MWA_HOT const mwa_alias_t *mwa_tables_alias(apr_pool_t *p, const mwa_tables_t *tables, int id);

/**
 * Numbers the aliases and tables of all servers, and writes the specs.
 * @param fold_script_name how the mod_wsgi that is loaded forms %{RESOURCE}
 * @return NULL if no server has an alias or a map
 */
mwa_tables_t *mwa_tables_build(apr_pool_t *p, server_rec *main_server, int fold_script_name);

/**
 * The specs of a patch (mwa_patch.h): aliases that have come since, in the tables that there are.
 * @param lists by table: what has come; empty where nothing has
 */
mwa_tables_t *mwa_tables_build_patch(apr_pool_t *p, const server_rec *main_server, const mwa_tables_t *whole,
                                     const mwa_map_list_t *lists, int fold_script_name);

/**
 * Specs of which Java need not compile everything: there, other tables than these have no aliases of their own, and
 * must not be asked.
 * @param asked a byte for each table; the main server's counts in any case
 * @return from @p p, of the size of @p tables' own
 */
const void *mwa_tables_specs_for(apr_pool_t *p, const mwa_tables_t *tables, const char *asked);

#endif /* MWA_TABLES_H */
