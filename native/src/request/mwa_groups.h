/**
 * @file mwa_groups.h
 * @brief The second question: groups that depend on the request's variables.
 */
#ifndef MWA_GROUPS_H
#define MWA_GROUPS_H

#include "core/mwa_hot.h"
#include "request/mwa_request.h"

/**
 * Whether to refuse requests whose application group's name is not valid UTF-8. mod_wsgi up to 5 stores its
 * interpreters by Python strings: it finds none for such a name, ends the one that it has just created, and with
 * Python 3.13 the process crashes. Set before the first request.
 */
void mwa_groups_want_utf8(int want);

/**
 * The fixups hook: names the groups that translate_name left late, whose variables are complete only now, and sees to
 * it that a request of a remote group goes there.
 * @return DECLINED, or the status of what fails: HTTP_INTERNAL_SERVER_ERROR if no interpreter can have the name
 */
MWA_HOT int mwa_fixups(request_rec *r);

#endif /* MWA_GROUPS_H */
