/**
 * @file fake_report.h
 * @brief The world around the report: how httpd is run, two servers, and those who write parts of the report.
 */
#ifndef FAKE_REPORT_H
#define FAKE_REPORT_H

#include "httpd_unit.h"
#include "config/mwa_config.h"

typedef struct world_s {
    int run_mode;              /**< AP_SQ_RM_* */
    int dump_is_wanted;        /**< whether DUMP_WSGI_ALIASES is defined */
    const char *context_error; /**< what is wrong with the place of the directive; NULL: nothing */
    const char *engines_error; /**< why Java does not tell the engines; NULL: it does */
    server_rec servers[2];     /**< the main server, and one that is not linked to it yet */
    mwa_server_t configs[2];   /**< of the servers */
    const request_rec *page;   /**< for which questions are to be asked */
    int is_moved;              /**< whether a request is answered by the second server that was for the first */
} world_t;

extern world_t world;

/** As it is before each test: httpd tests its configuration, and nothing is wrong. */
void reset_world(void);

#endif /* FAKE_REPORT_H */
