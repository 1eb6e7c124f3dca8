/**
 * @file mwa_trust.h
 * @brief Whether only those can change a file who are trusted to.
 */
#ifndef MWA_TRUST_H
#define MWA_TRUST_H

#include "httpd.h"

#include <sys/stat.h>

/**
 * Looks at a file, at every directory that leads to it, and at every symbolic link on the way and what it leads to.
 * Root is trusted, the user of this process, and one more.
 * @param path absolute
 * @param owner whom else to trust
 * @param found receives what the path leads to in the end
 * @return NULL if nobody else can change the file or put another one in its place; or a sentence, from @p p, also if
 *         there is no such file
 */
const char *mwa_trust_check(apr_pool_t *p, const char *path, uid_t owner, struct stat *found);

#endif /* MWA_TRUST_H */
