/* The escaping: nothing that anybody writes into a URL or a configuration can become markup, or break a document. */
#include "httpd_unit.h"
#include "status/mwa_escape.h"

#include <string.h>

typedef struct case_s {
    const char *text;
    const char *html;
    const char *json;
    const char *label;
    const char *query;
} case_t;

static void texts_are_escaped(void **state)
{
    static const case_t cases[] = {
        {NULL, "", "", "", ""},
        {"", "", "", "", ""},
        {"/a-b_c.d~9", "/a-b_c.d~9", "/a-b_c.d~9", "/a-b_c.d~9", "/a-b_c.d~9"},
        {"<b a=\"'&\">", "&lt;b a=&quot;&#39;&amp;&quot;&gt;", "<b a=\\\"'&\\\">", "<b a=\\\"'&\\\">",
         "%3Cb%20a%3D%22%27%26%22%3E"},
        {"a\\b", "a\\b", "a\\\\b", "a\\\\b", "a%5Cb"},
        {"a\nb\x7f", "a\\x0ab\\x7f", "a\\u000ab\\u007f", "a\\nb\xef\xbf\xbd", "a%0Ab%7F"},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
         "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "%C3%A9%E2%82%AC%F0%9F%98%80"},
        // Cut short, too long a form, a surrogate, beyond the last character, a lone tail.
        {"\xc3", "\\xc3", "\xef\xbf\xbd", "\xef\xbf\xbd", "%C3"},
        {"\xc0\xbc", "\\xc0\\xbc", "\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd", "%C0%BC"},
        {"\xe0\x80\xbc", "\\xe0\\x80\\xbc", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "%E0%80%BC"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "%ED%A0%80"},
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "%F4%90%80%80"},
        {"\xc3<", "\\xc3&lt;", "\xef\xbf\xbd<", "\xef\xbf\xbd<", "%C3%3C"},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        assert_string_equal(cases[i].html, mwa_escape_html(*state, cases[i].text));
        assert_string_equal(cases[i].json, mwa_escape_json(*state, cases[i].text));
        assert_string_equal(cases[i].label, mwa_escape_label(*state, cases[i].text));
        assert_string_equal(cases[i].query, mwa_escape_query(*state, cases[i].text));
    }
}

static void what_a_client_sent_is_shown_as_a_log_would_have_it(void **state)
{
    static const char *const cases[][2] = {
        {NULL, ""},
        {"/a b'\"<", "/a b'\"<"},
        {"/\\x41", "/\\\\x41"},
        {"/\x1b\\", "/\\x1b\\\\"},
        {"/\xc3\xa9\xe9", "/\xc3\xa9\\xe9"},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        assert_string_equal(cases[i][1], mwa_escape_bytes(*state, cases[i][0]));
    }
}

static void no_byte_can_end_what_it_stands_in(void **state)
{
    int i;

    for (i = 1; i < 256; ++i) {
        const char text[] = {(char)i, (char)i, '\0'};

        assert_null(strpbrk(mwa_escape_html(*state, text), "<>\"'\n"));
        assert_null(strpbrk(mwa_escape_query(*state, text), "<>\"'&#?+ \n"));
        assert_null(strchr(mwa_escape_label(*state, text), '\n'));
        if (i == '"') {
            assert_string_equal("\\\"\\\"", mwa_escape_json(*state, text));
            assert_string_equal("\\\"\\\"", mwa_escape_label(*state, text));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(texts_are_escaped),
        POOL_TEST(what_a_client_sent_is_shown_as_a_log_would_have_it),
        POOL_TEST(no_byte_can_end_what_it_stands_in),
    };

    return RUN_POOL_TESTS("escape", tests);
}
