/**
 * @file mwa_jvm_options.h
 * @brief What the JVM is to be started with, as the configuration says.
 */
#ifndef MWA_JVM_OPTIONS_H
#define MWA_JVM_OPTIONS_H

#include <stddef.h>

/** Oldest Java that can run the jar. */
#define MWA_JVM_OLDEST 17

/** Megabytes of a heap for a few aliases. */
#define MWA_JVM_LEAST_HEAP 64

/** Java's classes as HotSpot keeps them in memory, beside the jars; there may be none. */
#define MWA_JVM_ARCHIVE "mod_wsgi_alias.jsa"

/** How to start the JVM. All strings belong to the caller. */
typedef struct mwa_jvm_options_s {
    const char *java_home;      /**< directory of a JDK or JRE: has lib/server/libjvm.so and release */
    const char *home;           /**< directory of our jars, JNA's library and the class archive */
    int brief;                  /**< whether the process ends soon: then no time is taken to make the fastest code */
    int few;                    /**< with "brief", whether there is so little to do that most code does not pay what it
                                     takes to compile it */
    int heap_megabytes;         /**< the most that Java's heap may take, unless the administrator says otherwise; 0 is
                                     MWA_JVM_LEAST_HEAP */
    const void *lint;           /**< a question that lint begins with before all else (mwa_lint.h); NULL: none */
    size_t lint_size;           /**< bytes */
    const char *const *options; /**< the administrator's own options, last and therefore strongest; NULL ends them */
    int (*gives_way)(void); /**< asked every few milliseconds, by the thread that waits for the start, whether it has
                                 something more urgent to do; NULL: never */
} mwa_jvm_options_t;

#endif /* MWA_JVM_OPTIONS_H */
