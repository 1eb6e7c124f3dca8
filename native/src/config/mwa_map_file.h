/**
 * @file mwa_map_file.h
 * @brief Reads one map: a file with the two directives, and sections for host names.
 */
#ifndef MWA_MAP_FILE_H
#define MWA_MAP_FILE_H

#include "config/mwa_config.h"

#include "apr_hash.h"

#include <sys/stat.h>

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

/** What tells one state of a file from another. */
typedef struct mwa_map_state_s {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified;
    struct timespec changed;
} mwa_map_state_t;

mwa_map_state_t mwa_map_state(const struct stat *status);

int mwa_map_state_equals(const mwa_map_state_t *one, const mwa_map_state_t *other);

/** How a map is to be read. */
typedef struct mwa_map_reader_s {
    apr_pool_t *pool;   /**< of all that is read */
    server_rec *server; /**< whose aliases they become */
    uid_t owner;        /**< who may change the file, besides root */
    const server_rec *main_server;
} mwa_map_reader_t;

/**
 * Appends the aliases of a map: first those of its sections, then all others.
 * @param state receives what state the file was read in
 * @return NULL, or "FILE:LINE: what is wrong", from the reader's pool
 */
const char *mwa_map_file_read(const mwa_map_reader_t *reader, const char *path, const mwa_map_list_t *into,
                              mwa_map_state_t *state);

#endif /* MWA_MAP_FILE_H */
