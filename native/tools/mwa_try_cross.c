#include "mwa_try_cross.h"

#include "core/mwa_counters.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "mwa_try_bridge.h"

#include <stdio.h>
#include <unistd.h>

#define URI "/last/some/ordinary/path/of/40/bytes/x"

/** What a part is done with; each part uses some of it. */
typedef struct part_s {
    const char *name;
    void (*once)(const struct part_s *part);
    mwa_frame_t *frame;
    JNIEnv *env;
    jclass class;
    jmethodID method;
} part_t;

static void ask(const part_t *part)
{
    mwa_try_match(part->frame, URI, MWA_MATCHED);
}

/** JNI alone: a method of the JDK with as little to do as there is. */
static void call_jni(const part_t *part)
{
    (*part->env)->CallStaticIntMethod(part->env, part->class, part->method, 1, 2);
}

static void write_question(const part_t *part)
{
    mwa_frame_reset(part->frame, MWA_SLOT_FRAME_CAPACITY);
    mwa_frame_put_string(part->frame, &part->frame->uri, URI);
}

/** What mwa_bridge_match() does beside the call. */
static void check(const part_t *part)
{
    mwa_frame_t asked = *part->frame;

    __asm__ volatile("" : : "r"(&asked) : "memory");
    if (!mwa_frame_is_sound(part->frame, &asked)) {
        fprintf(stderr, "mwa-try: a frame that nobody changed is not sound\n");
        _exit(1);
    }
}

static void measure(const part_t *part, long calls)
{
    uint64_t started = mwa_clock();
    long i;

    for (i = 0; i < calls; ++i) {
        part->once(part);
    }
    printf(" %s %.1f", part->name, (double)(mwa_clock() - started) / (double)calls);
}

void mwa_try_cross(const char *java_home, long calls)
{
    static const int rounds = 12;
    mwa_frame_t *frame = mwa_try_frame();
    JavaVM *vm;
    JNIEnv *env = mwa_try_env(java_home, &vm);
    jclass class = (*env)->FindClass(env, "java/lang/Math");
    jmethodID method = (*env)->GetStaticMethodID(env, class, "max", "(II)I");
    const part_t parts[] = {
        {"ns_per_call", ask, frame, env, class, method},
        {"jni", call_jni, frame, env, class, method},
        {"question", write_question, frame, env, class, method},
        {"check", check, frame, env, class, method},
    };
    int round;
    size_t i;

    for (round = 0; round < rounds; ++round) {
        printf("round %d", round);
        for (i = 0; i < sizeof(parts) / sizeof(parts[0]); ++i) {
            measure(&parts[i], calls);
        }
        printf("\n");
    }
}
