/**
 * @file mwa_retain.h
 * @brief Gives each alias and table the counters that it had before httpd was restarted.
 *
 * The counters outlive the configuration: they are in memory that the parent shares with all children, those of
 * earlier generations too, and that is kept as long as the parent lives. So children that still answer their last
 * requests after a graceful restart count in the same place as the new ones, and nothing is lost.
 *
 * After a restart, an alias is recognized by its server's name and port, its directive, its pattern and its target, and
 * by the host names that it is for;
 * not by its line, which moves with every line above it. If several aliases agree in all of these, their order tells
 * them apart. A table is recognized by its server's name and port.
 *
 * Code in a child can write anything into the counters. The parent, which may be root, only fills them with zeroes.
 * Which alias they belong to, and their start time, is in the parent's own memory, which children inherit.
 */
#ifndef MWA_RETAIN_H
#define MWA_RETAIN_H

#include "config/mwa_tables.h"

/**
 * Sets the counters of all aliases and tables, and since when they count, and those of the last hour's minutes. In the
 * parent, once for each reading of the configuration that will be served; never by two threads.
 * @param process the pool that lives as long as the process
 * @return APR_SUCCESS, or why there is no shared memory
 */
apr_status_t mwa_retain_counters(apr_pool_t *process, mwa_tables_t *tables);

/** Aliases that there is room for without a restart, if there are maps: as many, or a quarter of those that there are.
 */
#define MWA_RETAIN_LEAST_SPARE 1024

/**
 * In the parent, after mwa_retain_counters(): makes counters for aliases that maps may bring later, which all processes
 * share that are forked from now on.
 */
apr_status_t mwa_retain_spare(apr_pool_t *process, const mwa_tables_t *tables);

/**
 * Like mwa_retain_counters(), but of aliases alone, and with the counters that there are: in the map process, for
 * counters that other processes do not have yet would be of no use.
 * @return APR_ENOSPC if they are too few: then the aliases have none, and what was retained before is in disorder until
 *         mwa_retain_adopt()
 */
apr_status_t mwa_retain_within(apr_pool_t *process, const mwa_tables_t *tables);

/**
 * The same of a patch (mwa_patch.h): its aliases get the counters that they had, also those of aliases of the whole
 * that have gone. Counters that patches take are theirs until the next whole generation.
 * @param removed of int: the ids that have gone, of the whole
 * @return APR_ENOSPC if they are too few; nothing else is changed by that
 */
apr_status_t mwa_retain_patch(apr_pool_t *process, const mwa_tables_t *patch, const mwa_tables_t *whole,
                              const apr_array_header_t *removed);

/** Has the next to be retained find the counters as a generation has them, which another process has made. */
void mwa_retain_adopt(apr_pool_t *process, const mwa_tables_t *tables);

/** The name and port that a server is known by: "www.example.com:8080", or without a port that is not given. */
const char *mwa_retain_server_name(apr_pool_t *p, const server_rec *s);

#endif /* MWA_RETAIN_H */
