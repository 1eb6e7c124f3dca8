#include "process/mwa_retain.h"
#include "core/mwa_counters.h"
#include "core/mwa_minutes.h"
#include "process/mwa_store.h"

#include "apr_hash.h"
#include "apr_strings.h"
#include "apr_time.h"

const char *mwa_retain_server_name(apr_pool_t *p, const server_rec *s)
{
    const char *name = s->server_hostname ? s->server_hostname : "";

    return s->port ? apr_psprintf(p, "%s:%d", name, s->port) : name;
}

/** No part of it has a newline in it. */
static const char *name_of(apr_pool_t *p, const mwa_alias_t *alias)
{
    const char *name = apr_pstrcat(p, mwa_retain_server_name(p, alias->server), "\n", alias->directive, "\n",
                                   alias->pattern, "\n", alias->target, NULL);

    return alias->hosts ? apr_pstrcat(p, name, "\n", alias->hosts, NULL) : name;
}

static mwa_store_t *open_aliases(apr_pool_t *process)
{
    return mwa_store_open(process, "aliases", sizeof(mwa_alias_counters_t), MWA_STORE_SLOTS);
}

static apr_status_t retain_aliases(mwa_store_t *last, const mwa_tables_t *tables, apr_uint64_t now)
{
    mwa_store_t next = mwa_store_begin(last);
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, next.pool);
    for (i = 0; i < tables->aliases->nelts && !status; ++i) {
        mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *);

        alias->since = now;
        alias->counters = mwa_store_take(last, &next, name_of(scratch, alias), &alias->since, &alias->nth, &status);
        apr_pool_clear(scratch);
    }
    apr_pool_destroy(scratch);
    mwa_store_replace(last, &next);
    return status;
}

static apr_status_t retain_tables(mwa_store_t *last, const mwa_tables_t *tables, apr_uint64_t now)
{
    mwa_store_t next = mwa_store_begin(last);
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, next.pool);
    for (i = 0; i < tables->tables->nelts && !status; ++i) {
        mwa_table_t *table = &APR_ARRAY_IDX(tables->tables, i, mwa_table_t);

        table->since = now;
        table->counters = mwa_store_take(last, &next, mwa_retain_server_name(scratch, table->server), &table->since,
                                         &table->nth, &status);
        apr_pool_clear(scratch);
    }
    apr_pool_destroy(scratch);
    mwa_store_replace(last, &next);
    return status;
}

/** There is one ring for all servers, which no configuration ever gives up. */
static apr_status_t retain_minutes(mwa_store_t *store, mwa_tables_t *tables)
{
    apr_status_t status = APR_SUCCESS;

    if (!mwa_store_find(store, "")) {
        void *slot = mwa_store_new_slot(store, &status);

        if (!slot) {
            return status;
        }
        mwa_store_append(store, "", slot, 0, 0);
    }
    tables->minutes = mwa_store_find(store, "")->first->slot;
    return APR_SUCCESS;
}

apr_status_t mwa_retain_counters(apr_pool_t *process, mwa_tables_t *tables)
{
    apr_uint64_t now = (apr_uint64_t)apr_time_sec(apr_time_now());
    apr_status_t status = retain_aliases(open_aliases(process), tables, now);

    if (!status) {
        status = retain_tables(mwa_store_open(process, "tables", sizeof(mwa_table_counters_t), MWA_STORE_SLOTS), tables,
                               now);
    }
    return status ? status : retain_minutes(mwa_store_open(process, "minutes", sizeof(mwa_minutes_t), 1), tables);
}

apr_status_t mwa_retain_spare(apr_pool_t *process, const mwa_tables_t *tables)
{
    int quarter = tables->aliases->nelts / 4;

    return mwa_store_add_spare(open_aliases(process),
                               quarter > MWA_RETAIN_LEAST_SPARE ? quarter : MWA_RETAIN_LEAST_SPARE);
}

void mwa_retain_adopt(apr_pool_t *process, const mwa_tables_t *tables)
{
    mwa_store_t *store = open_aliases(process);
    mwa_store_t next = mwa_store_begin(store);
    apr_pool_t *scratch;
    apr_pool_t *one;
    apr_hash_t *used;
    int i;

    apr_pool_create(&scratch, process);
    apr_pool_create(&one, scratch);
    used = apr_hash_make(scratch);
    for (i = 0; i < mwa_tables_alias_count(tables); ++i) {
        const mwa_alias_t *alias = mwa_tables_alias(one, tables, i);
        void **slot = (void **)apr_pmemdup(scratch, (const void *)&alias->counters, sizeof(void *));

        apr_hash_set(used, (const void *)slot, sizeof(void *), (const void *)slot);
        mwa_store_append(&next, name_of(one, alias), *slot, alias->since, 0);
        apr_pool_clear(one);
    }
    mwa_store_find_free(store, used);
    apr_pool_destroy(scratch);
    apr_pool_destroy(store->pool);
    store->pool = next.pool;
    store->names = next.names;
}

apr_status_t mwa_retain_within(apr_pool_t *process, const mwa_tables_t *tables)
{
    mwa_store_t *store = open_aliases(process);

    store->is_full = 1;
    return retain_aliases(store, tables, (apr_uint64_t)apr_time_sec(apr_time_now()));
}

apr_status_t mwa_retain_patch(apr_pool_t *process, const mwa_tables_t *patch, const mwa_tables_t *whole,
                              const apr_array_header_t *removed)
{
    mwa_store_t *store = open_aliases(process);
    apr_uint64_t now = (apr_uint64_t)apr_time_sec(apr_time_now());
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, process);
    mwa_store_begin_patch(store);
    for (i = 0; i < removed->nelts; ++i) {
        const mwa_alias_t *alias = mwa_tables_alias(scratch, whole, APR_ARRAY_IDX(removed, i, int));

        mwa_store_leave(store, name_of(scratch, alias), alias->counters);
    }
    for (i = 0; i < patch->aliases->nelts && !status; ++i) {
        mwa_alias_t *alias = APR_ARRAY_IDX(patch->aliases, i, mwa_alias_t *);

        alias->since = now;
        alias->counters = mwa_store_take_patch(store, name_of(scratch, alias), &alias->since, &alias->nth, &status);
    }
    apr_pool_destroy(scratch);
    return status;
}
