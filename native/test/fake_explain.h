/**
 * @file fake_explain.h
 * @brief The world around explanations: what has become of each request, and what the module knows of it.
 */
#ifndef FAKE_EXPLAIN_H
#define FAKE_EXPLAIN_H

#include "httpd_unit.h"
#include "report/mwa_ask.h"
#include "request/mwa_effective.h"
#include "request/mwa_request.h"

typedef struct world_s {
    server_rec servers[2]; /**< the main server, and the one that answers all */
    request_rec page;      /**< for which questions are to be asked */
    /* What the next question is answered with. */
    mwa_asked_t answer;
    request_rec template;         /**< of the request that is answered; without a URL, it has the question's */
    mwa_lookup_t lookup;          /**< of an alias, for answer.lookup */
    mwa_request_t request;        /**< what the module keeps of it */
    mwa_effective_t serving;      /**< where the script would run */
    const mwa_setting_t *chunked; /**< the WSGIChunkedRequest, or NULL */
    int has_sections;             /**< two <WSGIInterpreterOptions>, or none */
    /* What was seen. */
    char asked[8192]; /**< a line for each question: address, port, host and target */
} world_t;

extern world_t world;

/** As it is before each test: a script would run, in the process group "group", without an alias. */
void reset_world(void);

#endif /* FAKE_EXPLAIN_H */
