/* The path info: where the script's name ends. */
#include "unit.h"
#include "core/mwa_path_info.h"

#include <stdio.h>
#include <string.h>

static void the_script_name_ends_where_the_path_info_begins(void **state)
{
    static const struct {
        const char *uri;
        const char *path_info;
        size_t expected;
    } cases[] = {
        {"/app/x/y", "/x/y", 4},
        {"/app", "", 4},
        {"/app/", "/", 4},
        {"/app//", "/", 4},
        {"/app//x///y", "/x/y", 4},
        {"/a//app/x", "/x", 7},
        {"/x/x", "/x", 2},
        {"/x", "/x", 0},
        {"//x", "/x", 0},
        {"/", "/", 0},
        {"//", "/", 0},
        {"", "", 0},
        {"", "/x", 0},
        // A path info that is no end of the URL: up to the end of the component where they part.
        {"/app/x", "/other", 6},
        {"/app/xy", "/zy", 7},
        {"/app", "/longer/than/app", 0},
        // Where they part just behind a slash, the script name ends before it.
        {"/app/x", "x", 4},
        {"/app/x", "-x", 4},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        size_t found = mwa_find_path_info(cases[i].uri, cases[i].path_info);

        if (found != cases[i].expected) {
            fail_msg("%s, %s: %zu instead of %zu", cases[i].uri, cases[i].path_info, found, cases[i].expected);
        }
    }
}

static void without_a_path_info_all_of_the_url_is_the_script_name(void **state)
{
    (void)state;
    assert_int_equal(5, mwa_script_name_length("/app/", NULL));
    assert_int_equal(5, mwa_script_name_length("/app/", ""));
    assert_int_equal(4, mwa_script_name_length("/app/", "/"));
    assert_int_equal(0, mwa_script_name_length("", NULL));
}

/** The text number @p number over "/ab", of @p length bytes. */
static void spell(char *text, int length, int number)
{
    int i;

    for (i = 0; i < length; ++i, number /= 3) {
        text[i] = "/ab"[number % 3];
    }
    text[length] = '\0';
}

/** Without repeated slashes, as httpd forms the path info. */
static void squeeze(char *to, const char *from)
{
    for (; *from; ++from) {
        if (*from != '/' || from[1] != '/') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

/** The slow way: the script's name is a whole number of components, and what follows squeezes to the path info. */
static int is_answer(const char *uri, const char *path_info, size_t at)
{
    char rest[16];

    squeeze(rest, uri + at);
    return (uri[at] == '\0' || uri[at] == '/') && !strcmp(rest, path_info);
}

static void what_follows_the_script_name_is_the_path_info_for_every_small_url(void **state)
{
    char script[8];
    char end[8];
    char uri[16];
    char path_info[16];
    int i;
    int j;

    (void)state;
    for (i = 0; i < 3 * 3 * 3 * 3; ++i) {
        spell(script, 4, i);
        if (script[3] == '/') {
            continue;
        }
        for (j = 0; j < 3 * 3 * 3 * 3; ++j) {
            spell(end, 4, j);
            if (end[0] != '/') {
                continue;
            }
            snprintf(uri, sizeof(uri), "%s%s", script, end);
            squeeze(path_info, end);
            assert_int_equal(4, mwa_find_path_info(uri, path_info));
            assert_true(is_answer(uri, path_info, 4));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_script_name_ends_where_the_path_info_begins),
        cmocka_unit_test(without_a_path_info_all_of_the_url_is_the_script_name),
        cmocka_unit_test(what_follows_the_script_name_is_the_path_info_for_every_small_url),
    };

    return cmocka_run_group_tests_name("path info", tests, NULL, NULL);
}
