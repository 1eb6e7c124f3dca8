#include "process/mwa_follow.h"
#include "core/mwa_log.h"
#include "core/mwa_passing.h"
#include "process/mwa_end.h"
#include "process/mwa_serving.h"

#include "apr_strings.h"
#include "http_log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** Seconds that a child waits for the newest generation as it starts. */
#define LONGEST_WAIT 5
#define STACK_SIZE (1024 * 1024)
/** Milliseconds: until the next attempt to reach the map process, and until old generations are looked at again. */
#define NEXT_ATTEMPT 500
#define NEXT_LOOK 50

/** Set in the parent; then the following thread's own, once there is one. */
static struct {
    server_rec *server;
    const char *path;
    apr_uint64_t start;
    const mwa_memory_t *newest; /**< the parent's, inherited */
    uid_t user;                 /**< the parent's */
    int socket;                 /**< -1: not connected */
    int is_told;                /**< whether the log knows that there is no connection */
} following = {.socket = -1};

void mwa_follow_prepare(server_rec *s, const char *path, apr_uint64_t start, const mwa_memory_t *newest)
{
    following.server = s;
    following.path = path;
    following.start = start;
    following.newest = newest;
    following.user = geteuid();
    following.socket = -1;
    following.is_told = 0;
}

/** Says something. A socket with no room for a line is that of a process that has not read for long. */
static int say(const char *word, apr_uint64_t number)
{
    char line[64];
    int length = apr_snprintf(line, sizeof(line), "%s%" APR_UINT64_T_HEX_FMT "\n", word, number);

    return mwa_pass(following.socket, line, (size_t)length, -1);
}

static void disconnect(void)
{
    close(following.socket);
    following.socket = -1;
}

/** @return NULL, or why there is no connection */
static const char *connect_to_keeper(void)
{
    pid_t pid;
    uid_t user;
    int fd = mwa_connect(following.path, LONGEST_WAIT);

    if (fd < 0) {
        return strerrordesc_np(errno);
    }
    if (!mwa_peer(fd, &pid, &user) || user != following.user) {
        close(fd);
        return "another user listens there";
    }
    following.socket = fd;
    if (!say(MWA_FOLLOW_HELLO, following.start)) {
        disconnect();
        return "it does not listen";
    }
    return NULL;
}

/**
 * Waits for news.
 * @param memory receives the generation, or none if there is nothing newer than what the child has begun with
 * @return 1; 0 if the server has been restarted, and has nothing for this child any more; -1 if nothing came
 */
static int hear(mwa_follow_news_t *news, mwa_memory_t *memory)
{
    int fd;
    int status = mwa_receive(following.socket, news, sizeof(*news), 0, &fd);

    *memory = (mwa_memory_t){.fd = -1};
    if (status != 1) {
        return -1;
    }
    if (news->start != following.start) {
        if (fd >= 0) {
            close(fd);
        }
        return 0;
    }
    return fd < 0 || mwa_memory_map(memory, fd, MWA_GENERATION_MOST) ? 1 : -1;
}

static void tell_failure(const char *why)
{
    if (!following.is_told) {
        following.is_told = 1;
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, following.server,
                     MWA_NO(0052) "this child does not reach the map process at %s, and serves generation "
                                  "%" APR_UINT64_T_FMT " until it does: %s",
                     following.path, mwa_serving_newest()->number, why);
    }
}

/** Has the child begin with a generation. */
static int begin_with(const mwa_memory_t *memory, mwa_bridge_options_t *options)
{
    mwa_generation_parts_t parts;
    mwa_tables_t tables;

    if (!mwa_generation_read(memory, mwa_serving_first(), following.start, &tables, &parts)) {
        return 0;
    }
    mwa_serving_replace_start(&tables, &parts, memory);
    options->specs = tables.specs;
    options->specs_size = tables.specs_size;
    options->prepared = (mwa_prepared_t){.bytes = parts.prepared, .size = parts.prepared_size};
    return 1;
}

void mwa_follow_fetch(mwa_bridge_options_t *options)
{
    mwa_follow_news_t news;
    mwa_memory_t memory;
    const char *error;

    if (!following.path) {
        return;
    }
    error = connect_to_keeper();
    if (!error && hear(&news, &memory) != 1) {
        error = "it says nothing that is of use";
    }
    if (!error && memory.bytes && !begin_with(&memory, options)) {
        mwa_memory_free(&memory);
        error = "its generation is damaged";
    }
    if (!error) {
        say(MWA_FOLLOW_SERVES, mwa_serving_newest()->number);
        return;
    }
    if (following.newest->bytes) {
        begin_with(following.newest, options);
    }
    if (following.socket >= 0) {
        disconnect();
    }
    tell_failure(error);
}

/** Has requests ask a generation from now on. */
static const char *serve(mwa_serving_t *serving, const mwa_memory_t *memory, mwa_generation_block_t *block)
{
    mwa_generation_parts_t parts;

    if (!mwa_generation_read(memory, mwa_serving_first(), following.start, &serving->tables, &parts)) {
        return "it is damaged";
    }
    memset(block, 0, sizeof(*block));
    block->slot = (uint32_t)serving->slot;
    block->specs = (uintptr_t)serving->tables.specs;
    block->specs_size = (uint32_t)serving->tables.specs_size;
    block->prepared = (uintptr_t)parts.prepared;
    block->prepared_size = (uint32_t)parts.prepared_size;
    if (!mwa_bridge_load(block)) {
        return block->message;
    }
    serving->memory = *memory;
    serving->number = parts.number;
    serving->since = parts.since;
    mwa_bridge_retire(mwa_serving_publish(serving)->slot);
    return NULL;
}

/** Takes a generation over, or tells why not. */
static void take_over(apr_uint64_t number, mwa_memory_t *memory)
{
    mwa_generation_block_t block;
    mwa_serving_t *serving = mwa_serving_prepare();
    const char *error = serving ? serve(serving, memory, &block)
                                : "requests that take long have all of the older generations that there can be";

    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, following.server,
                     MWA_NO(0052) "this child cannot serve generation %" APR_UINT64_T_FMT
                                  ", and goes on with %" APR_UINT64_T_FMT ": %s",
                     number, mwa_serving_newest()->number, error);
        mwa_memory_free(memory);
        if (serving) {
            mwa_serving_discard(serving, 1);
        }
    }
    // Also if it is still the last one: nothing more comes before an answer.
    say(MWA_FOLLOW_SERVES, mwa_serving_newest()->number);
}

/** Gives up what no request has any more. */
static void give_up_old(void)
{
    mwa_serving_t *serving;

    while ((serving = mwa_serving_unused()) != NULL) {
        mwa_serving_discard(serving, mwa_bridge_drop(serving->slot));
    }
}

/** @return 0 if there is nothing to follow any more */
static int follow_once(void)
{
    struct pollfd poll_fd = {.fd = following.socket, .events = POLLIN};
    mwa_follow_news_t news;
    mwa_memory_t memory;
    const char *error;
    int heard;

    if (following.socket < 0) {
        poll(NULL, 0, NEXT_ATTEMPT);
        // After a restart, it has ended with the configuration that this child has.
        if (mwa_end_is_asked_for()) {
            return 0;
        }
        error = connect_to_keeper();
        if (error) {
            tell_failure(error);
        }
        return 1;
    }
    if (poll(&poll_fd, 1, mwa_serving_has_old() ? NEXT_LOOK : -1) <= 0) {
        return 1;
    }
    heard = hear(&news, &memory);
    if (heard < 1) {
        disconnect();
        return heard;
    }
    following.is_told = 0;
    if (memory.bytes && news.number > mwa_serving_newest()->number) {
        take_over(news.number, &memory);
        return 1;
    }
    // It was started again, and tells what is known.
    mwa_memory_free(&memory);
    say(MWA_FOLLOW_SERVES, mwa_serving_newest()->number);
    return 1;
}

static void *follow(void *unused)
{
    (void)unused;
    while (!mwa_bridge_is_ready()) {
        poll(NULL, 0, NEXT_LOOK);
    }
    do {
        give_up_old();
    } while (follow_once());
    // What is left goes with the process.
    return NULL;
}

void mwa_follow_begin(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    int error;

    if (!following.path) {
        return;
    }
    // httpd's signals are for httpd's own threads.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_create(&thread, &attributes, follow, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        tell_failure(strerrordesc_np(error));
    }
}
