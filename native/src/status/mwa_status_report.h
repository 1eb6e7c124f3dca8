/**
 * @file mwa_status_report.h
 * @brief What the status page, its JSON and its metrics tell: sums, and rows of which each is made when it is asked
 * for.
 */
#ifndef MWA_STATUS_REPORT_H
#define MWA_STATUS_REPORT_H

#include "config/mwa_tables.h"
#include "core/mwa_counters.h"
#include "core/mwa_minutes.h"
#include "lint/mwa_findings.h"

/** An alias and its numbers. */
typedef struct mwa_alias_row_s {
    const mwa_alias_t *alias;
    const char *server; /**< name and port of the server in which it stands */
    const char *engine; /**< in a word */
    apr_uint64_t since; /**< seconds since 1970 */
    apr_uint64_t hits;
    apr_uint64_t refusals;
    apr_uint64_t errors;
    apr_uint64_t remote;          /**< requests that went to a remote process group */
    apr_uint64_t last_used;       /**< seconds since 1970; 0: never */
    double share;                 /**< of all hits, 0 to 1 */
    double rate;                  /**< hits a second since counting began */
    apr_array_header_t *findings; /**< of const mwa_finding_t *; NULL: none */
    mwa_severity_t severity;      /**< of the worst of them */
} mwa_alias_row_t;

/** A table and its numbers. */
typedef struct mwa_table_row_s {
    const mwa_table_t *table;
    const mwa_table_ranges_t *ranges;
    const char *server; /**< name and port of the first server that has it */
    const char *place;  /**< where that server is configured */
    int aliases;        /**< its own and those of the main server */
    apr_uint64_t since; /**< seconds since 1970 */
    mwa_table_counters_t counters;
} mwa_table_row_t;

typedef struct mwa_status_report_s {
    apr_uint64_t now;               /**< seconds since 1970 */
    const mwa_tables_t *configured; /**< of which rows are made; NULL if there is no alias */
    apr_uint64_t since;             /**< when the first table began to count, in seconds since 1970; 0: there is none */
    mwa_table_counters_t total;     /**< over all tables */
    apr_uint64_t hits;              /**< over all aliases */
    apr_uint64_t minutes[MWA_MINUTES]; /**< lookups of each minute of the last hour; the last is not over */
    const mwa_findings_t *findings;    /**< of the configuration that is served; never NULL */
    const char *java; /**< which Java serves, and why, as the probe told it; NULL if there is no alias */
    const struct mwa_status_maps_s *maps; /**< NULL: there are none */
    apr_array_header_t *other_findings;   /**< those that are about no alias, of const mwa_finding_t *; NULL: none */
} mwa_status_report_t;

/**
 * The sums of all rows, and rows that are made one at a time: it takes the same memory for any number of them.
 * @param tables NULL: a report without rows
 */
mwa_status_report_t *mwa_status_report(apr_pool_t *p, const mwa_tables_t *tables);

/** How many rows there are. */
int mwa_status_alias_count(const mwa_status_report_t *report);
int mwa_status_table_count(const mwa_status_report_t *report);

/**
 * A row, by its place, with the numbers of this moment.
 * @param p for the row and its texts
 */
const mwa_alias_row_t *mwa_status_alias(apr_pool_t *p, const mwa_status_report_t *report, int id);
const mwa_table_row_t *mwa_status_table(apr_pool_t *p, const mwa_status_report_t *report, int id);

/** Whether the server of a table asks an alias: its own, or one of the main server's. */
int mwa_status_has(const mwa_table_row_t *table, const mwa_alias_t *alias);

#endif /* MWA_STATUS_REPORT_H */
