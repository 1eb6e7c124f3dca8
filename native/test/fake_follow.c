#include "fake_follow.h"
#include "fake_log.h"
#include "process/mwa_end.h"
#include "process/mwa_serving.h"

#include "http_config.h"
#include "httpd.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

fake_follow_t fake_follow;

/** The following thread writes what is asked of Java, and the test reads it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char calls[1024];

static void note(const char *format, int slot, int whole)
{
    pthread_mutex_lock(&mutex);
    apr_snprintf(calls + strlen(calls), sizeof(calls) - strlen(calls), format, slot, whole);
    pthread_mutex_unlock(&mutex);
}

static int have_called(const char *expected)
{
    int are_equal;

    pthread_mutex_lock(&mutex);
    are_equal = !strcmp(calls, expected);
    pthread_mutex_unlock(&mutex);
    return are_equal;
}

void fake_follow_expect_calls(const char *expected)
{
    int i;

    for (i = 0; i < 1000 && !have_called(expected); ++i) {
        poll(NULL, 0, 10);
    }
    pthread_mutex_lock(&mutex);
    assert_string_equal(expected, calls);
    pthread_mutex_unlock(&mutex);
}

apr_uint64_t mwa_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (apr_uint64_t)now.tv_sec * 1000000000U + (apr_uint64_t)now.tv_nsec;
}

static int has_ended;

/** The thread asks when it has lost its connection, and does nothing more. */
int mwa_end_is_asked_for(void)
{
    pthread_mutex_lock(&mutex);
    has_ended = 1;
    pthread_mutex_unlock(&mutex);
    return 1;
}

void mwa_end_without_exit(void)
{
    fail_msg("the thread does not end");
}

static int is_over(void)
{
    int is;

    pthread_mutex_lock(&mutex);
    is = has_ended;
    pthread_mutex_unlock(&mutex);
    return is;
}

void fake_follow_leave(void)
{
    int i;

    close(fake_follow.peer);
    fake_follow.peer = -1;
    for (i = 0; i < 1000 && !is_over(); ++i) {
        poll(NULL, 0, 10);
    }
    assert_true(is_over());
    mwa_follow_end(NULL);
}

int mwa_bridge_is_ready(void)
{
    return 1;
}

int mwa_bridge_load(mwa_generation_block_t *block)
{
    int fails = block->whole == MWA_NO_WHOLE ? fake_follow.load_fails : fake_follow.patch_fails;

    assert_true(block->prepared_size == 8 && block->specs_size == 5);
    assert_int_equal(block->whole != MWA_NO_WHOLE, block->run_count > 0);
    note(block->whole == MWA_NO_WHOLE ? "load %d\n" : "patch %d of %d\n", (int)block->slot, block->whole);
    if (fails) {
        strcpy(block->message, "Java heap space");
    }
    return !fails;
}

void mwa_bridge_retire(int slot)
{
    note("retire %d\n", slot, 0);
    fake_follow.retired++;
}

int mwa_bridge_drop(int slot)
{
    note("drop %d\n", slot, 0);
    fake_follow.dropped++;
    return 1;
}

/* ---------------------------------------------------------------- the map process */

static char directory[SCRATCH_SIZE];
static server_rec server;
static mwa_tables_t *first;

/** What the server starts with: a table, and no alias. */
static mwa_tables_t *make_tables(apr_pool_t *p)
{
    static const mwa_table_ranges_t ranges[1];
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    apr_array_header_t *servers = apr_array_make(p, 1, sizeof(server_rec *));

    APR_ARRAY_PUSH(servers, server_rec *) = &server;
    tables->servers = servers;
    tables->aliases = apr_array_make(p, 1, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 1, sizeof(mwa_table_t));
    apr_array_push(tables->tables);
    tables->ranges = ranges;
    tables->specs = "specs";
    tables->specs_size = 5;
    return tables;
}

mwa_memory_t fake_follow_whole(apr_uint64_t start, apr_uint64_t number)
{
    const mwa_generation_parts_t parts =
        {.start = start, .number = number, .prepared = "prepared", .prepared_size = 8, .findings = "", .engines = ""};
    mwa_memory_t memory;

    assert_null(mwa_generation_write(&memory, first, &parts));
    return memory;
}

mwa_memory_t fake_follow_patch(apr_uint64_t whole, apr_uint64_t number)
{
    static const mwa_run_t runs[] = {{.patch = 1}};
    const mwa_generation_parts_t parts = {.start = FAKE_START,
                                          .number = number,
                                          .prepared = "prepared",
                                          .prepared_size = 8,
                                          .findings = "",
                                          .engines = "\1",
                                          .whole = whole,
                                          .runs = runs,
                                          .run_count = 1,
                                          .aliases = 1,
                                          .ranges = first->ranges};
    mwa_alias_t alias = {.server = &server, .pattern = "/come", .target = "/srv/x"};
    mwa_tables_t tables = *first;
    mwa_memory_t memory;

    tables.aliases = apr_array_copy(first->aliases->pool, first->aliases);
    APR_ARRAY_PUSH(tables.aliases, mwa_alias_t *) = &alias;
    assert_null(mwa_generation_write(&memory, &tables, &parts));
    return memory;
}

void fake_follow_listen(uid_t user)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    apr_cpystrn(address.sun_path, fake_follow.path, sizeof(address.sun_path));
    unlink(fake_follow.path);
    fake_follow.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fake_follow.listener < 0) {
        fail();
    }
    assert_int_equal(0, bind(fake_follow.listener, (const struct sockaddr *)&address, sizeof(address)));
    // What is known of who listens is what it was then.
    assert_int_equal(0, seteuid(user));
    assert_int_equal(0, listen(fake_follow.listener, 8));
    assert_int_equal(0, seteuid(0));
}

int fake_follow_begin(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    apr_snprintf(fake_follow.path, sizeof(fake_follow.path), "%s/s", scratch_directory(directory));
    first = make_tables(*state);
    mwa_serving_start(first, 1);
    fake_follow.newest = MWA_NO_GENERATION;
    mwa_follow_prepare(&server, fake_follow.path, FAKE_START, &fake_follow.newest);
    fake_follow.listener = fake_follow.peer = -1;
    fake_log_lines = fake_follow.load_fails = fake_follow.patch_fails = fake_follow.dropped = fake_follow.retired = 0;
    *calls = '\0';
    has_ended = 0;
    return 0;
}

int fake_follow_end(void **state)
{
    mwa_follow_end(NULL);
    if (fake_follow.listener >= 0) {
        close(fake_follow.listener);
    }
    if (fake_follow.peer >= 0) {
        close(fake_follow.peer);
    }
    return destroy_pool(state);
}

void fake_follow_send(int fd, apr_uint64_t start, apr_uint64_t number, int memory)
{
    const mwa_follow_news_t news = {.start = start, .number = number};

    assert_true(mwa_pass(fd, &news, sizeof(news), memory));
}

void fake_follow_send_patch(int fd, apr_uint64_t number, apr_uint64_t whole, int whole_memory, int memory)
{
    const mwa_follow_news_t news = {.start = FAKE_START, .number = number, .whole = whole};
    const int fds[2] = {whole_memory, memory};

    assert_true(mwa_pass_two(fd, &news, sizeof(news), fds));
}

static void *reply(void *data)
{
    const fake_follow_reply_t *with = data;

    fake_follow.peer = accept4(fake_follow.listener, NULL, NULL, SOCK_CLOEXEC);
    if (with->whole) {
        fake_follow_send_patch(fake_follow.peer, with->number, with->whole, with->memory, with->patch);
    }
    else {
        fake_follow_send(fake_follow.peer, with->start, with->number, with->memory);
    }
    return NULL;
}

void fake_follow_fetch(mwa_bridge_options_t *options, fake_follow_reply_t *with)
{
    pthread_t thread;

    memset(options, 0, sizeof(*options));
    assert_int_equal(0, pthread_create(&thread, NULL, reply, with));
    mwa_follow_fetch(options);
    pthread_join(thread, NULL);
}

void fake_follow_expect_said(const char *expected)
{
    char said[64];
    size_t used = 0;

    while (used < strlen(expected)) {
        ssize_t got = read(fake_follow.peer, said + used, strlen(expected) - used);

        assert_true(got > 0);
        used += (size_t)got;
    }
    assert_memory_equal(expected, said, used);
}
