/**
 * @file fake_jvm.h
 * @brief mwa_jvm.h without a JVM, told what to do and counting what is asked of it.
 */
#ifndef FAKE_JVM_H
#define FAKE_JVM_H

#include "jvm/mwa_jvm.h"
#include "jvm/mwa_jvm_attach.h"

#include <stdatomic.h>

typedef struct fake_jvm_s {
    const char *error;        /**< with which mwa_jvm_start() fails; NULL: it works */
    void (*on_start)(void);   /**< what Java does in Entry.start(); NULL: nothing */
    atomic_int attach_result; /**< what mwa_jvm_attach() returns */
    atomic_int attached;      /**< attached by us, less those detached */
    atomic_int attach_calls;
    atomic_int detach_calls;
    const char *told;         /**< the method that mwa_jvm_tell() has called last */
    const char *refusal;      /**< what Java answers to load(); NULL: it loads */
    int throws;               /**< whether mwa_jvm_tell() fails */
    mwa_start_t started_with; /**< a copy of the start block */
} fake_jvm_t;

extern fake_jvm_t fake_jvm;

#endif /* FAKE_JVM_H */
