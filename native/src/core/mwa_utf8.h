/**
 * @file mwa_utf8.h
 * @brief Where bytes are UTF-8 (RFC 3629): shortest forms only, no surrogates, up to U+10FFFF. Knows no httpd.
 */
#ifndef MWA_UTF8_H
#define MWA_UTF8_H

#include <stddef.h>

/** The bytes of the character that begins at @p text, or 0 if none does. @param left bytes of the text, at least 1 */
size_t mwa_utf8_size(const char *text, size_t left);

/** Whether the first @p length bytes of @p text are UTF-8, which is what Python takes for text. */
int mwa_is_utf8(const char *text, size_t length);

#endif /* MWA_UTF8_H */
