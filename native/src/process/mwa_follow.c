#include "process/mwa_follow.h"
#include "core/mwa_backoff.h"
#include "core/mwa_counters.h"
#include "core/mwa_log.h"
#include "core/mwa_passing.h"
#include "core/mwa_signals.h"
#include "process/mwa_end.h"
#include "process/mwa_follow_load.h"
#include "process/mwa_serving.h"

#include "apr_strings.h"
#include "http_log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** Seconds that a child waits for the newest generation as it starts. */
#define LONGEST_WAIT 5
#define STACK_SIZE (1024 * 1024)
/** Milliseconds: until the next attempt to reach the map process, and until old generations are looked at again. */
#define NEXT_ATTEMPT 500
#define NEXT_LOOK 50
#define SECOND 1000000000U
/** Seconds that the end of the child waits for the thread, which may be in Java. */
#define LONGEST_END 1

/** Set in the parent; then the following thread's own, once there is one. */
static struct {
    server_rec *server;
    const char *path;
    apr_uint64_t start;
    const mwa_generation_t *newest; /**< the parent's, inherited */
    uid_t user;                     /**< the parent's */
    int socket;                     /**< -1: not connected */
    int end;                        /**< an eventfd: the child ends; -1: there is no thread */
    pthread_t thread;
    int is_told;           /**< whether the log knows that there is no connection */
    apr_uint64_t failed;   /**< the last generation that could not be served, since one was; 0: none */
    char why[128];         /**< so much of the reason as the log was told last */
    int failures;          /**< times that it could not */
    apr_uint64_t retry_at; /**< the mwa_clock() then; 0: it is not to be asked for */
} following = {.socket = -1, .end = -1};

void mwa_follow_prepare(server_rec *s, const char *path, apr_uint64_t start, const mwa_generation_t *newest)
{
    following.server = s;
    following.path = path;
    following.start = start;
    following.newest = newest;
    following.user = geteuid();
    following.socket = -1;
    following.is_told = 0;
    following.failed = 0;
    following.retry_at = 0;
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

/** What has come. */
typedef enum {
    LOST,      /**< nothing: there is no connection any more */
    RESTARTED, /**< the server was restarted, and has nothing for this child any more */
    UNMAPPED,  /**< news, but this process cannot have the memory of it */
    HEARD
} heard_t;

/**
 * Waits for news.
 * @param generation receives the memory; or none, if there is nothing newer than what the child has begun with
 */
static heard_t hear(mwa_follow_news_t *news, mwa_generation_t *generation)
{
    int fds[2];
    int status = mwa_receive_two(following.socket, news, sizeof(*news), 0, fds);

    *generation = MWA_NO_GENERATION;
    if (status != 1 && (status == 0 || errno != EMFILE)) {
        return LOST;
    }
    if (news->start != following.start) {
        mwa_close_passed(&fds[0]);
        mwa_close_passed(&fds[1]);
        return RESTARTED;
    }
    return status == 1 && mwa_generation_map(generation, fds) ? HEARD : UNMAPPED;
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
        mwa_follow_fill(&block, &parts[1], 0, 0);
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
    if (!error && hear(&news, &generation) != HEARD) {
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

/** A generation is not served. What stood in the way may go: it is asked for again, less and less often. */
static void keep_last(apr_uint64_t number, const char *why)
{
    int is_again = following.failed == number;

    following.failures = is_again ? following.failures + 1 : 1;
    if (!is_again || strncmp(following.why, why, sizeof(following.why) - 1) != 0) {
        following.failed = number;
        apr_cpystrn(following.why, why, sizeof(following.why));
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, following.server,
                     MWA_NO(0052) "this child cannot serve generation %" APR_UINT64_T_FMT
                                  ", and goes on with %" APR_UINT64_T_FMT ": %s",
                     number, mwa_serving_newest()->number, why);
    }
    // From two seconds to a minute.
    following.retry_at = mwa_clock() + (apr_uint64_t)mwa_backoff_seconds(following.failures + 1) * SECOND;
}

/** Takes a generation over, or tells why not. */
static void take_over(const mwa_follow_news_t *news, mwa_generation_t *generation)
{
    mwa_generation_block_t block;
    mwa_serving_t *serving = mwa_serving_prepare();
    const char *error = "requests that take long have all of the older generations that there can be";

    if (serving) {
        serving->memory = *generation;
        error = mwa_follow_serve(serving, following.start, news->whole, &block);
    }
    else {
        mwa_generation_free(generation);
    }
    if (error) {
        keep_last(news->number, error);
    }
    else {
        following.failed = 0;
        following.retry_at = 0;
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

/** Milliseconds until there is something to do without news; -1: there is nothing. */
static int time_left(void)
{
    apr_uint64_t now = mwa_clock();

    if (mwa_serving_has_old()) {
        return NEXT_LOOK;
    }
    if (!following.retry_at) {
        return -1;
    }
    return following.retry_at > now ? (int)((following.retry_at - now) / 1000000 + 1) : 0;
}

/** Has the map process tell again what could not be served. */
static void try_again(void)
{
    if (following.retry_at && mwa_clock() >= following.retry_at) {
        following.retry_at = 0;
        say(MWA_FOLLOW_HELLO, following.start);
    }
}

/** Waits for news, if there is a socket, or so many milliseconds. @return 1: they are there; 0; or -1: the child ends
 */
static int wait_for_news(int socket, int milliseconds)
{
    struct pollfd fds[] = {{.fd = following.end, .events = POLLIN}, {.fd = socket, .events = POLLIN}};

    if (poll(fds, 2, milliseconds) <= 0) {
        return 0;
    }
    return fds[0].revents ? -1 : 1;
}

/** @return 0 if there is nothing to follow any more */
static int follow_once(void)
{
    mwa_follow_news_t news;
    mwa_generation_t generation;
    const char *error;
    heard_t heard;
    int is_news;

    if (following.socket < 0) {
        // After a restart, it has ended with the configuration that this child has.
        if (wait_for_news(-1, NEXT_ATTEMPT) < 0 || mwa_end_is_asked_for()) {
            return 0;
        }
        error = connect_to_keeper();
        if (error) {
            tell_failure(error);
        }
        return 1;
    }
    try_again();
    is_news = wait_for_news(following.socket, time_left());
    if (is_news <= 0) {
        return !is_news;
    }
    heard = hear(&news, &generation);
    if (heard == LOST || heard == RESTARTED) {
        disconnect();
        return heard == LOST;
    }
    following.is_told = 0;
    if (heard == UNMAPPED) {
        keep_last(news.number, "this process can have no more descriptors or memory");
        say(MWA_FOLLOW_SERVES, mwa_serving_newest()->number);
        return 1;
    }
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
        if (wait_for_news(-1, NEXT_LOOK) < 0) {
            return NULL;
        }
    }
    do {
        give_up_old();
    } while (follow_once());
    // What is left goes with the process.
    return NULL;
}

apr_status_t mwa_follow_end(void *unused)
{
    struct timespec end;

    (void)unused;
    if (following.end < 0) {
        return APR_SUCCESS;
    }
    eventfd_write(following.end, 1);
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += LONGEST_END;
    if (pthread_timedjoin_np(following.thread, NULL, &end)) {
        mwa_end_without_exit();
        return APR_SUCCESS;
    }
    close(following.end);
    following.end = -1;
    return APR_SUCCESS;
}

void mwa_follow_begin(void)
{
    pthread_attr_t attributes;
    sigset_t before;
    int error;

    if (!following.path) {
        return;
    }
    following.end = eventfd(0, EFD_CLOEXEC);
    if (following.end < 0) {
        tell_failure(strerrordesc_np(errno));
        return;
    }
    mwa_block_signals(&before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    error = pthread_create(&following.thread, &attributes, follow, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        close(following.end);
        following.end = -1;
        tell_failure(strerrordesc_np(error));
    }
}
