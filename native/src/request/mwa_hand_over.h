/**
 * @file mwa_hand_over.h
 * @brief Hands requests of remote process groups to mod_proxy.
 *
 * What mod_proxy does with the request afterwards, mwa_remote_protocol.h prepares.
 */
#ifndef MWA_HAND_OVER_H
#define MWA_HAND_OVER_H

#include "core/mwa_hot.h"
#include "request/mwa_request.h"

/**
 * In translate_name, when an alias has taken the URL: if its process group is known and remote, makes the request
 * mod_proxy's.
 * @param frame the answer, with captures
 * @return OK; or what refuses the request, and logged: HTTP_INTERNAL_SERVER_ERROR if there is no such process group
 */
MWA_HOT int mwa_hand_over(request_rec *r, const mwa_frame_t *frame, mwa_request_t *request);

/**
 * In fixups: takes over what is known of a sub-request of a remote group, if another module continues the request with
 * it, as mod_dir does with an index.
 */
MWA_HOT void mwa_hand_over_follow(const request_rec *r, mwa_request_t *request);

/**
 * In fixups, last of all, when the process group has its name: if it is remote, makes the request mod_proxy's unless it
 * is already, by a sub-request that all phases have seen; and checks that it goes where the group's URL leads to.
 * @return DECLINED; or the status that refuses the request
 */
MWA_HOT int mwa_hand_over_named(request_rec *r, mwa_request_t *request);

#endif /* MWA_HAND_OVER_H */
