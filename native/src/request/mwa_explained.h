/**
 * @file mwa_explained.h
 * @brief Hooks that change what happens to a request that is explained: it runs no handler.
 *
 * Such a request has a trail (mwa_trail.h). All others pass.
 */
#ifndef MWA_EXPLAINED_H
#define MWA_EXPLAINED_H

#include "core/mwa_hot.h"

#include "httpd.h"

/** Before all others that hook into it. */
#define MWA_HOOK_VERY_FIRST (APR_HOOK_REALLY_FIRST - 10)

/** pre_translate_name: has nothing be logged, if the connection is one that is not logged. */
MWA_HOT int mwa_explained_begin(request_rec *r);

/** translate_name: takes note that modules are asked for the file; for the log, as mwa_explained_begin(). */
MWA_HOT int mwa_explained_translate(request_rec *r);

/** post_perdir_config: takes note that httpd has looked for the file; for the log, as mwa_explained_begin(). */
MWA_HOT int mwa_explained_find(request_rec *r);

/**
 * handler: in place of all others. mod_rewrite's and mod_actions', which only lead on to another URL, run; for all
 * others, the trail tells whether there would have been content ("ended") or a refusal ("refused").
 */
MWA_HOT int mwa_explained_handler(request_rec *r);

/** ssl_conn_is_ssl: for a connection that counts as one with TLS. */
MWA_HOT int mwa_explained_tls(conn_rec *c);

#endif /* MWA_EXPLAINED_H */
