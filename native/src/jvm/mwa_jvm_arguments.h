/**
 * @file mwa_jvm_arguments.h
 * @brief What HotSpot is given as it starts: files, looked at before, and options in its own form.
 */
#ifndef MWA_JVM_ARGUMENTS_H
#define MWA_JVM_ARGUMENTS_H

#include "jvm/mwa_jvm_options.h"

#include <jni.h>
#include <stddef.h>

#define MWA_JVM_MAX_OPTIONS 96
#define MWA_JVM_PATH_SIZE 4096

/** Options as JNI_CreateJavaVM takes them, and the memory they point to. All zero: none. */
typedef struct mwa_jvm_arguments_s {
    JavaVMOption list[MWA_JVM_MAX_OPTIONS];
    char texts[MWA_JVM_MAX_OPTIONS][MWA_JVM_PATH_SIZE];
    int count;
} mwa_jvm_arguments_t;

/**
 * Says what is wrong with the files, before HotSpot fails on them with less to say.
 * @param error receives a sentence
 * @return 1 if all that is needed can be read, and nobody but its owner and group can change it
 */
int mwa_jvm_check_files(const mwa_jvm_options_t *options, char *error, size_t error_size);

/**
 * The option that lets JNA call C, where Java wants one. An archive of classes is used in full only with the same
 * option that it was made with.
 * @return a constant; NULL for a Java that knows none
 */
const char *mwa_jvm_native_access(const char *java_home);

/** Adds a function that HotSpot is to call. */
void mwa_jvm_add_hook(mwa_jvm_arguments_t *arguments, const char *name, void *hook);

/**
 * Adds the options that the module always gives, and then the administrator's.
 * @param error receives a sentence if there are too many or too long ones
 * @return 1 if all have been added
 */
int mwa_jvm_add_options(mwa_jvm_arguments_t *arguments, const mwa_jvm_options_t *options, char *error,
                        size_t error_size);

#endif /* MWA_JVM_ARGUMENTS_H */
