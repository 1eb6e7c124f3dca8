/* Encoded paths: which of a client's spellings say just what an alias saw. */
#include "unit.h"
#include "core/mwa_encoded.h"

#include <stdio.h>

static void a_spelling_of_the_path_has_a_length(void **state)
{
    static const struct {
        const char *encoded;
        const char *path;
        size_t expected;
    } cases[] = {
        {"/a", "/a", 2},
        {"/a?b=/a", "/a", 2},
        {"/a#b", "/a", 2},
        {"/", "/", 1},
        {"/a%20b", "/a b", 6},
        {"/a%2520b", "/a%20b", 8},
        {"/%c3%A4", "/\xc3\xa4", 7},
        {"/a%2Fb", "/a/b", 6},
        // AllowEncodedSlashes NoDecode leaves them as they came.
        {"/a%2fb%2Fc", "/a%2fb%2Fc", 10},
        {"/a%2Fb/%25zz", "/a%2Fb/%zz", 12},
        {"/a%2Fb", "/a%2fb", 0},
        {"/a%2Fb", "/a%2", 0},
        {"/a%3Fb?c", "/a?b", 6},
        // A lone percent sign is one, wherever httpd lets it be.
        {"/a%", "/a%", 3},
        {"/a%2", "/a%2", 4},
        {"/a%g1", "/a%g1", 5},
        {"/%%41", "/%A", 5},
        // Not what httpd has made of it.
        {"/a/../b", "/b", 0},
        {"//a", "/a", 0},
        {"/a", "/a/", 0},
        {"/a/", "/a", 0},
        {"/a%00b", "/a", 0},
        {"/a%00", "/a", 0},
        {"http://h/a", "/a", 0},
        {"*", "*", 0},
        {"", "", 0},
        {"", "/", 0},
        {"/b", "/a", 0},
        {"?", "", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        size_t found = mwa_encoded_length(cases[i].encoded, cases[i].path);

        if (found != cases[i].expected) {
            fail_msg("%s, %s: %zu instead of %zu", cases[i].encoded, cases[i].path, found, cases[i].expected);
        }
    }
}

static void every_byte_may_be_written_as_two_digits(void **state)
{
    char encoded[8];
    char path[3] = "/";
    int byte;

    (void)state;
    for (byte = 1; byte < 256; ++byte) {
        path[1] = (char)byte;
        snprintf(encoded, sizeof(encoded), "/%%%02x", (unsigned)byte);
        assert_int_equal(4, mwa_encoded_length(encoded, path));
        snprintf(encoded, sizeof(encoded), "/%%%02X", (unsigned)byte);
        assert_int_equal(4, mwa_encoded_length(encoded, path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spelling_of_the_path_has_a_length),
        cmocka_unit_test(every_byte_may_be_written_as_two_digits),
    };

    return cmocka_run_group_tests_name("encoded", tests, NULL, NULL);
}
