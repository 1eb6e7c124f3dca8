/* The text of a map, and what a change of it leaves of what was read whole. */
#include "map_text_judge.h"

#include <string.h>

/** Beyond these, there is no text. */
#define MOST_PIECES 500
#define MOST_NEW_LINES 1000

/* ---------------------------------------------------------------- single texts */

/** What a text consists of: "1-2 +1 4": lines that are kept, and how many are new. */
static const char *pieces_of(apr_pool_t *p, const mwa_map_text_t *text)
{
    const char *all = "";
    int i;

    for (i = 0; i < text->count; ++i) {
        const mwa_map_piece_t *piece = &text->pieces[i];

        all = !piece->line     ? apr_psprintf(p, "%s %+d", all, piece->lines)
            : piece->lines > 1 ? apr_psprintf(p, "%s %d-%d", all, piece->line, piece->line + piece->lines - 1)
                               : apr_psprintf(p, "%s %d", all, piece->line);
    }
    return *all ? all + 1 : all;
}

/** Changes a text some times, and looks at it after each. */
static void expect(apr_pool_t *p, const char *whole, const char *const *steps)
{
    const mwa_map_text_t *text = mwa_map_text_make(p, whole, strlen(whole));

    map_text_check(p, whole, text);
    for (; *steps; steps += 2) {
        text = mwa_map_text_change(p, text, apr_pstrdup(p, steps[0]), strlen(steps[0]));
        if (!text) {
            fail();
        }
        map_text_check(p, whole, text);
        assert_string_equal(steps[1], pieces_of(p, text));
    }
}

#define EXPECT(whole, ...) expect(*state, whole, (const char *const[]){__VA_ARGS__, NULL})

static void what_is_read_whole_is_one_piece(void **state)
{
    assert_string_equal("1-2", pieces_of(*state, mwa_map_text_make(*state, "a\nb", 3)));
    assert_string_equal("1-2", pieces_of(*state, mwa_map_text_make(*state, "a\nb\n", 4)));
    assert_int_equal(2, mwa_map_text_make(*state, "a\nb", 3)->lines);
    assert_string_equal("", pieces_of(*state, mwa_map_text_make(*state, "", 0)));
    assert_int_equal(0, mwa_map_text_make(*state, "", 0)->lines);
}

static void lines_come_at_the_beginning_in_the_middle_and_at_the_end(void **state)
{
    EXPECT("a\nb\n", "x\na\nb\n", "+1 1-2");
    EXPECT("a\nb\n", "a\nx\nb\n", "1 +1 2");
    EXPECT("a\nb\n", "a\nb\nx\n", "1-2 +1");
    EXPECT("a\nb\n", "a\nb\nx", "1-2 +1");
    EXPECT("a\nb\n", "a\na\nb\n", "1 +1 2");
}

static void lines_go_and_are_changed(void **state)
{
    EXPECT("a\nb\nc\n", "b\nc\n", "2-3");
    EXPECT("a\nb\nc\n", "a\nc\n", "1 3");
    EXPECT("a\nb\nc\n", "a\nb\n", "1-2");
    EXPECT("a\nb\nc\n", "a\nx\nc\n", "1 +1 3");
    EXPECT("a\nab\nc\n", "a\nabc\nc\n", "1 +1 3");
    EXPECT("a\nb\nc\n", "", "");
    EXPECT("", "a\n", "+1");
    EXPECT("", "", "");
}

static void a_last_line_without_an_end_is_another_line(void **state)
{
    EXPECT("a\nb", "a\nb\n", "1 +1");
    EXPECT("a\nb\n", "a\nb", "1 +1");
    EXPECT("a\nb", "a\nb\nc", "1 +2");
    EXPECT("a\nb", "a\nbc", "1 +1");
    EXPECT("a\nb", "x\na\nb", "+1 1-2");
    EXPECT("a\nb", "b", "2");
    EXPECT("b", "b\nb", "+1 1");
}

static void what_is_changed_back_is_one_piece_again(void **state)
{
    EXPECT("a\nb\nc\n", "a\nx\nb\nc\n", "1 +1 2-3", "a\nb\nc\n", "1-3");
    EXPECT("a\nb\nc\n", "a\nx\nb\nc\n", "1 +1 2-3", "a\nx\nb\ny\nc\n", "1 +1 2 +1 3", "a\nb\ny\nc\n", "1-2 +1 3",
           "a\nb\nc\n", "1-3");
    // What is gone has gone: nobody remembers what it was.
    EXPECT("a\nb\nc\n", "a\nc\n", "1 3", "a\nb\nc\n", "1 +1 3");
}

static void changes_add_up(void **state)
{
    EXPECT("a\nb\nc\nd\n", "a\nb\nc\nd\nx\n", "1-4 +1", "a\nc\nd\nx\n", "1 3-4 +1", "y\na\nc\nd\nx\n", "+1 1 3-4 +1",
           "y\na\nc\nx\n", "+1 1 3 +1", "y\na\nc\nz\nx\n", "+1 1 3 +2", "y\nx\n", "+2", "x\n", "+1", "", "");
}

static void continued_lines_stay_together(void **state)
{
    EXPECT("a\\\nb\nc\n", "a\\\nx\nc\n", "+2 3");
    EXPECT("a\\\nb\nc\n", "a\\\nc\n", "+2");
    EXPECT("a\\\nb\nc\n", "x\na\\\nb\nc\n", "+1 1-3");
    EXPECT("a\\\nb\nc\n", "a\\\nb\nx\nc\n", "1-2 +1 3");
    EXPECT("a\\\r\nb\r\nc\r\n", "a\\\r\nx\r\nc\r\n", "+2 3");
    // One that gets its backslash, or loses it: what follows is no line of its own any more, or is one.
    EXPECT("a\nb\nc\n", "a\\\nb\nc\n", "+2 3");
    EXPECT("a\\\nb\nc\n", "a\nb\nc\n", "+2 3");
    EXPECT("b\nc\n", "x\\\nb\nc\n", "+2 2");
    EXPECT("a\nb\n", "a\nb\nx\\", "1-2 +1");
    EXPECT("a\nb\\", "a\nb\\\nc\n", "1 +2");
    EXPECT("a\nb\\\n", "a\nb\\\nc\n", "1 +2");
}

/** Of two backslashes, httpd takes the second one off, and the first one where the next line is empty. */
static void behind_an_empty_line_a_line_may_go_on(void **state)
{
    EXPECT("a\\\\\n\nb\nc\n", "a\\\\\n\nx\nc\n", "+3 4");
    EXPECT("a\\\\\n\n\nb\nc\n", "a\\\\\n\n\nx\nc\n", "+4 5");
    EXPECT("a\n\nb\nc\n", "a\n\nx\nc\n", "1 +2 4");
}

static void lines_with_carriage_returns_are_lines(void **state)
{
    EXPECT("a\r\nb\r\n", "a\r\nx\r\nb\r\n", "1 +1 2");
    EXPECT("a\r\nb\r\n", "a\nb\r\n", "+1 2");
}

/* ---------------------------------------------------------------- how much is too much */

/** Numbers, each on a line; every @p step-th one has @p more behind it. */
static char *numbers(apr_pool_t *p, int count, int step, const char *more)
{
    char *bytes = apr_pcalloc(p, (apr_size_t)count * (16 + strlen(more)) + 1);
    char *at = bytes;
    int i;

    for (i = 0; i < count; ++i) {
        at += apr_snprintf(at, 16 + strlen(more), "line %d%s\n", i, i % step ? "" : more);
    }
    return bytes;
}

static void too_many_new_lines_are_no_change(void **state)
{
    const char *whole = numbers(*state, 10, 1, "");
    const mwa_map_text_t *text = mwa_map_text_make(*state, whole, strlen(whole));
    const char *many = apr_pstrcat(*state, whole, numbers(*state, MOST_NEW_LINES, 1, "x"), NULL);
    const char *more = apr_pstrcat(*state, whole, numbers(*state, MOST_NEW_LINES + 1, 1, "x"), NULL);

    assert_non_null(mwa_map_text_change(*state, text, many, strlen(many)));
    assert_null(mwa_map_text_change(*state, text, more, strlen(more)));
    // Whether they come at once or one after the other.
    text = mwa_map_text_change(*state, text, many, strlen(many));
    assert_null(mwa_map_text_change(*state, text, more, strlen(more)));
}

static void too_many_pieces_are_no_change(void **state)
{
    apr_pool_t *p = *state;
    const int lines = 2 * MOST_PIECES;
    char *bytes = numbers(p, lines, 1, "");
    const char *whole = apr_pstrdup(p, bytes);
    const mwa_map_text_t *text = mwa_map_text_make(p, bytes, strlen(bytes));
    int most = 0;
    int i;

    for (i = 1; i < lines; i += 2) {
        const mwa_map_text_t *next;

        bytes = apr_pstrdup(p, bytes);
        bytes[map_text_place(bytes, i + 1)] = 'L';
        next = mwa_map_text_change(p, text, bytes, strlen(bytes));
        if (!next) {
            break;
        }
        text = next;
        most = text->count;
    }
    map_text_check(p, whole, text);
    assert_in_range(most, MOST_PIECES - 1, MOST_PIECES);
}

static void a_line_in_a_large_text_is_found(void **state)
{
    apr_pool_t *p = *state;
    const char *whole = numbers(p, 20000, 1, "");
    const mwa_map_text_t *text = mwa_map_text_make(p, whole, strlen(whole));
    static const int lines[] = {1, 2, 5000, 10000, 19999, 20000};
    size_t i;

    for (i = 0; i < COUNT_OF(lines); ++i) {
        apr_size_t at = map_text_place(whole, lines[i]);
        const char *bytes = apr_psprintf(p, "%.*sx\n%s", (int)at, whole, whole + at);
        const mwa_map_text_t *changed = mwa_map_text_change(p, text, bytes, strlen(bytes));

        assert_string_equal(lines[i] == 1 ? "+1 1-20000"
                                          : apr_psprintf(p,
                                                         lines[i] == 2           ? "1 +1 2-20000"
                                                             : lines[i] == 20000 ? "1-%d +1 %d"
                                                                                 : "1-%d +1 %d-20000",
                                                         lines[i] - 1, lines[i]),
                            pieces_of(p, changed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_is_read_whole_is_one_piece),
        POOL_TEST(lines_come_at_the_beginning_in_the_middle_and_at_the_end),
        POOL_TEST(lines_go_and_are_changed),
        POOL_TEST(a_last_line_without_an_end_is_another_line),
        POOL_TEST(what_is_changed_back_is_one_piece_again),
        POOL_TEST(changes_add_up),
        POOL_TEST(continued_lines_stay_together),
        POOL_TEST(behind_an_empty_line_a_line_may_go_on),
        POOL_TEST(lines_with_carriage_returns_are_lines),
        POOL_TEST(too_many_new_lines_are_no_change),
        POOL_TEST(too_many_pieces_are_no_change),
        POOL_TEST(a_line_in_a_large_text_is_found),
    };

    return RUN_POOL_TESTS("map_text", tests);
}
