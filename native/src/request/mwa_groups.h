/**
 * @file mwa_groups.h
 * @brief The second question: groups that depend on the request's variables.
 */
#ifndef MWA_GROUPS_H
#define MWA_GROUPS_H

#include "request/mwa_request.h"

/**
 * The fixups hook: names the groups that translate_name left late; their variables are complete only now.
 * @return DECLINED, or HTTP_INTERNAL_SERVER_ERROR where nobody can tell
 */
int mwa_fixups(request_rec *r);

#endif /* MWA_GROUPS_H */
