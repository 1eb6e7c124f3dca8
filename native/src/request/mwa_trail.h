/**
 * @file mwa_trail.h
 * @brief The lookups of a request that is explained: its own, and those of the requests that it leads to.
 *
 * httpd makes of one request several: internal redirects, the sub-requests of DirectoryIndex, those that mod_rewrite
 * looks ahead with. All of them are of one connection, and that has the trail. For the thread that serves it.
 */
#ifndef MWA_TRAIL_H
#define MWA_TRAIL_H

#include "config/mwa_tables.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_hot.h"

/** One lookup. */
typedef struct mwa_lookup_s {
    const mwa_alias_t *alias; /**< a copy of that which took the URL, or that it failed with; NULL if none did */
    mwa_status_t status;
    const char *uri;                      /**< as it was matched */
    const char *file;                     /**< that the alias names, with what follows it in the URL; or NULL */
    const char *message;                  /**< why it failed, or the groups' names could not be found; or NULL */
    apr_int32_t captures[2 * MWA_GROUPS]; /**< if an alias took it */
    struct mwa_lookup_s *earlier;
} mwa_lookup_t;

/** How far a request has got: bits. */
enum {
    MWA_REACHED_TRANSLATE = 1, /**< modules were asked for its file; otherwise httpd has refused it before */
    MWA_REACHED_ALIASES = 2,   /**< this module among them: none before it has taken the URL */
    MWA_REACHED_FILE = 4       /**< httpd has looked for the file on the disk */
};

/** What is known of one request, in a list of all. */
typedef struct mwa_mark_s {
    const request_rec *request; /**< NULL: it has ended */
    int reached;                /**< bits MWA_REACHED_* */
    int phase;                  /**< in which modules were asked last; this and what follows is mwa_hooks.c's */
    int asked;                  /**< the number of modules, in that phase */
    int mapped;                 /**< the number of modules that were asked for a file */
    struct mwa_mark_s *next;
} mwa_mark_t;

typedef struct mwa_trail_s {
    apr_pool_t *pool;
    mwa_lookup_t *last; /**< NULL: no lookup yet */
    mwa_mark_t *marks;
    int is_sub;                 /**< the request is a sub-request that stands for a client's */
    int is_tls;                 /**< the connection counts as one with TLS, although there is none */
    request_rec *ended;         /**< that a handler would have been run for (mwa_explained.h); NULL: none yet */
    const request_rec *refused; /**< that the handler would have refused */
} mwa_trail_t;

/** Begins the trail of a connection, in memory of @p p, which lasts as long as any request of the trail. */
mwa_trail_t *mwa_trail_begin(conn_rec *c, apr_pool_t *p);

/** Ends it: what comes then is not explained. */
void mwa_trail_end(conn_rec *c);

/** The trail that a request belongs to; NULL: it is not explained. */
MWA_HOT mwa_trail_t *mwa_trail_of(const request_rec *r);

/** What is known of a request, to be added to; NULL: it is not explained. It is forgotten as the request ends. */
MWA_HOT mwa_mark_t *mwa_trail_mark(const request_rec *r);

/** The same, or NULL if nothing is known yet. */
const mwa_mark_t *mwa_trail_known(const request_rec *r);

/** Takes note that a request has got somewhere: MWA_REACHED_*. Nothing if it is not explained. */
MWA_HOT void mwa_trail_reach(const request_rec *r, int reached);

/** How far an explained request has got. */
int mwa_trail_reached(const request_rec *r);

/** Adds a lookup, from its answer. */
void mwa_trail_add(mwa_trail_t *trail, const char *uri, const mwa_alias_t *alias, const mwa_frame_t *frame);

/** Keeps why the last lookup failed, if the request is explained. */
void mwa_trail_fail(const request_rec *r, const char *message);

/** The lookup that a request has its answer from: the last one of its URL; NULL if the URL was not looked up. */
const mwa_lookup_t *mwa_trail_find(const request_rec *r);

#endif /* MWA_TRAIL_H */
