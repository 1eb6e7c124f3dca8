/**
 * @file mwa_jvm_progress.h
 * @brief The progress of the JVM's start: reported by the threads that start it, awaited by others.
 */
#ifndef MWA_JVM_PROGRESS_H
#define MWA_JVM_PROGRESS_H

#include <stddef.h>

/** The state of the start. */
typedef enum {
    MWA_JVM_FAILED,
    MWA_JVM_READY,
    MWA_JVM_STARTING /**< it goes on; mwa_jvm_await() will tell */
} mwa_jvm_outcome_t;

/** The start begins. By the thread that will wait for it, before there are others that know of it. */
void mwa_jvm_progress_begin(const char *java_home);

/**
 * Whether it has begun and is not over, even if no thread waits for it any longer. Takes no lock, so a signal handler
 * can call it.
 */
int mwa_jvm_is_starting(void);

/** Whether a thread may still wait for its end: no, if it has taken too long. Takes no lock. */
int mwa_jvm_is_awaited(void);

/** Whether the calling thread is the one that began it. */
int mwa_jvm_is_waiter(void);

/**
 * Reports that the start is over. Only the first call counts, and none once the start has taken too long.
 * @param error what is wrong, which is copied; NULL: Java is ready
 */
void mwa_jvm_progress_end(const char *error);

/**
 * Waits until it is over, or has taken too long. From any thread.
 * @param gives_way asked every few milliseconds whether to wait no longer; NULL: never
 * @param error receives a sentence if it has failed
 */
mwa_jvm_outcome_t mwa_jvm_progress_await(int (*gives_way)(void), char *error, size_t error_size);

#endif /* MWA_JVM_PROGRESS_H */
