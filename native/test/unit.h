/**
 * @file unit.h
 * @brief cmocka and what it wants included before it.
 */
#ifndef UNIT_H
#define UNIT_H

// The order is cmocka's.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

// Some versions of cmocka do not say that what is behind fail() and fail_msg() does not return.
// NOLINTNEXTLINE(readability-redundant-declaration): it says so.
__attribute__((noreturn)) void _fail(const char *file, int line);

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/** The lowest number that is no descriptor's: another one afterwards, if one was left open or closed too often. */
static inline int free_number(void)
{
    int number = dup(STDIN_FILENO);

    close(number);
    return number;
}

/** How many descriptors are open, of those that a test can have. */
static inline int count_descriptors(void)
{
    int count = 0;
    int fd;

    for (fd = 0; fd < 256; ++fd) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

#endif /* UNIT_H */
