#include "config/mwa_generation.h"
#include "config/mwa_record.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/** "MWAG", and a number that counts up with every change of what follows. */
#define MAGIC 0x4d57414700000003U

/** Where a part of the memory is, in bytes. */
typedef struct part_s {
    apr_uint64_t at;
    apr_uint64_t size;
} part_t;

enum { RECORDS, RANGES, TEXTS, ENGINES, FINDINGS, SPECS, PREPARED, RUNS, PARTS };

/** The memory begins with it. */
typedef struct head_s {
    apr_uint64_t magic;
    apr_uint64_t start;
    apr_uint64_t number;
    apr_uint64_t since;
    apr_uint64_t whole; /**< of a patch: the number of what it patches; 0: it is a whole */
    apr_uint32_t alias_count;
    apr_uint32_t table_count;
    apr_uint32_t all_count; /**< of a patch: aliases with those of the whole */
    apr_uint32_t run_count;
    part_t parts[PARTS];
} head_t;

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
                   .whole = parts->whole,
                   .alias_count = (apr_uint32_t)tables->aliases->nelts,
                   .table_count = (apr_uint32_t)tables->tables->nelts,
                   .all_count = (apr_uint32_t)parts->aliases,
                   .run_count = (apr_uint32_t)parts->run_count};
    apr_uint64_t end = APR_ALIGN(sizeof(head), MWA_GENERATION_ALIGNMENT);
    int i;

    head.parts[RECORDS].size = head.alias_count * sizeof(mwa_alias_record_t);
    head.parts[RANGES].size = head.table_count * sizeof(mwa_table_ranges_t);
    head.parts[TEXTS].size = mwa_records_texts_size(tables);
    head.parts[ENGINES].size = head.alias_count;
    head.parts[FINDINGS].size = parts->findings_size;
    head.parts[SPECS].size = tables->specs_size;
    head.parts[PREPARED].size = parts->prepared_size;
    head.parts[RUNS].size = head.run_count * sizeof(mwa_run_t);
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
    mwa_records_put(at(memory->bytes, &head.parts[RECORDS]), at(memory->bytes, &head.parts[TEXTS]), tables);
    put(memory->bytes, &head.parts[RANGES], parts->whole ? parts->ranges : tables->ranges);
    put(memory->bytes, &head.parts[ENGINES], parts->engines);
    put(memory->bytes, &head.parts[FINDINGS], parts->findings);
    put(memory->bytes, &head.parts[SPECS], tables->specs);
    put(memory->bytes, &head.parts[PREPARED], parts->prepared);
    put(memory->bytes, &head.parts[RUNS], parts->runs);
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
        && head->parts[RECORDS].size == head->alias_count * sizeof(mwa_alias_record_t)
        && head->parts[RANGES].size == head->table_count * sizeof(mwa_table_ranges_t)
        && head->parts[ENGINES].size == head->alias_count && head->parts[SPECS].size <= APR_INT32_MAX
        && head->parts[PREPARED].size <= APR_INT32_MAX && head->parts[RUNS].size == head->run_count * sizeof(mwa_run_t);
}

/** Whether runs are what mwa_run_t says, and of aliases that there are. */
static int are_runs_sound(const head_t *head, const mwa_memory_t *memory, const mwa_tables_t *whole)
{
    const mwa_run_t *runs = at(memory->bytes, &head->parts[RUNS]);
    apr_int64_t ends[2] = {0, 0};
    apr_int64_t all = head->all_count;
    apr_uint32_t i;

    for (i = 0; i < head->run_count; ++i) {
        apr_int64_t next = i + 1 < head->run_count ? runs[i + 1].first : all;
        apr_int64_t *end = &ends[runs[i].patch != 0];

        if (next <= runs[i].first || runs[i].from < *end) {
            return 0;
        }
        *end = runs[i].from + next - runs[i].first;
    }
    return ends[0] <= whole->record_count && ends[1] <= (apr_int64_t)head->alias_count && all <= APR_INT32_MAX / 2
        && (head->run_count ? runs[0].first == 0 : !all);
}

static const head_t *read_head(const mwa_memory_t *memory, const mwa_tables_t *first, apr_uint64_t start,
                               apr_uint64_t whole)
{
    const head_t *head = memory->bytes;

    return memory->size >= sizeof(*head) && head->magic == MAGIC && head->start == start && head->whole == whole
            && is_sound(head, memory, first)
            && mwa_records_are_sound(at(memory->bytes, &head->parts[RECORDS]), head->alias_count,
                                     head->parts[TEXTS].size, first)
        ? head
        : NULL;
}

static mwa_generation_parts_t parts_of(const head_t *head, const mwa_memory_t *memory)
{
    return (mwa_generation_parts_t){.start = head->start,
                                    .number = head->number,
                                    .since = head->since,
                                    .specs = at(memory->bytes, &head->parts[SPECS]),
                                    .specs_size = head->parts[SPECS].size,
                                    .prepared = at(memory->bytes, &head->parts[PREPARED]),
                                    .prepared_size = head->parts[PREPARED].size,
                                    .findings = at(memory->bytes, &head->parts[FINDINGS]),
                                    .findings_size = head->parts[FINDINGS].size,
                                    .engines = at(memory->bytes, &head->parts[ENGINES]),
                                    .whole = head->whole,
                                    .runs = at(memory->bytes, &head->parts[RUNS]),
                                    .run_count = (int)head->run_count,
                                    .aliases = (int)head->all_count,
                                    .ranges = at(memory->bytes, &head->parts[RANGES])};
}

int mwa_generation_read(const mwa_memory_t *memory, const mwa_tables_t *first, apr_uint64_t start, mwa_tables_t *tables,
                        mwa_generation_parts_t *parts)
{
    const head_t *head = read_head(memory, first, start, 0);

    if (!head) {
        return 0;
    }
    *parts = parts_of(head, memory);
    *tables = *first;
    tables->aliases = NULL;
    tables->records = at(memory->bytes, &head->parts[RECORDS]);
    tables->record_count = (int)head->alias_count;
    tables->texts = at(memory->bytes, &head->parts[TEXTS]);
    tables->ranges = parts->ranges;
    tables->engines = parts->engines;
    tables->findings = NULL;
    tables->findings_text = parts->findings;
    tables->specs = parts->specs;
    tables->specs_size = parts->specs_size;
    return 1;
}

int mwa_generation_read_patch(const mwa_memory_t *memory, const mwa_tables_t *whole, apr_uint64_t number,
                              apr_uint64_t start, mwa_tables_t *tables, mwa_generation_parts_t *parts)
{
    const head_t *head = read_head(memory, whole, start, number);

    if (!head || !number || !are_runs_sound(head, memory, whole)) {
        return 0;
    }
    *parts = parts_of(head, memory);
    *tables = *whole;
    tables->ranges = parts->ranges;
    tables->patch.runs = parts->runs;
    tables->patch.run_count = parts->run_count;
    tables->patch.aliases = parts->aliases;
    tables->patch.records = at(memory->bytes, &head->parts[RECORDS]);
    tables->patch.texts = at(memory->bytes, &head->parts[TEXTS]);
    tables->patch.engines = parts->engines;
    return 1;
}

int mwa_generation_read_all(const mwa_generation_t *generation, const mwa_tables_t *first, apr_uint64_t start,
                            mwa_tables_t *tables, mwa_generation_parts_t *parts)
{
    mwa_tables_t whole;

    parts[1] = (mwa_generation_parts_t){0};
    if (!mwa_generation_read(&generation->whole, first, start, &whole, &parts[0])) {
        return 0;
    }
    *tables = whole;
    return !generation->patch.bytes
        || mwa_generation_read_patch(&generation->patch, &whole, parts[0].number, start, tables, &parts[1]);
}

void mwa_generation_fds(const mwa_generation_t *generation, int *fds)
{
    fds[0] = generation->whole.fd;
    fds[1] = generation->patch.fd;
}

int mwa_generation_map(mwa_generation_t *generation, const int *fds)
{
    *generation = MWA_NO_GENERATION;
    if (fds[0] < 0) {
        return 1;
    }
    if (mwa_memory_map(&generation->whole, fds[0], MWA_GENERATION_MOST)
        && (fds[1] < 0 || mwa_memory_map(&generation->patch, fds[1], MWA_GENERATION_MOST))) {
        return 1;
    }
    if (fds[1] >= 0 && !generation->whole.bytes) {
        close(fds[1]);
    }
    mwa_generation_free(generation);
    return 0;
}

void mwa_generation_free(mwa_generation_t *generation)
{
    mwa_memory_free(&generation->whole);
    mwa_memory_free(&generation->patch);
}
