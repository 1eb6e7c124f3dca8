/**
 * @file mwa_trace.h
 * @brief Details of a lookup for logs: the trace line of the error log, and two log format items.
 */
#ifndef MWA_TRACE_H
#define MWA_TRACE_H

#include "request/mwa_request.h"

/** Items of a log format: the file and line of the alias, and the lookup's time in microseconds. */
#define MWA_LOG_PLACE "^WA"
#define MWA_LOG_TIME "^WT"

/** Logs a decision at trace1. The caller has looked at the level; the frame has the captures. */
void mwa_trace(request_rec *r, const mwa_frame_t *frame, const mwa_request_t *request);

/** In pre_config: tells mod_log_config, if it is loaded, of the two items. */
void mwa_trace_register(apr_pool_t *p);

/** Whether a directive of the tree asks for the lookup's time: then every lookup is timed. */
int mwa_trace_wants_time(const ap_directive_t *tree);

#endif /* MWA_TRACE_H */
