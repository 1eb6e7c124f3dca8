/**
 * @file mwa_questions.h
 * @brief The lines of the request file (mwa_report.h), each of which stands for a request.
 */
#ifndef MWA_QUESTIONS_H
#define MWA_QUESTIONS_H

#include "report/mwa_url.h"

#include <stdio.h>

/** Takes a line. @param p is cleared behind it */
typedef void (*mwa_question_t)(apr_pool_t *p, const mwa_url_t *url, void *data);

/** Calls for each line, from where the file is read. What is no such line is passed over. */
void mwa_questions_each(apr_pool_t *p, FILE *request, mwa_question_t call, void *data);

#endif /* MWA_QUESTIONS_H */
