#include "config/mwa_record.h"
#include "config/mwa_takeover.h"

#include "apr_strings.h"

#include <string.h>

/** Texts of an alias. */
enum {
    FILE_NAME,
    PATTERN,
    TARGET,
    PROCESS_GROUP,
    APPLICATION_GROUP,
    CALLABLE_OBJECT,
    PLACE,
    HOSTS,
    REMOTE,
    NOT_PRELOADED,
    TEXTS
};

_Static_assert(TEXTS == MWA_ALIAS_TEXTS, "texts");

static void texts_of(const mwa_alias_t *alias, const char **texts)
{
    texts[FILE_NAME] = alias->file;
    texts[PATTERN] = alias->pattern;
    texts[TARGET] = alias->target;
    texts[PROCESS_GROUP] = alias->process_group;
    texts[APPLICATION_GROUP] = alias->application_group;
    texts[CALLABLE_OBJECT] = alias->callable_object;
    texts[PLACE] = alias->place;
    texts[HOSTS] = alias->hosts;
    texts[REMOTE] = alias->remote;
    texts[NOT_PRELOADED] = alias->not_preloaded;
}

/** What is put behind one another: a text that an alias shares with the one before it, once. */
typedef struct texts_s {
    char *bytes; /**< NULL: only their size is wanted */
    apr_size_t used;
    const char *last[MWA_ALIAS_TEXTS];
    apr_uint32_t last_at[MWA_ALIAS_TEXTS];
} texts_t;

static apr_uint32_t put_text(texts_t *texts, int which, const char *text)
{
    apr_size_t size;

    if (!text) {
        return 0;
    }
    if (texts->last[which] && !strcmp(text, texts->last[which])) {
        return texts->last_at[which];
    }
    size = strlen(text) + 1;
    if (texts->bytes) {
        memcpy(texts->bytes + texts->used, text, size);
    }
    texts->last[which] = text;
    texts->last_at[which] = (apr_uint32_t)texts->used;
    texts->used += size;
    return texts->last_at[which];
}

static void put_texts(texts_t *to, const mwa_alias_t *alias, apr_uint32_t *at)
{
    const char *texts[MWA_ALIAS_TEXTS];
    int i;

    texts_of(alias, texts);
    for (i = 0; i < MWA_ALIAS_TEXTS; ++i) {
        at[i] = put_text(to, i, texts[i]);
    }
}

static apr_uint32_t server_number(const mwa_tables_t *tables, const server_rec *s, apr_uint32_t last)
{
    apr_uint32_t i;

    // The aliases of a server stand in a row, and the servers in the same order.
    for (i = last; i < (apr_uint32_t)tables->servers->nelts; ++i) {
        if (APR_ARRAY_IDX(tables->servers, i, server_rec *) == s) {
            return i;
        }
    }
    return 0;
}

void mwa_records_put(mwa_alias_record_t *records, char *texts, const mwa_tables_t *tables)
{
    // Nothing lies at 0.
    texts_t put = {.bytes = texts, .used = 1};
    apr_uint32_t server = 0;
    int i;

    for (i = 0; i < tables->aliases->nelts; ++i) {
        const mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *);

        server = server_number(tables, alias->server, server);
        records[i] = (mwa_alias_record_t){.counters = (apr_uint64_t)(apr_uintptr_t)alias->counters,
                                          .since = alias->since,
                                          .server = server,
                                          .line = alias->line,
                                          .regex_flags = alias->regex_flags,
                                          .nth = alias->nth,
                                          .is_match = (apr_int16_t)alias->is_match,
                                          .pass_authorization = (apr_int16_t)alias->pass_authorization};
        put_texts(&put, alias, records[i].texts);
    }
}

apr_size_t mwa_records_texts_size(const mwa_tables_t *tables)
{
    texts_t texts = {.used = 1};
    apr_uint32_t at[MWA_ALIAS_TEXTS];
    int i;

    for (i = 0; i < tables->aliases->nelts; ++i) {
        put_texts(&texts, APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *), at);
    }
    return texts.used;
}

int mwa_records_are_sound(const mwa_alias_record_t *records, apr_uint32_t count, apr_uint64_t texts_size,
                          const mwa_tables_t *tables)
{
    apr_uint32_t i;
    int j;

    for (i = 0; i < count; ++i) {
        if (records[i].server >= (apr_uint32_t)tables->servers->nelts) {
            return 0;
        }
        for (j = 0; j < MWA_ALIAS_TEXTS; ++j) {
            if (records[i].texts[j] >= texts_size) {
                return 0;
            }
        }
    }
    return 1;
}

int mwa_tables_alias_count(const mwa_tables_t *tables)
{
    return tables->aliases ? tables->aliases->nelts : tables->patch.runs ? tables->patch.aliases : tables->record_count;
}

/** The run that an id is in. */
static const mwa_run_t *find_run(const mwa_tables_t *tables, int id)
{
    int low = 0;
    int high = tables->patch.run_count - 1;

    while (low < high) {
        int middle = (low + high + 1) / 2;

        if (tables->patch.runs[middle].first <= id) {
            low = middle;
        }
        else {
            high = middle - 1;
        }
    }
    return &tables->patch.runs[low];
}

unsigned mwa_tables_engine(const mwa_tables_t *tables, int id)
{
    const mwa_run_t *run = tables->patch.runs ? find_run(tables, id) : NULL;
    const unsigned char *engines = run && run->patch ? tables->patch.engines : tables->engines;

    return engines ? engines[run ? run->from + id - run->first : id] : MWA_ENGINE_UNKNOWN;
}

static const char *text_of(const char *texts, const mwa_alias_record_t *record, int which)
{
    return record->texts[which] ? texts + record->texts[which] : NULL;
}

const mwa_alias_t *mwa_tables_alias(apr_pool_t *p, const mwa_tables_t *tables, int id)
{
    const mwa_run_t *run = tables->patch.runs ? find_run(tables, id) : NULL;
    const char *texts = run && run->patch ? tables->patch.texts : tables->texts;
    const mwa_alias_record_t *record;
    mwa_alias_t *alias;

    if (tables->aliases) {
        return APR_ARRAY_IDX(tables->aliases, id, const mwa_alias_t *);
    }
    record = (run && run->patch ? tables->patch.records : tables->records) + (run ? run->from + id - run->first : id);
    alias = apr_palloc(p, sizeof(*alias));
    *alias = (mwa_alias_t){.server = APR_ARRAY_IDX(tables->servers, record->server, server_rec *),
                           .id = id,
                           .directive = record->is_match ? MWA_ALIAS_MATCH : MWA_ALIAS,
                           .file = text_of(texts, record, FILE_NAME),
                           .line = record->line + (run ? run->lines : 0),
                           .is_match = record->is_match,
                           .regex_flags = record->regex_flags,
                           .pattern = text_of(texts, record, PATTERN),
                           .target = text_of(texts, record, TARGET),
                           .process_group = text_of(texts, record, PROCESS_GROUP),
                           .application_group = text_of(texts, record, APPLICATION_GROUP),
                           .callable_object = text_of(texts, record, CALLABLE_OBJECT),
                           .not_preloaded = text_of(texts, record, NOT_PRELOADED),
                           .pass_authorization = record->pass_authorization,
                           .place = text_of(texts, record, PLACE),
                           .counters = (struct mwa_alias_counters_s *)(apr_uintptr_t)record->counters,
                           .since = record->since,
                           .nth = record->nth,
                           .hosts = text_of(texts, record, HOSTS),
                           .remote = text_of(texts, record, REMOTE)};
    if (run && run->lines) {
        alias->place = apr_psprintf(p, "%s:%d", alias->file, alias->line);
    }
    return alias;
}
