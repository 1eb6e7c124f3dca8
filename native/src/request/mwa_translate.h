/**
 * @file mwa_translate.h
 * @brief Asks Java which alias takes the URL, and sets the file name and notes.
 */
#ifndef MWA_TRANSLATE_H
#define MWA_TRANSLATE_H

#include "core/mwa_hot.h"
#include "request/mwa_request.h"

/** Times every lookup, not only samples, because a log format needs it. Set once, before the first request. */
void mwa_translate_time_all(int all);

/**
 * The translate_name hook.
 * @return DECLINED if no alias takes the URL, OK if one does, HTTP_FORBIDDEN if its file would be outside the alias'
 *         directory, HTTP_INTERNAL_SERVER_ERROR if the lookup fails: then nothing else may serve the URL
 */
MWA_HOT int mwa_translate(request_rec *r);

/**
 * As mwa_translate(), before all other modules, which have had their say: for the sub-request that hands over to a
 * group that was found late, and for no other.
 */
MWA_HOT int mwa_translate_again(request_rec *r);

#endif /* MWA_TRANSLATE_H */
