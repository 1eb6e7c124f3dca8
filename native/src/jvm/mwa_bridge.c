#include "jvm/mwa_bridge.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_jvm_attach.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/** What a thread keeps as long as it lives. */
typedef struct thread_s {
    mwa_slot_t *slot;
    int attached; /**< by us, so it is ours to detach */
} thread_t;

static pthread_key_t thread_key;
static mwa_callback_t match_callback;
static mwa_callback_t resolve_callback;
/** Written by the thread that starts the bridge, which in a child may be one of many. */
static int ready;
static mwa_start_t start;

int32_t mwa_bridge_register(mwa_callback_t match, mwa_callback_t resolve)
{
    match_callback = match;
    resolve_callback = resolve;
    return 1;
}

/** Runs as the thread ends, after the last question. */
static void end_thread(void *data)
{
    thread_t *thread = data;

    mwa_slots_give(thread->slot);
    if (thread->attached) {
        mwa_jvm_detach();
    }
    free(thread);
}

static thread_t *begin_thread(const char **error)
{
    thread_t *thread = calloc(1, sizeof(*thread));
    int attached = thread ? mwa_jvm_attach() : -1;

    if (attached < 0) {
        *error = "the thread cannot be attached to the JVM";
        free(thread);
        return NULL;
    }
    thread->attached = attached;
    thread->slot = mwa_slots_take();
    if (!thread->slot || pthread_setspecific(thread_key, thread)) {
        *error = "no memory for the thread's frame";
        if (thread->slot) {
            mwa_slots_give(thread->slot);
        }
        if (attached) {
            mwa_jvm_detach();
        }
        free(thread);
        return NULL;
    }
    return thread;
}

/** Has threads ask from now on, if Java is as ready as it says. */
static mwa_jvm_outcome_t open_for(mwa_jvm_outcome_t outcome, char *error, size_t error_size)
{
    if (outcome != MWA_JVM_READY) {
        return outcome;
    }
    if (!match_callback || !resolve_callback) {
        snprintf(error, error_size, "Java started but registered no callbacks");
        return MWA_JVM_FAILED;
    }
    __atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
    return MWA_JVM_READY;
}

mwa_jvm_outcome_t mwa_bridge_start(const mwa_bridge_options_t *options, char *error, size_t error_size)
{
    start.layout_version = MWA_LAYOUT_VERSION;
    start.frame_size = sizeof(mwa_frame_t);
    start.specs = (uintptr_t)options->specs;
    start.specs_size = (uint32_t)options->specs_size;
    start.prepared = (uintptr_t)options->prepared.bytes;
    start.prepared_size = (uint32_t)options->prepared.size;
    start.prepares = options->prepares != 0;
    start.library = (uintptr_t)options->library;
    start.engines = (uintptr_t)options->engines;
    start.patch = (uintptr_t)options->patch;
    snprintf(start.version, sizeof(start.version), "%s", options->version);
    if (pthread_key_create(&thread_key, end_thread)) {
        snprintf(error, error_size, "no thread-specific data key is left in this process");
        return MWA_JVM_FAILED;
    }
    return open_for(mwa_jvm_start(&options->jvm, &start, error, error_size), error, error_size);
}

mwa_jvm_outcome_t mwa_bridge_await(char *error, size_t error_size)
{
    return open_for(mwa_jvm_await(error, error_size), error, error_size);
}

mwa_prepared_t mwa_bridge_prepared(void)
{
    return (mwa_prepared_t){.bytes = (const void *)(uintptr_t)start.prepared, .size = start.prepared_size};
}

int mwa_bridge_is_ready(void)
{
    return __atomic_load_n(&ready, __ATOMIC_ACQUIRE);
}

int mwa_bridge_load(mwa_generation_block_t *block)
{
    block->message[0] = '\0';
    if (!mwa_jvm_tell("load", "(J)V", (int64_t)(intptr_t)block)) {
        snprintf(block->message, sizeof(block->message), "Java failed; the error log has its exception");
    }
    block->message[sizeof(block->message) - 1] = '\0';
    return !block->message[0];
}

void mwa_bridge_retire(int slot)
{
    mwa_jvm_tell("retire", "(I)V", slot);
}

int mwa_bridge_drop(int slot)
{
    return mwa_jvm_tell("drop", "(I)V", slot);
}

mwa_frame_t *mwa_bridge_frame(const char **error)
{
    thread_t *thread;

    if (!mwa_bridge_is_ready()) {
        *error = "the JVM of this child did not start, see the error logged when the child started";
        return NULL;
    }
    thread = pthread_getspecific(thread_key);
    if (!thread) {
        thread = begin_thread(error);
    }
    return thread ? thread->slot->frame : NULL;
}

mwa_memo_t *mwa_bridge_memo(void)
{
    const thread_t *thread = pthread_getspecific(thread_key);

    return thread->slot->memo;
}

static mwa_status_t ask(mwa_callback_t callback, mwa_frame_t *frame)
{
    const thread_t *thread = pthread_getspecific(thread_key);
    mwa_frame_t asked;

    frame->status = MWA_NO_ANSWER;
    asked = *frame;
    callback(thread->slot->id, (int64_t)(intptr_t)frame, (int32_t)frame->capacity);
    if (!mwa_frame_is_sound(frame, &asked)) {
        // A text that is out of reach would look like one that is absent, and a group that is absent is the default's.
        *frame = asked;
        mwa_frame_put_string(frame, &frame->message, "the answer is damaged");
    }
    return (mwa_status_t)frame->status;
}

mwa_status_t mwa_bridge_match(mwa_frame_t *frame)
{
    return ask(match_callback, frame);
}

mwa_status_t mwa_bridge_resolve(mwa_frame_t *frame)
{
    return ask(resolve_callback, frame);
}
