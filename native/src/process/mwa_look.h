/**
 * @file mwa_look.h
 * @brief A look at the maps: which files there were, and in which state. Each has its memory for itself.
 */
#ifndef MWA_LOOK_H
#define MWA_LOOK_H

#include "config/mwa_maps.h"

typedef struct mwa_look_s {
    apr_pool_t *pool; /**< NULL: there is none */
    apr_array_header_t *found;
} mwa_look_t;

/** Looks at all maps. */
mwa_look_t mwa_look(server_rec *main_server);

/** Gives it up. */
void mwa_look_drop(mwa_look_t *look);

/** Puts a look in place of another one, which is given up, and leaves none where it was. */
void mwa_look_keep(mwa_look_t *at, mwa_look_t *look);

/** Whether both are there, and have found the same. */
int mwa_look_equals(const mwa_look_t *one, const mwa_look_t *other);

#endif /* MWA_LOOK_H */
