/**
 * @file mwa_hooks.h
 * @brief Which modules an explained request goes through, and which of them decides.
 *
 * Changes httpd's own lists of hooks. For a process that answers questions and then ends: it can serve no more.
 */
#ifndef MWA_HOOKS_H
#define MWA_HOOKS_H

#include "httpd.h"

/**
 * Prepares the lists, once. No content is made: handlers that only lead on to another URL are left, and this module's
 * (mwa_explained.h).
 * @param started whether modules have been started: if not, only those are asked that need no start, and none is
 *        asked for access
 */
void mwa_hooks_prepare(int started);

/**
 * The module that was asked last about a request.
 * @return its file name, such as "mod_alias.c"; NULL if none was asked, or if httpd itself or the handler answers
 */
const char *mwa_hooks_asked(const request_rec *r);

/** The module that has mapped the URL of a request to a file, or refused to; NULL if none was asked. */
const char *mwa_hooks_mapped(const request_rec *r);

#endif /* MWA_HOOKS_H */
