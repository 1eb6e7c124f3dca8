/**
 * @file mwa_bridge.h
 * @brief The crossing to Java: one call a question. Knows no httpd.
 */
#ifndef MWA_BRIDGE_H
#define MWA_BRIDGE_H

#include "mwa_frame.h"
#include "core/mwa_hot.h"
#include "core/mwa_memo.h"
#include "jvm/mwa_jvm.h"

/** The tables as one JVM has compiled them, for others to load: a child then starts in a fraction of the time. */
typedef struct mwa_prepared_s {
    const void *bytes;
    size_t size; /**< less than 2 GB */
} mwa_prepared_t;

/** What the bridge needs to start. */
typedef struct mwa_bridge_options_s {
    mwa_jvm_options_t jvm;
    const void *specs;       /**< written by mwa_tables.h; must live until slot 0 is dropped */
    size_t specs_size;       /**< bytes, less than 2 GB */
    mwa_prepared_t prepared; /**< of mwa_bridge_prepared() in another process with the same specs; must live as long
                                  as they; without bytes, Java compiles the specs */
    mwa_generation_block_t *patch; /**< loaded next, see mwa_start_t; must live as long as they; or NULL */
    int prepares;        /**< whether Java then leaves them prepared, for mwa_bridge_prepared(): a process that others
                              do not follow needs no such thing */
    const char *library; /**< file that exports mwa_bridge_register(), for JNA to open; NULL for the program itself */
    const char *version; /**< the module's version; the jar must have the same */
    unsigned char *engines; /**< receives a mwa_engine_id_t for each alias; NULL if nobody wants to know */
} mwa_bridge_options_t;

/** A question to Java: answers in the frame at @p frame; the value returned has no meaning. */
typedef int32_t (*mwa_callback_t)(int32_t slot, int64_t frame, int32_t capacity);

/** Java calls this, through JNA's direct mapping, to hand over its callbacks: so they come as the fast kind. */
__attribute__((visibility("default"))) int32_t mwa_bridge_register(mwa_callback_t match, mwa_callback_t resolve);

/**
 * Starts the JVM and has Java load the tables. Once in a process.
 * @param error receives a sentence if it fails
 * @return MWA_JVM_READY if questions can be asked from now on; MWA_JVM_STARTING if it has given way
 */
mwa_jvm_outcome_t mwa_bridge_start(const mwa_bridge_options_t *options, char *error, size_t error_size);

/** Waits for the end of a start that has given way; as mwa_bridge_start(). By one thread. */
mwa_jvm_outcome_t mwa_bridge_await(char *error, size_t error_size);

/** What a bridge that prepares has prepared; of no length before, and where it does not. Lives as the process. */
mwa_prepared_t mwa_bridge_prepared(void);

/** Whether questions can be asked. */
int mwa_bridge_is_ready(void);

/**
 * Has Java load tables, or compile them, after the start; see mwa_generation_block_t. By one thread at a time, while
 * others ask.
 * @return 0 if it refuses; then the message says why
 */
int mwa_bridge_load(mwa_generation_block_t *block);

/** Newer tables are asked now; these may still be, by requests that have begun. */
void mwa_bridge_retire(int slot);

/** Nobody asks these any more. Java forgets them. @return 0 if it fails: then their memory must stay */
int mwa_bridge_drop(int slot);

/**
 * The calling thread's frame, MWA_SLOT_FRAME_CAPACITY bytes; attaches the thread to the JVM the first time. It is
 * the thread's until the thread ends; what is in it, until the next question.
 * @param error receives a constant sentence if there is none
 * @return NULL if the bridge did not start, the thread cannot be attached, or there is no memory
 */
MWA_HOT mwa_frame_t *mwa_bridge_frame(const char **error);

/** What the calling thread remembers of answers; as long as its frame, which it must have. */
MWA_HOT mwa_memo_t *mwa_bridge_memo(void);

/**
 * Asks which alias takes the URL in @p frame: mwa_frame_reset(), table and uri are set.
 * @param frame the thread's own frame, or a larger one while that one lies idle
 */
mwa_status_t mwa_bridge_match(mwa_frame_t *frame);

/** Asks for the groups that MATCH left late. The frame holds all that is "asked with by RESOLVE". */
mwa_status_t mwa_bridge_resolve(mwa_frame_t *frame);

#endif /* MWA_BRIDGE_H */
