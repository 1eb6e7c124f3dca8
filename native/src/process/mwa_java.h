/**
 * @file mwa_java.h
 * @brief Which Java serves, why that one, and whether it has its class archive: for administrators.
 */
#ifndef MWA_JAVA_H
#define MWA_JAVA_H

#include "httpd.h"
#include "jvm/mwa_jvm_options.h"

/**
 * Asks the JVM of this process, which has started.
 * @param s where to log that children start slower, if there is no class archive; NULL: nowhere
 * @param options what it was started with
 * @param is_named whether WSGIAliasJavaHome names it
 * @return a line without its end, from @p p
 */
const char *mwa_java_tell(apr_pool_t *p, const server_rec *s, const mwa_jvm_options_t *options, int is_named);

#endif /* MWA_JAVA_H */
