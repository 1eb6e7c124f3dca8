/**
 * @file mwa_keeper_socket.h
 * @brief The map process' socket: who listens, whom it lets in, and how others ask.
 */
#ifndef MWA_KEEPER_SOCKET_H
#define MWA_KEEPER_SOCKET_H

#include "httpd.h"

/**
 * Makes the socket, for root and the users of this process and of httpd's children.
 * @param fd receives it, if there is one; it does not wait
 * @return NULL, or why there is none, from @p p
 */
const char *mwa_keeper_listen(apr_pool_t *p, const char *path, int *fd);

/** The next connection of one of these users. @param pid receives whose it is @return -1: there is none */
int mwa_keeper_accept(int listener, pid_t *pid);

/**
 * Asks.
 * @param question a line, without its end
 * @return the answer, from @p p; NULL if there is none in time
 */
const char *mwa_keeper_call(apr_pool_t *p, const char *path, const char *question);

#endif /* MWA_KEEPER_SOCKET_H */
