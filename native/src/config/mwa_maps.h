/**
 * @file mwa_maps.h
 * @brief WSGIAliasMap: which files there are, and what is in them.
 *
 * Maps are read when the whole configuration has been: when the server starts, under "httpd -t", and in the map process
 * whenever one has changed. The way is the same.
 */
#ifndef MWA_MAPS_H
#define MWA_MAPS_H

#include "config/mwa_map_file.h"

/** One WSGIAliasMap line. */
typedef struct mwa_map_s {
    const char *path;  /**< absolute; may have wildcards in its last part */
    int is_optional;   /**< whether there need be no such file */
    int position;      /**< how many of the server's own lines stand before it */
    int regex_flags;   /**< AP_REG_*: httpd's defaults where the line stands */
    const char *place; /**< "file:line" */
    uid_t owner;       /**< of the file that the line is in */
} mwa_map_t;

/** A file of a map, as it was found. */
typedef struct mwa_map_found_s {
    server_rec *server;
    const mwa_map_t *map;
    const char *path;      /**< absolute, without wildcards */
    int error;             /**< an errno, if it cannot be looked at; 0 if it can */
    mwa_map_state_t state; /**< if it can */
} mwa_map_found_t;

/** WSGIAliasMap [optional] file */
const char *mwa_maps_add(cmd_parms *cmd, void *dir, const char *first, const char *second);

/** WSGIAliasMapInterval seconds */
const char *mwa_maps_interval(cmd_parms *cmd, void *dir, const char *interval);

/** Whether any server has a map. */
int mwa_maps_are_used(const server_rec *main_server);

/** How often to look at the maps; 0: only when asked. */
apr_interval_time_t mwa_maps_interval_of(const server_rec *main_server);

/**
 * Looks which files there are, and in which state.
 * @return of mwa_map_found_t, in the order in which they are read: that of mwa_servers(), and so that of the ids
 */
apr_array_header_t *mwa_maps_look(apr_pool_t *p, server_rec *main_server);

/**
 * Who else could change a file that was found, by the directories and links that lead to it.
 * @return a sentence about the first such file, from @p p; NULL if there is none
 */
const char *mwa_maps_distrust(apr_pool_t *p, const apr_array_header_t *looked);

/** Whether nothing has changed between two looks. */
int mwa_maps_are_same(const apr_array_header_t *one, const apr_array_header_t *other);

/** Whether something has, and each file that has is another one now: none was written to. */
int mwa_maps_are_replaced(const apr_array_header_t *one, const apr_array_header_t *other);

/** Whether a file is empty now that was not: whoever writes in place begins so. */
int mwa_maps_are_emptied(const apr_array_header_t *now, const apr_array_header_t *before);

/**
 * Reads all maps, and gives each server the aliases of its own lines and of its maps, in place of those that it had
 * of maps before.
 * @param p of the aliases; must live until the maps are read again
 * @param looked of mwa_maps_look()
 * @param is_restless whether files are replaced so often that they need not be those that were found
 * @param kept receives a mwa_map_kept_t for each file of @p looked, from the array's pool; or NULL
 * @return NULL, or what is wrong, from @p p: then each server has what it had before
 */
const char *mwa_maps_read(apr_pool_t *p, server_rec *main_server, const apr_array_header_t *looked, int is_restless,
                          apr_array_header_t *kept);

/** Leaves each server the aliases of its own lines alone, so that those of maps can go. */
void mwa_maps_forget(server_rec *main_server);

#endif /* MWA_MAPS_H */
