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
 * Removes the variables that HotSpot reads even when embedded: whoever sets the environment must not choose what runs in
 * here. mwa_jvm_start() does it too; who calls that when there are other threads does this before there are.
 */
void mwa_jvm_clear_environment(void);

/**
 * Starts the JVM and calls net.modwsgialias.bridge.Entry.start with the address of @p start. Once in a process.
 *
 * The JVM is made on a thread of its own, because HotSpot wants a stack of known size, and a prefork child serves on
 * the process's first thread. Where HotSpot would end the process, that thread alone is parked.
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
 * Whether exit() ends this process. While the JVM starts it would take memory and libraries away from under it. And a
 * thread that has called exit() because the JVM does not start is parked in there for good: from glibc 2.41 on, whoever
 * calls it next waits for that one. Where the answer is no, _exit() ends the process.
 */
int mwa_jvm_allows_exit(void);

/**
 * Calls a static method of net.modwsgialias.bridge.Entry that returns bytes. For reports: Java tells in text what no
 * question of a request asks. The calling thread is attached while it asks, if it was not before.
 * @param question the bytes that the method takes, so many as @p size; NULL if it takes nothing
 * @return the text, to be freed; NULL if Java throws, whose stack trace then goes to the error log, or there is no
 *         memory
 */
char *mwa_jvm_ask(const char *method, const void *question, size_t size);

#endif /* MWA_JVM_H */
