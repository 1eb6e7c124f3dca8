/**
 * @file mwa_utf8.h
 * @brief Whether bytes are text to Python. Knows no httpd.
 */
#ifndef MWA_UTF8_H
#define MWA_UTF8_H

#include <stddef.h>

/** Whether the first @p length bytes of @p text are UTF-8: shortest forms only, no surrogates, up to U+10FFFF. */
int mwa_is_utf8(const char *text, size_t length);

#endif /* MWA_UTF8_H */
