#include "fake_keeper.h"
#include "process/mwa_keeper_run.h"

#include "http_config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

world_t world;

void reset_world(apr_pool_t *p)
{
    memset(&world, 0, sizeof(world));
    world.pool = p;
    world.now = 100 * SECOND;
    world.interval = 1000;
    world.file = 1;
    world.served_file = 1;
    world.compile_time = 10 * MILLISECOND;
    world.served = (mwa_keeper_served_t){.number = 1, .aliases = 5, .memory = MWA_NO_GENERATION};
}

static void log_findings(const server_rec *s, const char *text)
{
    (void)s;
    (void)text;
    world.findings++;
}

void run_world_with(const mwa_generation_t *newest, int lives, uint64_t time)
{
    mwa_keeper_work_t *work = apr_pcalloc(world.pool, sizeof(*work));
    const mwa_keeper_sockets_t sockets = {.listener = -1, .parent = -1};

    work->compiler.server = apr_pcalloc(world.pool, sizeof(server_rec));
    work->compiler.tables = apr_pcalloc(world.pool, sizeof(mwa_tables_t));
    work->looked = mwa_maps_look(world.pool, work->compiler.server);
    work->log_findings = log_findings;
    world.looks = 0;
    if (world.change) {
        world.change();
    }
    world.end_at = world.now + time;
    if (!setjmp(world.end)) {
        mwa_keeper_run(work, 1, newest, lives, &sockets);
    }
    // Its own, those of three looks, the texts, and what is being compiled: nothing is kept of what is over.
    assert_in_range(world.pools, 1, 6);
}

void run_world(uint64_t time)
{
    const mwa_generation_t none = MWA_NO_GENERATION;

    run_world_with(&none, 0, time);
}

void change_file(void)
{
    world.file++;
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
    if (world.reverts_at && world.now >= world.reverts_at) {
        world.file = 1;
    }
    if (world.now < world.writes_until) {
        world.file++;
        world.inode += world.replaces;
    }
    if (world.changes && world.now >= world.next_change) {
        world.file++;
        world.changes--;
        world.next_change = world.now + CHANGE_INTERVAL;
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

static int is_trusted(void)
{
    return world.trusted_at && world.now >= world.trusted_at;
}

const char *mwa_maps_distrust(apr_pool_t *p, const apr_array_header_t *looked)
{
    (void)p;
    (void)looked;
    return is_trusted() ? NULL : world.distrust;
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

const char *mwa_maps_read(apr_pool_t *p, server_rec *main_server, const apr_array_header_t *looked, int is_restless,
                          apr_array_header_t *kept)
{
    (void)kept;
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
    return is_trusted() ? NULL : world.error;
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

int mwa_tables_alias_count(const mwa_tables_t *tables)
{
    return tables->record_count;
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

const char *mwa_compiler_ask(const mwa_compiler_t *compiler, const mwa_tables_t *tables, int is_patch)
{
    (void)compiler;
    world.patches_asked += is_patch;
    world.is_patch = is_patch;
    world.patch_asked_at = is_patch ? world.now : world.patch_asked_at;
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
    if (world.dies || (world.patch_dies && world.is_patch)) {
        return 0;
    }
    *compiled = (mwa_compiled_t){.memory = {.fd = -1},
                                 .error = world.is_patch ? world.patch_compile_error : world.compile_error,
                                 .is_unable = world.is_unable,
                                 .findings = ""};
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

/* ---------------------------------------------------------------- what is served, and who wants what */

void mwa_publish_begin(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                       int parent)
{
    (void)work;
    (void)start;
    (void)newest;
    (void)lives;
    (void)parent;
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

const mwa_tables_t *mwa_publish_whole(void)
{
    return world.whole;
}

const char *mwa_publish_patch(apr_pool_t *p, const mwa_patch_t *patch, const mwa_compiled_t *compiled)
{
    int is_wrong;

    return world.patch_error ? world.patch_error : mwa_publish(p, patch->tables, compiled, &is_wrong);
}

void mwa_publish_refuse(const char *why)
{
    world.refused++;
    world.served.refused_since = why != NULL;
    apr_cpystrn(world.why, why ? why : "", sizeof(world.why));
    world.served.refused = why ? world.why : NULL;
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
