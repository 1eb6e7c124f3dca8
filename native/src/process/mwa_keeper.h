/**
 * @file mwa_keeper.h
 * @brief The map process: it watches the maps, and hands what they make to the children.
 *
 * The parent forks it when the server starts, and again if it ends, as soon as it can. It stays the parent's user, runs
 * no JVM, and has the work of one done by the process of mwa_compiler.h. Without a map there is none.
 *
 * It listens on a socket: to children, see mwa_follow.h, and to who asks for something, in a line:
 *
 *     reload SECONDS   looks at the maps now; answers when they are refused, or served by all children, or time is up
 *     maps             answers with what is served by whom, for people
 *     status           the same, a name and a value a line
 *
 * The last line of an answer is "exit " and a number: 0, 1 if the maps are refused, 4 if time is up. Only root and the
 * users of the parent and of the children are heard.
 */
#ifndef MWA_KEEPER_H
#define MWA_KEEPER_H

#include "process/mwa_keeper_work.h"

/**
 * Starts the map process. In the parent, when children can be forked next.
 * @return NULL, or why it cannot
 */
const char *mwa_keeper_start(apr_pool_t *pconf, const mwa_keeper_work_t *work);

/** monitor: takes over what the map process has left for the parent, and starts one if none could be. */
int mwa_keeper_monitor(apr_pool_t *p, server_rec *s);

/** test_config: with DUMP_RUN_CFG, tells where the socket is. */
void mwa_keeper_dump(apr_pool_t *p, server_rec *s);

/**
 * Asks the map process, in a child.
 * @param question a line, without its end
 * @return its answer, from @p p; NULL if there is none
 */
const char *mwa_keeper_ask(apr_pool_t *p, const char *question);

#endif /* MWA_KEEPER_H */
