/**
 * @file mwa_keeper_peers.h
 * @brief The map process' sockets: children, and those who ask.
 */
#ifndef MWA_KEEPER_PEERS_H
#define MWA_KEEPER_PEERS_H

#include "process/mwa_publish.h"

#include <poll.h>

/** @param start which start of the server this is @param served is read whenever somebody asks */
void mwa_peers_begin(apr_pool_t *p, server_rec *s, int listener, apr_uint64_t start, const mwa_keeper_served_t *served);

/** Closes all, in a process that was forked. */
void mwa_peers_close(void);

/** Descriptors to wait for. @param fds as many as mwa_peers_most() @return how many */
int mwa_peers_poll(struct pollfd *fds);
int mwa_peers_most(void);

/** Deals with what has come, by what poll() has found. */
void mwa_peers_hear(const struct pollfd *fds, int count);

/** Whether somebody waits to have the maps looked at, who came before that look. */
int mwa_peers_want_look(void);

/** The maps were looked at, and what they make is what is known: served or refused. */
void mwa_peers_looked(void);

/** What the maps make cannot be known now. @param why a sentence */
void mwa_peers_failed(const char *why);

/** Tells all children of the generation that is served, and answers whoever waits for it, or has waited too long. */
void mwa_peers_tell(void);

/** Milliseconds until somebody has waited too long; -1: nobody waits. */
int mwa_peers_time_left(void);

#endif /* MWA_KEEPER_PEERS_H */
