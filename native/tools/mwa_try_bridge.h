/**
 * @file mwa_try_bridge.h
 * @brief A bridge without httpd, for aliases that are made up. One thread, one bridge a process; what fails ends the
 * process with a message and status 1.
 */
#ifndef MWA_TRY_BRIDGE_H
#define MWA_TRY_BRIDGE_H

#include "jvm/mwa_bridge.h"

#include <jni.h>
#include <sys/types.h>

/**
 * A bridge for that many aliases, at least one, of both kinds, so that all of Java's usual way is walked. The last one
 * is the prefix /last; those before it are ^/tenant-00002/([^/]+)/app and so on, and, of five or more, the first two
 * have what other patterns and groups have. What it points to is never freed.
 *
 * @param options for the JVM, with NULL behind the last
 */
mwa_bridge_options_t mwa_try_bridge(const char *java_home, const char *home, const char *const *options, int aliases);

/** Starts Java in this process. */
void mwa_try_start(const mwa_bridge_options_t *bridge);

/**
 * Attaches this thread to the JVM that was started.
 * @param vm receives the JVM
 */
JNIEnv *mwa_try_env(const char *java_home, JavaVM **vm);

/** This thread's frame, owned by the bridge. */
mwa_frame_t *mwa_try_frame(void);

/** Asks which alias takes a URL; the answer must have that status. */
void mwa_try_match(mwa_frame_t *frame, const char *uri, mwa_status_t expected);

/** Has a bridge that is started look for mistakes in a small configuration, as httpd's probe does. */
void mwa_try_begin_lint(mwa_bridge_options_t *bridge);

/** Waits for what they are. */
void mwa_try_end_lint(void);

/** Waits for a process that must work. @param what it makes, for the message */
void mwa_try_wait(pid_t pid, const char *what);

#endif
