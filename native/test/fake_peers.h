/**
 * @file fake_peers.h
 * @brief The world around the map process' sockets: time, what is served, and the other ends of the connections.
 */
#ifndef FAKE_PEERS_H
#define FAKE_PEERS_H

#include "httpd_unit.h"
#include "process/mwa_keeper_peers.h"

#define SECOND 1000000000ULL
/** Which start of the server it is. */
#define START 0xabcdefULL
/** As many children as the MPM may have; there is room for 64 others. */
#define CHILDREN 2
#define ROOM (CHILDREN + 64)

typedef struct world_s {
    uint64_t now;
    mwa_keeper_served_t served;
} world_t;

extern world_t world;

/** Nobody is connected, and generation 3 is served: a test's setup. */
int fake_peers_set_up(void **state);

/** A test's teardown. It closes the map process' ends; each test closes its own. */
int fake_peers_tear_down(void **state);

/** Has the process deal with whatever has come, from everybody, as far as it goes. */
void hear_all(void);

/** @return the other end, which does not wait; to be closed */
int connect_to_it(void);

/** Says something, and has it dealt with. */
void say(int fd, const char *line);

#endif /* FAKE_PEERS_H */
