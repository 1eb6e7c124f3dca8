/**
 * @file mwa_follow.h
 * @brief A child follows the map process: it begins with the newest generation, and takes over each one that comes.
 *
 * The child believes the other side of the socket only if that has the parent's user, whom no child can be. What comes
 * is memory that nobody can change any more.
 */
#ifndef MWA_FOLLOW_H
#define MWA_FOLLOW_H

#include "config/mwa_generation.h"
#include "jvm/mwa_bridge.h"

/** What the map process tells a child; with it comes the memory (mwa_generation_fds()), if there is any. */
typedef struct mwa_follow_news_s {
    apr_uint64_t start;  /**< of the server; a child of another one is told nothing more */
    apr_uint64_t number; /**< of the generation */
    apr_uint64_t whole;  /**< of a patch: the number of what it patches; or 0 */
} mwa_follow_news_t;

/**
 * What a child says first, with the number of the start in hexadecimal digits, and to be told again of what it could
 * not serve; and whenever it serves another, or cannot.
 */
#define MWA_FOLLOW_HELLO "child "
#define MWA_FOLLOW_SERVES "serves "

/**
 * Tells children where the map process is. In the parent.
 * @param path of its socket; NULL: there is none, and what follows does nothing
 * @param start which start of the server this is
 * @param newest what the parent knows to be the newest generation, if the map process should not answer
 */
void mwa_follow_prepare(server_rec *s, const char *path, apr_uint64_t start, const mwa_generation_t *newest);

/**
 * Before Java starts in a child: gets the newest generation.
 * @param options receive its specs and its prepared tables, and the patch, if there are any
 */
void mwa_follow_fetch(mwa_bridge_options_t *options);

/** Starts the thread that follows. Java may still be starting. */
void mwa_follow_begin(void);

/**
 * A cleanup of the child's pool: ends what mwa_follow_begin() has begun, because exit() takes away the memory that it
 * uses, and the module's code. If it does not end soon, the process ends without exit().
 */
apr_status_t mwa_follow_end(void *unused);

#endif /* MWA_FOLLOW_H */
