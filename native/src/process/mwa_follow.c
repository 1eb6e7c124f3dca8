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
    const mwa_generation_t *newest; /**< the parent's, inherited */
    uid_t user;                     /**< the parent's */
    int socket;                     /**< -1: not connected */
    int is_told;                    /**< whether the log knows that there is no connection */
} following = {.socket = -1};

void mwa_follow_prepare(server_rec *s, const char *path, apr_uint64_t start, const mwa_generation_t *newest)
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
 * @param generation receives the memory; or none, if there is nothing newer than what the child has begun with
 * @return 1; 0 if the server has been restarted, and has nothing for this child any more; -1 if nothing came
 */
static int hear(mwa_follow_news_t *news, mwa_generation_t *generation)
{
    int fds[2];
    int status = mwa_receive_two(following.socket, news, sizeof(*news), 0, fds);

    *generation = MWA_NO_GENERATION;
    if (status != 1) {
        return -1;
    }
    if (news->start != following.start) {
        mwa_close_passed(&fds[0]);
        mwa_close_passed(&fds[1]);
        return 0;
    }
    return mwa_generation_map(generation, fds) ? 1 : -1;
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

/** Asks Java to load what is in the memory of a generation, or of a patch. @param whole a slot, or MWA_NO_WHOLE */
static void fill(mwa_generation_block_t *block, const mwa_generation_parts_t *parts, int slot, int whole)
{
    *block = (mwa_generation_block_t){.slot = (uint32_t)slot,
                                      .specs_size = (uint32_t)parts->specs_size,
                                      .specs = (uintptr_t)parts->specs,
                                      .prepared = (uintptr_t)parts->prepared,
                                      .prepared_size = (uint32_t)parts->prepared_size,
                                      .whole = whole,
                                      .runs = (uintptr_t)parts->runs,
                                      .run_count = (uint32_t)parts->run_count,
                                      .aliases = parts->aliases};
}

/** Has the child begin with a generation. */
static int begin_with(const mwa_generation_t *generation, mwa_bridge_options_t *options)
{
    static mwa_generation_block_t block;
    mwa_generation_parts_t parts[2];
    mwa_tables_t tables;

    if (!mwa_generation_read_all(generation, mwa_serving_first(), following.start, &tables, parts)) {
        return 0;
    }
    mwa_serving_replace_start(&tables, parts, generation);
    options->specs = parts[0].specs;
    options->specs_size = parts[0].specs_size;
    options->prepared = (mwa_prepared_t){.bytes = parts[0].prepared, .size = parts[0].prepared_size};
    if (parts[1].number) {
        fill(&block, &parts[1], 0, 0);
        options->patch = &block;
    }
    return 1;
}

void mwa_follow_fetch(mwa_bridge_options_t *options)
{
    mwa_follow_news_t news;
    mwa_generation_t generation;
    const char *error;

    if (!following.path) {
        return;
    }
    error = connect_to_keeper();
    if (!error && hear(&news, &generation) != 1) {
        error = "it says nothing that is of use";
    }
    if (!error && generation.whole.bytes && !begin_with(&generation, options)) {
        mwa_generation_free(&generation);
        error = "its generation is damaged";
    }
    if (!error) {
        say(MWA_FOLLOW_SERVES, mwa_serving_newest()->number);
        return;
    }
    if (following.newest->whole.bytes) {
        begin_with(following.newest, options);
    }
    if (following.socket >= 0) {
        disconnect();
    }
    tell_failure(error);
}

/** Has Java load a whole. @return NULL, or why not */
static const char *load_whole(mwa_serving_t *serving, const mwa_generation_t *generation, mwa_generation_block_t *block)
{
    mwa_generation_parts_t parts;

    if (!mwa_generation_read(&generation->whole, mwa_serving_first(), following.start, &serving->tables, &parts)) {
        return "it is damaged";
    }
    fill(block, &parts, serving->slot, MWA_NO_WHOLE);
    serving->number = parts.number;
    serving->whole_number = parts.number;
    serving->since = parts.since;
    return mwa_bridge_load(block) ? NULL : block->message;
}

/** Has Java load a patch of a whole that is there. @return NULL, or why not */
static const char *load_patch(mwa_serving_t *serving, const mwa_serving_t *whole, const mwa_generation_t *generation,
                              mwa_generation_block_t *block)
{
    mwa_generation_parts_t parts;

    if (!mwa_generation_read_patch(&generation->patch, &whole->tables, whole->whole_number, following.start,
                                   &serving->tables, &parts)) {
        return "its patch is damaged";
    }
    fill(block, &parts, serving->slot, whole->slot);
    serving->number = parts.number;
    serving->whole_number = parts.whole;
    serving->since = parts.since;
    return mwa_bridge_load(block) ? NULL : block->message;
}

/** Has requests ask the generation in a place from now on. @return NULL, or why not */
static const char *serve(mwa_serving_t *serving, apr_uint64_t whole_number, mwa_generation_block_t *block)
{
    mwa_generation_t *generation = &serving->memory;
    mwa_serving_t *whole = whole_number ? mwa_serving_whole(whole_number) : NULL;
    const mwa_serving_t *last;
    const char *error = NULL;

    if (whole) {
        mwa_memory_free(&generation->whole);
        mwa_serving_share(serving, whole);
    }
    else {
        error = load_whole(serving, generation, block);
    }
    // One that should be there, and is not, is damaged.
    if (!error && whole_number) {
        error = load_patch(serving, whole ? whole : serving, generation, block);
    }
    if (error) {
        return error;
    }
    last = mwa_serving_publish(serving);
    // A whole without a patch is asked on.
    if (!whole || last != whole || last->memory.patch.bytes) {
        mwa_bridge_retire(last->slot);
    }
    if (!whole && last->whole) {
        mwa_bridge_retire(last->whole->slot);
    }
    return NULL;
}

/** Takes a generation over, or tells why not. */
static void take_over(const mwa_follow_news_t *news, mwa_generation_t *generation)
{
    mwa_generation_block_t block;
    mwa_serving_t *serving = mwa_serving_prepare();
    const char *error = "requests that take long have all of the older generations that there can be";

    if (serving) {
        serving->memory = *generation;
        error = serve(serving, news->whole, &block);
    }
    else {
        mwa_generation_free(generation);
    }
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, following.server,
                     MWA_NO(0052) "this child cannot serve generation %" APR_UINT64_T_FMT
                                  ", and goes on with %" APR_UINT64_T_FMT ": %s",
                     news->number, mwa_serving_newest()->number, error);
    }
    if (error && serving) {
        mwa_serving_discard(serving, mwa_bridge_drop(serving->slot));
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
    mwa_generation_t generation;
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
    heard = hear(&news, &generation);
    if (heard < 1) {
        disconnect();
        return heard;
    }
    following.is_told = 0;
    if (generation.whole.bytes && news.number > mwa_serving_newest()->number) {
        take_over(&news, &generation);
        return 1;
    }
    // It was started again, and tells what is known.
    mwa_generation_free(&generation);
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
