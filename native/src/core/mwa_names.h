/**
 * @file mwa_names.h
 * @brief Whether a name is in a list. Knows no httpd.
 */
#ifndef MWA_NAMES_H
#define MWA_NAMES_H

#include <stddef.h>

/**
 * Whether a name is one of a list.
 * @param list ended by NULL
 * @param compare strcmp(), or strcasecmp() for names whose case does not matter
 */
static inline int mwa_is_one_of(const char *name, const char *const *list, int (*compare)(const char *, const char *))
{
    while (*list && compare(name, *list) != 0) {
        ++list;
    }
    return *list != NULL;
}

#endif /* MWA_NAMES_H */
