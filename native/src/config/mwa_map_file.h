/**
 * @file mwa_map_file.h
 * @brief Reads one map: a file with the two directives, and sections for host names.
 */
#ifndef MWA_MAP_FILE_H
#define MWA_MAP_FILE_H

#include "config/mwa_config.h"
#include "config/mwa_map_bytes.h"
#include "config/mwa_map_text.h"

/** One section for host names. */
typedef struct mwa_hosts_s {
    int first;                 /**< its first alias: a place in the list of its server's aliases */
    int count;                 /**< its aliases, which stand in a row */
    apr_array_header_t *names; /**< of const char *, in lower case */
} mwa_hosts_t;

/** What is read, by server. */
typedef struct mwa_map_list_s {
    apr_array_header_t *aliases; /**< of mwa_alias_t * */
    apr_array_header_t *hosts;   /**< of mwa_hosts_t */
} mwa_map_list_t;

/** How a map is to be read. */
typedef struct mwa_map_reader_s {
    apr_pool_t *pool;   /**< of all that is read */
    server_rec *server; /**< whose aliases they become */
    uid_t owner;        /**< who may change the file, besides root */
    const server_rec *main_server;
    apr_pool_t *keep; /**< of what is kept; NULL: nothing is */
} mwa_map_reader_t;

/** The lines of a section, from its beginning to its end. */
typedef struct mwa_map_section_s {
    int first;
    int last;
} mwa_map_section_t;

/** What was read of a map, to tell later what a change of it changes. */
typedef struct mwa_map_kept_s {
    const mwa_map_text_t *text;         /**< NULL: there was no such file */
    const apr_array_header_t *sections; /**< of mwa_map_section_t, ascending */
    int first;                          /**< its first alias: a place in the list of its server's */
    int own;                            /**< how many aliases its sections have, which come first */
    int others;                         /**< how many others there are */
} mwa_map_kept_t;

/** Lines of a map that are being read. */
typedef struct mwa_map_parse_s {
    const mwa_map_reader_t *reader;
    apr_pool_t *scratch;
    const char *path;
    ap_directive_t directive;     /**< the line that is being read */
    apr_array_header_t *own;      /**< of mwa_alias_t *: those of sections */
    apr_array_header_t *others;   /**< the same: those of no section */
    apr_array_header_t *hosts;    /**< of mwa_hosts_t; "first" counts in "own" */
    apr_array_header_t *sections; /**< of mwa_map_section_t */
    mwa_hosts_t *section;         /**< the one that is open, or NULL */
    const char *names;            /**< its names, as one text */
    int section_line;
} mwa_map_parse_t;

mwa_map_parse_t *mwa_map_parse_begin(const mwa_map_reader_t *reader, const char *path);

/**
 * Reads lines, behind those that were read before. A section must end where it begins.
 * @param line_number of the first
 * @return NULL, or "FILE:LINE: what is wrong", from the reader's pool
 */
const char *mwa_map_parse_lines(mwa_map_parse_t *parse, const char *lines, apr_size_t size, int line_number);

/** Appends the aliases that were read: first those of sections, then all others. */
void mwa_map_parse_end(const mwa_map_parse_t *parse, const mwa_map_list_t *into);

/**
 * Appends the aliases of a map: first those of its sections, then all others.
 * @param state receives what state the file was read in
 * @param kept receives what was read, if the reader keeps anything; or NULL
 * @return NULL, or "FILE:LINE: what is wrong", from the reader's pool
 */
const char *mwa_map_file_read(const mwa_map_reader_t *reader, const char *path, const mwa_map_list_t *into,
                              mwa_map_state_t *state, mwa_map_kept_t *kept);

#endif /* MWA_MAP_FILE_H */
