/**
 * @file mwa_hash.h
 * @brief A hash of bytes: FNV-1a, of 64 bits. For what nobody chooses so that hashes are equal, or
 * where that does no harm.
 */
#ifndef MWA_HASH_H
#define MWA_HASH_H

#include <stddef.h>
#include <stdint.h>

/** Of no byte. */
#define MWA_HASH_BEGIN 0xcbf29ce484222325ULL

/** Goes on with a hash, over more bytes. */
static inline uint64_t mwa_hash(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    size_t i;

    for (i = 0; i < size; ++i) {
        hash = (hash ^ at[i]) * 0x100000001b3ULL;
    }
    return hash;
}

#endif /* MWA_HASH_H */
