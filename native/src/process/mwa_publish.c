#include "process/mwa_publish.h"
#include "core/mwa_log.h"
#include "process/mwa_follow.h"
#include "process/mwa_retain.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_log.h"

#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

APLOG_USE_MODULE(wsgi_alias);

/** Generations of one map process: no number is given twice, for the parent may lack the last, and children serve it.
 */
#define MOST_OF_A_LIFE 1000000

static struct {
    const mwa_tables_t *first; /**< of the start */
    server_rec *server;
    apr_uint64_t start;
    int parent;
    mwa_keeper_served_t served;
    apr_uint64_t next; /**< the number of the next generation */
    apr_uint64_t left; /**< the generation that was left for the parent last */
    mwa_alias_mark_t *marks;
    char refused[4400];
} publisher;

static apr_uint64_t now_seconds(void)
{
    return (apr_uint64_t)apr_time_sec(apr_time_now());
}

void mwa_publish_begin(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_memory_t *newest, int lives,
                       int parent)
{
    mwa_generation_parts_t parts = {.number = 1, .since = now_seconds()};
    mwa_tables_t tables = *work->compiler.tables;

    publisher.first = work->compiler.tables;
    publisher.server = work->compiler.server;
    publisher.start = start;
    publisher.parent = parent;
    publisher.served.memory = (mwa_memory_t){.fd = -1};
    if (newest->bytes && mwa_generation_read(newest, publisher.first, start, &tables, &parts)) {
        publisher.served.memory = *newest;
        mwa_retain_adopt(publisher.server->process->pool, &tables);
    }
    publisher.served.number = parts.number;
    publisher.next = lives ? (apr_uint64_t)lives * MOST_OF_A_LIFE : parts.number + 1;
    publisher.served.since = parts.since;
    publisher.served.aliases = mwa_tables_alias_count(&tables);
    publisher.left = parts.number;
    free(publisher.marks);
    publisher.marks = mwa_change_marks(&tables);
}

const mwa_keeper_served_t *mwa_published(void)
{
    return &publisher.served;
}

void mwa_publish_refuse(const char *why)
{
    mwa_keeper_served_t *served = &publisher.served;
    char *at;

    // It may be what the compiling process says, and is shown to people line by line.
    apr_cpystrn(publisher.refused, why ? why : "", sizeof(publisher.refused));
    for (at = publisher.refused; *at; ++at) {
        *at = apr_iscntrl(*at) ? ' ' : *at;
    }
    served->refused = why ? publisher.refused : NULL;
    served->refused_since = !why ? 0 : served->refused_since ? served->refused_since : now_seconds();
}

void mwa_publish_leave(void)
{
    mwa_follow_news_t news = {.start = publisher.start, .number = publisher.served.number};
    int unread = 0;

    if (!mwa_publish_is_left() && !ioctl(publisher.parent, SIOCOUTQ, &unread) && !unread
        && mwa_pass(publisher.parent, &news, sizeof(news), publisher.served.memory.fd)) {
        publisher.left = news.number;
    }
}

int mwa_publish_is_left(void)
{
    return publisher.left == publisher.served.number;
}

/** Gives the aliases the counters that they had, and the new ones those that are left. */
static int assign_counters(const mwa_tables_t *tables)
{
    apr_pool_t *process = publisher.server->process->pool;
    mwa_tables_t last = *publisher.first;
    mwa_generation_parts_t parts;

    if (!mwa_retain_within(process, tables)) {
        return 1;
    }
    // Those of aliases that have gone were kept so far.
    if (publisher.served.memory.bytes) {
        mwa_generation_read(&publisher.served.memory, publisher.first, publisher.start, &last, &parts);
    }
    mwa_retain_adopt(process, &last);
    if (!mwa_retain_within(process, tables)) {
        return 1;
    }
    mwa_retain_adopt(process, &last);
    return 0;
}

static void announce(const mwa_tables_t *tables)
{
    int count = tables->aliases->nelts;
    mwa_alias_mark_t *marks = mwa_change_marks(tables);
    mwa_keeper_served_t *served = &publisher.served;

    // Without memory to compare them, the last comparison is told on.
    if (marks) {
        served->change = mwa_change_between(publisher.marks, publisher.marks ? served->aliases : 0, marks, count);
    }
    free(publisher.marks);
    publisher.marks = marks;
    served->aliases = count;
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, publisher.server,
                 MWA_NO(0050) "generation %" APR_UINT64_T_FMT
                              " of the maps is served: %d aliases added, %d removed, %d changed, %d in all",
                 served->number, served->change.added, served->change.removed, served->change.changed, count);
}

const char *mwa_publish(apr_pool_t *p, const mwa_tables_t *tables, const mwa_compiled_t *compiled, int *is_wrong)
{
    mwa_keeper_served_t *served = &publisher.served;
    mwa_generation_parts_t parts = {.start = publisher.start,
                                    .number = publisher.next,
                                    .since = now_seconds(),
                                    .prepared = compiled->prepared,
                                    .prepared_size = compiled->prepared_size,
                                    .findings = compiled->findings,
                                    .findings_size = compiled->findings_size,
                                    .engines = compiled->engines};
    mwa_memory_t memory;
    const char *error;

    *is_wrong = !assign_counters(tables);
    if (*is_wrong) {
        return apr_psprintf(p,
                            "there is no room for the counters of %d aliases before the next restart, which makes room "
                            "for a quarter more aliases than there are then, and for %d at least",
                            tables->aliases->nelts, MWA_RETAIN_LEAST_SPARE);
    }
    error = mwa_generation_write(&memory, tables, &parts);
    if (error) {
        return apr_psprintf(p, "no memory for a generation of %d aliases: %s", tables->aliases->nelts, error);
    }
    mwa_memory_free(&served->memory);
    served->memory = memory;
    served->number = publisher.next++;
    served->since = parts.since;
    mwa_publish_refuse(NULL);
    announce(tables);
    mwa_publish_leave();
    return NULL;
}
