/**
 * @file fake_maps.h
 * @brief Files of maps that are in memory, and what httpd reads their lines with.
 *
 * Lines are short: "a PATTERN TARGET" is an alias, "<NAMES" begins a section, and ">" ends it.
 */
#ifndef FAKE_MAPS_H
#define FAKE_MAPS_H

#include "httpd_unit.h"
#include "config/mwa_maps.h"

/** How many texts of files have been read, and are not given up yet. */
extern int fake_maps_texts;

/** There is no file any more. */
void fake_maps_begin(void);

/** A file has a text from now on; NULL: there is none. */
void fake_maps_put(const char *path, const char *text);

/** A server without anything, the last of all. @param main_server NULL: it is that */
server_rec *fake_maps_server(apr_pool_t *p, server_rec *main_server);

/** An alias of a server's own. */
void fake_maps_alias(apr_pool_t *p, const server_rec *s, const char *pattern);

/** A map behind a server's lines so far; there need be no such file. */
void fake_maps_add(apr_pool_t *p, const server_rec *s, const char *path);

/** As mwa_maps_look(). */
apr_array_header_t *fake_maps_look(apr_pool_t *p, server_rec *main_server);

#endif /* FAKE_MAPS_H */
