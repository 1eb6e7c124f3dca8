/**
 * @file mwa_compiler.h
 * @brief The process that compiles generations: it has a warm JVM, and runs as the children's user.
 *
 * The map process forks it, hands it specs, and gets back what Java made of them. Nothing that it does can end the map
 * process: what it answers is sealed memory whose sizes are checked, and there is a time limit for each answer.
 */
#ifndef MWA_COMPILER_H
#define MWA_COMPILER_H

#include "config/mwa_tables.h"
#include "core/mwa_passing.h"
#include "jvm/mwa_bridge.h"

/** Findings are looked for in so many aliases: what they are about waits for them. */
#define MWA_COMPILER_MOST_LINTED 2000

/** What compiling is done with; the functions are called in the compiling process. */
typedef struct mwa_compiler_work_s {
    server_rec *server;
    const mwa_tables_t *tables; /**< of the start */

    /** How to start the JVM; @p aliases is how many it must be able to compile. */
    mwa_bridge_options_t *(*options)(apr_pool_t *p, server_rec *s, int aliases);

    /** Asks Java for findings in what it has compiled last. @return a text for mwa_findings_read() */
    const char *(*lint)(apr_pool_t *p, server_rec *s, int milliseconds);
} mwa_compiler_work_t;

/** The process, as the map process knows it. */
typedef struct mwa_compiler_s {
    const mwa_compiler_work_t *work;
    pid_t pid;    /**< 0: there is none */
    int socket;   /**< to it; -1: there is none */
    int capacity; /**< aliases that its JVM's memory is enough for */
} mwa_compiler_t;

/** What came back. */
typedef struct mwa_compiled_s {
    mwa_memory_t memory; /**< of all that follows; to be freed */
    const char *error;   /**< NULL: it can be served */
    int is_unable;       /**< whether the error is of the process, which compiles nothing, not of the specs */
    const void *prepared;
    apr_size_t prepared_size;
    const void *engines; /**< a byte for each alias */
    const char *findings;
    apr_size_t findings_size;
} mwa_compiled_t;

/**
 * Forks it. It starts its JVM at once.
 * @param in_child called in the new process, to close what is the map process' own
 * @return 0 if there is no process; errno says why
 */
int mwa_compiler_start(mwa_compiler_t *compiler, int aliases, void (*in_child)(void));

/**
 * Hands it specs. The answer comes through the socket.
 * @param is_patch whether they are those of a patch: Java then remembers what it has compiled before, and finds nothing
 * @return NULL, or why it cannot
 */
const char *mwa_compiler_ask(const mwa_compiler_t *compiler, const mwa_tables_t *tables, int is_patch);

/**
 * Reads an answer that has come.
 * @param aliases as many as were asked with
 * @return 0 if it is none: then the process is to be ended
 */
int mwa_compiler_answer(const mwa_compiler_t *compiler, int aliases, mwa_compiled_t *compiled);

/** Ends it, and waits for its end. @return how it has ended, as waitpid() tells it */
int mwa_compiler_end(mwa_compiler_t *compiler);

#endif /* MWA_COMPILER_H */
