/**
 * @file mwa_status_report.h
 * @brief What the status page, its JSON and its metrics tell: counters and configuration, put together once.
 *
 * A report is one moment's: the numbers that rows are sorted by do not move while they are sorted.
 */
#ifndef MWA_STATUS_REPORT_H
#define MWA_STATUS_REPORT_H

#include "config/mwa_tables.h"
#include "core/mwa_counters.h"
#include "lint/mwa_findings.h"

/** An alias and its numbers. */
typedef struct mwa_alias_row_s {
    const mwa_alias_t *alias;
    const char *server;        /**< name and port of the server in which it stands */
    const char *engine;        /**< in a word */
    apr_uint64_t since;        /**< seconds since 1970 */
    apr_uint64_t hits;
    apr_uint64_t refusals;
    apr_uint64_t errors;
    apr_uint64_t last_used;    /**< seconds since 1970; 0: never */
    double share;              /**< of all hits, 0 to 1 */
    double rate;               /**< hits a second since counting began */
    apr_array_header_t *findings; /**< of const mwa_finding_t *; NULL: none */
    mwa_severity_t severity;   /**< of the worst of them */
} mwa_alias_row_t;

/** A table and its numbers. */
typedef struct mwa_table_row_s {
    const mwa_table_t *table;
    const char *server;        /**< name and port of the first server that has it */
    const char *place;         /**< where that server is configured */
    int aliases;               /**< its own and those of the main server */
    apr_uint64_t since;        /**< seconds since 1970 */
    mwa_table_counters_t counters;
} mwa_table_row_t;

typedef struct mwa_status_report_s {
    apr_uint64_t now;          /**< seconds since 1970 */
    apr_array_header_t *aliases; /**< of mwa_alias_row_t, by id */
    apr_array_header_t *tables;  /**< of mwa_table_row_t, by id */
    apr_uint64_t since;        /**< when the first table began to count, in seconds since 1970; 0: there is none */
    mwa_table_counters_t total; /**< over all tables */
    apr_uint64_t hits;         /**< over all aliases */
    const mwa_findings_t *findings; /**< of the configuration that is served; never NULL */
    apr_array_header_t *other_findings; /**< those that are about no alias, of const mwa_finding_t *; NULL: none */
} mwa_status_report_t;

/** @param tables NULL: a report without rows */
const mwa_status_report_t *mwa_status_report(apr_pool_t *p, const mwa_tables_t *tables);

/** Whether the server of a table asks an alias: its own, or one of the main server's. */
int mwa_status_has(const mwa_table_row_t *table, const mwa_alias_t *alias);

#endif /* MWA_STATUS_REPORT_H */
