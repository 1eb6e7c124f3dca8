/**
 * @file mwa_end.h
 * @brief The end of a child: that it is asked for while Java starts, and that it comes.
 */
#ifndef MWA_END_H
#define MWA_END_H

#include "httpd.h"

/** child_init, before all others: has the child end even if exit() would not end it any more. */
void mwa_end_prepare(apr_pool_t *pchild, server_rec *s);

/**
 * Whether httpd has asked this child to end. It acts on it only when all child_init hooks are done, and the parent
 * looks at ever longer intervals whether it has. May be wrong: a signal that is not the parent's means nothing under
 * some MPMs.
 */
int mwa_end_is_asked_for(void);

#endif /* MWA_END_H */
