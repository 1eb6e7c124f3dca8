#include "core/mwa_frame_io.h"

#include <string.h>

void mwa_frame_reset(mwa_frame_t *frame, uint32_t capacity)
{
    mwa_text_t *text;

    memset(frame, 0, sizeof(*frame));
    frame->capacity = capacity;
    frame->used = sizeof(*frame);
    for (text = &frame->uri; text <= &frame->message; ++text) {
        text->length = MWA_TEXT_ABSENT;
    }
}

int mwa_frame_put(mwa_frame_t *frame, mwa_text_t *text, const void *bytes, size_t length)
{
    if (length > frame->capacity - frame->used) {
        return 0;
    }
    memcpy((char *)frame + frame->used, bytes, length);
    text->offset = frame->used;
    text->length = (int32_t)length;
    frame->used += (uint32_t)length;
    return 1;
}

int mwa_frame_put_string(mwa_frame_t *frame, mwa_text_t *text, const char *string)
{
    return !string || mwa_frame_put(frame, text, string, strlen(string));
}

const char *mwa_frame_text(const mwa_frame_t *frame, const mwa_text_t *text, size_t *length)
{
    // Java wrote these numbers; nothing outside the frame may be read whatever they are.
    if (text->length < 0 || text->offset > frame->capacity || (uint32_t)text->length > frame->capacity - text->offset) {
        *length = 0;
        return NULL;
    }
    *length = (size_t)text->length;
    return (const char *)frame + text->offset;
}

/** Whether a text that was answered lies behind the header and within what is in use, or is absent. */
static int is_text_sound(const mwa_frame_t *frame, const mwa_text_t *text, int may_be_late)
{
    if (text->length < 0) {
        return text->length == MWA_TEXT_ABSENT || (may_be_late && text->length == MWA_TEXT_LATE);
    }
    return text->offset >= sizeof(*frame) && text->offset <= frame->used
        && (uint32_t)text->length <= frame->used - text->offset;
}

int mwa_frame_is_sound(const mwa_frame_t *frame, const mwa_frame_t *asked)
{
    // Header fields that only the asking side writes: the port and, behind it, the texts that are asked with.
    const size_t from = offsetof(mwa_frame_t, port);
    const size_t length = offsetof(mwa_frame_t, variables) - from;
    int i;

    if (frame->capacity != asked->capacity || frame->table != asked->table || frame->generation != asked->generation
        || memcmp((const char *)frame + from, (const char *)asked + from, length) != 0 || frame->used < asked->used
        || frame->used > frame->capacity) {
        return 0;
    }
    for (i = 0; i < 2 * MWA_GROUPS; ++i) {
        if (frame->captures[i] < -1 || (frame->captures[i] > 0 && frame->captures[i] > frame->uri.length)) {
            return 0;
        }
    }
    return is_text_sound(frame, &frame->variables, 0) && is_text_sound(frame, &frame->filename, 0)
        && is_text_sound(frame, &frame->process_group, 1) && is_text_sound(frame, &frame->application_group, 1)
        && is_text_sound(frame, &frame->message, 0);
}
