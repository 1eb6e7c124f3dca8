/**
 * @file mwa_translate.h
 * @brief A request becomes a question, and the answer a file's name and notes.
 */
#ifndef MWA_TRANSLATE_H
#define MWA_TRANSLATE_H

#include "request/mwa_request.h"

/** Has every lookup timed, not only samples: a log format asks for it. Set once, before the first request. */
void mwa_translate_time_all(int all);

/**
 * The translate_name hook.
 * @return DECLINED where no alias takes the URL, OK where one does, HTTP_FORBIDDEN where its file would lie outside
 *         the alias' directory, HTTP_INTERNAL_SERVER_ERROR where nobody can tell: then nothing else may serve the URL
 */
int mwa_translate(request_rec *r);

/**
 * The same, and hands out the frame that the question was answered in.
 * @param answer as it was before where no question was asked; NULL where there is none
 */
int mwa_translate_request(request_rec *r, mwa_frame_t **answer);

#endif /* MWA_TRANSLATE_H */
