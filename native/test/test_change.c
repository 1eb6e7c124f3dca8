/* How one generation differs from another. */
#include "httpd_unit.h"
#include "process/mwa_change.h"

#include <stdlib.h>

/** Aliases by one letter each; an upper case letter is that of the lower one with another option. */
static mwa_tables_t *tables_of(apr_pool_t *p, const char *letters)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));

    tables->aliases = apr_array_make(p, 4, sizeof(mwa_alias_t *));
    for (; *letters; ++letters) {
        mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

        alias->line = tables->aliases->nelts;
        alias->pattern = apr_psprintf(p, "/%c", *letters | 0x20);
        alias->target = "/srv/x";
        alias->process_group = *letters & 0x20 ? NULL : "group";
        APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
    }
    return tables;
}

static void expect(apr_pool_t *p, const char *before, const char *after, int added, int removed, int changed)
{
    mwa_tables_t *old = tables_of(p, before);
    mwa_tables_t *new = tables_of(p, after);
    mwa_alias_mark_t *old_marks = mwa_change_marks(old);
    mwa_alias_mark_t *new_marks = mwa_change_marks(new);
    mwa_change_t change =
        mwa_change_between(old_marks, mwa_tables_alias_count(old), new_marks, mwa_tables_alias_count(new));

    assert_int_equal(added, change.added);
    assert_int_equal(removed, change.removed);
    assert_int_equal(changed, change.changed);
    free(old_marks);
    free(new_marks);
}

static void what_is_new_gone_and_changed_is_counted(void **state)
{
    expect(*state, "", "", 0, 0, 0);
    expect(*state, "abc", "abc", 0, 0, 0);
    expect(*state, "abc", "xabc", 1, 0, 0);
    expect(*state, "abc", "ac", 0, 1, 0);
    expect(*state, "abc", "cba", 0, 0, 0);
    expect(*state, "abc", "aBc", 0, 0, 1);
    expect(*state, "abc", "xBy", 2, 2, 1);
    expect(*state, "", "abc", 3, 0, 0);
    expect(*state, "abc", "", 0, 3, 0);
    expect(*state, "aa", "a", 0, 1, 0);
    expect(*state, "a", "aab", 2, 0, 0);
    expect(*state, "a", "aA", 1, 0, 0);
    expect(*state, "aA", "a", 0, 1, 0);
    expect(*state, "aA", "A", 0, 1, 0);
    expect(*state, "aa", "AA", 0, 0, 2);
}

static void hosts_make_another_alias(void **state)
{
    mwa_tables_t *tables = tables_of(*state, "aa");
    mwa_alias_mark_t *marks;

    APR_ARRAY_IDX(tables->aliases, 1, mwa_alias_t *)->hosts = "a.test";
    marks = mwa_change_marks(tables);
    assert_true(marks[0].name != marks[1].name);
    free(marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_is_new_gone_and_changed_is_counted),
        POOL_TEST(hosts_make_another_alias),
    };

    return RUN_POOL_TESTS("change", tests);
}
