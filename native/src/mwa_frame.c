#include "mwa_frame_io.h"

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
    if (text->length < 0 || text->offset > frame->capacity
        || (uint32_t)text->length > frame->capacity - text->offset) {
        *length = 0;
        return NULL;
    }
    *length = (size_t)text->length;
    return (const char *)frame + text->offset;
}
