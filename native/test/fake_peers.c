#include "fake_peers.h"
#include "core/mwa_counters.h"
#include "process/mwa_keeper_socket.h"
#include "process/mwa_keeper_text.h"

#include "ap_mpm.h"
#include "httpd.h"

#include <string.h>
#include <sys/socket.h>

world_t world;

/** The map process' end of who connects next; -1: nobody does. */
static int connecting;
static mwa_memory_t memory;

uint64_t mwa_clock(void)
{
    return world.now;
}

apr_status_t ap_mpm_query(int query, int *result)
{
    (void)query;
    *result = CHILDREN;
    return APR_SUCCESS;
}

int mwa_keeper_accept(int listener, pid_t *pid)
{
    int fd = connecting;

    (void)listener;
    connecting = -1;
    *pid = 1000 + fd;
    return fd;
}

/* ---------------------------------------------------------------- what is said of the maps */

const char *mwa_keeper_text_maps(apr_pool_t *p, server_rec *main_server, const mwa_keeper_served_t *served)
{
    (void)p;
    (void)main_server;
    (void)served;
    return "maps";
}

const char *mwa_keeper_text_status(apr_pool_t *p, const mwa_keeper_served_t *served)
{
    return apr_psprintf(p, "generation %d", (int)served->number);
}

const char *mwa_keeper_text_served(apr_pool_t *p, const mwa_keeper_served_t *served, int children)
{
    return apr_psprintf(p, "%d serve %d", children, (int)served->number);
}

const char *mwa_keeper_text_late(apr_pool_t *p, apr_uint64_t number, int serve, int all)
{
    return apr_psprintf(p, "late for %d: %d of %d", (int)number, serve, all);
}

/* ---------------------------------------------------------------- who is connected */

int fake_peers_set_up(void **state)
{
    if (make_pool(state) || !mwa_memory_make(&memory, 4096) || !mwa_memory_seal(&memory)) {
        return 1;
    }
    connecting = -1;
    world.now = 100 * SECOND;
    world.served = (mwa_keeper_served_t){.number = 3, .memory = {.whole = memory, .patch = {.fd = -1}}};
    mwa_peers_begin(*state, NULL, -1, START, &world.served);
    return 0;
}

int fake_peers_tear_down(void **state)
{
    mwa_peers_close();
    mwa_memory_free(&memory);
    return destroy_pool(state);
}

void hear_all(void)
{
    struct pollfd fds[ROOM + 1];
    int round;

    for (round = 0; round < 3; ++round) {
        int count = mwa_peers_poll(fds);
        int i;

        assert_in_range(count, 1, mwa_peers_most());
        fds[0].revents = connecting >= 0 ? POLLIN : 0;
        fds[0].fd = -1;
        for (i = 1; i < count; ++i) {
            fds[i].revents = 0;
            poll(&fds[i], 1, 0);
        }
        mwa_peers_hear(fds, count);
    }
    mwa_peers_tell();
}

int connect_to_it(void)
{
    int ends[2];

    assert_int_equal(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends));
    connecting = ends[0];
    hear_all();
    return ends[1];
}

void say(int fd, const char *line)
{
    assert_true(mwa_pass(fd, line, strlen(line), -1));
    hear_all();
}
