#include "config/mwa_texts.h"

#include "apr_strings.h"

#include <string.h>

mwa_texts_t *mwa_texts_make(const apr_array_header_t *looked, const apr_array_header_t *kept)
{
    mwa_texts_t *texts = apr_palloc(kept->pool, sizeof(*texts));
    int i;

    *texts =
        (mwa_texts_t){.pool = kept->pool, .files = apr_array_make(kept->pool, looked->nelts, sizeof(mwa_text_file_t))};
    for (i = 0; i < looked->nelts; ++i) {
        mwa_text_file_t *file = apr_array_push(texts->files);

        *file = (mwa_text_file_t){.found = APR_ARRAY_IDX(looked, i, mwa_map_found_t),
                                  .kept = APR_ARRAY_IDX(kept, i, mwa_map_kept_t)};
        file->found.path = apr_pstrdup(texts->pool, file->found.path);
        file->text = file->kept.text;
    }
    return texts;
}

/** Pools of texts that have changed have no parent. */
void mwa_texts_drop(mwa_texts_t *texts)
{
    int i;

    if (!texts) {
        return;
    }
    for (i = 0; i < texts->files->nelts; ++i) {
        apr_pool_t *pool = APR_ARRAY_IDX(texts->files, i, mwa_text_file_t).pool;

        if (pool) {
            apr_pool_destroy(pool);
        }
    }
    apr_pool_destroy(texts->pool);
}

/** Reads the text of a file that has been changed. */
static int read_text(mwa_text_read_t *read, const mwa_map_found_t *found)
{
    mwa_map_bytes_t bytes;

    if (mwa_map_bytes_read(read->pool, found->path, found->map->owner, &bytes, &read->state)
        || !mwa_map_state_equals(&read->state, &found->state)) {
        return 0;
    }
    read->text = mwa_map_text_change(read->pool, read->file->text, bytes.bytes, bytes.size);
    return read->text != NULL;
}

int mwa_texts_find(mwa_text_file_t *file, const mwa_map_found_t *found, apr_array_header_t *reads,
                   const mwa_map_text_t **text)
{
    mwa_text_read_t read = {.file = file};

    *text = file->text;
    if (found->map != file->found.map || found->error != file->found.error
        || strcmp(found->path, file->found.path) != 0) {
        return 0;
    }
    if (found->error || mwa_map_state_equals(&found->state, &file->found.state)) {
        return 1;
    }
    apr_pool_create_unmanaged(&read.pool);
    if (!read_text(&read, found)) {
        apr_pool_destroy(read.pool);
        return 0;
    }
    APR_ARRAY_PUSH(reads, mwa_text_read_t) = read;
    *text = read.text;
    return 1;
}

void mwa_texts_take(apr_array_header_t *reads)
{
    int i;

    for (i = 0; i < reads->nelts; ++i) {
        const mwa_text_read_t *read = &APR_ARRAY_IDX(reads, i, mwa_text_read_t);

        if (read->file->pool) {
            apr_pool_destroy(read->file->pool);
        }
        read->file->pool = read->pool;
        read->file->text = read->text;
        read->file->found.state = read->state;
    }
    apr_array_clear(reads);
}

void mwa_texts_forget(const apr_array_header_t *reads)
{
    int i;

    for (i = 0; i < reads->nelts; ++i) {
        apr_pool_destroy(APR_ARRAY_IDX(reads, i, mwa_text_read_t).pool);
    }
}
