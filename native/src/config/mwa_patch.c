#include "config/mwa_patch.h"
#include "config/mwa_junctions.h"

#include "ap_regex.h"

#include <string.h>

/** Aliases of a patch, and ids that have gone: beyond these, it is better to read and compile all. */
#define MOST_CHANGED 1000
/** Likewise, of aliases and tables. */
#define MOST_COMPARED 100000

/** Of a table's own aliases in the whole. */
typedef struct own_s {
    int first;         /**< the id of the first, if there is one */
    int removed;       /**< the place of the first that has gone, among all that have */
    int removed_count; /**< how many have gone */
    int has_sections;  /**< whether maps of the server have, also without any alias */
} own_t;

/** What is put together. */
typedef struct making_s {
    apr_pool_t *p;
    apr_pool_t *scratch;
    server_rec *main_server;
    const mwa_tables_t *whole;
    mwa_map_list_t *lists;       /**< by table: what has come */
    own_t *own;                  /**< by table */
    apr_array_header_t *runs;    /**< of mwa_run_t */
    apr_array_header_t *removed; /**< of int */
    apr_array_header_t *reads;   /**< of mwa_text_read_t */
    int next;                    /**< the id of what is put next */
    int done;                    /**< ids of the whole that have been put, or have gone */
    int patched;                 /**< ids of the patch that have been put */
    int compared;                /**< how often one was compared with another */
} making_t;

/* ---------------------------------------------------------------- where it stands */

static void put(making_t *making, int from, int count, int patch, int lines)
{
    mwa_run_t *last = making->runs->nelts ? &APR_ARRAY_IDX(making->runs, making->runs->nelts - 1, mwa_run_t) : NULL;

    if (count
        && !(last && last->patch == patch && last->lines == lines && last->from + making->next - last->first == from)) {
        APR_ARRAY_PUSH(making->runs, mwa_run_t) =
            (mwa_run_t){.first = making->next, .from = from, .patch = patch, .lines = lines};
    }
    making->next += count;
}

/** Those of the whole up to an id. */
static void put_whole(making_t *making, int to, int lines)
{
    put(making, making->done, to - making->done, 0, lines);
    making->done = to;
}

static void put_patch(making_t *making, int count)
{
    put(making, making->patched, count, 1, 0);
    making->patched += count;
}

static void leave_out(making_t *making, int to)
{
    for (; making->done < to; ++making->done) {
        APR_ARRAY_PUSH(making->removed, int) = making->done;
    }
}

/**
 * Of aliases of the whole whose lines ascend: the id of the first that stands on a line, or behind it.
 * @param last the last line of the whole: an alias that httpd has put together of it and of none is on the next one
 */
static int id_at(const making_t *making, int first, int count, int last, int line)
{
    int low = line > last ? first + count : first;
    int high = first + count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (mwa_tables_alias(making->scratch, making->whole, middle)->line < line) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low;
}

static void put_file(making_t *making, int first, const mwa_map_kept_t *kept, const apr_array_header_t *junctions)
{
    int others = first + kept->own;
    int last = kept->text->lines;
    int lines = 0;
    int i;

    put_whole(making, first, 0);
    for (i = 0; i < junctions->nelts; ++i) {
        const mwa_junction_t *junction = &APR_ARRAY_IDX(junctions, i, mwa_junction_t);

        put_whole(making, id_at(making, first, kept->own, last, junction->before), lines);
        put_patch(making, junction->own);
        lines = junction->lines;
    }
    put_whole(making, others, lines);
    lines = 0;
    for (i = 0; i < junctions->nelts; ++i) {
        const mwa_junction_t *junction = &APR_ARRAY_IDX(junctions, i, mwa_junction_t);

        put_whole(making, id_at(making, others, kept->others, last, junction->before), lines);
        put_patch(making, junction->others);
        leave_out(making, id_at(making, others, kept->others, last, junction->after));
        lines = junction->lines;
    }
    put_whole(making, others + kept->others, lines);
}

/** Whether a text is another one than what was read whole. */
static int has_changed(const mwa_map_text_t *text)
{
    int is_one = text && text->count == 1 && text->pieces[0].line;

    return text && (is_one ? text->pieces[0].lines != text->lines : text->count || text->lines);
}

/** @return 0 if there can be no patch */
static int make_file(making_t *making, mwa_text_file_t *file, const mwa_map_found_t *found)
{
    int table = mwa_config_of(found->server)->table;
    mwa_map_reader_t reader = {.pool = making->p, .server = found->server, .main_server = making->main_server};
    apr_array_header_t *junctions = apr_array_make(making->p, 4, sizeof(mwa_junction_t));
    const mwa_map_text_t *text;
    mwa_map_parse_t *parse;
    int flags;
    int is_read;

    if (!mwa_texts_find(file, found, making->reads, &text)) {
        return 0;
    }
    if (!has_changed(text)) {
        return 1;
    }
    // Of a server without any alias, specs have no sections: nor below.
    if (!making->whole->ranges[table].own.count && making->own[table].has_sections) {
        return 0;
    }
    parse = mwa_map_parse_begin(&reader, found->path);
    flags = ap_regcomp_get_default_cflags();
    ap_regcomp_set_default_cflags(found->map->regex_flags);
    is_read = mwa_junctions_read(parse, &file->kept, text, junctions);
    ap_regcomp_set_default_cflags(flags);
    if (!is_read) {
        return 0;
    }
    mwa_map_parse_end(parse, &making->lists[table]);
    put_file(making, making->own[table].first + file->kept.first, &file->kept, junctions);
    return making->patched + making->removed->nelts <= MOST_CHANGED;
}

/* ---------------------------------------------------------------- the tables */

/** Finds what has gone of each table. */
static void find_removed(const making_t *making)
{
    int at = 0;
    int i;

    for (i = 0; i < making->whole->tables->nelts; ++i) {
        own_t *own = &making->own[i];

        own->removed = at;
        while (at < making->removed->nelts
               && APR_ARRAY_IDX(making->removed, at, int) < own->first + making->whole->ranges[i].own.count) {
            ++at;
        }
        own->removed_count = at - own->removed;
    }
}

/** Whether two tables have the same patterns of their own. */
static int are_equal(making_t *making, int one, int other)
{
    int count = making->whole->ranges[one].own.count;
    int same = count == making->whole->ranges[other].own.count;
    int i;

    for (i = 0, ++making->compared; i < count && same; ++i, ++making->compared) {
        const mwa_alias_t *left = mwa_tables_alias(making->scratch, making->whole, making->own[one].first + i);
        const mwa_alias_t *right = mwa_tables_alias(making->scratch, making->whole, making->own[other].first + i);

        same = left->is_match == right->is_match && left->regex_flags == right->regex_flags
            && !strcmp(left->pattern, right->pattern);
        apr_pool_clear(making->scratch);
    }
    return same;
}

/** Java has equal lists once: then what has gone of one must have gone of the other. */
static int are_alike(making_t *making, int one, int other)
{
    const own_t *left = &making->own[one];
    const own_t *right = &making->own[other];
    int i;

    if (one == other || !are_equal(making, one, other)) {
        return 1;
    }
    for (i = 0; i < left->removed_count && left->removed_count == right->removed_count; ++i) {
        if (APR_ARRAY_IDX(making->removed, left->removed + i, int) - left->first
            != APR_ARRAY_IDX(making->removed, right->removed + i, int) - right->first) {
            return 0;
        }
    }
    return left->removed_count == right->removed_count;
}

/** @return 0 if there can be no patch */
static int can_remove(making_t *making)
{
    int tables = making->whole->tables->nelts;
    int one;
    int other;

    for (one = 0; one < tables; ++one) {
        for (other = 0; other < tables && making->own[one].removed_count; ++other) {
            if (!are_alike(making, one, other) || making->compared > MOST_COMPARED) {
                return 0;
            }
        }
    }
    return 1;
}

/** The ranges of all aliases, as mwa_tables_build() would make them. */
static const mwa_table_ranges_t *make_ranges(const making_t *making, const mwa_tables_t *patch)
{
    int count = making->whole->tables->nelts;
    mwa_table_ranges_t *ranges = apr_pcalloc(making->p, ((apr_size_t)count + 1) * sizeof(*ranges));
    mwa_range_t inherited = {0};
    int first = 0;
    int i;

    for (i = 0; i < count; ++i) {
        const mwa_table_ranges_t *before = &making->whole->ranges[i];
        const server_rec *s = APR_ARRAY_IDX(making->whole->tables, i, mwa_table_t).server;

        ranges[i].own.count = before->own.count + patch->ranges[i].own.count - making->own[i].removed_count;
        ranges[i].own.first = ranges[i].own.count ? first : 0;
        ranges[i].has_hosts = before->has_hosts || patch->ranges[i].has_hosts;
        first += ranges[i].own.count;
        if (s == making->main_server) {
            inherited = ranges[i].own;
        }
        ranges[i].inherited = mwa_config_of(s)->inherited ? inherited : (mwa_range_t){0};
    }
    return ranges;
}

/* ---------------------------------------------------------------- all of it */

static void begin(making_t *making, const mwa_texts_t *texts)
{
    int count = making->whole->tables->nelts;
    int first = 0;
    int i;

    apr_pool_create(&making->scratch, making->p);
    making->lists = apr_pcalloc(making->p, ((apr_size_t)count + 1) * sizeof(*making->lists));
    making->own = apr_pcalloc(making->p, ((apr_size_t)count + 1) * sizeof(*making->own));
    making->runs = apr_array_make(making->p, 16, sizeof(mwa_run_t));
    making->removed = apr_array_make(making->p, 16, sizeof(int));
    making->reads = apr_array_make(making->p, 4, sizeof(mwa_text_read_t));
    for (i = 0; i < count; ++i) {
        making->lists[i] = (mwa_map_list_t){.aliases = apr_array_make(making->p, 4, sizeof(mwa_alias_t *)),
                                            .hosts = apr_array_make(making->p, 1, sizeof(mwa_hosts_t))};
        making->own[i].first = first;
        first += making->whole->ranges[i].own.count;
    }
    for (i = 0; i < texts->files->nelts; ++i) {
        const mwa_text_file_t *file = &APR_ARRAY_IDX(texts->files, i, mwa_text_file_t);

        making->own[mwa_config_of(file->found.server)->table].has_sections |=
            file->kept.text && file->kept.sections->nelts;
    }
}

/** Reads all files that are not what they were. @return 0 if there can be no patch */
static int make_files(making_t *making, const mwa_texts_t *texts, const apr_array_header_t *looked)
{
    int i;

    if (looked->nelts != texts->files->nelts) {
        return 0;
    }
    for (i = 0; i < looked->nelts; ++i) {
        if (!make_file(making, &APR_ARRAY_IDX(texts->files, i, mwa_text_file_t),
                       &APR_ARRAY_IDX(looked, i, mwa_map_found_t))) {
            return 0;
        }
    }
    for (i = 0; i < making->whole->tables->nelts; ++i) {
        if (making->lists[i].hosts->nelts && !making->lists[i].aliases->nelts) {
            return 0;
        }
    }
    put_whole(making, mwa_tables_alias_count(making->whole), 0);
    find_removed(making);
    return can_remove(making);
}

const mwa_patch_t *mwa_patch_make(apr_pool_t *p, server_rec *main_server, const mwa_texts_t *texts,
                                  const apr_array_header_t *looked, const mwa_tables_t *whole, int fold_script_name)
{
    making_t making = {.p = p, .main_server = main_server, .whole = whole};
    mwa_patch_t *patch = apr_palloc(p, sizeof(*patch));
    const mwa_tables_t *tables;

    begin(&making, texts);
    if (!make_files(&making, texts, looked)) {
        mwa_texts_forget(making.reads);
        return NULL;
    }
    tables = mwa_tables_build_patch(p, main_server, whole, making.lists, fold_script_name);
    *patch = (mwa_patch_t){.tables = tables,
                           .runs = (const mwa_run_t *)making.runs->elts,
                           .run_count = making.runs->nelts,
                           .aliases = making.next,
                           .ranges = make_ranges(&making, tables),
                           .removed = making.removed,
                           .reads = making.reads};
    return patch;
}
