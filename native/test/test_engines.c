/* Engines: what Java tells of each alias, and that less than all of it is an error. */
#include "httpd_unit.h"
#include "jvm/mwa_jvm.h"
#include "report/mwa_engines.h"

#include "mwa_frame.h"

#include <stdlib.h>
#include <string.h>

static const char *java_tells;

char *mwa_jvm_ask(const char *method, const void *question, size_t size)
{
    assert_string_equal("engines", method);
    assert_null(question);
    assert_int_equal(0, size);
    return java_tells ? strdup(java_tells) : NULL;
}

static const mwa_engine_t *ask(apr_pool_t *p, const char *told, const char **error)
{
    mwa_tables_t tables = {.aliases = apr_array_make(p, 2, sizeof(mwa_alias_t *))};

    tables.aliases->nelts = 2;
    java_tells = told;
    *error = NULL;
    return mwa_engines(p, &tables, error);
}

static void each_alias_has_an_engine_and_maybe_a_reason(void **state)
{
    const char *error;
    const mwa_engine_t *engines = ask(*state, "one-pass\t\npcre2\ta back-reference at offset 4\n", &error);

    assert_null(error);
    assert_string_equal("one-pass", engines[0].name);
    assert_string_equal("", engines[0].reason);
    assert_string_equal("pcre2", engines[1].name);
    assert_string_equal("a back-reference at offset 4", engines[1].reason);
}

static void less_than_all_is_an_error(void **state)
{
    static const char *const incomplete[] = {NULL, "", "one-pass\t\n", "one-pass\npcre2\n"};
    const char *error;
    size_t i;

    for (i = 0; i < COUNT_OF(incomplete); ++i) {
        assert_null(ask(*state, incomplete[i], &error));
        assert_non_null(error);
    }
}

static void a_child_knows_what_was_told_once(void **state)
{
    static const unsigned char told[] = {MWA_ENGINE_PREFIX, MWA_ENGINE_ONE_PASS, MWA_ENGINE_AUTOMATON,
                                         MWA_ENGINE_ALONE,  MWA_ENGINE_PCRE2,    200};
    static const char *const names[] = {"prefix", "one-pass", "automaton", "alone", "pcre2", "unknown"};
    mwa_tables_t tables = {.aliases = apr_array_make(*state, 6, sizeof(mwa_alias_t *)), .engines = told};
    const mwa_engine_t *engines;
    size_t i;

    tables.aliases->nelts = 6;
    engines = mwa_engines_of(*state, &tables);
    for (i = 0; i < COUNT_OF(names); ++i) {
        assert_string_equal(names[i], engines[i].name);
        assert_string_equal("", engines[i].reason);
    }
    tables.engines = NULL;
    assert_string_equal("unknown", mwa_engines_of(*state, &tables)[0].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(each_alias_has_an_engine_and_maybe_a_reason),
        POOL_TEST(a_child_knows_what_was_told_once),
        POOL_TEST(less_than_all_is_an_error),
    };

    return RUN_POOL_TESTS("engines", tests);
}
