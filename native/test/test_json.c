/* JSON: every byte comes through, and nothing in a text ends it. */
#include "unit.h"
#include "core/mwa_json.h"

#include <stdlib.h>
#include <string.h>

typedef struct sink_s {
    char *text;
    size_t size;
    FILE *out;
} sink_t;

static int open_sink(void **state)
{
    sink_t *sink = calloc(1, sizeof(*sink));

    assert_non_null(sink);
    sink->out = open_memstream(&sink->text, &sink->size);
    assert_non_null(sink->out);
    *state = sink;
    return 0;
}

static int close_sink(void **state)
{
    sink_t *sink = *state;

    fclose(sink->out);
    free(sink->text);
    free(sink);
    return 0;
}

static void expect(const char *expected, sink_t *sink)
{
    mwa_json_end(sink->out);
    fflush(sink->out);
    assert_string_equal(expected, sink->text);
}

static void a_record_is_a_line_with_its_members_in_order(void **state)
{
    sink_t *sink = *state;

    mwa_json_begin(sink->out, "alias");
    mwa_json_text(sink->out, "file", "site.conf");
    mwa_json_number(sink->out, "line", -12);
    mwa_json_truth(sink->out, "yes", 2);
    mwa_json_truth(sink->out, "no", 0);
    expect("{\"record\":\"alias\",\"file\":\"site.conf\",\"line\":-12,\"yes\":true,\"no\":false}\n", sink);
}

static void a_text_that_is_not_there_adds_no_member(void **state)
{
    sink_t *sink = *state;

    mwa_json_begin(sink->out, "r");
    mwa_json_text(sink->out, "a", NULL);
    mwa_json_text(sink->out, "b", "");
    expect("{\"record\":\"r\",\"b\":\"\"}\n", sink);
}

static void quotes_controls_and_bytes_that_are_no_ascii_are_escaped(void **state)
{
    sink_t *sink = *state;

    mwa_json_begin(sink->out, "r");
    mwa_json_text(sink->out, "t", "a\"b\\c\n\x7f\xc3\xa9~ ");
    expect("{\"record\":\"r\",\"t\":\"a\\\"b\\\\c\\u000a\\u007f\\u00c3\\u00a9~ \"}\n", sink);
}

static void bytes_may_be_nuls(void **state)
{
    sink_t *sink = *state;

    mwa_json_begin(sink->out, "r");
    mwa_json_bytes(sink->out, "t", "A\0B", 4);
    expect("{\"record\":\"r\",\"t\":\"A\\u0000B\\u0000\"}\n", sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_record_is_a_line_with_its_members_in_order, open_sink, close_sink),
        cmocka_unit_test_setup_teardown(a_text_that_is_not_there_adds_no_member, open_sink, close_sink),
        cmocka_unit_test_setup_teardown(quotes_controls_and_bytes_that_are_no_ascii_are_escaped, open_sink, close_sink),
        cmocka_unit_test_setup_teardown(bytes_may_be_nuls, open_sink, close_sink),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
