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
    apr_uint64_t next;       /**< the number of the next generation */
    apr_uint64_t left;       /**< the generation that was left for the parent last */
    mwa_alias_mark_t *marks; /**< of the whole */
    mwa_tables_t whole;      /**< read of served.memory.whole */
    apr_uint64_t whole_number;
    apr_pool_t *patch_pool;   /**< of what follows; NULL: nothing */
    apr_array_header_t *came; /**< of mwa_alias_mark_t: what the patch that is served has brought */
    apr_array_header_t *went; /**< the same: what it has taken away */
    char refused[4400];
} publisher;

static apr_uint64_t now_seconds(void)
{
    return (apr_uint64_t)apr_time_sec(apr_time_now());
}

/** What a patch has changed is known no more. */
static void forget_patch(void)
{
    if (publisher.patch_pool) {
        apr_pool_destroy(publisher.patch_pool);
    }
    publisher.patch_pool = NULL;
    publisher.came = publisher.went = NULL;
    publisher.served.whole = 0;
}

void mwa_publish_begin(const mwa_keeper_work_t *work, apr_uint64_t start, const mwa_generation_t *newest, int lives,
                       int parent)
{
    mwa_generation_parts_t parts[2] = {{.number = 1, .since = now_seconds()}};
    const mwa_generation_parts_t *last = &parts[0];
    mwa_tables_t tables = *work->compiler.tables;

    publisher.first = work->compiler.tables;
    publisher.server = work->compiler.server;
    publisher.start = start;
    publisher.parent = parent;
    publisher.whole_number = 0;
    publisher.served.memory = MWA_NO_GENERATION;
    forget_patch();
    if (newest->whole.bytes && mwa_generation_read_all(newest, publisher.first, start, &tables, parts)) {
        publisher.served.memory = *newest;
        publisher.served.whole = parts[1].whole;
        last = parts[1].number ? &parts[1] : &parts[0];
        mwa_retain_adopt(publisher.server->process->pool, &tables);
    }
    publisher.served.number = last->number;
    publisher.next = (apr_uint64_t)lives * MOST_OF_A_LIFE;
    if (publisher.next <= last->number) {
        publisher.next = last->number + (lives ? MOST_OF_A_LIFE : 1);
    }
    publisher.served.since = last->since;
    publisher.served.aliases = mwa_tables_alias_count(&tables);
    publisher.left = last->number;
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
    mwa_follow_news_t news = {.start = publisher.start,
                              .number = publisher.served.number,
                              .whole = publisher.served.whole};
    int unread = 0;
    int fds[2];

    mwa_generation_fds(&publisher.served.memory, fds);
    if (!mwa_publish_is_left() && !ioctl(publisher.parent, SIOCOUTQ, &unread) && !unread
        && mwa_pass_two(publisher.parent, &news, sizeof(news), fds)) {
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
    mwa_generation_parts_t parts[2];

    if (!mwa_retain_within(process, tables)) {
        return 1;
    }
    // Those of aliases that have gone were kept so far.
    if (publisher.served.memory.whole.bytes) {
        mwa_generation_read_all(&publisher.served.memory, publisher.first, publisher.start, &last, parts);
    }
    mwa_retain_adopt(process, &last);
    if (!mwa_retain_within(process, tables)) {
        return 1;
    }
    mwa_retain_adopt(process, &last);
    return 0;
}

/** What is served now is another generation. */
static void announce(mwa_change_t change, int aliases)
{
    mwa_keeper_served_t *served = &publisher.served;

    served->change = change;
    served->aliases = aliases;
    mwa_publish_refuse(NULL);
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, publisher.server,
                 MWA_NO(0050) "generation %" APR_UINT64_T_FMT
                              " of the maps is served: %d aliases added, %d removed, %d changed, %d in all",
                 served->number, change.added, change.removed, change.changed, aliases);
    mwa_publish_leave();
}

/** What a whole generation changes. Without memory to compare them, the last comparison is told on. */
static mwa_change_t compare_whole(const mwa_tables_t *tables)
{
    mwa_alias_mark_t *marks = mwa_change_marks(tables);
    mwa_change_t change = publisher.served.change;
    mwa_tables_t last;
    mwa_generation_parts_t parts[2];

    // Those of the last whole one are others than with the patch that was served.
    if (publisher.served.whole) {
        free(publisher.marks);
        publisher.marks =
            mwa_generation_read_all(&publisher.served.memory, publisher.first, publisher.start, &last, parts)
            ? mwa_change_marks(&last)
            : NULL;
    }
    if (marks) {
        change = mwa_change_between(publisher.marks, publisher.marks ? publisher.served.aliases : 0, marks,
                                    tables->aliases->nelts);
    }
    free(publisher.marks);
    publisher.marks = marks;
    return change;
}

/** The number, and all that is not of the aliases. */
static mwa_generation_parts_t begin_parts(const mwa_compiled_t *compiled)
{
    return (mwa_generation_parts_t){.start = publisher.start,
                                    .number = publisher.next,
                                    .since = now_seconds(),
                                    .prepared = compiled->prepared,
                                    .prepared_size = compiled->prepared_size,
                                    .findings = compiled->findings,
                                    .findings_size = compiled->findings_size,
                                    .engines = compiled->engines};
}

const char *mwa_publish(apr_pool_t *p, const mwa_tables_t *tables, const mwa_compiled_t *compiled, int *is_wrong)
{
    mwa_keeper_served_t *served = &publisher.served;
    mwa_generation_parts_t parts = begin_parts(compiled);
    mwa_generation_t memory = MWA_NO_GENERATION;
    mwa_change_t change;
    const char *error;

    *is_wrong = !assign_counters(tables);
    if (*is_wrong) {
        return apr_psprintf(p,
                            "there is no room for the counters of %d aliases before the next restart, which makes room "
                            "for a quarter more aliases than there are then, and for %d at least",
                            tables->aliases->nelts, MWA_RETAIN_LEAST_SPARE);
    }
    error = mwa_generation_write(&memory.whole, tables, &parts);
    if (error) {
        return apr_psprintf(p, "no memory for a generation of %d aliases: %s", tables->aliases->nelts, error);
    }
    change = compare_whole(tables);
    forget_patch();
    mwa_generation_free(&served->memory);
    served->memory = memory;
    served->number = publisher.next++;
    served->since = parts.since;
    publisher.whole_number =
        mwa_generation_read(&memory.whole, publisher.first, publisher.start, &publisher.whole, &parts) ? served->number
                                                                                                       : 0;
    announce(change, tables->aliases->nelts);
    return NULL;
}

const mwa_tables_t *mwa_publish_whole(void)
{
    return publisher.whole_number ? &publisher.whole : NULL;
}

/** Marks of what a patch has brought, or has taken away; and of what another one has. */
static apr_array_header_t *join(apr_pool_t *p, const apr_array_header_t *one, const apr_array_header_t *other)
{
    apr_array_header_t *all = other ? apr_array_append(p, one, other) : apr_array_copy(p, one);

    mwa_change_sort((mwa_alias_mark_t *)all->elts, all->nelts);
    return all;
}

/** What a patch changes of what is served, which is the same whole with or without another patch. */
static mwa_change_t compare_patch(const mwa_patch_t *patch)
{
    apr_pool_t *pool;
    apr_array_header_t *came;
    apr_array_header_t *went;
    apr_pool_t *scratch;
    const apr_array_header_t *before;
    const apr_array_header_t *now;
    mwa_change_t change;
    int i;

    apr_pool_create_unmanaged(&pool);
    apr_pool_create(&scratch, pool);
    came = apr_array_make(pool, patch->tables->aliases->nelts + 1, sizeof(mwa_alias_mark_t));
    went = apr_array_make(pool, patch->removed->nelts + 1, sizeof(mwa_alias_mark_t));
    for (i = 0; i < patch->tables->aliases->nelts; ++i) {
        APR_ARRAY_PUSH(came, mwa_alias_mark_t) =
            mwa_change_mark(APR_ARRAY_IDX(patch->tables->aliases, i, const mwa_alias_t *));
    }
    for (i = 0; i < patch->removed->nelts; ++i) {
        APR_ARRAY_PUSH(went, mwa_alias_mark_t) =
            mwa_change_mark(mwa_tables_alias(scratch, &publisher.whole, APR_ARRAY_IDX(patch->removed, i, int)));
    }
    // What both take away or bring is in both.
    before = join(scratch, went, publisher.came);
    now = join(scratch, came, publisher.went);
    change = mwa_change_between((const mwa_alias_mark_t *)before->elts, before->nelts,
                                (const mwa_alias_mark_t *)now->elts, now->nelts);
    apr_pool_destroy(scratch);
    forget_patch();
    publisher.patch_pool = pool;
    publisher.came = came;
    publisher.went = went;
    publisher.served.whole = publisher.whole_number;
    return change;
}

const char *mwa_publish_patch(apr_pool_t *p, const mwa_patch_t *patch, const mwa_compiled_t *compiled)
{
    mwa_keeper_served_t *served = &publisher.served;
    mwa_generation_parts_t parts = begin_parts(compiled);
    mwa_memory_t memory;
    const char *error;

    parts.whole = publisher.whole_number;
    parts.runs = patch->runs;
    parts.run_count = patch->run_count;
    parts.aliases = patch->aliases;
    parts.ranges = patch->ranges;
    if (mwa_retain_patch(publisher.server->process->pool, patch->tables, &publisher.whole, patch->removed)) {
        return "there is no room for the counters";
    }
    error = mwa_generation_write(&memory, patch->tables, &parts);
    if (error) {
        return apr_psprintf(p, "no memory for a patch: %s", error);
    }
    mwa_memory_free(&served->memory.patch);
    served->memory.patch = memory;
    served->number = publisher.next++;
    served->since = parts.since;
    announce(compare_patch(patch), patch->aliases);
    return NULL;
}
