/**
 * @file mwa_jvm.h
 * @brief The embedded JVM: find it, start it, attach threads to it. Knows no httpd.
 *
 * One JVM to a process, never ended: HotSpot can neither be started twice nor survive a fork, so a process that
 * has one must not fork children that need one.
 */
#ifndef MWA_JVM_H
#define MWA_JVM_H

#include "jvm/mwa_jvm_options.h"
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
 * @return 1 if Java is ready, 0 if not; a second attempt in the same process is not possible
 */
int mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size);

/**
 * Calls a static method of net.modwsgialias.bridge.Entry that returns bytes. For reports: Java tells in text what no
 * question of a request asks. The calling thread is attached while it asks, if it was not before.
 * @param question the bytes that the method takes, so many as @p size; NULL if it takes nothing
 * @return the text, to be freed; NULL if Java throws, whose stack trace then goes to the error log, or there is no
 *         memory
 */
char *mwa_jvm_ask(const char *method, const void *question, size_t size);

/**
 * Attaches the calling thread, as a daemon: it will not keep the JVM alive.
 * @return 1 if it was attached here and must be detached by mwa_jvm_detach(), 0 if it was attached before,
 *         -1 if it cannot be attached
 */
int mwa_jvm_attach(void);

/** Detaches the calling thread, before it ends. */
void mwa_jvm_detach(void);

/** The JNIEnv of the calling thread; NULL if it is not attached. */
void *mwa_jvm_env(void);

#endif /* MWA_JVM_H */
