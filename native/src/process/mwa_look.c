#include "process/mwa_look.h"

mwa_look_t mwa_look(server_rec *main_server)
{
    mwa_look_t look;

    apr_pool_create_unmanaged(&look.pool);
    look.found = mwa_maps_look(look.pool, main_server);
    return look;
}

void mwa_look_drop(mwa_look_t *look)
{
    if (look->pool) {
        apr_pool_destroy(look->pool);
    }
    *look = (mwa_look_t){0};
}

void mwa_look_keep(mwa_look_t *at, mwa_look_t *look)
{
    mwa_look_drop(at);
    *at = *look;
    *look = (mwa_look_t){0};
}

int mwa_look_equals(const mwa_look_t *one, const mwa_look_t *other)
{
    return one->pool && other->pool && mwa_maps_are_same(one->found, other->found);
}
