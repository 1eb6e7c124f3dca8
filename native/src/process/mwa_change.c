#include "process/mwa_change.h"
#include "core/mwa_hash.h"

#include <stdlib.h>
#include <string.h>

/** With its end. */
static apr_uint64_t add_text(apr_uint64_t hash, const char *text)
{
    return text ? mwa_hash(hash, text, strlen(text) + 1) : mwa_hash(hash, "\1", 1);
}

mwa_alias_mark_t mwa_change_mark(const mwa_alias_t *alias)
{
    mwa_alias_mark_t made = {.name = MWA_HASH_BEGIN, .options = MWA_HASH_BEGIN};
    apr_uintptr_t server = (apr_uintptr_t)alias->server;

    made.name = mwa_hash(made.name, &server, sizeof(server));
    made.name = mwa_hash(made.name, &alias->is_match, sizeof(alias->is_match));
    made.name = add_text(made.name, alias->pattern);
    made.name = add_text(made.name, alias->target);
    made.name = add_text(made.name, alias->hosts);
    made.options = mwa_hash(made.options, &alias->regex_flags, sizeof(alias->regex_flags));
    made.options = mwa_hash(made.options, &alias->pass_authorization, sizeof(alias->pass_authorization));
    made.options = add_text(made.options, alias->process_group);
    made.options = add_text(made.options, alias->application_group);
    made.options = add_text(made.options, alias->callable_object);
    return made;
}

static int compare_numbers(apr_uint64_t one, apr_uint64_t other)
{
    return one < other ? -1 : one > other;
}

static int compare(const void *one, const void *other)
{
    const mwa_alias_mark_t *left = one;
    const mwa_alias_mark_t *right = other;
    int order = compare_numbers(left->name, right->name);

    return order ? order : compare_numbers(left->options, right->options);
}

mwa_alias_mark_t *mwa_change_marks(const mwa_tables_t *tables)
{
    int count = mwa_tables_alias_count(tables);
    mwa_alias_mark_t *marks = malloc(((apr_size_t)count + 1) * sizeof(*marks));
    apr_pool_t *scratch;
    int i;

    if (!marks) {
        return NULL;
    }
    apr_pool_create(&scratch, NULL);
    for (i = 0; i < count; ++i) {
        marks[i] = mwa_change_mark(mwa_tables_alias(scratch, tables, i));
        if (!tables->aliases) {
            apr_pool_clear(scratch);
        }
    }
    apr_pool_destroy(scratch);
    mwa_change_sort(marks, count);
    return marks;
}

void mwa_change_sort(mwa_alias_mark_t *marks, int count)
{
    qsort(marks, (size_t)count, sizeof(*marks), compare);
}

/** How many marks in a row have the same name as the first. */
static int count_namesakes(const mwa_alias_mark_t *marks, int count)
{
    int same = 0;

    while (same < count && marks[same].name == marks[0].name) {
        ++same;
    }
    return same;
}

/** Of aliases of one name, sorted by their options: how many are in both. */
static int count_common(const mwa_alias_mark_t *before, int count_before, const mwa_alias_mark_t *after,
                        int count_after)
{
    int common = 0;
    int old = 0;
    int new = 0;

    while (old < count_before && new < count_after) {
        int order = compare_numbers(before[old].options, after[new].options);

        common += order == 0;
        old += order <= 0;
        new += order >= 0;
    }
    return common;
}

mwa_change_t mwa_change_between(const mwa_alias_mark_t *before, int count_before, const mwa_alias_mark_t *after,
                                int count_after)
{
    mwa_change_t change = {0};
    int old = 0;
    int new = 0;

    while (old < count_before || new < count_after) {
        int order = old == count_before ? 1
            : new == count_after        ? -1
                                        : compare_numbers(before[old].name, after[new].name);
        int olds = order <= 0 ? count_namesakes(before + old, count_before - old) : 0;
        int news = order >= 0 ? count_namesakes(after + new, count_after - new) : 0;
        int common = count_common(before + old, olds, after + new, news);
        int changed = (olds < news ? olds : news) - common;

        change.changed += changed;
        change.removed += olds - common - changed;
        change.added += news - common - changed;
        old += olds;
        new += news;
    }
    return change;
}
