/**
 * @file mwa_jvm.h
 * @brief The embedded JVM: find it, start it, ask it. Knows no httpd.
 *
 * One JVM to a process, never ended: HotSpot can neither be started twice nor survive a fork, so a process that
 * has one must not fork children that need one.
 */
#ifndef MWA_JVM_H
#define MWA_JVM_H

#include "jvm/mwa_jvm_options.h"
#include "jvm/mwa_jvm_progress.h"
#include "mwa_frame.h"

#include <stddef.h>

/** The class that is called by JNI. */
#define MWA_JVM_ENTRY "net/modwsgialias/bridge/Entry"

/**
 * Removes the environment variables that HotSpot reads even when embedded, so that they cannot choose what runs in
 * this process. mwa_jvm_start() does this too. If there will be other threads by then, call this before they exist.
 */
void mwa_jvm_clear_environment(void);

/**
 * Starts the JVM and calls net.modwsgialias.bridge.Entry.start with the address of @p start. Once in a process.
 *
 * A separate thread creates the JVM, because HotSpot needs a stack of known size, and a prefork child serves requests
 * on the first thread of the process. If HotSpot wants to end the process, only that thread is parked.
 *
 * @param error receives a sentence if it fails: what is wrong, and what to install or set; what the JVM itself said
 *              is part of it
 * @return MWA_JVM_STARTING if it has given way; after a failure, no second attempt in the same process is possible
 */
mwa_jvm_outcome_t mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size);

/**
 * Waits for a start that has given way, and does not give way again. From any thread, and from many at once.
 * @param error as for mwa_jvm_start()
 * @return MWA_JVM_READY or MWA_JVM_FAILED
 */
mwa_jvm_outcome_t mwa_jvm_await(char *error, size_t error_size);

/**
 * Whether exit() can end this process. While the JVM starts, exit() would free memory and libraries that it uses. And
 * if the JVM failed to start by calling exit(), that thread is parked inside exit() forever; from glibc 2.41 on, the
 * next thread that calls exit() waits for it. If the answer is no, end the process with _exit().
 */
int mwa_jvm_allows_exit(void);

/**
 * Calls a static method of net.modwsgialias.bridge.Entry that returns bytes, for reports and lint. The calling thread
 * is attached during the call, if it was not before.
 * @param question the bytes that the method takes, so many as @p size; NULL if it takes nothing
 * @return the text, to be freed; NULL if Java throws, whose stack trace then goes to the error log, or there is no
 *         memory
 */
char *mwa_jvm_ask(const char *method, const void *question, size_t size);

/**
 * Calls a static method of net.modwsgialias.bridge.Entry that takes a number and returns nothing. The calling thread is
 * attached during the call, if it was not before.
 * @param signature "(J)V" or "(I)V"
 * @return 0 if it throws, whose stack trace then goes to the error log, or cannot be called
 */
int mwa_jvm_tell(const char *method, const char *signature, int64_t number);

#endif /* MWA_JVM_H */
