#include "process/mwa_store.h"
#include "core/mwa_counters.h"

#include "apr_shm.h"
#include "apr_strings.h"
#include "httpd.h"
#include "http_config.h"

#include <stdio.h>
#include <string.h>

/** Counts up with every change of what is kept, or of what it means: the types below, and the counters. */
#define LAYOUT 5

/**
 * A restart may load another build of this module. It finds a store only under the layout that it has itself, and else
 * begins with a new one; the last build's stays where the children of that one count.
 */
mwa_store_t *mwa_store_open(apr_pool_t *process, const char *what, apr_size_t slot_size, int at_a_time)
{
    char key[128];
    mwa_store_t *store;

    snprintf(key, sizeof(key), "wsgi_alias.%s, layout %d: %zu %zu %zu %zu", what, LAYOUT, sizeof(mwa_store_t),
             sizeof(mwa_store_name_t), sizeof(mwa_store_entry_t), (size_t)slot_size);
    store = ap_retained_data_get(key);
    if (!store) {
        store = ap_retained_data_create(key, sizeof(*store));
        store->process = process;
        store->slot_size = slot_size;
        store->at_a_time = at_a_time;
        store->free = apr_array_make(process, MWA_STORE_SLOTS, sizeof(void *));
        store->all = apr_array_make(process, MWA_STORE_SLOTS, sizeof(void *));
        apr_pool_create(&store->pool, process);
        store->names = apr_hash_make(store->pool);
    }
    return store;
}

static apr_status_t add_slots(mwa_store_t *store)
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

void *mwa_store_new_slot(mwa_store_t *store, apr_status_t *status)
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

mwa_store_name_t *mwa_store_find(mwa_store_t *store, const char *name)
{
    return apr_hash_get(store->names, name, APR_HASH_KEY_STRING);
}

mwa_store_entry_t *mwa_store_append(mwa_store_t *store, const char *name, void *slot, apr_uint64_t since, int restarts)
{
    mwa_store_name_t *named = mwa_store_find(store, name);
    mwa_store_entry_t *entry = apr_pcalloc(store->pool, sizeof(*entry));

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
    return entry;
}

void *mwa_store_take(mwa_store_t *last, mwa_store_t *next, const char *name, apr_uint64_t *since, int *nth,
                     apr_status_t *status)
{
    mwa_store_name_t *named = mwa_store_find(last, name);
    void *slot;

    if (named && named->first) {
        slot = named->first->slot;
        *since = named->first->since;
        named->first = named->first->next;
    }
    else {
        slot = mwa_store_new_slot(last, status);
    }
    if (slot) {
        mwa_store_append(next, name, slot, *since, 0);
        *nth = mwa_store_find(next, name)->taken;
    }
    return slot;
}

/** What nobody took is kept for a while: an alias may come back, and a child of long ago may still count in it. */
static void keep_others(mwa_store_t *last, mwa_store_t *next)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(last->pool, last->names); i; i = apr_hash_next(i)) {
        const mwa_store_entry_t *entry;

        for (entry = ((const mwa_store_name_t *)apr_hash_this_val(i))->first; entry; entry = entry->next) {
            if (entry->restarts < MWA_STORE_RESTARTS) {
                mwa_store_append(next, apr_hash_this_key(i), entry->slot, entry->since, entry->restarts + 1);
            }
            else {
                APR_ARRAY_PUSH(last->free, void *) = entry->slot;
            }
        }
    }
}

mwa_store_t mwa_store_begin(const mwa_store_t *last)
{
    mwa_store_t next = *last;

    apr_pool_create(&next.pool, last->process);
    next.names = apr_hash_make(next.pool);
    return next;
}

void mwa_store_replace(mwa_store_t *last, mwa_store_t *next)
{
    keep_others(last, next);
    apr_pool_destroy(last->pool);
    last->pool = next->pool;
    last->names = next->names;
}

apr_status_t mwa_store_add_spare(mwa_store_t *store, int spare)
{
    apr_status_t status = APR_SUCCESS;

    while (store->free->nelts < spare && !status) {
        status = add_slots(store);
    }
    return status;
}

void mwa_store_find_free(mwa_store_t *store, apr_hash_t *used)
{
    int i;

    store->free->nelts = 0;
    for (i = 0; i < store->all->nelts; ++i) {
        if (!apr_hash_get(used, (const void *)&APR_ARRAY_IDX(store->all, i, void *), sizeof(void *))) {
            APR_ARRAY_PUSH(store->free, void *) = APR_ARRAY_IDX(store->all, i, void *);
        }
    }
}

void mwa_store_begin_patch(mwa_store_t *store)
{
    store->is_full = 1;
    store->patches++;
}

void mwa_store_leave(mwa_store_t *store, const char *name, const void *slot)
{
    const mwa_store_name_t *named = mwa_store_find(store, name);
    mwa_store_entry_t *entry;

    for (entry = named ? named->first : NULL; entry; entry = entry->next) {
        if (entry->slot == slot) {
            entry->left = store->patches;
        }
    }
}

/** Of the entries of a name, the first that no alias has. @param nth receives which one it is, or how many there are */
static mwa_store_entry_t *find_unused(const mwa_store_t *store, const mwa_store_name_t *named, int *nth)
{
    mwa_store_entry_t *entry;

    *nth = 0;
    for (entry = named ? named->first : NULL; entry; entry = entry->next) {
        ++*nth;
        if (entry->taken != store->patches && (entry->is_patch || entry->restarts || entry->left == store->patches)) {
            return entry;
        }
    }
    return NULL;
}

void *mwa_store_take_patch(mwa_store_t *store, const char *name, apr_uint64_t *since, int *nth, apr_status_t *status)
{
    mwa_store_entry_t *entry = find_unused(store, mwa_store_find(store, name), nth);
    void *slot;

    if (!entry) {
        slot = mwa_store_new_slot(store, status);
        if (!slot) {
            return NULL;
        }
        entry = mwa_store_append(store, name, slot, *since, 0);
        entry->is_patch = 1;
        ++*nth;
    }
    entry->taken = store->patches;
    *since = entry->since;
    return entry->slot;
}
