#include "core/mwa_encoded.h"

#include <string.h>

/** The value of a hexadecimal digit, or -1. */
static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    // Upper case from lower case.
    c = (char)(c & ~0x20);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t mwa_encoded_length(const char *encoded, const char *path)
{
    const char *at = encoded;

    if (*at != '/') {
        return 0;
    }
    while (*at && *at != '?' && *at != '#') {
        int high = *at == '%' ? digit(at[1]) : -1;
        int low = high >= 0 ? digit(at[2]) : -1;
        char byte = *at;

        if (low >= 0) {
            byte = (char)(high << 4 | low);
        }
        // AllowEncodedSlashes NoDecode leaves a slash as it came.
        if (byte == '/' && low >= 0 && !strncmp(path, at, 3)) {
            path += 2;
        }
        // The path's own end differs from every byte but NUL.
        else if (!byte || byte != *path) {
            return 0;
        }
        at += low >= 0 ? 3 : 1;
        ++path;
    }
    return *path ? 0 : (size_t)(at - encoded);
}
