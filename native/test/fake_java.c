#include "fake_java.h"
#include "core/mwa_frame_io.h"

__thread fake_java_t fake_java;

static int32_t ask(int32_t slot, int64_t frame, int32_t capacity)
{
    fake_java.slot = slot;
    fake_java.frame = frame;
    fake_java.capacity = capacity;
    ++fake_java.asked;
    if (fake_java.answer) {
        fake_java.answer((mwa_frame_t *)(intptr_t)frame);
    }
    return 1;
}

static int32_t on_match(int32_t slot, int64_t frame, int32_t capacity)
{
    return ask(slot, frame, capacity);
}

static int32_t on_resolve(int32_t slot, int64_t frame, int32_t capacity)
{
    return ask(-1 - slot, frame, capacity);
}

void fake_java_register(void)
{
    mwa_bridge_register(on_match, on_resolve);
}

void fake_java_match(mwa_frame_t *frame)
{
    mwa_frame_put_string(frame, &frame->filename, "/file");
    frame->status = MWA_MATCHED;
}

void fake_java_resolve(mwa_frame_t *frame)
{
    frame->status = MWA_RESOLVED;
}
