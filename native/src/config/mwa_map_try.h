/**
 * @file mwa_map_try.h
 * @brief Other files to read in place of maps, for the command wsgi-alias: WSGIAliasMapTry.
 *
 * For one thread.
 */
#ifndef MWA_MAP_TRY_H
#define MWA_MAP_TRY_H

#include "httpd.h"

#include "http_config.h"

#include "apr_tables.h"

/** What httpd calls the file of a directive that stands on its command line. */
#define MWA_COMMAND_LINE "-c/-C directives"

/** WSGIAliasMapTry file other: on httpd's command line, in a test of its configuration or after mwa_map_try_admit(). */
const char *mwa_map_try_directive(cmd_parms *cmd, void *dir, const char *file, const char *other);

/** From now on a start of httpd may have the directive, too. */
void mwa_map_try_admit(void);

/** The file that is read where a map names @p path. */
const char *mwa_map_try_in_place_of(const char *path);

/**
 * Adds to the files that wildcards name those that are to be tried and do not exist yet.
 * @param paths of const char *
 */
void mwa_map_try_add(apr_array_header_t *paths, const char *wildcards);

/** @return a sentence, from @p p, if a file was given that no map has named since; or NULL */
const char *mwa_map_try_unused(apr_pool_t *p);

#endif /* MWA_MAP_TRY_H */
