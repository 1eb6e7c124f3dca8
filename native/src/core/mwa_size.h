/**
 * @file mwa_size.h
 * @brief Sizes of memory as a configuration gives them. Knows no httpd.
 */
#ifndef MWA_SIZE_H
#define MWA_SIZE_H

#include <stdint.h>

/**
 * Reads digits, with K or M behind them for kilobytes or megabytes, in either case.
 * @param most the largest size that is admitted, in bytes
 * @return bytes, or -1 if the text is of another form or the size is larger
 */
int32_t mwa_size_read(const char *text, int32_t most);

#endif /* MWA_SIZE_H */
