/**
 * @file mwa_jvm_hooks.h
 * @brief What HotSpot does to the process while it starts: it prints, aborts and exits, and none of it gets through.
 */
#ifndef MWA_JVM_HOOKS_H
#define MWA_JVM_HOOKS_H

#include "jvm/mwa_jvm_arguments.h"

/**
 * Before there is a JVM. From now on a thread that ends the process because the JVM does not start is parked, and what
 * it said becomes the reason.
 * @param java_home must live as long as the process
 * @return 0 if there is no memory for an exit handler
 */
int mwa_jvm_hooks_install(const char *java_home);

/** Adds what HotSpot itself calls. */
void mwa_jvm_hooks_add(mwa_jvm_arguments_t *arguments);

/** What HotSpot has said so far, in one line; what it says from now on goes to stderr. */
const char *mwa_jvm_hooks_said(void);

/** HotSpot has started: what it said so far goes to stderr, as no message of ours will have it. */
void mwa_jvm_hooks_release(void);

/** Whether a thread is parked inside exit(). Asked once the start is over, or it may be about to be. */
int mwa_jvm_hooks_hold_exit(void);

#endif /* MWA_JVM_HOOKS_H */
