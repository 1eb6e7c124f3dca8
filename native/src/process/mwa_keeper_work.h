/**
 * @file mwa_keeper_work.h
 * @brief What the map process is given to work with.
 */
#ifndef MWA_KEEPER_WORK_H
#define MWA_KEEPER_WORK_H

#include "config/mwa_maps.h"
#include "process/mwa_compiler.h"

/** What the map process works with. All of it lives as long as the configuration. */
typedef struct mwa_keeper_work_s {
    mwa_compiler_work_t compiler;
    const apr_array_header_t *looked; /**< the maps, as they were when the server read them */
    int fold_script_name;             /**< for mwa_tables_build() */

    /** Logs findings that were not there before. @param text for mwa_findings_read() */
    void (*log_findings)(const server_rec *s, const char *text);
} mwa_keeper_work_t;

#endif /* MWA_KEEPER_WORK_H */
