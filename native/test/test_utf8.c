/* What is UTF-8 to Python, and what is not. */
#include "unit.h"
#include "core/mwa_utf8.h"

#include <stdlib.h>
#include <string.h>

// Versions of clang-format lay a macro of braces out differently.
// clang-format off
#define CASE(text, expected) {text, sizeof(text) - 1, expected}
// clang-format on

static void only_shortest_forms_of_characters_are_text(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        int expected;
    } cases[] = {
        CASE("", 1),
        CASE("main.test|/x", 1),
        CASE("\0", 1),
        CASE("\x7f", 1),
        CASE("\x80", 0),
        CASE("\xbf", 0),
        CASE("\xc0\x80", 0),
        CASE("\xc1\xbf", 0),
        CASE("\xc2", 0),
        CASE("\xc2\x80", 1),
        CASE("\xc2\x7f", 0),
        CASE("\xc2\xc0", 0),
        CASE("\xdf\xbf", 1),
        CASE("\xe0\x9f\xbf", 0),
        CASE("\xe0\xa0\x80", 1),
        CASE("\xe1\x80", 0),
        CASE("\xe1\x80\x7f", 0),
        CASE("\xe1\x80\xc0", 0),
        CASE("\xed\x9f\xbf", 1),
        CASE("\xed\xa0\x80", 0),
        CASE("\xee\x80\x80", 1),
        CASE("\xef\xbf\xbf", 1),
        CASE("\xf0\x8f\xbf\xbf", 0),
        CASE("\xf0\x90\x80\x80", 1),
        CASE("\xf0\x90\x80", 0),
        CASE("\xf4\x8f\xbf\xbf", 1),
        CASE("\xf4\x90\x80\x80", 0),
        CASE("\xf5\x80\x80\x80", 0),
        CASE("\xff", 0),
        CASE("/u\xe9", 0),
        CASE("/u\xc3\xa9", 1),
        CASE("/\xe9tre", 0),
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        // In memory of just that size, so that whoever reads on is caught.
        char *text = malloc(cases[i].length ? cases[i].length : 1);

        assert_non_null(text);
        memcpy(text, cases[i].text, cases[i].length);
        if (mwa_is_utf8(text, cases[i].length) != cases[i].expected) {
            fail_msg("case %zu", i);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_shortest_forms_of_characters_are_text),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
