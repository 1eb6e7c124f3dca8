/* A child follows the map process: what it takes over, from whom, and what it goes on with otherwise. Must run as root.
 */
#include "fake_log.h"
#include "process/mwa_end.h"
#include "process/mwa_follow.h"
#include "process/mwa_serving.h"
#include "scratch_group.h"

#include "http_config.h"
#include "http_log.h"
#include "httpd.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define START 0x1234ULL
#define NOBODY 65534

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

static atomic_int load_fails;
static atomic_int dropped;
static atomic_int retired;

int mwa_end_is_asked_for(void)
{
    return 1;
}

int mwa_bridge_is_ready(void)
{
    return 1;
}

int mwa_bridge_load(mwa_generation_block_t *block)
{
    assert_true(block->prepared_size == 8 && block->specs_size == 5);
    if (load_fails) {
        strcpy(block->message, "Java heap space");
    }
    return !load_fails;
}

void mwa_bridge_retire(int slot)
{
    (void)slot;
    retired++;
}

int mwa_bridge_drop(int slot)
{
    (void)slot;
    dropped++;
    return 1;
}

/* ---------------------------------------------------------------- the map process */

static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 8];
static int listener;
static int peer; /**< the connection to the child */
static server_rec server;
static mwa_tables_t *first;
static mwa_memory_t newest;

/** What the server starts with: a table, and no alias. */
static mwa_tables_t *make_tables(apr_pool_t *p)
{
    static const mwa_table_ranges_t ranges[1];
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    apr_array_header_t *servers = apr_array_make(p, 1, sizeof(const server_rec *));

    APR_ARRAY_PUSH(servers, const server_rec *) = &server;
    tables->servers = servers;
    tables->aliases = apr_array_make(p, 1, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 1, sizeof(mwa_table_t));
    apr_array_push(tables->tables);
    tables->ranges = ranges;
    tables->specs = "specs";
    tables->specs_size = 5;
    return tables;
}

static mwa_memory_t make_generation(apr_uint64_t start, apr_uint64_t number)
{
    const mwa_generation_parts_t parts =
        {.start = start, .number = number, .prepared = "prepared", .prepared_size = 8, .findings = "", .engines = ""};
    mwa_memory_t memory;

    assert_null(mwa_generation_write(&memory, first, &parts));
    return memory;
}

static void listen_as(uid_t user)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    apr_cpystrn(address.sun_path, path, sizeof(address.sun_path));
    unlink(path);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) {
        fail();
    }
    assert_int_equal(0, bind(listener, (const struct sockaddr *)&address, sizeof(address)));
    // What is known of who listens is what it was then.
    assert_int_equal(0, seteuid(user));
    assert_int_equal(0, listen(listener, 8));
    assert_int_equal(0, seteuid(0));
}

static int begin(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    apr_snprintf(path, sizeof(path), "%s/s", scratch_directory(directory));
    first = make_tables(*state);
    mwa_serving_start(first, 1);
    newest = (mwa_memory_t){.fd = -1};
    mwa_follow_prepare(&server, path, START, &newest);
    listener = peer = -1;
    fake_log_lines = load_fails = dropped = retired = 0;
    return 0;
}

static int end(void **state)
{
    if (listener >= 0) {
        close(listener);
    }
    if (peer >= 0) {
        close(peer);
    }
    return destroy_pool(state);
}

static void send_news(int fd, apr_uint64_t start, apr_uint64_t number, int memory)
{
    const mwa_follow_news_t news = {.start = start, .number = number};

    assert_true(mwa_pass(fd, &news, sizeof(news), memory));
}

/** Answers the next child at once, with something, before it has connected. */
typedef struct reply_s {
    apr_uint64_t start;
    apr_uint64_t number;
    int memory;
} reply_t;

static void *reply(void *data)
{
    const reply_t *with = data;

    peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    send_news(peer, with->start, with->number, with->memory);
    return NULL;
}

/** Has the child fetch what it begins with, while the map process answers. */
static void fetch(mwa_bridge_options_t *options, reply_t *with)
{
    pthread_t thread;

    memset(options, 0, sizeof(*options));
    assert_int_equal(0, pthread_create(&thread, NULL, reply, with));
    mwa_follow_fetch(options);
    pthread_join(thread, NULL);
}

static void expect_said(const char *expected)
{
    char said[64];
    size_t used = 0;

    while (used < strlen(expected)) {
        ssize_t got = read(peer, said + used, strlen(expected) - used);

        assert_true(got > 0);
        used += (size_t)got;
    }
    assert_memory_equal(expected, said, used);
}

static void it_begins_with_the_newest(void **state)
{
    mwa_memory_t memory = make_generation(START, 7);
    reply_t with = {START, 7, memory.fd};
    mwa_bridge_options_t options;

    (void)state;
    listen_as(0);
    fetch(&options, &with);
    expect_said("child 1234\nserves 7\n");
    assert_int_equal(7, mwa_serving_newest()->number);
    assert_int_equal(8, options.prepared.size);
    assert_int_equal(5, options.specs_size);
    assert_int_equal(0, fake_log_lines);
    mwa_memory_free(&memory);
}

static void it_begins_with_that_of_the_start_if_that_is_the_newest(void **state)
{
    reply_t with = {START, 1, -1};
    mwa_bridge_options_t options;

    (void)state;
    listen_as(0);
    fetch(&options, &with);
    expect_said("child 1234\nserves 1\n");
    assert_int_equal(0, options.prepared.size);
    assert_int_equal(0, fake_log_lines);
}

static void without_a_map_process_it_begins_with_what_the_parent_has(void **state)
{
    mwa_bridge_options_t options = {0};

    (void)state;
    newest = make_generation(START, 5);
    mwa_follow_fetch(&options);
    assert_int_equal(5, mwa_serving_newest()->number);
    assert_int_equal(8, options.prepared.size);
    assert_int_equal(1, fake_log_lines);
    mwa_memory_free(&newest);
}

static void another_user_is_not_believed(void **state)
{
    mwa_bridge_options_t options = {0};

    (void)state;
    listen_as(NOBODY);
    mwa_follow_fetch(&options);
    assert_int_equal(1, mwa_serving_newest()->number);
    assert_int_equal(1, fake_log_lines);
    // Nothing was said to it.
    peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    assert_int_equal(0, read(peer, path, 1));
}

static void what_is_of_no_use_is_not_begun_with(void **state)
{
    mwa_memory_t good = make_generation(START, 7);
    mwa_memory_t other = make_generation(START + 1, 7);
    mwa_memory_t open_one;
    mwa_memory_t noise;
    mwa_bridge_options_t options;
    size_t i;

    (void)state;
    assert_true(mwa_memory_make(&open_one, good.size));
    memcpy(open_one.bytes, good.bytes, good.size);
    assert_true(mwa_memory_make(&noise, 4096));
    assert_true(mwa_memory_seal(&noise));
    {
        reply_t cases[] = {{START + 1, 7, good.fd}, {START, 7, other.fd}, {START, 7, open_one.fd},
                           {START, 7, noise.fd},    {0, 0, -1},           {START, 7, STDIN_FILENO}};

        for (i = 0; i < COUNT_OF(cases); ++i) {
            listen_as(0);
            fetch(&options, &cases[i]);
            assert_int_equal(1, mwa_serving_newest()->number);
            assert_int_equal(0, options.prepared.size);
            close(listener);
            close(peer);
            listener = peer = -1;
        }
    }
    // Once is enough.
    assert_int_equal(1, fake_log_lines);
    mwa_memory_free(&good);
    mwa_memory_free(&other);
    mwa_memory_free(&open_one);
    mwa_memory_free(&noise);
}

static void await_dropped(int count)
{
    int i;

    for (i = 0; i < 1000 && dropped < count; ++i) {
        poll(NULL, 0, 10);
    }
    assert_int_equal(count, dropped);
}

static void it_takes_over_what_comes_and_gives_up_what_no_request_has(void **state)
{
    mwa_memory_t two = make_generation(START, 2);
    mwa_memory_t three = make_generation(START, 3);
    mwa_memory_t noise;
    reply_t with = {START, 1, -1};
    mwa_bridge_options_t options;
    mwa_serving_t *taken;
    char byte;

    (void)state;
    listen_as(0);
    fetch(&options, &with);
    expect_said("child 1234\nserves 1\n");
    taken = mwa_serving_take();
    mwa_follow_begin();
    send_news(peer, START, 2, two.fd);
    expect_said("serves 2\n");
    assert_int_equal(2, mwa_serving_newest()->number);
    assert_int_equal(1, taken->number);
    assert_int_equal(1, retired);
    poll(NULL, 0, 150);
    assert_int_equal(0, dropped);
    mwa_serving_give(taken);
    await_dropped(1);
    // What Java cannot load is not served, and is heard of.
    load_fails = 1;
    send_news(peer, START, 3, three.fd);
    expect_said("serves 2\n");
    assert_int_equal(1, fake_log_lines);
    load_fails = 0;
    assert_true(mwa_memory_make(&noise, 4096));
    assert_true(mwa_memory_seal(&noise));
    send_news(peer, START, 3, noise.fd);
    expect_said("serves 2\n");
    assert_int_equal(2, fake_log_lines);
    // An older one is not.
    send_news(peer, START, 2, two.fd);
    expect_said("serves 2\n");
    send_news(peer, START, 3, three.fd);
    expect_said("serves 3\n");
    await_dropped(2);
    // The server has been restarted: there is nothing to follow any more.
    send_news(peer, 0, 0, -1);
    assert_int_equal(0, read(peer, &byte, 1));
    assert_int_equal(3, mwa_serving_newest()->number);
    mwa_memory_free(&two);
    mwa_memory_free(&three);
    mwa_memory_free(&noise);
}

#define FOLLOW_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLLOW_TEST(it_begins_with_the_newest),
        FOLLOW_TEST(it_begins_with_that_of_the_start_if_that_is_the_newest),
        FOLLOW_TEST(without_a_map_process_it_begins_with_what_the_parent_has),
        FOLLOW_TEST(another_user_is_not_believed),
        FOLLOW_TEST(what_is_of_no_use_is_not_begun_with),
        FOLLOW_TEST(it_takes_over_what_comes_and_gives_up_what_no_request_has),
    };

    return RUN_SCRATCH_TESTS("follow", tests);
}
