/* The bridge's start, and its questions on one thread. The tests follow each other: a bridge starts once. */
#include "unit.h"
#include "fail.h"
#include "fake_java.h"
#include "fake_jvm.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_bridge.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static __thread int fail_key_create;

int __real_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));

int __wrap_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    return fails_now(&fail_key_create) ? EAGAIN : __real_pthread_key_create(key, destructor);
}

static const char specs[] = "specs";
static const char prepared[] = "prepared";
static const mwa_bridge_options_t options = {.specs = specs,
                                             .specs_size = sizeof(specs),
                                             .prepared = {.bytes = prepared, .size = sizeof(prepared)},
                                             .prepares = 2,
                                             .library = "library.so",
                                             .version = "1.2.3"};

static int start(const mwa_bridge_options_t *with, char *error)
{
    error[0] = '\0';
    return mwa_bridge_start(with, error, 256);
}

static mwa_frame_t *thread_frame(void)
{
    const char *error = "";
    mwa_frame_t *frame = mwa_bridge_frame(&error);

    assert_string_equal("", error);
    assert_non_null(frame);
    mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
    return frame;
}

/* ---------------------------------------------------------------- the start, in this order */

static void before_the_start_there_is_no_frame_but_a_sentence(void **state)
{
    const char *error = NULL;

    (void)state;
    assert_null(mwa_bridge_frame(&error));
    assert_string_equal("the JVM of this child did not start, see the error logged when the child started", error);
}

static void without_a_key_the_bridge_does_not_start(void **state)
{
    char error[256];

    (void)state;
    fail_key_create = 1;
    assert_false(start(&options, error));
    assert_string_equal("no thread-specific data key is left in this process", error);
}

static void what_the_jvm_says_is_why_the_bridge_does_not_start(void **state)
{
    char error[256];
    const char *no_frame = NULL;

    (void)state;
    fake_jvm.error = "it is broken";
    assert_false(start(&options, error));
    assert_string_equal("it is broken", error);
    assert_null(mwa_bridge_frame(&no_frame));
    fake_jvm.error = NULL;
}

static void a_java_that_registers_nothing_has_not_started(void **state)
{
    char error[256];

    (void)state;
    assert_false(start(&options, error));
    assert_string_equal("Java started but registered no callbacks", error);
}

static void a_version_longer_than_its_field_is_cut_and_ended(void **state)
{
    char error[256];
    mwa_bridge_options_t longer = options;

    (void)state;
    longer.version = "0123456789012345678901234567890123456789";
    start(&longer, error);
    assert_string_equal("0123456789012345678901234567890", fake_jvm.started_with.version);
}

static void java_is_told_layout_specs_prepared_tables_library_and_version(void **state)
{
    char error[256];
    const mwa_start_t *told = &fake_jvm.started_with;

    (void)state;
    fake_jvm.on_start = fake_java_register;
    assert_true(start(&options, error));
    assert_string_equal("", error);
    assert_int_equal(MWA_LAYOUT_VERSION, told->layout_version);
    assert_int_equal(sizeof(mwa_frame_t), told->frame_size);
    assert_true(told->specs == (uintptr_t)specs && told->library == (uintptr_t)options.library);
    assert_int_equal(sizeof(specs), told->specs_size);
    assert_true(told->prepared == (uintptr_t)prepared);
    assert_int_equal(sizeof(prepared), told->prepared_size);
    assert_int_equal(1, told->prepares);
    assert_string_equal("1.2.3", told->version);
}

/* ---------------------------------------------------------------- questions */

static void a_thread_is_attached_once_and_keeps_its_frame(void **state)
{
    int calls = fake_jvm.attach_calls;
    mwa_frame_t *frame = thread_frame();

    (void)state;
    assert_ptr_equal(frame, thread_frame());
    assert_int_equal(calls + 1, fake_jvm.attach_calls);
}

static void a_callback_that_does_nothing_is_no_answer(void **state)
{
    mwa_frame_t *frame = thread_frame();

    (void)state;
    // What is left from the question before is not taken for an answer.
    frame->status = MWA_MATCHED;
    fake_java.answer = NULL;
    fake_java.asked = 0;
    assert_int_equal(MWA_NO_ANSWER, mwa_bridge_match(frame));
    frame->status = MWA_RESOLVED;
    assert_int_equal(MWA_NO_ANSWER, mwa_bridge_resolve(frame));
    assert_int_equal(2, fake_java.asked);
}

static void each_question_reaches_its_own_callback_with_slot_frame_and_size(void **state)
{
    mwa_frame_t *frame = thread_frame();
    size_t length;

    (void)state;
    fake_java.answer = fake_java_match;
    assert_int_equal(MWA_MATCHED, mwa_bridge_match(frame));
    assert_true(fake_java.slot >= 0 && fake_java.frame == (int64_t)(intptr_t)frame);
    assert_int_equal(MWA_SLOT_FRAME_CAPACITY, fake_java.capacity);
    assert_memory_equal("/file", mwa_frame_text(frame, &frame->filename, &length), 5);
    fake_java.answer = fake_java_resolve;
    assert_int_equal(MWA_RESOLVED, mwa_bridge_resolve(frame));
    assert_true(fake_java.slot < 0);
}

static void a_larger_frame_is_asked_with_under_the_thread_s_slot(void **state)
{
    uint32_t capacity = 2 * MWA_SLOT_FRAME_CAPACITY;
    mwa_frame_t *frame = malloc(capacity);
    int32_t slot;

    (void)state;
    assert_non_null(frame);
    fake_java.answer = fake_java_match;
    mwa_bridge_match(thread_frame());
    slot = fake_java.slot;
    mwa_frame_reset(frame, capacity);
    assert_int_equal(MWA_MATCHED, mwa_bridge_match(frame));
    assert_int_equal(slot, fake_java.slot);
    assert_true(fake_java.frame == (int64_t)(intptr_t)frame);
    assert_int_equal(capacity, fake_java.capacity);
    free(frame);
}

/** One number of an answer that is otherwise right. */
typedef struct damage_s {
    const char *what;
    size_t offset;
    uint32_t value;
} damage_t;

static damage_t damage;

static void match_with_damage(mwa_frame_t *frame)
{
    fake_java_match(frame);
    memcpy((char *)frame + damage.offset, &damage.value, sizeof(damage.value));
}

static void a_damaged_answer_is_none_and_the_question_stands(void **state)
{
    static const damage_t damages[] = {
        {"capacity", offsetof(mwa_frame_t, capacity), MWA_SLOT_FRAME_CAPACITY + 1},
        {"table", offsetof(mwa_frame_t, table), 1},
        {"the URL's place", offsetof(mwa_frame_t, uri.offset), 0},
        {"the URL's length", offsetof(mwa_frame_t, uri.length), 1000},
        {"too little in use", offsetof(mwa_frame_t, used), sizeof(mwa_frame_t)},
        {"too much in use", offsetof(mwa_frame_t, used), MWA_SLOT_FRAME_CAPACITY + 1},
        {"a file name in the header", offsetof(mwa_frame_t, filename.offset), 0},
        {"a file name that does not end", offsetof(mwa_frame_t, filename.length), INT32_MAX},
        // Each of these would be taken for "no such option", and the script would run where it must not.
        {"a process group out of reach", offsetof(mwa_frame_t, process_group.length), 1 << 20},
        {"an application group out of reach", offsetof(mwa_frame_t, application_group.length), INT32_MAX},
        {"a group of no known kind", offsetof(mwa_frame_t, process_group.length), (uint32_t)-3},
        {"a late file name", offsetof(mwa_frame_t, filename.length), (uint32_t)MWA_TEXT_LATE},
        {"a capture before the URL", offsetof(mwa_frame_t, captures), (uint32_t)-2},
        {"a capture behind the URL", offsetof(mwa_frame_t, captures[19]), 5},
    };
    size_t i;
    size_t length;

    (void)state;
    fake_java.answer = match_with_damage;
    for (i = 0; i < COUNT_OF(damages); ++i) {
        mwa_frame_t *frame = thread_frame();

        mwa_frame_put_string(frame, &frame->uri, "/uri");
        damage = damages[i];
        print_message("%s\n", damage.what);
        assert_int_equal(MWA_NO_ANSWER, mwa_bridge_match(frame));
        assert_int_equal(MWA_SLOT_FRAME_CAPACITY, frame->capacity);
        assert_int_equal(0, frame->table);
        assert_memory_equal("/uri", mwa_frame_text(frame, &frame->uri, &length), 4);
        assert_int_equal(4, length);
        assert_null(mwa_frame_text(frame, &frame->filename, &length));
        assert_memory_equal("the answer is damaged", mwa_frame_text(frame, &frame->message, &length), length);
        assert_int_equal(21, length);
    }
}

static uint64_t next_random;

static void write_garbage(mwa_frame_t *frame)
{
    unsigned char *byte = (unsigned char *)&frame->status;
    unsigned char *end = (unsigned char *)(frame + 1);

    for (; byte < end; ++byte) {
        next_random = next_random * 6364136223846793005u + 1442695040888963407u;
        *byte = (unsigned char)(next_random >> 56);
    }
}

static void garbage_for_an_answer_never_reaches_out_of_the_frame(void **state)
{
    int round;

    (void)state;
    next_random = 20260101;
    fake_java.answer = write_garbage;
    for (round = 0; round < 2000; ++round) {
        mwa_frame_t *frame = thread_frame();
        int32_t status = (int32_t)mwa_bridge_match(frame);
        const mwa_text_t *text;

        assert_int_equal(frame->status, status);
        for (text = &frame->uri; text <= &frame->message; ++text) {
            size_t length;
            const char *bytes = mwa_frame_text(frame, text, &length);

            assert_true(!bytes
                        || (bytes >= (const char *)frame
                            && bytes + length <= (const char *)frame + MWA_SLOT_FRAME_CAPACITY));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_start_there_is_no_frame_but_a_sentence),
        cmocka_unit_test(without_a_key_the_bridge_does_not_start),
        cmocka_unit_test(what_the_jvm_says_is_why_the_bridge_does_not_start),
        cmocka_unit_test(a_java_that_registers_nothing_has_not_started),
        cmocka_unit_test(a_version_longer_than_its_field_is_cut_and_ended),
        cmocka_unit_test(java_is_told_layout_specs_prepared_tables_library_and_version),
        cmocka_unit_test(a_thread_is_attached_once_and_keeps_its_frame),
        cmocka_unit_test(a_callback_that_does_nothing_is_no_answer),
        cmocka_unit_test(each_question_reaches_its_own_callback_with_slot_frame_and_size),
        cmocka_unit_test(a_larger_frame_is_asked_with_under_the_thread_s_slot),
        cmocka_unit_test(a_damaged_answer_is_none_and_the_question_stands),
        cmocka_unit_test(garbage_for_an_answer_never_reaches_out_of_the_frame),
    };

    return cmocka_run_group_tests_name("bridge", tests, NULL, NULL);
}
