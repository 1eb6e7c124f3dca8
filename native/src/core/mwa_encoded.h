/**
 * @file mwa_encoded.h
 * @brief Whether the path of a request line is another spelling of a decoded path. Knows no httpd.
 */
#ifndef MWA_ENCODED_H
#define MWA_ENCODED_H

#include "core/mwa_hot.h"

#include <stddef.h>

/**
 * Compares a path as a client has sent it with a decoded one.
 * @param encoded the target of a request line; its path ends at a '?', a '#' or its end
 * @param path decoded
 * @return how many bytes of @p encoded the path takes, if it begins with a '/' and says, each %XX decoded, exactly
 *         @p path; otherwise 0
 */
MWA_HOT size_t mwa_encoded_length(const char *encoded, const char *path);

#endif /* MWA_ENCODED_H */
