/**
 * @file mwa_end.h
 * @brief The end of a child: notices a request to end while Java starts, and makes sure that the child ends.
 */
#ifndef MWA_END_H
#define MWA_END_H

#include "httpd.h"

/** child_init, before all others: makes sure that the child ends even if exit() cannot end it any more. */
void mwa_end_prepare(apr_pool_t *pchild, server_rec *s);

/** Has the child end without exit(): a thread goes on that uses what exit() would take away. */
void mwa_end_without_exit(void);

/**
 * Whether httpd has asked this child to end. The child can do so only after all child_init hooks, and the parent
 * checks for it at growing intervals. The answer may be wrong: under some MPMs, a signal from another process has no
 * effect.
 */
int mwa_end_is_asked_for(void);

#endif /* MWA_END_H */
