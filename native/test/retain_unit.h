/**
 * @file retain_unit.h
 * @brief A process that keeps what is retained, and configurations of it.
 */
#ifndef RETAIN_UNIT_H
#define RETAIN_UNIT_H

#include "httpd_unit.h"
#include "core/mwa_counters.h"
#include "process/mwa_retain.h"
#include "process/mwa_store.h"

#include "apr_hash.h"
#include "apr_shm.h"
#include "http_config.h"

/* ---------------------------------------------------------------- httpd's part: what the process keeps */

static apr_pool_t *process;
static apr_hash_t *retained;

void *ap_retained_data_create(const char *key, apr_size_t size)
{
    void *data = apr_pcalloc(process, size);

    apr_hash_set(retained, apr_pstrdup(process, key), APR_HASH_KEY_STRING, data);
    return data;
}

void *ap_retained_data_get(const char *key)
{
    return apr_hash_get(retained, key, APR_HASH_KEY_STRING);
}

static int shared_memory_fails;

apr_status_t __real_apr_shm_create(apr_shm_t **m, apr_size_t size, const char *file, apr_pool_t *p);
apr_status_t __wrap_apr_shm_create(apr_shm_t **m, apr_size_t size, const char *file, apr_pool_t *p);

apr_status_t __wrap_apr_shm_create(apr_shm_t **m, apr_size_t size, const char *file, apr_pool_t *p)
{
    return shared_memory_fails ? APR_ENOMEM : __real_apr_shm_create(m, size, file, p);
}

static inline int start_process(void **state)
{
    shared_memory_fails = 0;
    if (apr_pool_create(&process, NULL)) {
        return 1;
    }
    retained = apr_hash_make(process);
    *state = process;
    return 0;
}

static inline int end_process(void **state)
{
    (void)state;
    apr_pool_destroy(process);
    return 0;
}

/* ---------------------------------------------------------------- configurations */

/** The aliases of one server: "/a /b". The tables are the same for all. */
static inline mwa_tables_t *configure(server_rec *s, const char *patterns)
{
    mwa_tables_t *tables = apr_pcalloc(process, sizeof(*tables));
    mwa_table_t *table;
    char *last;
    char *pattern;

    tables->aliases = apr_array_make(process, 1, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(process, 1, sizeof(mwa_table_t));
    for (pattern = apr_strtok(apr_pstrdup(process, patterns), " ", &last); pattern;
         pattern = apr_strtok(NULL, " ", &last)) {
        mwa_alias_t *alias = apr_pcalloc(process, sizeof(*alias));

        alias->server = s;
        alias->directive = "WSGIScriptAlias";
        alias->pattern = pattern;
        alias->target = "/srv/x";
        alias->line = tables->aliases->nelts;
        APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
    }
    table = apr_array_push(tables->tables);
    table->server = s;
    assert_int_equal(APR_SUCCESS, mwa_retain_counters(process, tables));
    return tables;
}

static inline server_rec *server(const char *name)
{
    server_rec *s = apr_pcalloc(process, sizeof(*s));

    s->server_hostname = apr_pstrdup(process, name);
    return s;
}

static inline mwa_alias_t *alias(const mwa_tables_t *tables, int i)
{
    return APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *);
}

#define PROCESS_TEST(name) cmocka_unit_test_setup_teardown(name, start_process, end_process)

#endif /* RETAIN_UNIT_H */
