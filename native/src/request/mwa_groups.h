/**
 * @file mwa_groups.h
 * @brief The second question: groups that depend on the request's variables.
 */
#ifndef MWA_GROUPS_H
#define MWA_GROUPS_H

#include "request/mwa_request.h"

/**
 * Whether to refuse requests whose application group's name is not valid UTF-8. mod_wsgi up to 5 stores its
 * interpreters by Python strings: it finds none for such a name, ends the one that it has just created, and with
 * Python 3.13 the process crashes. Set before the first request.
 */
void mwa_groups_want_utf8(int want);

/** The variable that mod_wsgi would find for %{ENV:name}, or NULL. */
const char *mwa_groups_variable(const request_rec *r, const char *name);

/**
 * Names the groups that translate_name left late, if an alias took the URL.
 * @return DECLINED, or HTTP_INTERNAL_SERVER_ERROR if this fails, or no interpreter can have the name
 */
int mwa_groups_name(request_rec *r);

/**
 * The fixups hook: names the late groups, whose variables are complete only now, and sees to it that a request of a
 * remote group goes there.
 * @return DECLINED, or the status of what fails
 */
int mwa_fixups(request_rec *r);

#endif /* MWA_GROUPS_H */
