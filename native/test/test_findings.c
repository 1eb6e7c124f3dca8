/* Lint's answer as C reads it: whole, cut, or none at all. */
#include "httpd_unit.h"
#include "lint/mwa_findings.h"

#include <stdlib.h>
#include <string.h>

#define DEAD "dead-alias\twarning\t1\ta.conf:2\tWSGIScriptAlias /a/b\tit is dead\tremove it\ta.conf:1\t/a/b\n"
#define PCRE "needs-pcre\tnote\t3\ta.conf:4\tWSGIScriptAliasMatch ^/(x)\\1\ta repeat\tnone\t\t\n"
#define IDLE "idle-silence\twarning\t-1\ta.conf:9\tWSGIAliasSilence dead-alias\tidle\tremove it\t\t\n"

static const mwa_finding_t *at(const mwa_findings_t *findings, int i)
{
    assert_true(i < findings->list->nelts);
    return &APR_ARRAY_IDX(findings->list, i, mwa_finding_t);
}

static void each_line_is_a_finding(void **state)
{
    const mwa_findings_t *findings = mwa_findings_read(*state, DEAD PCRE IDLE "4 4\n");

    assert_int_equal(3, findings->list->nelts);
    assert_int_equal(2, findings->warnings);
    assert_int_equal(1, findings->notes);
    assert_int_equal(4, findings->looked);
    assert_int_equal(4, findings->all);
    assert_true(mwa_findings_are_whole(findings));
    assert_string_equal("dead-alias", at(findings, 0)->code);
    assert_int_equal(MWA_WARNING, at(findings, 0)->severity);
    assert_int_equal(1, at(findings, 0)->alias);
    assert_string_equal("a.conf:2", at(findings, 0)->place);
    assert_string_equal("WSGIScriptAlias /a/b", at(findings, 0)->directive);
    assert_string_equal("it is dead", at(findings, 0)->cause);
    assert_string_equal("remove it", at(findings, 0)->cure);
    assert_string_equal("a.conf:1", at(findings, 0)->culprit);
    assert_string_equal("/a/b", at(findings, 0)->example);
    assert_int_equal(MWA_NOTE, at(findings, 1)->severity);
    assert_null(at(findings, 1)->culprit);
    assert_null(at(findings, 1)->example);
    assert_int_equal(-1, at(findings, 2)->alias);
}

/** Java tells of what is no alias' after each server. */
static void they_are_in_the_order_of_the_aliases(void **state)
{
    const mwa_findings_t *findings = mwa_findings_read(*state, PCRE IDLE DEAD PCRE "4 4\n");

    assert_int_equal(1, at(findings, 0)->alias);
    assert_int_equal(3, at(findings, 1)->alias);
    assert_int_equal(3, at(findings, 2)->alias);
    assert_int_equal(-1, at(findings, 3)->alias);
    assert_true(at(findings, 1)->code < at(findings, 2)->code);
    assert_int_equal(4, findings->list->nelts);
}

static void a_clean_configuration_has_none(void **state)
{
    const mwa_findings_t *findings = mwa_findings_read(*state, "7 7\n");

    assert_int_equal(0, findings->list->nelts);
    assert_true(mwa_findings_are_whole(findings));
}

static void the_text_may_be_gone_afterwards(void **state)
{
    char *text = strdup(DEAD "1 1\n");
    const mwa_findings_t *findings = mwa_findings_read(*state, text);

    free(text);
    assert_string_equal("/a/b", at(findings, 0)->example);
}

static void what_is_behind_the_last_field_is_left_out(void **state)
{
    const char *text = "dead-alias\twarning\t1\ta.conf:2\td\tcause\tcure\tculprit\texample\tmore\tand more\n4 4\n";
    const mwa_findings_t *findings = mwa_findings_read(*state, text);

    assert_int_equal(1, findings->list->nelts);
    assert_string_equal("example", at(findings, 0)->example);
    assert_true(mwa_findings_are_whole(findings));
}

static void what_was_not_looked_at_in_time_is_told(void **state)
{
    const mwa_findings_t *findings = mwa_findings_read(*state, DEAD "3 10000\n");

    assert_int_equal(1, findings->list->nelts);
    assert_int_equal(3, findings->looked);
    assert_int_equal(10000, findings->all);
    assert_false(mwa_findings_are_whole(findings));
}

static void without_its_end_it_is_not_whole(void **state)
{
    static const char *const texts[] =
        {"", "\n", "nonsense\n", "4\n", DEAD, DEAD "4 \n", DEAD "x\ty\tz\n" PCRE "4 4\n"};
    size_t i;

    for (i = 0; i < COUNT_OF(texts); ++i) {
        const mwa_findings_t *findings = mwa_findings_read(*state, texts[i]);

        assert_int_equal(i < 4 ? 0 : 1, findings->list->nelts);
        assert_int_equal(-1, findings->looked);
        assert_int_equal(-1, findings->all);
        assert_false(mwa_findings_are_whole(findings));
    }
}

/** Of a process that is not to be believed. */
static void numbers_that_nobody_has_are_none(void **state)
{
    static const char *const ends[] =
        {"-1 4\n", "4 -1\n", "5 4\n", "2147483648 2147483648\n", "4 99999999999999999999\n", "4 4x\n", "4  \n",
         "x 4\n",  "4\t4\n", " \n"};
    static const char *const lines[] = {"dead-alias\twarning\t2147483648\tp\td\tc\tc\t\t\n",
                                        "dead-alias\twarning\t-2\tp\td\tc\tc\t\t\n",
                                        "dead-alias\twarning\t4294967297\tp\td\tc\tc\t\t\n",
                                        "dead-alias\twarning\t\tp\td\tc\tc\t\t\n",
                                        "dead-alias\twarning\t1x\tp\td\tc\tc\t\t\n",
                                        "dead-alias\terror\t1\tp\td\tc\tc\t\t\n",
                                        "\twarning\t1\tp\td\tc\tc\t\t\n",
                                        "dead-alias\t\t1\tp\td\tc\tc\t\t\n"};
    size_t i;

    for (i = 0; i < COUNT_OF(ends); ++i) {
        const mwa_findings_t *findings = mwa_findings_read(*state, ends[i]);

        assert_int_equal(-1, findings->looked);
        assert_int_equal(-1, findings->all);
    }
    for (i = 0; i < COUNT_OF(lines); ++i) {
        const mwa_findings_t *findings = mwa_findings_read(*state, apr_pstrcat(*state, DEAD, lines[i], "4 4\n", NULL));

        assert_int_equal(1, findings->list->nelts);
        assert_false(mwa_findings_are_whole(findings));
    }
}

/** A text of @p size bytes in all; the last line is as long as it must be. */
static char *text_of(size_t size)
{
    size_t line = strlen(DEAD);
    char *text = malloc(size + 1);
    size_t used;

    assert_non_null(text);
    for (used = 0; used + 2 * line <= size; used += line) {
        memcpy(text + used, DEAD, line);
    }
    memset(text + used, 'x', size - used);
    text[size - 1] = '\n';
    text[size] = '\0';
    return text;
}

static void what_fits_is_kept_and_no_half_of_a_line(void **state)
{
    size_t line = strlen(DEAD);
    char *text = text_of(MWA_FINDINGS_SIZE);
    size_t kept;

    (void)state;
    assert_int_equal(0, mwa_findings_kept(NULL));
    assert_int_equal(0, mwa_findings_kept(""));
    assert_int_equal(4, mwa_findings_kept("7 7\n"));
    assert_int_equal(MWA_FINDINGS_SIZE, mwa_findings_kept(text));
    free(text);
    text = text_of(MWA_FINDINGS_SIZE + 1);
    kept = mwa_findings_kept(text);
    assert_true(kept < MWA_FINDINGS_SIZE && kept > MWA_FINDINGS_SIZE - 2 * line);
    assert_int_equal(0, kept % line);
    free(text);
    text = malloc(MWA_FINDINGS_SIZE + 2);
    assert_non_null(text);
    memset(text, 'x', MWA_FINDINGS_SIZE + 1);
    text[MWA_FINDINGS_SIZE + 1] = '\0';
    assert_int_equal(0, mwa_findings_kept(text));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(each_line_is_a_finding),
        POOL_TEST(they_are_in_the_order_of_the_aliases),
        POOL_TEST(a_clean_configuration_has_none),
        POOL_TEST(the_text_may_be_gone_afterwards),
        POOL_TEST(what_is_behind_the_last_field_is_left_out),
        POOL_TEST(what_was_not_looked_at_in_time_is_told),
        POOL_TEST(without_its_end_it_is_not_whole),
        POOL_TEST(numbers_that_nobody_has_are_none),
        POOL_TEST(what_fits_is_kept_and_no_half_of_a_line),
    };

    return RUN_POOL_TESTS("findings", tests);
}
