/* The frame: what C writes it finds again, and nothing that Java writes makes it read elsewhere. */
#include "unit.h"
#include "core/mwa_frame_io.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY 256u
#define ROOM (CAPACITY - sizeof(mwa_frame_t))

/** On the heap and of just this size, so that a sanitizer sees every byte beyond. */
static int make_frame(void **state)
{
    mwa_frame_t *frame = malloc(CAPACITY);

    assert_non_null(frame);
    memset(frame, 0xee, CAPACITY);
    mwa_frame_reset(frame, CAPACITY);
    *state = frame;
    return 0;
}

static int free_frame(void **state)
{
    free(*state);
    return 0;
}

static void a_reset_frame_has_no_text_and_no_answer(void **state)
{
    const mwa_frame_t *frame = *state;
    const mwa_text_t *text;
    size_t length = 99;
    int count = 0;

    for (text = &frame->uri; text <= &frame->message; ++text, ++count) {
        assert_int_equal(MWA_TEXT_ABSENT, text->length);
        assert_null(mwa_frame_text(frame, text, &length));
        assert_int_equal(0, length);
    }
    assert_int_equal(9, count);
    assert_int_equal(MWA_NO_ANSWER, frame->status);
    assert_int_equal(CAPACITY, frame->capacity);
    assert_int_equal(sizeof(mwa_frame_t), frame->used);
}

static void texts_are_found_again_as_they_were_put(void **state)
{
    mwa_frame_t *frame = *state;
    size_t length;

    assert_true(mwa_frame_put_string(frame, &frame->uri, "/one"));
    assert_true(mwa_frame_put(frame, &frame->variables, "+a\0-\0", 5));
    assert_memory_equal("/one", mwa_frame_text(frame, &frame->uri, &length), 4);
    assert_int_equal(4, length);
    assert_memory_equal("+a\0-\0", mwa_frame_text(frame, &frame->variables, &length), 5);
    assert_int_equal(5, length);
    assert_int_equal(sizeof(*frame) + 9, frame->used);
}

static void a_string_that_is_null_stays_absent(void **state)
{
    mwa_frame_t *frame = *state;

    assert_true(mwa_frame_put_string(frame, &frame->host, NULL));
    assert_int_equal(MWA_TEXT_ABSENT, frame->host.length);
}

static void an_empty_text_is_not_an_absent_one(void **state)
{
    mwa_frame_t *frame = *state;
    size_t length = 99;

    assert_true(mwa_frame_put_string(frame, &frame->host, ""));
    assert_non_null(mwa_frame_text(frame, &frame->host, &length));
    assert_int_equal(0, length);
}

static void a_text_may_fill_the_frame_to_its_last_byte(void **state)
{
    char bytes[ROOM];
    mwa_frame_t *frame = *state;
    size_t length;

    memset(bytes, 'x', sizeof(bytes));
    assert_true(mwa_frame_put(frame, &frame->uri, bytes, ROOM));
    assert_memory_equal(bytes, mwa_frame_text(frame, &frame->uri, &length), ROOM);
    assert_int_equal(CAPACITY, frame->used);
    assert_true(mwa_frame_put(frame, &frame->host, "", 0));
    assert_false(mwa_frame_put(frame, &frame->host, "y", 1));
}

static void a_text_that_does_not_fit_leaves_the_frame_as_it_was(void **state)
{
    char bytes[ROOM + 1] = {0};
    char before[CAPACITY];
    mwa_frame_t *frame = *state;

    assert_true(mwa_frame_put_string(frame, &frame->uri, "/"));
    memcpy(before, frame, CAPACITY);
    assert_false(mwa_frame_put(frame, &frame->host, bytes, ROOM));
    assert_false(mwa_frame_put(frame, &frame->host, bytes, (size_t)-1));
    assert_memory_equal(before, frame, CAPACITY);
}

/** Reads every byte that a text offers, under a sanitizer's eyes. @return whether it offers any */
static int read_text(const mwa_frame_t *frame, const mwa_text_t *text)
{
    size_t length = 99;
    const char *bytes = mwa_frame_text(frame, text, &length);
    volatile char sink;
    size_t i;

    if (!bytes) {
        assert_int_equal(0, length);
        return 0;
    }
    assert_true(bytes >= (const char *)frame);
    assert_true(length <= CAPACITY && bytes + length <= (const char *)frame + CAPACITY);
    for (i = 0; i < length; ++i) {
        sink = bytes[i];
        (void)sink;
    }
    return 1;
}

static void no_offset_and_no_length_reaches_out_of_the_frame(void **state)
{
    static const uint32_t offsets[] =
        {0,          1,           sizeof(mwa_frame_t), CAPACITY - 1, CAPACITY, CAPACITY + 1,
         0x7fffffff, 0x80000000u, 0xffffff00u,         0xffffffffu};
    static const int32_t lengths[] =
        {INT32_MIN, -(int32_t)CAPACITY, -3,       MWA_TEXT_LATE, MWA_TEXT_ABSENT, 0,
         1,         CAPACITY - 1,       CAPACITY, CAPACITY + 1,  INT32_MAX - 1,   INT32_MAX};
    mwa_frame_t *frame = *state;
    size_t i;
    size_t j;

    for (i = 0; i < COUNT_OF(offsets); ++i) {
        for (j = 0; j < COUNT_OF(lengths); ++j) {
            int fits = lengths[j] >= 0 && (int64_t)offsets[i] + lengths[j] <= CAPACITY;

            frame->filename.offset = offsets[i];
            frame->filename.length = lengths[j];
            assert_int_equal(fits, read_text(frame, &frame->filename));
        }
    }
}

static void random_offsets_and_lengths_never_reach_out_of_the_frame(void **state)
{
    mwa_frame_t *frame = *state;
    uint64_t random = 20260101;
    int i;

    for (i = 0; i < 100000; ++i) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        // Half of them near the frame's size, where the border is.
        frame->message.offset = (uint32_t)(random >> 32) >> (i % 2 ? 0 : 23);
        frame->message.length = (int32_t)(uint32_t)random >> (i % 4 < 2 ? 0 : 22);
        read_text(frame, &frame->message);
    }
}

#define FRAME_TEST(name) cmocka_unit_test_setup_teardown(name, make_frame, free_frame)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRAME_TEST(a_reset_frame_has_no_text_and_no_answer),
        FRAME_TEST(texts_are_found_again_as_they_were_put),
        FRAME_TEST(a_string_that_is_null_stays_absent),
        FRAME_TEST(an_empty_text_is_not_an_absent_one),
        FRAME_TEST(a_text_may_fill_the_frame_to_its_last_byte),
        FRAME_TEST(a_text_that_does_not_fit_leaves_the_frame_as_it_was),
        FRAME_TEST(no_offset_and_no_length_reaches_out_of_the_frame),
        FRAME_TEST(random_offsets_and_lengths_never_reach_out_of_the_frame),
    };

    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
