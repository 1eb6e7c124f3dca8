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

/** WSGIAliasMapTry file other: where mwa_command_line_check() admits it. */
const char *mwa_map_try_directive(cmd_parms *cmd, void *dir, const char *file, const char *other);

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
