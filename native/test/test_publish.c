/* Generations: what is served, what is left for the parent, and what is said of a refusal. */
#include "httpd_unit.h"
#include "process/mwa_follow.h"
#include "process/mwa_publish.h"
#include "process/mwa_retain.h"

#include "http_config.h"
#include "http_log.h"
#include "httpd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define START 0x1234ULL

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

static int no_memory;
/** How many aliases there are counters for. */
static int room;
static int adopted;
static server_rec server;
static process_rec process;
static mwa_keeper_work_t work;
static int ends[2];

int __real_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length)
{
    return no_memory ? ENOMEM : __real_posix_fallocate(fd, offset, length);
}

apr_status_t mwa_retain_within(apr_pool_t *p, const mwa_tables_t *tables)
{
    (void)p;
    return tables->aliases->nelts > room ? APR_ENOSPC : APR_SUCCESS;
}

void mwa_retain_adopt(apr_pool_t *p, const mwa_tables_t *tables)
{
    (void)p;
    (void)tables;
    adopted++;
}

static mwa_tables_t *tables_of(apr_pool_t *p, int count)
{
    static const mwa_table_ranges_t ranges[1];
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    apr_array_header_t *servers = apr_array_make(p, 1, sizeof(const server_rec *));
    int i;

    APR_ARRAY_PUSH(servers, const server_rec *) = &server;
    tables->servers = servers;
    tables->aliases = apr_array_make(p, 1, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 1, sizeof(mwa_table_t));
    apr_array_push(tables->tables);
    tables->ranges = ranges;
    tables->specs = "specs";
    tables->specs_size = 5;
    for (i = 0; i < count; ++i) {
        mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

        alias->server = &server;
        alias->pattern = apr_psprintf(p, "/%d", i);
        alias->target = "/srv/x";
        APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
    }
    return tables;
}

static int begin(void **state)
{
    const mwa_memory_t none = {.fd = -1};

    if (make_pool(state) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends)) {
        return 1;
    }
    no_memory = adopted = 0;
    room = 100;
    process.pool = *state;
    server.process = &process;
    work.compiler.server = &server;
    work.compiler.tables = tables_of(*state, 2);
    mwa_publish_begin(&work, START, &none, 0, ends[0]);
    return 0;
}

/** What was begun with is freed with the generation that another begins with. */
static int end(void **state)
{
    mwa_memory_t memory = mwa_published()->memory;

    mwa_memory_free(&memory);
    mwa_publish_refuse(NULL);
    close(ends[0]);
    close(ends[1]);
    return destroy_pool(state);
}

static const char *publish(apr_pool_t *p, int count, int *is_wrong)
{
    const mwa_compiled_t compiled = {.prepared = "prepared",
                                     .prepared_size = 8,
                                     .engines = apr_pcalloc(p, (apr_size_t)count + 1),
                                     .findings = ""};

    return mwa_publish(p, tables_of(p, count), &compiled, is_wrong);
}

static void what_is_compiled_is_served_and_left_for_the_parent(void **state)
{
    mwa_follow_news_t news;
    mwa_memory_t memory;
    mwa_tables_t tables;
    mwa_generation_parts_t parts;
    int is_wrong;
    int fd;

    assert_int_equal(1, mwa_published()->number);
    assert_int_equal(2, mwa_published()->aliases);
    assert_null(publish(*state, 3, &is_wrong));
    assert_int_equal(2, mwa_published()->number);
    assert_int_equal(3, mwa_published()->aliases);
    assert_int_equal(1, mwa_published()->change.added);
    assert_int_equal(0, mwa_published()->change.removed);
    assert_true(mwa_publish_is_left());
    // The parent has not looked yet: only the newest is left for it, when it has.
    assert_null(publish(*state, 4, &is_wrong));
    assert_null(publish(*state, 1, &is_wrong));
    assert_int_equal(3, mwa_published()->change.removed);
    assert_false(mwa_publish_is_left());
    mwa_publish_leave();
    assert_false(mwa_publish_is_left());
    assert_int_equal(1, mwa_receive(ends[1], &news, sizeof(news), 0, &fd));
    assert_int_equal(2, news.number);
    close(fd);
    mwa_publish_leave();
    assert_true(mwa_publish_is_left());
    assert_int_equal(1, mwa_receive(ends[1], &news, sizeof(news), 0, &fd));
    assert_int_equal(4, news.number);
    assert_true(news.start == START);
    assert_true(mwa_memory_map(&memory, fd, MWA_GENERATION_MOST));
    assert_true(mwa_generation_read(&memory, work.compiler.tables, START, &tables, &parts));
    assert_int_equal(1, mwa_tables_alias_count(&tables));
    assert_int_equal(4, parts.number);
    mwa_memory_free(&memory);
}

/** Of those of the last map process, the parent may have only the first, and children serve a later one. */
static void no_number_is_given_twice(void **state)
{
    const mwa_memory_t none = {.fd = -1};
    mwa_memory_t memory;
    mwa_follow_news_t news;
    int is_wrong;
    int fd;

    assert_null(publish(*state, 3, &is_wrong));
    assert_null(publish(*state, 4, &is_wrong));
    assert_int_equal(1, mwa_receive(ends[1], &news, sizeof(news), 0, &fd));
    assert_true(mwa_memory_map(&memory, fd, MWA_GENERATION_MOST));
    fd = mwa_published()->memory.fd;
    mwa_publish_begin(&work, START, &memory, 1, ends[0]);
    close(fd);
    assert_int_equal(2, mwa_published()->number);
    assert_null(publish(*state, 5, &is_wrong));
    assert_int_equal(1000000, mwa_published()->number);
    assert_null(publish(*state, 6, &is_wrong));
    assert_int_equal(1000001, mwa_published()->number);
    // Nor if the parent has got nothing of what was after the start.
    fd = mwa_published()->memory.fd;
    mwa_publish_begin(&work, START, &none, 2, ends[0]);
    close(fd);
    assert_int_equal(1, mwa_published()->number);
    assert_null(publish(*state, 7, &is_wrong));
    assert_int_equal(2000000, mwa_published()->number);
}

static void without_memory_what_was_served_is_served_on(void **state)
{
    int is_wrong;

    no_memory = 1;
    assert_non_null(strstr(publish(*state, 3, &is_wrong), "no memory for a generation of 3 aliases: "));
    assert_false(is_wrong);
    assert_int_equal(1, mwa_published()->number);
    assert_true(mwa_publish_is_left());
}

static void more_aliases_than_there_are_counters_for_are_refused(void **state)
{
    int is_wrong;

    assert_null(publish(*state, 100, &is_wrong));
    assert_non_null(strstr(publish(*state, 101, &is_wrong), "no room for the counters of 101 aliases"));
    assert_true(is_wrong);
    assert_int_equal(2, mwa_published()->number);
    // Tried without those of aliases that had gone, and what is served has its own again.
    assert_int_equal(2, adopted);
}

static void a_refusal_is_one_line_and_told_since_it_began(void **state)
{
    apr_uint64_t since;
    int is_wrong;

    mwa_publish_refuse("a\nexit 0\n\x1b[2Jb");
    assert_string_equal("a exit 0  [2Jb", mwa_published()->refused);
    since = mwa_published()->refused_since;
    assert_true(since > 0);
    mwa_publish_refuse("another");
    assert_string_equal("another", mwa_published()->refused);
    assert_true(since == mwa_published()->refused_since);
    assert_null(publish(*state, 3, &is_wrong));
    assert_null(mwa_published()->refused);
    assert_int_equal(0, mwa_published()->refused_since);
}

#define PUBLISH_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUBLISH_TEST(what_is_compiled_is_served_and_left_for_the_parent),
        PUBLISH_TEST(no_number_is_given_twice),
        PUBLISH_TEST(without_memory_what_was_served_is_served_on),
        PUBLISH_TEST(more_aliases_than_there_are_counters_for_are_refused),
        PUBLISH_TEST(a_refusal_is_one_line_and_told_since_it_began),
    };

    return RUN_POOL_TESTS("publish", tests);
}
