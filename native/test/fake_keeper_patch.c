#include "fake_keeper.h"
#include "config/mwa_patch.h"

mwa_texts_t *mwa_texts_make(const apr_array_header_t *looked, const apr_array_header_t *kept)
{
    mwa_texts_t *texts = apr_palloc(kept->pool, sizeof(*texts));

    *texts = (mwa_texts_t){.pool = kept->pool, .files = apr_array_copy(kept->pool, looked)};
    return texts;
}

void mwa_texts_drop(mwa_texts_t *texts)
{
    if (texts) {
        apr_pool_destroy(texts->pool);
    }
}

void mwa_texts_take(apr_array_header_t *reads)
{
    world.texts_taken++;
    apr_array_clear(reads);
}

void mwa_texts_forget(const apr_array_header_t *reads)
{
    world.texts_forgotten += reads->nelts;
}

const mwa_patch_t *mwa_patch_make(apr_pool_t *p, server_rec *main_server, const mwa_texts_t *texts,
                                  const apr_array_header_t *looked, const mwa_tables_t *whole, int fold_script_name)
{
    mwa_patch_t *patch = apr_pcalloc(p, sizeof(*patch));

    (void)texts;
    (void)looked;
    (void)whole;
    world.patches++;
    if (world.cannot_patch) {
        return NULL;
    }
    world.read_file = world.file;
    patch->tables = mwa_tables_build(p, main_server, fold_script_name);
    patch->reads = apr_array_make(p, 1, sizeof(void *));
    apr_array_push(patch->reads);
    return patch;
}
