/**
 * @file mwa_jvm_attach.h
 * @brief The JVM of this process, and the threads that are attached to it.
 */
#ifndef MWA_JVM_ATTACH_H
#define MWA_JVM_ATTACH_H

/** Tells of the JVM, a JavaVM, as soon as there is one; before, none of what follows may be called. */
void mwa_jvm_attach_to(void *vm);

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

#endif /* MWA_JVM_ATTACH_H */
