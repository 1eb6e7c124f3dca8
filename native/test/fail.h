/**
 * @file fail.h
 * @brief Library functions that fail on demand; each test links those that it names with --wrap.
 *
 * A counter says which of the next calls on this thread fails: 1 the next one, 2 the one after it, 0 none.
 */
#ifndef FAIL_H
#define FAIL_H

#include <stddef.h>

static __thread int fail_allocation;

/** Whether this call is the one that fails. */
static inline int fails_now(int *counter)
{
    if (*counter == 0) {
        return 0;
    }
    --*counter;
    return *counter == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails_now(&fail_allocation) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now(&fail_allocation) ? NULL : __real_calloc(count, size);
}

#endif /* FAIL_H */
