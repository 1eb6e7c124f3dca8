/**
 * @file mwa_status_maps.h
 * @brief What the status page tells of maps: the map process knows it.
 */
#ifndef MWA_STATUS_MAPS_H
#define MWA_STATUS_MAPS_H

#include "status/mwa_status_report.h"

/** A child, and the generation that it serves. */
typedef struct mwa_map_child_s {
    apr_int64_t pid;
    apr_uint64_t generation;
} mwa_map_child_t;

/** All of it is what another process says, for showing. */
typedef struct mwa_status_maps_s {
    int answers; /**< whether the map process has answered; if not, the rest is 0 */
    apr_uint64_t generation;
    apr_uint64_t since; /**< seconds since 1970 */
    apr_uint64_t aliases;
    apr_uint64_t added; /**< by the last change, as what follows */
    apr_uint64_t removed;
    apr_uint64_t changed;
    apr_uint64_t rejected;        /**< since when what is on disk is refused, in seconds since 1970; 0: it is served */
    const char *message;          /**< why; NULL if it is served */
    apr_array_header_t *children; /**< of mwa_map_child_t */
} mwa_status_maps_t;

/** Reads the map process' answer to "status". @param answer NULL if there is none */
mwa_status_maps_t *mwa_status_maps_read(apr_pool_t *p, const char *answer);

void mwa_status_maps_html(request_rec *r, const mwa_status_report_t *report);

/** Writes the value of a field. */
void mwa_status_maps_json(request_rec *r, const mwa_status_report_t *report);

void mwa_status_maps_metrics(request_rec *r, const mwa_status_report_t *report);

#endif /* MWA_STATUS_MAPS_H */
