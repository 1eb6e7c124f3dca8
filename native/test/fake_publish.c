#include "fake_publish.h"
#include "process/mwa_retain.h"

#include "http_config.h"
#include "http_log.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

fake_publish_t fake_publish;

static server_rec server;
static process_rec process;

int __real_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length)
{
    return fake_publish.no_memory ? ENOMEM : __real_posix_fallocate(fd, offset, length);
}

apr_status_t mwa_retain_within(apr_pool_t *p, const mwa_tables_t *tables)
{
    (void)p;
    return tables->aliases->nelts > fake_publish.room ? APR_ENOSPC : APR_SUCCESS;
}

apr_status_t mwa_retain_patch(apr_pool_t *p, const mwa_tables_t *patch, const mwa_tables_t *whole,
                              const apr_array_header_t *removed)
{
    (void)p;
    (void)removed;
    return mwa_tables_alias_count(whole) + patch->aliases->nelts > fake_publish.room ? APR_ENOSPC : APR_SUCCESS;
}

void mwa_retain_adopt(apr_pool_t *p, const mwa_tables_t *tables)
{
    (void)p;
    (void)tables;
    fake_publish.adopted++;
}

mwa_tables_t *fake_publish_tables(apr_pool_t *p, int count)
{
    static const mwa_table_ranges_t ranges[1];
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    apr_array_header_t *servers = apr_array_make(p, 1, sizeof(server_rec *));
    int i;

    APR_ARRAY_PUSH(servers, server_rec *) = &server;
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

int fake_publish_begin(void **state)
{
    const mwa_generation_t none = MWA_NO_GENERATION;

    if (make_pool(state) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fake_publish.ends)) {
        return 1;
    }
    fake_publish.no_memory = fake_publish.adopted = 0;
    fake_publish.room = 100;
    process.pool = *state;
    server.process = &process;
    fake_publish.work.compiler.server = &server;
    fake_publish.work.compiler.tables = fake_publish_tables(*state, 2);
    mwa_publish_begin(&fake_publish.work, FAKE_START, &none, 0, fake_publish.ends[0]);
    return 0;
}

/** What was begun with is freed with the generation that another begins with. */
int fake_publish_end(void **state)
{
    const mwa_generation_t none = MWA_NO_GENERATION;
    mwa_generation_t memory = mwa_published()->memory;

    mwa_generation_free(&memory);
    mwa_publish_begin(&fake_publish.work, FAKE_START, &none, 0, fake_publish.ends[0]);
    mwa_publish_refuse(NULL);
    // It knows nothing of a patch any more.
    mwa_publish_begin(&fake_publish.work, FAKE_START, &none, 0, fake_publish.ends[0]);
    close(fake_publish.ends[0]);
    close(fake_publish.ends[1]);
    return destroy_pool(state);
}

const char *fake_publish_whole(apr_pool_t *p, int count, int *is_wrong)
{
    const mwa_compiled_t compiled = {.prepared = "prepared",
                                     .prepared_size = 8,
                                     .engines = apr_pcalloc(p, (apr_size_t)count + 1),
                                     .findings = ""};

    return mwa_publish(p, fake_publish_tables(p, count), &compiled, is_wrong);
}
