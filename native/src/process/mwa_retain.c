#include "process/mwa_retain.h"
#include "core/mwa_counters.h"
#include "core/mwa_minutes.h"

#include "apr_hash.h"
#include "apr_shm.h"
#include "apr_strings.h"
#include "apr_time.h"

#include <stdio.h>
#include <string.h>

/** Counts up with every change of what is kept, or of what it means: the types below, and the counters. */
#define LAYOUT 4

/** Slots of aliases and tables that are made at a time. Pages that are never touched cost nothing. */
#define SLOTS_AT_A_TIME 1024

/** A slot in use, or one of something that is no longer configured. */
typedef struct entry_s {
    void *slot;
    apr_uint64_t since;   /**< when counting began, in seconds since 1970 */
    int restarts;         /**< how many since it was configured */
    struct entry_s *next; /**< of the same name */
} entry_t;

/** All slots of one name, in configuration order. */
typedef struct named_s {
    entry_t *first;
    entry_t **end;
    int taken; /**< in the configuration that is being read */
} named_t;

/**
 * Slots of one size, in shared memory, under names. It is kept over restarts: no pointer to this module's code. It is
 * the parent's own memory: of what children can write it has but addresses, and it reads none of that.
 */
typedef struct store_s {
    apr_pool_t *process;
    apr_size_t slot_size;
    int at_a_time;            /**< slots that are made */
    apr_array_header_t *free; /**< of void * */
    apr_pool_t *pool;         /**< of the names */
    apr_hash_t *names;        /**< to named_t */
    apr_array_header_t *all;  /**< of void *: every slot that there is */
    int is_full;              /**< whether no slots can be added: other processes would not have them */
} store_t;

/**
 * A restart may load another build of this module. It finds a store only under the layout that it has itself, and else
 * begins with a new one; the last build's stays where the children of that one count.
 */
static store_t *open_store(apr_pool_t *process, const char *what, apr_size_t slot_size, int at_a_time)
{
    char key[128];
    store_t *store;

    snprintf(key, sizeof(key), "wsgi_alias.%s, layout %d: %zu %zu %zu %zu", what, LAYOUT, sizeof(store_t),
             sizeof(named_t), sizeof(entry_t), (size_t)slot_size);
    store = ap_retained_data_get(key);
    if (!store) {
        store = ap_retained_data_create(key, sizeof(*store));
        store->process = process;
        store->slot_size = slot_size;
        store->at_a_time = at_a_time;
        store->free = apr_array_make(process, SLOTS_AT_A_TIME, sizeof(void *));
        store->all = apr_array_make(process, SLOTS_AT_A_TIME, sizeof(void *));
        apr_pool_create(&store->pool, process);
        store->names = apr_hash_make(store->pool);
    }
    return store;
}

static apr_status_t add_slots(store_t *store)
{
    apr_shm_t *memory;
    apr_status_t status =
        apr_shm_create(&memory, (apr_size_t)store->at_a_time * store->slot_size + MWA_CACHE_LINE, NULL, store->process);
    char *at;
    int i;

    if (status) {
        return status;
    }
    // APR keeps the size in front of what it hands out.
    at = (char *)APR_ALIGN((apr_uintptr_t)apr_shm_baseaddr_get(memory), MWA_CACHE_LINE);
    for (i = store->at_a_time - 1; i >= 0; --i) {
        APR_ARRAY_PUSH(store->free, void *) = at + (apr_size_t)i * store->slot_size;
        APR_ARRAY_PUSH(store->all, void *) = at + (apr_size_t)i * store->slot_size;
    }
    return APR_SUCCESS;
}

/** A slot full of zeroes, or NULL. */
static void *new_slot(store_t *store, apr_status_t *status)
{
    void *slot;

    if (!store->free->nelts) {
        *status = store->is_full ? APR_ENOSPC : add_slots(store);
    }
    if (!store->free->nelts) {
        return NULL;
    }
    slot = *(void **)apr_array_pop(store->free);
    memset(slot, 0, store->slot_size);
    return slot;
}

static named_t *find_name(store_t *store, const char *name)
{
    return apr_hash_get(store->names, name, APR_HASH_KEY_STRING);
}

static void append(store_t *store, const char *name, void *slot, apr_uint64_t since, int restarts)
{
    named_t *named = find_name(store, name);
    entry_t *entry = apr_pcalloc(store->pool, sizeof(*entry));

    if (!named) {
        named = apr_pcalloc(store->pool, sizeof(*named));
        named->end = &named->first;
        apr_hash_set(store->names, apr_pstrdup(store->pool, name), APR_HASH_KEY_STRING, named);
    }
    entry->slot = slot;
    entry->since = since;
    entry->restarts = restarts;
    *named->end = entry;
    named->end = &entry->next;
    named->taken += restarts == 0;
}

/**
 * The next slot that the last configuration had under a name, or a new one, in the store of the next.
 * @param since the time now; receives when counting in it began
 * @param nth receives which one of its name it is
 */
static void *take_slot(store_t *last, store_t *next, const char *name, apr_uint64_t *since, int *nth,
                       apr_status_t *status)
{
    named_t *named = find_name(last, name);
    void *slot;

    if (named && named->first) {
        slot = named->first->slot;
        *since = named->first->since;
        named->first = named->first->next;
    }
    else {
        slot = new_slot(last, status);
    }
    if (slot) {
        append(next, name, slot, *since, 0);
        *nth = find_name(next, name)->taken;
    }
    return slot;
}

/** What nobody took is kept for a while: an alias may come back, and a child of long ago may still count in it. */
static void keep_others(store_t *last, store_t *next)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(last->pool, last->names); i; i = apr_hash_next(i)) {
        const entry_t *entry;

        for (entry = ((const named_t *)apr_hash_this_val(i))->first; entry; entry = entry->next) {
            if (entry->restarts < MWA_RETAIN_RESTARTS) {
                append(next, apr_hash_this_key(i), entry->slot, entry->since, entry->restarts + 1);
            }
            else {
                APR_ARRAY_PUSH(last->free, void *) = entry->slot;
            }
        }
    }
}

/** The names of the next configuration, which take the place of the last one's with replace(). */
static store_t begin(const store_t *last)
{
    store_t next = *last;

    apr_pool_create(&next.pool, last->process);
    next.names = apr_hash_make(next.pool);
    return next;
}

static void replace(store_t *last, store_t *next)
{
    keep_others(last, next);
    apr_pool_destroy(last->pool);
    last->pool = next->pool;
    last->names = next->names;
}

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

static apr_status_t retain_aliases(store_t *last, const mwa_tables_t *tables, apr_uint64_t now)
{
    store_t next = begin(last);
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, next.pool);
    for (i = 0; i < tables->aliases->nelts && !status; ++i) {
        mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *);

        alias->since = now;
        alias->counters = take_slot(last, &next, name_of(scratch, alias), &alias->since, &alias->nth, &status);
        apr_pool_clear(scratch);
    }
    apr_pool_destroy(scratch);
    replace(last, &next);
    return status;
}

static apr_status_t retain_tables(store_t *last, const mwa_tables_t *tables, apr_uint64_t now)
{
    store_t next = begin(last);
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, next.pool);
    for (i = 0; i < tables->tables->nelts && !status; ++i) {
        mwa_table_t *table = &APR_ARRAY_IDX(tables->tables, i, mwa_table_t);

        table->since = now;
        table->counters =
            take_slot(last, &next, mwa_retain_server_name(scratch, table->server), &table->since, &table->nth, &status);
        apr_pool_clear(scratch);
    }
    apr_pool_destroy(scratch);
    replace(last, &next);
    return status;
}

/** There is one ring for all servers, which no configuration ever gives up. */
static apr_status_t retain_minutes(store_t *store, mwa_tables_t *tables)
{
    apr_status_t status = APR_SUCCESS;

    if (!find_name(store, "")) {
        void *slot = new_slot(store, &status);

        if (!slot) {
            return status;
        }
        append(store, "", slot, 0, 0);
    }
    tables->minutes = find_name(store, "")->first->slot;
    return APR_SUCCESS;
}

apr_status_t mwa_retain_counters(apr_pool_t *process, mwa_tables_t *tables)
{
    apr_uint64_t now = (apr_uint64_t)apr_time_sec(apr_time_now());
    apr_status_t status =
        retain_aliases(open_store(process, "aliases", sizeof(mwa_alias_counters_t), SLOTS_AT_A_TIME), tables, now);

    if (!status) {
        status =
            retain_tables(open_store(process, "tables", sizeof(mwa_table_counters_t), SLOTS_AT_A_TIME), tables, now);
    }
    return status ? status : retain_minutes(open_store(process, "minutes", sizeof(mwa_minutes_t), 1), tables);
}

/** Makes room for as many more aliases as there may come without a restart. */
static apr_status_t add_spare(store_t *store, int spare)
{
    apr_status_t status = APR_SUCCESS;

    while (store->free->nelts < spare && !status) {
        status = add_slots(store);
    }
    return status;
}

apr_status_t mwa_retain_spare(apr_pool_t *process, const mwa_tables_t *tables)
{
    int quarter = tables->aliases->nelts / 4;

    return add_spare(open_store(process, "aliases", sizeof(mwa_alias_counters_t), SLOTS_AT_A_TIME),
                     quarter > MWA_RETAIN_LEAST_SPARE ? quarter : MWA_RETAIN_LEAST_SPARE);
}

/** The slots that nobody has, once these have theirs. */
static void find_free(store_t *store, apr_hash_t *used)
{
    int i;

    store->free->nelts = 0;
    for (i = 0; i < store->all->nelts; ++i) {
        if (!apr_hash_get(used, (const void *)&APR_ARRAY_IDX(store->all, i, void *), sizeof(void *))) {
            APR_ARRAY_PUSH(store->free, void *) = APR_ARRAY_IDX(store->all, i, void *);
        }
    }
}

void mwa_retain_adopt(apr_pool_t *process, const mwa_tables_t *tables)
{
    store_t *store = open_store(process, "aliases", sizeof(mwa_alias_counters_t), SLOTS_AT_A_TIME);
    store_t next = begin(store);
    apr_pool_t *scratch;
    apr_hash_t *used;
    int i;

    apr_pool_create(&scratch, process);
    used = apr_hash_make(scratch);
    for (i = 0; i < mwa_tables_alias_count(tables); ++i) {
        const mwa_alias_t *alias = mwa_tables_alias(scratch, tables, i);
        void **slot = (void **)apr_pmemdup(scratch, (const void *)&alias->counters, sizeof(void *));

        apr_hash_set(used, (const void *)slot, sizeof(void *), (const void *)slot);
        append(&next, name_of(scratch, alias), *slot, alias->since, 0);
    }
    find_free(store, used);
    apr_pool_destroy(scratch);
    apr_pool_destroy(store->pool);
    store->pool = next.pool;
    store->names = next.names;
}

apr_status_t mwa_retain_within(apr_pool_t *process, const mwa_tables_t *tables)
{
    store_t *store = open_store(process, "aliases", sizeof(mwa_alias_counters_t), SLOTS_AT_A_TIME);

    store->is_full = 1;
    return retain_aliases(store, tables, (apr_uint64_t)apr_time_sec(apr_time_now()));
}
