/**
 * @file fake_java.h
 * @brief Java's callbacks without Java: they note what they are asked, and do what the test tells them.
 */
#ifndef FAKE_JAVA_H
#define FAKE_JAVA_H

#include "jvm/mwa_bridge.h"

/** What one thread tells its callbacks to do, and what they were asked last. */
typedef struct fake_java_s {
    void (*answer)(mwa_frame_t *frame); /**< NULL: nothing */
    int32_t slot;                       /**< asked with by MATCH; by RESOLVE, -1 - slot */
    int64_t frame;
    int32_t capacity;
    int asked; /**< how often */
} fake_java_t;

extern __thread fake_java_t fake_java;

/** Hands the callbacks over, as Java does when it starts. */
void fake_java_register(void);

/** An answer: MATCHED, with a file name. */
void fake_java_match(mwa_frame_t *frame);

/** An answer: RESOLVED. */
void fake_java_resolve(mwa_frame_t *frame);

#endif /* FAKE_JAVA_H */
