#include "config/mwa_generation.h"
#include "config/mwa_takeover.h"

#include <errno.h>
#include <string.h>

/** "MWAG", and a number that counts up with every change of what follows. */
#define MAGIC 0x4d57414700000002U

/** Where a part of the memory is, in bytes. */
typedef struct part_s {
    apr_uint64_t at;
    apr_uint64_t size;
} part_t;

enum { RECORDS, RANGES, TEXTS, ENGINES, FINDINGS, SPECS, PREPARED, PARTS };

/** The memory begins with it. */
typedef struct head_s {
    apr_uint64_t magic;
    apr_uint64_t start;
    apr_uint64_t number;
    apr_uint64_t since;
    apr_uint32_t alias_count;
    apr_uint32_t table_count;
    part_t parts[PARTS];
} head_t;

/** Texts of an alias, by their place among the texts; 0: NULL. */
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
    ALIAS_TEXTS
};

/** An alias. */
typedef struct mwa_alias_record_s {
    apr_uint64_t counters; /**< an address that is the same in all processes */
    apr_uint64_t since;
    apr_uint32_t server; /**< its place among mwa_tables_t's servers */
    apr_int32_t line;
    apr_int32_t regex_flags;
    apr_int32_t nth;
    apr_uint32_t texts[ALIAS_TEXTS];
    apr_int16_t is_match;
    apr_int16_t pass_authorization;
} record_t;

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
    const char *last[ALIAS_TEXTS];
    apr_uint32_t last_at[ALIAS_TEXTS];
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
    const char *texts[ALIAS_TEXTS];
    int i;

    texts_of(alias, texts);
    for (i = 0; i < ALIAS_TEXTS; ++i) {
        at[i] = put_text(to, i, texts[i]);
    }
}

static apr_uint32_t server_number(const mwa_tables_t *tables, const server_rec *s, apr_uint32_t last)
{
    apr_uint32_t i;

    // The aliases of a server stand in a row, and the servers in the same order.
    for (i = last; i < (apr_uint32_t)tables->servers->nelts; ++i) {
        if (APR_ARRAY_IDX(tables->servers, i, const server_rec *) == s) {
            return i;
        }
    }
    return 0;
}

static void put_records(record_t *records, char *bytes, const mwa_tables_t *tables)
{
    // Nothing lies at 0.
    texts_t texts = {.bytes = bytes, .used = 1};
    apr_uint32_t server = 0;
    int i;

    for (i = 0; i < tables->aliases->nelts; ++i) {
        const mwa_alias_t *alias = APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *);

        server = server_number(tables, alias->server, server);
        records[i] = (record_t){.counters = (apr_uint64_t)(apr_uintptr_t)alias->counters,
                                .since = alias->since,
                                .server = server,
                                .line = alias->line,
                                .regex_flags = alias->regex_flags,
                                .nth = alias->nth,
                                .is_match = (apr_int16_t)alias->is_match,
                                .pass_authorization = (apr_int16_t)alias->pass_authorization};
        put_texts(&texts, alias, records[i].texts);
    }
}

static apr_size_t size_of_texts(const mwa_tables_t *tables)
{
    texts_t texts = {.used = 1};
    apr_uint32_t at[ALIAS_TEXTS];
    int i;

    for (i = 0; i < tables->aliases->nelts; ++i) {
        put_texts(&texts, APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *), at);
    }
    return texts.used;
}

static void *at(const void *memory, const part_t *part)
{
    return (char *)memory + part->at;
}

static void put(void *memory, const part_t *part, const void *bytes)
{
    if (part->size) {
        memcpy(at(memory, part), bytes, part->size);
    }
}

const char *mwa_generation_write(mwa_memory_t *memory, const mwa_tables_t *tables, const mwa_generation_parts_t *parts)
{
    head_t head = {.magic = MAGIC,
                   .start = parts->start,
                   .number = parts->number,
                   .since = parts->since,
                   .alias_count = (apr_uint32_t)tables->aliases->nelts,
                   .table_count = (apr_uint32_t)tables->tables->nelts};
    apr_uint64_t end = APR_ALIGN(sizeof(head), MWA_GENERATION_ALIGNMENT);
    int i;

    head.parts[RECORDS].size = head.alias_count * sizeof(record_t);
    head.parts[RANGES].size = head.table_count * sizeof(mwa_table_ranges_t);
    head.parts[TEXTS].size = size_of_texts(tables);
    head.parts[ENGINES].size = head.alias_count;
    head.parts[FINDINGS].size = parts->findings_size;
    head.parts[SPECS].size = tables->specs_size;
    head.parts[PREPARED].size = parts->prepared_size;
    for (i = 0; i < PARTS; ++i) {
        head.parts[i].at = end;
        // One byte more, so that a text has an end.
        end = APR_ALIGN(end + head.parts[i].size + 1, MWA_GENERATION_ALIGNMENT);
    }
    if (head.parts[TEXTS].size > APR_UINT32_MAX || end > MWA_GENERATION_MOST) {
        return "the aliases have too much text";
    }
    if (!mwa_memory_make(memory, end)) {
        return strerrordesc_np(errno);
    }
    memcpy(memory->bytes, &head, sizeof(head));
    put_records(at(memory->bytes, &head.parts[RECORDS]), at(memory->bytes, &head.parts[TEXTS]), tables);
    put(memory->bytes, &head.parts[RANGES], tables->ranges);
    put(memory->bytes, &head.parts[ENGINES], parts->engines);
    put(memory->bytes, &head.parts[FINDINGS], parts->findings);
    put(memory->bytes, &head.parts[SPECS], tables->specs);
    put(memory->bytes, &head.parts[PREPARED], parts->prepared);
    if (!mwa_memory_seal(memory)) {
        mwa_memory_free(memory);
        return "the memory cannot be sealed";
    }
    return NULL;
}

/** Whether a part lies in the memory, with a byte behind it. */
static int is_within(const part_t *part, apr_size_t size)
{
    return part->at % MWA_GENERATION_ALIGNMENT == 0 && part->at < size && part->size < size - part->at;
}

static int is_sound(const head_t *head, const mwa_memory_t *memory, const mwa_tables_t *first)
{
    int i;

    for (i = 0; i < PARTS; ++i) {
        if (!is_within(&head->parts[i], memory->size)) {
            return 0;
        }
    }
    return head->alias_count <= APR_INT32_MAX / 2 && head->table_count == (apr_uint32_t)first->tables->nelts
        && head->parts[RECORDS].size == head->alias_count * sizeof(record_t)
        && head->parts[RANGES].size == head->table_count * sizeof(mwa_table_ranges_t)
        && head->parts[ENGINES].size == head->alias_count && head->parts[SPECS].size <= APR_INT32_MAX
        && head->parts[PREPARED].size <= APR_INT32_MAX;
}

/** Whether every text and every server that a record names is there. Behind the texts is a NUL. */
static int are_records_sound(const head_t *head, const mwa_memory_t *memory, const mwa_tables_t *first)
{
    const record_t *records = at(memory->bytes, &head->parts[RECORDS]);
    apr_uint32_t i;
    int j;

    for (i = 0; i < head->alias_count; ++i) {
        if (records[i].server >= (apr_uint32_t)first->servers->nelts) {
            return 0;
        }
        for (j = 0; j < ALIAS_TEXTS; ++j) {
            if (records[i].texts[j] >= head->parts[TEXTS].size) {
                return 0;
            }
        }
    }
    return 1;
}

int mwa_generation_read(const mwa_memory_t *memory, const mwa_tables_t *first, apr_uint64_t start, mwa_tables_t *tables,
                        mwa_generation_parts_t *parts)
{
    const head_t *head = memory->bytes;

    if (memory->size < sizeof(*head) || head->magic != MAGIC || head->start != start || !is_sound(head, memory, first)
        || !are_records_sound(head, memory, first)) {
        return 0;
    }
    *tables = *first;
    tables->aliases = NULL;
    tables->records = at(memory->bytes, &head->parts[RECORDS]);
    tables->record_count = (int)head->alias_count;
    tables->texts = at(memory->bytes, &head->parts[TEXTS]);
    tables->ranges = at(memory->bytes, &head->parts[RANGES]);
    tables->engines = at(memory->bytes, &head->parts[ENGINES]);
    tables->findings = NULL;
    tables->findings_text = at(memory->bytes, &head->parts[FINDINGS]);
    tables->specs = at(memory->bytes, &head->parts[SPECS]);
    tables->specs_size = head->parts[SPECS].size;
    *parts = (mwa_generation_parts_t){.start = head->start,
                                      .number = head->number,
                                      .since = head->since,
                                      .prepared = at(memory->bytes, &head->parts[PREPARED]),
                                      .prepared_size = head->parts[PREPARED].size,
                                      .findings = tables->findings_text,
                                      .findings_size = head->parts[FINDINGS].size,
                                      .engines = tables->engines};
    return 1;
}

int mwa_tables_alias_count(const mwa_tables_t *tables)
{
    return tables->aliases ? tables->aliases->nelts : tables->record_count;
}

static const char *text_of(const mwa_tables_t *tables, const record_t *record, int which)
{
    return record->texts[which] ? tables->texts + record->texts[which] : NULL;
}

const mwa_alias_t *mwa_tables_alias(apr_pool_t *p, const mwa_tables_t *tables, int id)
{
    const record_t *record;
    mwa_alias_t *alias;

    if (tables->aliases) {
        return APR_ARRAY_IDX(tables->aliases, id, const mwa_alias_t *);
    }
    record = &tables->records[id];
    alias = apr_palloc(p, sizeof(*alias));
    *alias = (mwa_alias_t){.server = APR_ARRAY_IDX(tables->servers, record->server, const server_rec *),
                           .id = id,
                           .directive = record->is_match ? MWA_ALIAS_MATCH : MWA_ALIAS,
                           .file = text_of(tables, record, FILE_NAME),
                           .line = record->line,
                           .is_match = record->is_match,
                           .regex_flags = record->regex_flags,
                           .pattern = text_of(tables, record, PATTERN),
                           .target = text_of(tables, record, TARGET),
                           .process_group = text_of(tables, record, PROCESS_GROUP),
                           .application_group = text_of(tables, record, APPLICATION_GROUP),
                           .callable_object = text_of(tables, record, CALLABLE_OBJECT),
                           .not_preloaded = text_of(tables, record, NOT_PRELOADED),
                           .pass_authorization = record->pass_authorization,
                           .place = text_of(tables, record, PLACE),
                           .counters = (struct mwa_alias_counters_s *)(apr_uintptr_t)record->counters,
                           .since = record->since,
                           .nth = record->nth,
                           .hosts = text_of(tables, record, HOSTS),
                           .remote = text_of(tables, record, REMOTE)};
    return alias;
}
