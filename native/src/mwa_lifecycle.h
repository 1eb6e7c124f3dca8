/**
 * @file mwa_lifecycle.h
 * @brief When things happen: what is checked before a server starts, and the JVM's start in each child.
 */
#ifndef MWA_LIFECYCLE_H
#define MWA_LIFECYCLE_H

#include "config/mwa_config.h"

/** pre_config: takes the directives over. */
int mwa_pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp);

/** check_config: under "httpd -t", tries the tables in a JVM. @return OK, or a status that ends the test */
int mwa_check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

/** post_config: builds the tables and tries them in a JVM. @return OK, or a status that ends the start */
int mwa_post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

/** child_init: starts the child's JVM, see mwa_child.h. Without it, the child answers 500 to what an alias could take.
 */
void mwa_child_init(apr_pool_t *pchild, server_rec *s);

#endif /* MWA_LIFECYCLE_H */
