/**
 * @file mwa_map_bytes.h
 * @brief What is in the file of a map, and what tells one state of it from another.
 */
#ifndef MWA_MAP_BYTES_H
#define MWA_MAP_BYTES_H

#include "apr_pools.h"

#include <sys/stat.h>

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

/** A file's bytes. */
typedef struct mwa_map_bytes_s {
    const char *bytes;
    apr_size_t size;
} mwa_map_bytes_t;

/**
 * Reads a file, if none but root and its owner can change it, and nobody changes it meanwhile.
 * @param p of the bytes
 * @param owner who may change the file, besides root
 * @param state receives what state it was read in
 * @return NULL, or what is wrong, from @p p
 */
const char *mwa_map_bytes_read(apr_pool_t *p, const char *path, uid_t owner, mwa_map_bytes_t *bytes,
                               mwa_map_state_t *state);

#endif /* MWA_MAP_BYTES_H */
