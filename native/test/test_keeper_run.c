/* What the map process does when: looks, rest, refusals, and what becomes of it when nothing can be compiled. */
#include "httpd_unit.h"
#include "core/mwa_counters.h"
#include "process/mwa_keeper_peers.h"
#include "process/mwa_keeper_run.h"

#include "http_config.h"
#include "http_log.h"
#include "httpd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000000ULL
#define MILLISECOND 1000000ULL

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

/** The world around the process. Time passes only while it waits. */
static struct {
    uint64_t now;
    jmp_buf end;     /**< of the process, when its time is up */
    uint64_t end_at; /**< a time */
    apr_pool_t *pool;
    int interval; /**< milliseconds */
    /* The file: a number that is another one with each change. */
    int file;
    int inode;             /**< which is another one if the file was replaced */
    int others;            /**< whether there is another file too, which does not change */
    const char *error;     /**< with which it is read */
    int changes_in_read;   /**< whether it is another one after it was read */
    uint64_t writes_until; /**< it is changed with each look, until then */
    int replaces;          /**< whether by another file */
    /* The compiling process. */
    int cannot_start;
    int stays_silent;
    int dies;
    int unasked;               /**< it answers what nobody has asked */
    const char *compile_error; /**< what it answers */
    uint64_t compile_time;
    uint64_t answers_at; /**< 0: it is idle */
    const char *publish_error;
    int lacks_memory; /**< and that is why */
    /* What somebody wants. */
    int wants_look;
    /* What was seen. */
    int looks;
    int reads;
    int starts;
    int ends;
    int asked;
    int capacity;
    int restless;
    int refused; /**< times */
    char why[256];
    int failed;    /**< those who wanted a look heard that it is not known */
    int looked;    /**< they heard what is known */
    int read_file; /**< the file as it was read last */
    mwa_keeper_served_t served;
    int served_file;
    uint64_t served_at;
    int pools; /**< of its own that live */
} world;

static void reset(apr_pool_t *p)
{
    memset(&world, 0, sizeof(world));
    world.pool = p;
    world.now = 100 * SECOND;
    world.interval = 1000;
    world.file = 1;
    world.served_file = 1;
    world.compile_time = 10 * MILLISECOND;
    world.served = (mwa_keeper_served_t){.number = 1, .aliases = 5, .memory = {.fd = -1}};
}

uint64_t mwa_clock(void)
{
    return world.now;
}

static apr_status_t forget_pool(void *unused)
{
    (void)unused;
    world.pools--;
    return APR_SUCCESS;
}

apr_status_t __wrap_apr_pool_create_unmanaged_ex(apr_pool_t **pool, apr_abortfunc_t abort_fn,
                                                 apr_allocator_t *allocator);
/** They would live on when the process has ended. */
apr_status_t __wrap_apr_pool_create_unmanaged_ex(apr_pool_t **pool, apr_abortfunc_t abort_fn,
                                                 apr_allocator_t *allocator)
{
    apr_status_t status = apr_pool_create_ex(pool, world.pool, abort_fn, allocator);

    apr_pool_cleanup_register(*pool, NULL, forget_pool, apr_pool_cleanup_null);
    world.pools++;
    return status;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    uint64_t until = timeout < 0 ? UINT64_MAX : world.now + (uint64_t)timeout * MILLISECOND;

    if (world.answers_at && world.answers_at <= until && world.answers_at <= world.end_at) {
        world.now = world.answers_at > world.now ? world.answers_at : world.now;
        fds[count - 1].revents = POLLIN;
        return 1;
    }
    if (until > world.end_at) {
        world.now = world.end_at;
        longjmp(world.end, 1);
    }
    world.now = until;
    return 0;
}

/* ---------------------------------------------------------------- maps */

apr_interval_time_t mwa_maps_interval_of(const server_rec *main_server)
{
    (void)main_server;
    return apr_time_from_msec(world.interval);
}

/** One file; its state is the number. */
apr_array_header_t *mwa_maps_look(apr_pool_t *p, server_rec *main_server)
{
    apr_array_header_t *all = apr_array_make(p, 1, sizeof(mwa_map_found_t));
    mwa_map_found_t *found = apr_array_push(all);

    (void)main_server;
    world.looks++;
    if (world.now < world.writes_until) {
        world.file++;
        world.inode += world.replaces;
    }
    memset(found, 0, sizeof(*found));
    if (world.others) {
        memset(apr_array_push(all), 0, sizeof(mwa_map_found_t));
        found = &APR_ARRAY_IDX(all, 0, mwa_map_found_t);
    }
    found->state.size = world.file;
    found->state.inode = (ino_t)world.inode;
    return all;
}

static const mwa_map_state_t *state_of(const apr_array_header_t *look)
{
    return &APR_ARRAY_IDX(look, 0, const mwa_map_found_t).state;
}

int mwa_maps_are_same(const apr_array_header_t *one, const apr_array_header_t *other)
{
    return state_of(one)->size == state_of(other)->size;
}

int mwa_maps_are_replaced(const apr_array_header_t *one, const apr_array_header_t *other)
{
    return state_of(one)->inode != state_of(other)->inode;
}

int mwa_maps_are_emptied(const apr_array_header_t *now, const apr_array_header_t *before)
{
    return !state_of(now)->size && state_of(before)->size;
}

const char *mwa_maps_read(apr_pool_t *p, server_rec *main_server, const apr_array_header_t *looked, int is_restless)
{
    (void)p;
    (void)main_server;
    (void)looked;
    world.reads++;
    world.restless += is_restless;
    world.read_file = world.file;
    if (world.changes_in_read) {
        world.changes_in_read = 0;
        world.file++;
        return "it was changed";
    }
    return world.error;
}

void mwa_maps_forget(server_rec *main_server)
{
    (void)main_server;
}

mwa_tables_t *mwa_tables_build(apr_pool_t *p, server_rec *main_server, int fold_script_name)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));

    (void)main_server;
    (void)fold_script_name;
    tables->aliases = apr_array_make(p, 1, sizeof(void *));
    tables->aliases->nelts = world.file * 10;
    return tables;
}

/* ---------------------------------------------------------------- the compiling process */

int mwa_compiler_start(mwa_compiler_t *compiler, int aliases, void (*in_child)(void))
{
    (void)in_child;
    world.starts++;
    world.capacity = aliases;
    if (world.cannot_start) {
        errno = EAGAIN;
        return 0;
    }
    compiler->pid = 4711;
    compiler->socket = 9;
    compiler->capacity = aliases;
    return 1;
}

const char *mwa_compiler_ask(const mwa_compiler_t *compiler, const mwa_tables_t *tables)
{
    (void)compiler;
    (void)tables;
    world.asked++;
    world.answers_at = world.stays_silent ? 0 : world.now + world.compile_time;
    return NULL;
}

int mwa_compiler_answer(const mwa_compiler_t *compiler, int aliases, mwa_compiled_t *compiled)
{
    (void)compiler;
    (void)aliases;
    world.answers_at = 0;
    if (world.dies) {
        return 0;
    }
    *compiled = (mwa_compiled_t){.memory = {.fd = -1}, .error = world.compile_error, .findings = ""};
    return 1;
}

int mwa_compiler_end(mwa_compiler_t *compiler)
{
    world.ends++;
    world.answers_at = 0;
    compiler->pid = 0;
    compiler->socket = -1;
    return SIGKILL;
}

void mwa_memory_free(mwa_memory_t *memory)
{
    (void)memory;
}

static void log_findings(const server_rec *s, const char *text)
{
    (void)s;
    (void)text;
}

/* ---------------------------------------------------------------- what is served, and who wants what */

int mwa_publish_begin(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_memory_t *newest, int parent)
{
    (void)work;
    (void)start;
    (void)parent;
    return newest->bytes != NULL;
}

const mwa_keeper_served_t *mwa_published(void)
{
    return &world.served;
}

const char *mwa_publish(apr_pool_t *p, const mwa_tables_t *tables, const mwa_compiled_t *compiled, int *is_wrong)
{
    (void)p;
    (void)compiled;
    *is_wrong = !world.lacks_memory;
    if (world.publish_error) {
        return world.publish_error;
    }
    world.served.number++;
    world.served.aliases = tables->aliases->nelts;
    world.served.refused_since = 0;
    world.served_file = world.read_file;
    world.served_at = world.now;
    return NULL;
}

void mwa_publish_refuse(const char *why)
{
    world.refused++;
    world.served.refused_since = 1;
    apr_cpystrn(world.why, why, sizeof(world.why));
    world.served.refused = world.why;
}

void mwa_publish_leave(void) {}

int mwa_publish_is_left(void)
{
    return 1;
}

void mwa_peers_begin(apr_pool_t *p, server_rec *s, int listener, apr_uint64_t start, const mwa_keeper_served_t *served)
{
    (void)p;
    (void)s;
    (void)listener;
    (void)start;
    (void)served;
}

void mwa_peers_close(void) {}

int mwa_peers_poll(struct pollfd *fds)
{
    fds[0] = (struct pollfd){.fd = -1};
    return 1;
}

int mwa_peers_most(void)
{
    return 1;
}

void mwa_peers_hear(const struct pollfd *fds, int count)
{
    (void)fds;
    (void)count;
}

int mwa_peers_want_look(void)
{
    return world.wants_look;
}

void mwa_peers_looked(void)
{
    world.looked += world.wants_look;
    world.wants_look = 0;
}

void mwa_peers_failed(const char *why)
{
    assert_non_null(why);
    world.failed += world.wants_look;
    world.wants_look = 0;
}

void mwa_peers_tell(void) {}

int mwa_peers_time_left(void)
{
    return -1;
}

/* ---------------------------------------------------------------- running it */

static void (*change)(void);

/** Runs the process for some time, from its start. What it had before is gone. */
static void run_with(const mwa_memory_t *newest, uint64_t time)
{
    mwa_keeper_work_t *work = apr_pcalloc(world.pool, sizeof(*work));
    mwa_tables_t *tables = apr_pcalloc(world.pool, sizeof(*tables));
    const mwa_keeper_sockets_t sockets = {.listener = -1, .parent = -1};

    work->compiler.server = apr_pcalloc(world.pool, sizeof(server_rec));
    work->compiler.tables = tables;
    work->looked = mwa_maps_look(world.pool, work->compiler.server);
    work->log_findings = log_findings;
    world.looks = 0;
    if (change) {
        change();
        change = NULL;
    }
    world.end_at = world.now + time;
    if (!setjmp(world.end)) {
        mwa_keeper_run(work, 1, newest, &sockets);
    }
    // Its own, those of three looks, and what is being compiled: nothing is kept of what is over.
    assert_in_range(world.pools, 1, 5);
}

static void run(uint64_t time)
{
    const mwa_memory_t none = {.fd = -1};

    run_with(&none, time);
}

static void change_file(void)
{
    world.file++;
}

static void what_has_not_changed_is_only_looked_at(void **state)
{
    reset(*state);
    run(60 * SECOND);
    assert_in_range(world.looks, 59, 62);
    assert_int_equal(0, world.reads);
    assert_int_equal(1, world.starts);
    assert_int_equal(1, world.served.number);
}

static void a_change_is_read_when_it_has_rested(void **state)
{
    reset(*state);
    change = change_file;
    run(2 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(2, world.served.number);
    assert_int_equal(2, world.served_file);
    // Two looks, and no more than it takes.
    assert_in_range(world.served_at - 100 * SECOND, 150 * MILLISECOND, 400 * MILLISECOND);
    assert_int_equal(0, world.refused);
}

static void write_on(void)
{
    world.writes_until = world.now + 10 * SECOND;
}

static void what_is_still_written_is_left_alone(void **state)
{
    reset(*state);
    change = write_on;
    run(9 * SECOND);
    assert_int_equal(0, world.reads);
    reset(*state);
    change = write_on;
    run(12 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(world.file, world.served_file);
}

/** File 0 is empty. */
static void empty_file(void)
{
    world.file = 0;
}

static void what_was_emptied_is_taken_later(void **state)
{
    reset(*state);
    change = empty_file;
    run(3 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(0, world.served_file);
    assert_in_range(world.served_at - 100 * SECOND, 900 * MILLISECOND, 1200 * MILLISECOND);
}

static void replace_on(void)
{
    world.writes_until = world.now + 10 * SECOND;
    world.replaces = 1;
}

static void what_is_replaced_all_the_time_is_taken_as_it_is(void **state)
{
    reset(*state);
    change = replace_on;
    run(9 * SECOND);
    assert_true(world.restless >= 4);
    assert_true(world.served.number >= 5);
    assert_int_equal(0, world.refused);
    // Of several files, one could be read as it was before another one was, and the other one as it was behind it.
    reset(*state);
    change = replace_on;
    world.others = 1;
    run(9 * SECOND);
    assert_int_equal(0, world.restless);
    assert_true(world.reads >= 4);
}

static void change_with_error(void)
{
    world.file++;
    world.error = "x.map:1: wrong.";
}

static void what_is_wrong_is_refused_once_and_read_again_when_it_changes(void **state)
{
    reset(*state);
    change = change_with_error;
    run(30 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(1, world.refused);
    assert_string_equal("x.map:1: wrong.", world.why);
    assert_int_equal(0, world.asked);
    assert_int_equal(1, world.served.number);
}

static void change_while_read(void)
{
    world.file++;
    world.changes_in_read = 1;
}

static void what_changes_while_it_is_read_is_read_again(void **state)
{
    reset(*state);
    change = change_while_read;
    run(3 * SECOND);
    assert_int_equal(2, world.reads);
    assert_int_equal(0, world.refused);
    assert_int_equal(3, world.served_file);
}

static void what_java_refuses_is_refused(void **state)
{
    reset(*state);
    change = change_file;
    world.compile_error = "x.map:1: wrong";
    run(30 * SECOND);
    assert_int_equal(1, world.refused);
    assert_string_equal("x.map:1: wrong", world.why);
    assert_int_equal(1, world.asked);
    assert_int_equal(1, world.starts);
    assert_int_equal(1, world.served.number);
}

static void what_cannot_be_published_is_refused(void **state)
{
    reset(*state);
    change = change_file;
    world.publish_error = "no room";
    run(3 * SECOND);
    assert_string_equal("no room", world.why);
    assert_int_equal(1, world.served.number);
    assert_int_equal(1, world.reads);
}

static void what_there_is_no_memory_for_is_tried_again(void **state)
{
    reset(*state);
    change = change_file;
    world.publish_error = "no memory";
    world.lacks_memory = 1;
    run(60 * SECOND);
    assert_string_equal("no memory", world.why);
    assert_in_range(world.reads, 10, 12);
    assert_int_equal(1, world.starts);
}

static void a_process_that_dies_is_started_again_ever_later_and_the_change_tried_again(void **state)
{
    reset(*state);
    change = change_file;
    world.dies = 1;
    run(600 * SECOND);
    // After 1, 2, 4 ... 32, then 60 seconds each.
    assert_in_range(world.starts, 12, 17);
    assert_in_range(world.asked, 12, 17);
    assert_int_equal(1, world.served.number);
    assert_true(world.served.refused_since);
    reset(*state);
    change = change_file;
    world.dies = 1;
    run(2 * SECOND);
    assert_in_range(world.starts, 2, 2);
    assert_int_equal(world.ends, world.starts - (world.asked < world.starts));
}

static void one_that_cannot_be_started_is_tried_again_ever_later(void **state)
{
    reset(*state);
    world.cannot_start = 1;
    change = change_file;
    run(300 * SECOND);
    assert_in_range(world.starts, 10, 11);
    assert_int_equal(0, world.asked);
}

static void one_that_is_silent_is_ended_after_two_minutes(void **state)
{
    reset(*state);
    change = change_file;
    world.stays_silent = 1;
    run(119 * SECOND);
    assert_int_equal(0, world.ends);
    reset(*state);
    change = change_file;
    world.stays_silent = 1;
    run(124 * SECOND);
    assert_int_equal(1, world.ends);
    assert_int_equal(2, world.starts);
    assert_int_equal(2, world.asked);
    assert_non_null(strstr(world.why, "did not answer within 120 seconds"));
}

static void speak_unasked(void)
{
    world.answers_at = world.now + SECOND;
}

static void one_that_answers_unasked_is_ended(void **state)
{
    reset(*state);
    change = speak_unasked;
    run(5 * SECOND);
    assert_int_equal(1, world.ends);
    assert_int_equal(2, world.starts);
    assert_int_equal(1, world.served.number);
    assert_int_equal(0, world.refused);
}

static void more_aliases_than_it_can_compile_get_another_one(void **state)
{
    reset(*state);
    change = change_file;
    world.file = 5000;
    run(2 * SECOND);
    assert_int_equal(2, world.starts);
    assert_int_equal(1, world.ends);
    assert_true(world.capacity >= 5001 * 10);
    assert_int_equal(2, world.served.number);
}

static void want_look(void)
{
    world.wants_look = 1;
}

static void change_and_want_look(void)
{
    change_file();
    want_look();
}

static void without_an_interval_it_looks_only_when_asked(void **state)
{
    reset(*state);
    world.interval = 0;
    change = change_file;
    run(60 * SECOND);
    assert_int_equal(0, world.looks);
    reset(*state);
    world.interval = 0;
    change = change_and_want_look;
    run(60 * SECOND);
    assert_int_equal(2, world.served_file);
    assert_int_equal(1, world.looked);
    assert_int_equal(3, world.looks);
}

static void who_asks_hears_what_is_known(void **state)
{
    reset(*state);
    change = want_look;
    run(SECOND / 2);
    assert_int_equal(1, world.looked);
    assert_int_equal(1, world.looks);
    reset(*state);
    change = change_and_want_look;
    world.dies = 1;
    run(SECOND / 2);
    assert_int_equal(1, world.failed);
    assert_int_equal(0, world.looked);
}

static void one_that_follows_another_reads_the_maps_again(void **state)
{
    mwa_memory_t newest = {.fd = -1, .bytes = &world};

    reset(*state);
    run_with(&newest, 3 * SECOND);
    assert_int_equal(1, world.reads);
    assert_int_equal(2, world.served.number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_has_not_changed_is_only_looked_at),
        POOL_TEST(a_change_is_read_when_it_has_rested),
        POOL_TEST(what_is_still_written_is_left_alone),
        POOL_TEST(what_was_emptied_is_taken_later),
        POOL_TEST(what_is_replaced_all_the_time_is_taken_as_it_is),
        POOL_TEST(what_is_wrong_is_refused_once_and_read_again_when_it_changes),
        POOL_TEST(what_changes_while_it_is_read_is_read_again),
        POOL_TEST(what_java_refuses_is_refused),
        POOL_TEST(what_cannot_be_published_is_refused),
        POOL_TEST(what_there_is_no_memory_for_is_tried_again),
        POOL_TEST(a_process_that_dies_is_started_again_ever_later_and_the_change_tried_again),
        POOL_TEST(one_that_cannot_be_started_is_tried_again_ever_later),
        POOL_TEST(one_that_is_silent_is_ended_after_two_minutes),
        POOL_TEST(one_that_answers_unasked_is_ended),
        POOL_TEST(more_aliases_than_it_can_compile_get_another_one),
        POOL_TEST(without_an_interval_it_looks_only_when_asked),
        POOL_TEST(who_asks_hears_what_is_known),
        POOL_TEST(one_that_follows_another_reads_the_maps_again),
    };

    return RUN_POOL_TESTS("keeper_run", tests);
}
