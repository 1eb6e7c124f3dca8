/**
 * @file mwa_groups.h
 * @brief The second question: groups that depend on the request's variables.
 */
#ifndef MWA_GROUPS_H
#define MWA_GROUPS_H

#include "request/mwa_request.h"

/**
 * Whether requests are refused whose application group has a name that is no UTF-8. mod_wsgi up to 5 keeps its
 * interpreters by Python strings: it finds none by such a name, ends the one it has made behind the request's back, and
 * with Python 3.13 the process dies. Set before the first request.
 */
void mwa_groups_want_utf8(int want);

/**
 * The fixups hook: names the groups that translate_name left late; their variables are complete only now.
 * @return DECLINED, or HTTP_INTERNAL_SERVER_ERROR where nobody can tell, or no interpreter can have the name
 */
int mwa_fixups(request_rec *r);

#endif /* MWA_GROUPS_H */
