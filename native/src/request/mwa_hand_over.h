/**
 * @file mwa_hand_over.h
 * @brief Hands requests of remote process groups to mod_proxy.
 *
 * What mod_proxy does with the request afterwards, mwa_remote_protocol.h prepares.
 */
#ifndef MWA_HAND_OVER_H
#define MWA_HAND_OVER_H

#include "request/mwa_request.h"

/**
 * In translate_name, when an alias has taken the URL: if its process group is known and remote, makes the request
 * mod_proxy's.
 * @param frame the answer, with captures
 * @return OK; or HTTP_INTERNAL_SERVER_ERROR, and logged, if there is no such process group
 */
int mwa_hand_over(request_rec *r, const mwa_frame_t *frame, mwa_request_t *request);

/**
 * In fixups, when a process group that was late has its name: if it is remote, makes the request mod_proxy's, by a
 * sub-request that all phases have seen.
 * @return DECLINED; or the status that refuses the request
 */
int mwa_hand_over_late(request_rec *r, mwa_request_t *request);

/**
 * In fixups, last of all: whether the request still goes where the group's URL leads to.
 * @return DECLINED; or HTTP_INTERNAL_SERVER_ERROR, and logged
 */
int mwa_hand_over_check(request_rec *r, const mwa_request_t *request);

#endif /* MWA_HAND_OVER_H */
