/**
 * @file httpd_unit.h
 * @brief For tests of what knows httpd: a pool for each test. What httpd itself would provide, each test fakes.
 */
#ifndef HTTPD_UNIT_H
#define HTTPD_UNIT_H

#include "unit.h"

#include "apr_general.h"
#include "apr_pools.h"
#include "apr_strings.h"

static inline int make_pool(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL) != APR_SUCCESS;
}

static inline int destroy_pool(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static inline int start_apr(void **state)
{
    (void)state;
    return apr_initialize() != APR_SUCCESS;
}

static inline int stop_apr(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

#define POOL_TEST(name) cmocka_unit_test_setup_teardown(name, make_pool, destroy_pool)
#define RUN_POOL_TESTS(name, tests) cmocka_run_group_tests_name(name, tests, start_apr, stop_apr)

#endif /* HTTPD_UNIT_H */
