/**
 * @file jvm_process.h
 * @brief Starts a JVM in a process of its own, as each process has only one, and tells how both ended.
 */
#ifndef JVM_PROCESS_H
#define JVM_PROCESS_H

#include "jvm/mwa_jvm.h"

/** How the processes end that outlive their start: then their own code is seen. */
#define JVM_PROCESS_EXIT_CODE 7

typedef struct jvm_process_s {
    int told;        /**< the start returned */
    int ready;       /**< and this is what */
    int allows_exit; /**< whether exit() could end the process then; if not, _exit() has */
    char error[4096];
    int exit_code; /**< of the process, or minus the signal that ended it */
} jvm_process_t;

/** What the process does: starts a JVM one way or the other. @return 1 if it is ready */
typedef int (*jvm_process_start_t)(const void *data, char *error, size_t error_size);

/** Has a process of its own call @p start. */
void jvm_process_run(jvm_process_t *process, jvm_process_start_t start, const void *data);

/** The same with mwa_jvm_start() and a start block that says nothing but its layout. */
void jvm_process_start(jvm_process_t *process, const mwa_jvm_options_t *options);

/** Fails the test unless the start failed with this sentence, or part of it, and the process outlived it. */
void jvm_process_expect_failure(const jvm_process_t *process, const char *sentence);

#endif /* JVM_PROCESS_H */
