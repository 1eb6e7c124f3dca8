/**
 * @file scratch_group.h
 * @brief For tests of what knows httpd and files: a pool for each test, and a directory for all of them.
 */
#ifndef SCRATCH_GROUP_H
#define SCRATCH_GROUP_H

#include "httpd_unit.h"
#include "scratch.h"

static inline int start_scratch(void **state)
{
    return start_apr(state) || scratch_make(state);
}

static inline int stop_scratch(void **state)
{
    return scratch_remove(state) || stop_apr(state);
}

#define RUN_SCRATCH_TESTS(name, tests) cmocka_run_group_tests_name(name, tests, start_scratch, stop_scratch)

#endif /* SCRATCH_GROUP_H */
