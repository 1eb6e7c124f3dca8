/*
 * Fuzz target: a question through the bridge, to a Java that answers what the input says. A well-formed answer is read
 * as it was written; of any other, nothing outside the frame is read, and it is an answer or none, never half of one.
 */
#include "fuzz.h"
#include "fake_jvm.h"
#include "core/mwa_frame_io.h"
#include "jvm/mwa_bridge.h"

#include <string.h>

#define WORDS (sizeof(mwa_frame_t) / sizeof(uint32_t))
/** variables, filename, process_group, application_group and message: those that Java answers. */
#define ANSWERS 5

/** What is asked, and what must come of it. */
static struct {
    fuzz_input_t answer; /**< what Java is to do */
    int well_formed;     /**< it has done nothing that it must not do */
    fuzz_input_t texts[ANSWERS];
    int32_t lengths[ANSWERS];
    int32_t status;
} java;

static void append_text(mwa_frame_t *frame, int number, size_t length)
{
    mwa_text_t *text = &frame->variables + number;
    fuzz_input_t bytes = fuzz_take(&java.answer, length);

    // What went before may have damaged the frame, and then nothing in it can be relied on.
    if (java.well_formed && mwa_frame_put(frame, text, bytes.at, bytes.left)) {
        java.texts[number] = bytes;
        java.lengths[number] = (int32_t)bytes.left;
    }
}

static void say_absent(mwa_frame_t *frame, int number, int late)
{
    mwa_text_t *text = &frame->variables + number;
    int is_group = text == &frame->process_group || text == &frame->application_group;

    text->length = late && is_group ? MWA_TEXT_LATE : MWA_TEXT_ABSENT;
    java.lengths[number] = text->length;
}

/** Does what the input says, as Java does it or as it must not. */
static void answer(mwa_frame_t *frame)
{
    while (java.answer.left) {
        uint8_t what = fuzz_byte(&java.answer);
        uint8_t number = fuzz_byte(&java.answer);

        switch (what % 5) {
        case 0:
            append_text(frame, number % ANSWERS, what / 5);
            break;
        case 1:
            say_absent(frame, number % ANSWERS, what & 0x80);
            break;
        case 2:
            java.status = frame->status = number % (MWA_GROUP_REFUSED + 1);
            break;
        case 3:
            // A bound of a capture: inside the URL, or none.
            frame->captures[number % (2 * MWA_GROUPS)] = what / 5 <= frame->uri.length ? what / 5 : -1;
            break;
        default: {
            uint32_t word = fuzz_word(&java.answer);

            memcpy((char *)frame + number % WORDS * sizeof(word), &word, sizeof(word));
            java.well_formed = 0;
        }
        }
    }
}

static int32_t on_question(int32_t slot, int64_t frame, int32_t capacity)
{
    (void)slot;
    (void)capacity;
    answer((mwa_frame_t *)(intptr_t)frame);
    return 0;
}

static void register_callbacks(void)
{
    mwa_bridge_register(on_question, on_question);
}

static void start_once(void)
{
    static const mwa_bridge_options_t options = {.specs = "", .version = "fuzz"};
    static int started;
    char error[256];

    if (!started) {
        fake_jvm.on_start = register_callbacks;
        started = mwa_bridge_start(&options, error, sizeof(error));
        MUST(started);
        MUST(mwa_bridge_frame(&(const char *){NULL}));
    }
}

/** Puts a text, and makes sure that it is all there, or that nothing has changed. */
static void ask_with(mwa_frame_t *frame, mwa_text_t *text, fuzz_input_t bytes)
{
    mwa_frame_t before = *frame;
    size_t length;
    const char *found;

    if (!mwa_frame_put(frame, text, bytes.at, bytes.left)) {
        MUST(!memcmp(&before, frame, sizeof(before)) && bytes.left > frame->capacity - frame->used);
        return;
    }
    found = mwa_frame_text(frame, text, &length);
    MUST(found && length == bytes.left && !memcmp(found, bytes.at, length));
}

/** Touches every byte, under a sanitizer's eyes. */
static void read_text(const mwa_frame_t *frame, const mwa_text_t *text)
{
    size_t length;
    const char *bytes = mwa_frame_text(frame, text, &length);
    volatile char sink;
    size_t i;

    MUST(bytes || !length);
    for (i = 0; i < length; ++i) {
        sink = bytes[i];
        (void)sink;
    }
}

static void check_well_formed(const mwa_frame_t *frame)
{
    int i;

    MUST(frame->status == java.status);
    for (i = 0; i < ANSWERS; ++i) {
        const mwa_text_t *text = &frame->variables + i;
        size_t length;
        const char *bytes = mwa_frame_text(frame, text, &length);

        MUST(text->length == java.lengths[i]);
        MUST(!length || !memcmp(bytes, java.texts[i].at, length));
    }
}

/** What holds whatever Java has done: the question stands, and nobody is led out of the frame. */
static void check_any(const mwa_frame_t *frame, const mwa_frame_t *asked)
{
    const mwa_text_t *text;
    int i;

    MUST(frame->capacity == asked->capacity && frame->table == asked->table && frame->port == asked->port);
    MUST(!memcmp(&frame->uri, &asked->uri, 4 * sizeof(frame->uri)));
    MUST(frame->used >= asked->used && frame->used <= frame->capacity);
    for (text = &frame->uri; text <= &frame->message; ++text) {
        read_text(frame, text);
        MUST(text->length >= MWA_TEXT_LATE);
    }
    for (i = 0; i < 2 * MWA_GROUPS; ++i) {
        MUST(frame->captures[i] == -1 || frame->captures[i] <= (frame->uri.length > 0 ? frame->uri.length : 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input_t input = {.at = data, .left = size};
    uint32_t capacity = (uint32_t)sizeof(mwa_frame_t) + 2u * fuzz_byte(&input);
    mwa_frame_t *frame = malloc(capacity);
    mwa_frame_t asked;
    int i;

    MUST(frame);
    start_once();
    mwa_frame_reset(frame, capacity);
    ask_with(frame, &frame->uri, fuzz_take(&input, fuzz_byte(&input)));
    ask_with(frame, &frame->host, fuzz_take(&input, fuzz_byte(&input)));
    frame->table = fuzz_byte(&input);
    java.answer = input;
    java.well_formed = 1;
    java.status = MWA_NO_ANSWER;
    for (i = 0; i < ANSWERS; ++i) {
        java.lengths[i] = MWA_TEXT_ABSENT;
    }
    asked = *frame;
    MUST((frame->table & 1 ? mwa_bridge_resolve(frame) : mwa_bridge_match(frame)) == (mwa_status_t)frame->status);
    if (java.well_formed) {
        check_well_formed(frame);
    }
    check_any(frame, &asked);
    free(frame);
    return 0;
}
