#include "process/mwa_keeper_peers.h"
#include "core/mwa_counters.h"
#include "process/mwa_follow.h"
#include "process/mwa_keeper_socket.h"
#include "process/mwa_keeper_text.h"

#include "ap_mpm.h"
#include "apr_strings.h"
#include "http_config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/** Those who ask, besides children. */
#define OTHERS 64
#define LINE 64
#define SECOND 1000000000U
/** Seconds for a first line, and for who asks without a time. */
#define LONGEST_SILENCE 10
#define LONGEST_WAIT 600

/** NEW: has said nothing yet. CHILD. LOOKING: waits for a look at the maps. SERVING: waits for the children. */
typedef enum { NEW, CHILD, LOOKING, SERVING } kind_t;

typedef struct peer_s {
    int fd; /**< -1: nobody */
    pid_t pid;
    kind_t kind;
    apr_uint64_t end;    /**< the mwa_clock() when it has waited long enough; of a child, 0 */
    apr_uint64_t number; /**< a child: the generation that it serves; SERVING: that it waits for */
    int is_told;         /**< a child: whether it was told of one and has not answered */
    apr_uint64_t
        told;  /**< a child: the last one that it was told of; what it cannot serve it is told again if it asks */
    int waits; /**< LOOKING: whether it waits for the children afterwards */
    int used;  /**< of the line */
    char line[LINE];
} peer_t;

static struct {
    apr_pool_t *pool; /**< cleared after each answer */
    server_rec *server;
    int listener;
    apr_uint64_t start;
    const mwa_keeper_served_t *served;
    peer_t *list;
    int most;
} peers = {.listener = -1};

void mwa_peers_begin(apr_pool_t *p, server_rec *s, int listener, apr_uint64_t start, const mwa_keeper_served_t *served)
{
    int children = 0;
    int i;

    ap_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, &children);
    peers.server = s;
    peers.listener = listener;
    peers.start = start;
    peers.served = served;
    peers.most = children + OTHERS;
    peers.list = apr_pcalloc(p, (apr_size_t)peers.most * sizeof(peer_t));
    apr_pool_create(&peers.pool, p);
    for (i = 0; i < peers.most; ++i) {
        peers.list[i].fd = -1;
    }
}

int mwa_peers_most(void)
{
    return peers.most + 1;
}

static void close_peer(peer_t *peer)
{
    close(peer->fd);
    *peer = (peer_t){.fd = -1};
}

void mwa_peers_close(void)
{
    int i;

    close(peers.listener);
    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd >= 0) {
            close_peer(&peers.list[i]);
        }
    }
}

int mwa_peers_poll(struct pollfd *fds)
{
    int count = 0;
    int i;

    fds[count++] = (struct pollfd){.fd = peers.listener, .events = POLLIN};
    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd >= 0) {
            fds[count++] = (struct pollfd){.fd = peers.list[i].fd, .events = POLLIN};
        }
    }
    return count;
}

/* ---------------------------------------------------------------- what is said */

/** Says it, ends with the code, and hangs up. */
static void answer(peer_t *peer, const char *text, int code)
{
    const char *all = apr_psprintf(peers.pool, "%s%sexit %d\n", text, *text ? "\n" : "", code);

    mwa_pass(peer->fd, all, strlen(all), -1);
    close_peer(peer);
    apr_pool_clear(peers.pool);
}

static int count_children(apr_uint64_t number, int *all)
{
    int serve = *all = 0;
    int i;

    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd >= 0 && peers.list[i].kind == CHILD) {
            ++*all;
            serve += peers.list[i].number >= number;
        }
    }
    return serve;
}

static void tell_child(peer_t *peer)
{
    mwa_follow_news_t news = {.start = peers.start, .number = peers.served->number, .whole = peers.served->whole};
    int fds[2];

    // One at a time: what lies in the socket is memory that is kept.
    if (peer->is_told || peer->number >= news.number || peer->told >= news.number) {
        return;
    }
    mwa_generation_fds(&peers.served->memory, fds);
    if (!mwa_pass_two(peer->fd, &news, sizeof(news), fds)) {
        close_peer(peer);
        return;
    }
    peer->is_told = 1;
    peer->told = news.number;
}

static void tell_waiting(peer_t *peer)
{
    int all;

    if (count_children(peer->number, &all) == all) {
        answer(peer, mwa_keeper_text_served(peers.pool, peers.served, all), 0);
    }
}

static void tell_late(peer_t *peer)
{
    int all;
    int serve = count_children(peer->number, &all);

    if (peer->kind == NEW) {
        close_peer(peer);
        return;
    }
    answer(peer, mwa_keeper_text_late(peers.pool, peer->kind == LOOKING ? 0 : peer->number, serve, all), 4);
}

void mwa_peers_tell(void)
{
    apr_uint64_t now = mwa_clock();
    int i;

    for (i = 0; i < peers.most; ++i) {
        peer_t *peer = &peers.list[i];

        if (peer->fd >= 0 && peer->kind == CHILD) {
            tell_child(peer);
        }
        else if (peer->fd >= 0 && peer->kind == SERVING) {
            tell_waiting(peer);
        }
        if (peer->fd >= 0 && peer->end && now >= peer->end) {
            tell_late(peer);
        }
    }
}

int mwa_peers_time_left(void)
{
    apr_uint64_t now = mwa_clock();
    apr_uint64_t end = 0;
    int i;

    for (i = 0; i < peers.most; ++i) {
        const peer_t *peer = &peers.list[i];

        if (peer->fd >= 0 && peer->end && (!end || peer->end < end)) {
            end = peer->end;
        }
    }
    return !end ? -1 : end <= now ? 0 : (int)((end - now) / 1000000 + 1);
}

int mwa_peers_want_look(void)
{
    int i;

    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd >= 0 && peers.list[i].kind == LOOKING) {
            return 1;
        }
    }
    return 0;
}

void mwa_peers_looked(void)
{
    int i;

    for (i = 0; i < peers.most; ++i) {
        peer_t *peer = &peers.list[i];

        if (peer->fd < 0 || peer->kind != LOOKING) {
            continue;
        }
        if (peers.served->refused_since) {
            answer(peer, peers.served->refused, 1);
        }
        else if (peer->waits) {
            peer->kind = SERVING;
            peer->number = peers.served->number;
        }
        else {
            answer(peer, mwa_keeper_text_served(peers.pool, peers.served, 0), 0);
        }
    }
    mwa_peers_tell();
}

void mwa_peers_failed(const char *why)
{
    int i;

    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd >= 0 && peers.list[i].kind == LOOKING) {
            answer(&peers.list[i], why, 1);
        }
    }
}

/* ---------------------------------------------------------------- what is asked */

static const char *list_children(const char *text, const char *form)
{
    int i;

    for (i = 0; i < peers.most; ++i) {
        const peer_t *peer = &peers.list[i];

        if (peer->fd >= 0 && peer->kind == CHILD) {
            text = apr_pstrcat(peers.pool, text, apr_psprintf(peers.pool, form, (long)peer->pid, peer->number), NULL);
        }
    }
    return text;
}

static void hear_reload(peer_t *peer, const char *seconds)
{
    long wait = strtol(seconds, NULL, 10);

    peer->kind = LOOKING;
    peer->waits = wait > 0;
    peer->end = mwa_clock() + (apr_uint64_t)(wait > 0 && wait < LONGEST_WAIT ? wait : LONGEST_WAIT) * SECOND;
}

static void hear_child(peer_t *peer, const char *start)
{
    if (strtoull(start, NULL, 16) != peers.start) {
        mwa_follow_news_t other = {0};

        mwa_pass(peer->fd, &other, sizeof(other), -1);
        close_peer(peer);
        return;
    }
    peer->kind = CHILD;
    peer->end = 0;
    // It hears of the newest in any case: of that of the start too, which it has, and of what it could not serve.
    peer->number = 0;
    peer->told = 0;
    tell_child(peer);
}

static void hear_line(peer_t *peer)
{
    if (peer->kind == CHILD && !strncmp(peer->line, MWA_FOLLOW_SERVES, sizeof(MWA_FOLLOW_SERVES) - 1)) {
        peer->number = strtoull(peer->line + sizeof(MWA_FOLLOW_SERVES) - 1, NULL, 16);
        peer->is_told = 0;
        tell_child(peer);
    }
    else if (peer->kind <= CHILD && !strncmp(peer->line, MWA_FOLLOW_HELLO, sizeof(MWA_FOLLOW_HELLO) - 1)) {
        hear_child(peer, peer->line + sizeof(MWA_FOLLOW_HELLO) - 1);
    }
    else if (peer->kind == NEW && !strncmp(peer->line, "reload ", 7)) {
        hear_reload(peer, peer->line + 7);
    }
    else if (peer->kind == NEW && !strcmp(peer->line, "maps")) {
        answer(peer,
               list_children(mwa_keeper_text_maps(peers.pool, peers.server, peers.served),
                             "\nchild %ld serves generation %" APR_UINT64_T_FMT),
               0);
    }
    else if (peer->kind == NEW && !strcmp(peer->line, "status")) {
        answer(peer, list_children(mwa_keeper_text_status(peers.pool, peers.served), "\nchild %ld %" APR_UINT64_T_FMT),
               0);
    }
    else {
        close_peer(peer);
    }
}

/** Reads what has come, line by line; what is too long for a line is nothing that is said here. */
static void hear_peer(peer_t *peer)
{
    ssize_t got = recv(peer->fd, peer->line + peer->used, (size_t)(LINE - peer->used), MSG_DONTWAIT);
    char *end;

    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_peer(peer);
        }
        return;
    }
    peer->used += (int)got;
    while (peer->fd >= 0 && (end = memchr(peer->line, '\n', (size_t)peer->used)) != NULL) {
        int length = (int)(end - peer->line) + 1;
        int rest = peer->used - length;

        *end = '\0';
        hear_line(peer);
        if (peer->fd >= 0) {
            memmove(peer->line, peer->line + length, (size_t)rest);
            peer->used = rest;
        }
    }
    if (peer->fd >= 0 && peer->used == LINE) {
        close_peer(peer);
    }
}

static peer_t *free_peer(void)
{
    int i;

    for (i = 0; i < peers.most; ++i) {
        if (peers.list[i].fd < 0) {
            return &peers.list[i];
        }
    }
    return NULL;
}

static void accept_all(void)
{
    pid_t pid;
    int fd;

    while ((fd = mwa_keeper_accept(peers.listener, &pid)) >= 0) {
        peer_t *peer = free_peer();

        if (peer) {
            *peer = (peer_t){.fd = fd, .pid = pid, .end = mwa_clock() + (apr_uint64_t)LONGEST_SILENCE * SECOND};
        }
        else {
            close(fd);
        }
    }
}

void mwa_peers_hear(const struct pollfd *fds, int count)
{
    int at;
    int i;

    for (at = 1; at < count; ++at) {
        for (i = 0; fds[at].revents && i < peers.most; ++i) {
            if (peers.list[i].fd >= 0 && peers.list[i].fd == fds[at].fd) {
                hear_peer(&peers.list[i]);
                break;
            }
        }
    }
    if (fds[0].revents) {
        accept_all();
    }
}
