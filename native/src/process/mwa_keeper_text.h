/**
 * @file mwa_keeper_text.h
 * @brief What the map process says of the maps.
 */
#ifndef MWA_KEEPER_TEXT_H
#define MWA_KEEPER_TEXT_H

#include "process/mwa_publish.h"

/** The answer to "maps", without the children, and without an end of its last line. */
const char *mwa_keeper_text_maps(apr_pool_t *p, server_rec *main_server, const mwa_keeper_served_t *served);

/** The same, to "status". */
const char *mwa_keeper_text_status(apr_pool_t *p, const mwa_keeper_served_t *served);

/** What is served. @param children that serve it, which are all; 0 if nobody waited for them */
const char *mwa_keeper_text_served(apr_pool_t *p, const mwa_keeper_served_t *served, int children);

/** The time is up. @param number the generation that was waited for; 0 if it is not known yet */
const char *mwa_keeper_text_late(apr_pool_t *p, apr_uint64_t number, int serve, int all);

#endif /* MWA_KEEPER_TEXT_H */
