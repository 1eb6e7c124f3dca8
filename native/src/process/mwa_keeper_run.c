#include "process/mwa_keeper_run.h"
#include "core/mwa_counters.h"
#include "process/mwa_keeper_peers.h"
#include "process/mwa_keeper_take.h"
#include "process/mwa_publish.h"

#include "http_config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000U
#define MILLISECOND 1000000U
/** A file that has been emptied is likely to be written: on a busy machine, that can take longer to begin. */
#define REST_OF_EMPTIED (900 * (apr_uint64_t)MILLISECOND)
/** Whoever replaces files all the time replaces them whole: after so many looks, they are taken as they are. */
#define MOST_REPLACEMENTS 4
/** Until the children of the last map process have come back to this one: who asks is told of all. */
#define RETURN (1 * (apr_uint64_t)SECOND)
/** What lies in the parent's mailbox is looked at so often. */
#define MAILBOX_INTERVAL (1 * (apr_uint64_t)SECOND)

/** Whether a look has found what was there before, for long enough. */
static int has_rested(const mwa_look_t *look)
{
    return mwa_look_equals(look, &mwa_keeper.resting)
        && (mwa_clock() - mwa_keeper.resting_since >= REST_OF_EMPTIED || !mwa_keeper.considered.pool
            || !mwa_maps_are_emptied(look->found, mwa_keeper.considered.found));
}

static int is_same_text(const char *one, const char *other)
{
    return one && other ? !strcmp(one, other) : one == other;
}

/** Whether it was considered already. What was refused is so again, unless others can change other files than then. */
static int is_considered(const mwa_look_t *look)
{
    return mwa_look_equals(look, &mwa_keeper.considered)
        && (!mwa_keeper.refusal || is_same_text(mwa_keeper.distrust, mwa_maps_distrust(look->pool, look->found)));
}

/** Looks at the maps, and takes them if they have changed and have rested. */
static void look_at_maps(void)
{
    mwa_look_t look = mwa_look(mwa_keeper.server);
    int is_restless;

    mwa_keeper.replacements = mwa_keeper.resting.pool && mwa_maps_are_replaced(look.found, mwa_keeper.resting.found)
        ? mwa_keeper.replacements + 1
        : 0;
    is_restless = mwa_keeper.replacements >= MOST_REPLACEMENTS;
    mwa_keeper.next_look = mwa_clock() + mwa_keeper.interval;
    if (is_considered(&look)) {
        mwa_look_drop(&mwa_keeper.resting);
        if (mwa_keeper.is_put_off) {
            mwa_publish_refuse(mwa_keeper.refusal);
        }
        mwa_keeper.is_put_off = 0;
        mwa_peers_looked();
    }
    else if (is_restless || has_rested(&look)) {
        mwa_keeper.replacements = 0;
        mwa_look_drop(&mwa_keeper.resting);
        if (mwa_keeper.compiler.pid) {
            mwa_take(&look, is_restless);
        }
        else {
            mwa_keeper.next_look = mwa_keeper.next_compiler;
        }
    }
    else {
        mwa_take_have_rest(&look);
    }
    mwa_look_drop(&look);
}

/* ---------------------------------------------------------------- what comes when */

/** Whether the maps are to be looked at some time, if nothing else happens. */
static int will_look(void)
{
    return !mwa_keeper.pending
        && (mwa_keeper.interval || mwa_keeper.is_put_off || mwa_keeper.resting.pool || mwa_peers_want_look());
}

static int milliseconds_until(apr_uint64_t time, int least)
{
    apr_uint64_t now = mwa_clock();
    apr_uint64_t left = time > now ? (time - now + MILLISECOND - 1) / MILLISECOND : 0;

    return least >= 0 && (apr_uint64_t)least < left ? least : left > APR_INT32_MAX ? APR_INT32_MAX : (int)left;
}

static int time_left(void)
{
    int left = mwa_peers_time_left();

    if (mwa_keeper.pending) {
        left = milliseconds_until(mwa_keeper.pending_end, left);
    }
    if (will_look()) {
        left = milliseconds_until(mwa_keeper.next_look, left);
    }
    if (!mwa_keeper.compiler.pid) {
        left = milliseconds_until(mwa_keeper.next_compiler, left);
    }
    if (!mwa_publish_is_left()) {
        left = milliseconds_until(mwa_clock() + MAILBOX_INTERVAL, left);
    }
    return left;
}

/** Does what it is time for. */
static void advance(void)
{
    apr_uint64_t now = mwa_clock();

    if (!mwa_keeper.compiler.pid && now >= mwa_keeper.next_compiler) {
        mwa_take_start_compiler(mwa_published()->aliases);
    }
    if (mwa_keeper.pending && now >= mwa_keeper.pending_end) {
        mwa_take_give_up();
    }
    if (will_look() && now >= mwa_keeper.first_look
        && (now >= mwa_keeper.next_look || (mwa_peers_want_look() && !mwa_keeper.resting.pool))) {
        look_at_maps();
    }
    mwa_publish_leave();
    mwa_peers_tell();
}

static void set_up(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                   const mwa_keeper_sockets_t *sockets)
{
    memset(&mwa_keeper, 0, sizeof(mwa_keeper));
    mwa_keeper.work = work;
    mwa_keeper.server = work->compiler.server;
    mwa_keeper.parent = sockets->parent;
    mwa_keeper.interval = (apr_uint64_t)mwa_maps_interval_of(mwa_keeper.server) * 1000;
    mwa_keeper.compiler = (mwa_compiler_t){.work = &work->compiler, .socket = -1};
    apr_pool_create_unmanaged(&mwa_keeper.pool);
    mwa_publish_begin(work, start, newest, lives, sockets->parent);
    // What the last one has made its generations of, nobody knows.
    if (!lives) {
        mwa_keeper.considered.found = apr_array_copy(mwa_keeper.pool, work->looked);
        apr_pool_create_unmanaged(&mwa_keeper.considered.pool);
    }
    else {
        mwa_keeper.first_look = mwa_keeper.next_look = mwa_clock() + RETURN;
    }
    mwa_maps_forget(mwa_keeper.server);
    mwa_peers_begin(mwa_keeper.pool, mwa_keeper.server, sockets->listener, start, mwa_published());
}

void mwa_keeper_run(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                    const mwa_keeper_sockets_t *sockets)
{
    struct pollfd *fds;

    set_up(work, start, newest, lives, sockets);
    fds = apr_pcalloc(mwa_keeper.pool, (apr_size_t)(mwa_peers_most() + 1) * sizeof(*fds));
    for (;;) {
        int count;

        advance();
        count = mwa_peers_poll(fds);
        fds[count] = (struct pollfd){.fd = mwa_keeper.compiler.socket, .events = POLLIN};
        if (poll(fds, (nfds_t)count + 1, time_left()) > 0) {
            mwa_peers_hear(fds, count);
            if (fds[count].revents) {
                mwa_take_hear_compiler();
            }
        }
    }
}
