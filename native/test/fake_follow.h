/**
 * @file fake_follow.h
 * @brief Java and the map process, as a child that follows it sees them.
 */
#ifndef FAKE_FOLLOW_H
#define FAKE_FOLLOW_H

#include "scratch_group.h"
#include "process/mwa_follow.h"

#include <stdatomic.h>

#define FAKE_START 0x1234ULL

typedef struct fake_follow_s {
    atomic_int load_fails;
    atomic_int patch_fails;
    atomic_int dropped;
    atomic_int retired;
    char path[SCRATCH_SIZE + 8];
    int listener;
    int peer;                /**< the connection to the child */
    mwa_generation_t newest; /**< that the parent has */
} fake_follow_t;

extern fake_follow_t fake_follow;

int fake_follow_begin(void **state);
int fake_follow_end(void **state);

/** Waits until just this has been asked of Java, a call a line. */
void fake_follow_expect_calls(const char *expected);

/** A generation without aliases; and a patch of one, with an alias. */
mwa_memory_t fake_follow_whole(apr_uint64_t start, apr_uint64_t number);
mwa_memory_t fake_follow_patch(apr_uint64_t whole, apr_uint64_t number);

/** Begins to listen, as another user. */
void fake_follow_listen(uid_t user);

/** Tells a child something. */
void fake_follow_send(int fd, apr_uint64_t start, apr_uint64_t number, int memory);
void fake_follow_send_patch(int fd, apr_uint64_t number, apr_uint64_t whole, int whole_memory, int memory);

/** What the next child is told at once. */
typedef struct fake_follow_reply_s {
    apr_uint64_t start;
    apr_uint64_t number;
    apr_uint64_t whole; /**< 0: it is no patch */
    int memory;
    int patch;
} fake_follow_reply_t;

/** Has the child fetch what it begins with, while the map process answers. */
void fake_follow_fetch(mwa_bridge_options_t *options, fake_follow_reply_t *with);

/** Ends the child's thread. */
void fake_follow_leave(void);

/** What the child has said. */
void fake_follow_expect_said(const char *expected);

#define FOLLOW_TEST(name) cmocka_unit_test_setup_teardown(name, fake_follow_begin, fake_follow_end)

#endif /* FAKE_FOLLOW_H */
