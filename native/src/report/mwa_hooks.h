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
 * Prepares the lists, once. No content is made: a handler that only leads on to another URL runs, and in place of
 * all others mwa_hooks_ended() takes note of the request.
 * @param started whether modules have been started: if not, only those are asked that need no start, and none is
 *        asked for access
 */
void mwa_hooks_prepare(int started);

/** Forgets the requests of the question before. */
void mwa_hooks_begin(void);

/** The request that a handler would have been run for, since mwa_hooks_begin(); or NULL. */
request_rec *mwa_hooks_ended(void);

/**
 * The module that was asked last about a request.
 * @param phase receives the hook's name, such as "translate_name"
 * @return its file name, such as "mod_alias.c"; NULL if none was asked, or if httpd itself or the handler answers
 */
const char *mwa_hooks_asked(const request_rec *r, const char **phase);

/** The module that has mapped the URL of a request to a file, or refused to; NULL if none was asked. */
const char *mwa_hooks_mapped(const request_rec *r);

/** Has a connection count as one with TLS, although there is none. */
void mwa_hooks_use_tls(conn_rec *c);

#endif /* MWA_HOOKS_H */
