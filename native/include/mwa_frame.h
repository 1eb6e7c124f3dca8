/**
 * @file mwa_frame.h
 * @brief The memory that C and Java share: the start block, the specs, what was prepared from them, and the frame.
 *
 * Twin of net.modwsgialias.frame.FrameLayout and StartLayout, under the same names. The offsets are pinned here by
 * literals, a Java test reads this file and compares, and the start block carries layout version and size, so that
 * a module and a jar of different builds refuse each other instead of misreading each other.
 *
 * Numbers are in the machine's own byte order; both sides run in one process.
 */
#ifndef MWA_FRAME_H
#define MWA_FRAME_H

#include <stddef.h>
#include <stdint.h>

/** Counts up with every change of anything in this file. */
#define MWA_LAYOUT_VERSION 7

/** $0 to $9, as in httpd's AP_MAX_REG_MATCH. */
#define MWA_GROUPS 10

/** Length of a text that is not there. */
#define MWA_TEXT_ABSENT (-1)
/** Length of a group's name that can be told only when all of the request is known: ask again, with RESOLVE. */
#define MWA_TEXT_LATE (-2)

/**
 * What a frame answers. C sets MWA_NO_ANSWER before it calls; Java's last act is to overwrite it. A throw, a
 * collected callback or a thread that could not be attached leaves it, and that is a failure, never a "no match".
 */
typedef enum mwa_status_e {
    MWA_NO_ANSWER = 0,    /**< Java never answered */
    MWA_MATCHED = 1,      /**< alias, filename, groups and captures are set */
    MWA_DECLINED = 2,     /**< no alias of the table takes the URL */
    MWA_OUTSIDE = 3,      /**< an alias takes it, but the file leaves the alias' directory; message is set */
    MWA_LIMIT = 4,        /**< an alias could not be decided within PCRE2's limits; message is set */
    MWA_FAILED = 5,       /**< Java threw; message is set */
    MWA_FRAME_FULL = 6,   /**< the answer does not fit */
    MWA_RESOLVED = 7,     /**< both groups are set */
    MWA_GROUP_REFUSED = 8 /**< a group's name cannot be handed to mod_wsgi; message is set */
} mwa_status_t;

/** A run of bytes in a frame. */
typedef struct mwa_text_s {
    uint32_t offset; /**< from the beginning of the frame */
    int32_t length;  /**< in bytes, or MWA_TEXT_ABSENT or MWA_TEXT_LATE */
} mwa_text_t;

/**
 * One question and its answer. The header is followed by the texts, one behind the other: first those that C asks
 * with, then those that Java answers with. A frame belongs to one thread at a time.
 */
typedef struct mwa_frame_s {
    uint32_t capacity;                /**< bytes of header and texts together */
    int32_t status;                   /**< mwa_status_t */
    int32_t table;                    /**< asked: the id of the server's alias table */
    int32_t alias;                    /**< answered by MATCH, asked with by RESOLVE: the id of the alias */
    uint32_t used;                    /**< bytes of the frame in use, header included */
    int32_t port;                     /**< asked with by RESOLVE: ap_get_server_port() */
    mwa_text_t uri;                   /**< asked: r->uri */
    mwa_text_t server_name;           /**< asked with by RESOLVE: the server's ServerName */
    mwa_text_t host;                  /**< asked with by RESOLVE: the name in the Host header, absent if there is none;
                                           and by MATCH, in lower case, if the table has host blocks (mwa_tables.h) */
    mwa_text_t script_name;           /**< asked with by RESOLVE: the URL without its path info */
    mwa_text_t variables;             /**< answered by MATCH: the names of the variables that RESOLVE needs, each ended
                                           by a NUL; asked with by RESOLVE: their values in the same order, each one a
                                           '+' and the value or a '-', ended by a NUL */
    mwa_text_t filename;              /**< answered by MATCH */
    mwa_text_t process_group;         /**< answered: absent if the alias has no such option */
    mwa_text_t application_group;     /**< answered: absent if the alias has no such option */
    mwa_text_t message;               /**< answered: the cause, in words, of a status that is a refusal or a failure */
    int32_t captures[2 * MWA_GROUPS]; /**< bounds of $0 to $9 in uri, or -1: answered by MATCH if a group is late or
                                        they are wanted, and asked with by RESOLVE */
    uint32_t wants_captures;          /**< asked: 1 for the captures of any match */
    uint32_t cache_flushes;           /**< answered by MATCH: how often this lookup emptied an automaton's cache */
    uint32_t pcre2_searches;          /**< answered by MATCH: how many patterns PCRE2 was asked for */
    int32_t generation;               /**< asked, by both: the slot of the tables, see mwa_generation_block_t */
    uint32_t read;                    /**< answered by MATCH: how many bytes of the URL the answer hangs on, its end
                                           counting as one more (mwa_memo.h); 0: it is not to be remembered */
} mwa_frame_t;

_Static_assert(offsetof(mwa_frame_t, capacity) == 0, "capacity");
_Static_assert(offsetof(mwa_frame_t, status) == 4, "status");
_Static_assert(offsetof(mwa_frame_t, table) == 8, "table");
_Static_assert(offsetof(mwa_frame_t, alias) == 12, "alias");
_Static_assert(offsetof(mwa_frame_t, used) == 16, "used");
_Static_assert(offsetof(mwa_frame_t, port) == 20, "port");
_Static_assert(offsetof(mwa_frame_t, uri) == 24, "uri");
_Static_assert(offsetof(mwa_frame_t, server_name) == 32, "server_name");
_Static_assert(offsetof(mwa_frame_t, host) == 40, "host");
_Static_assert(offsetof(mwa_frame_t, script_name) == 48, "script_name");
_Static_assert(offsetof(mwa_frame_t, variables) == 56, "variables");
_Static_assert(offsetof(mwa_frame_t, filename) == 64, "filename");
_Static_assert(offsetof(mwa_frame_t, process_group) == 72, "process_group");
_Static_assert(offsetof(mwa_frame_t, application_group) == 80, "application_group");
_Static_assert(offsetof(mwa_frame_t, message) == 88, "message");
_Static_assert(offsetof(mwa_frame_t, captures) == 96, "captures");
_Static_assert(offsetof(mwa_frame_t, wants_captures) == 176, "wants_captures");
_Static_assert(offsetof(mwa_frame_t, cache_flushes) == 180, "cache_flushes");
_Static_assert(offsetof(mwa_frame_t, pcre2_searches) == 184, "pcre2_searches");
_Static_assert(offsetof(mwa_frame_t, generation) == 188, "generation");
_Static_assert(offsetof(mwa_frame_t, read) == 192, "read");
_Static_assert(sizeof(mwa_frame_t) == 196, "size of the frame's header");

/** Which engine serves a pattern: the twin of net.modwsgialias.regex.Engine, in its order. */
typedef enum mwa_engine_id_e {
    MWA_ENGINE_UNKNOWN = 0,   /**< nobody has told yet */
    MWA_ENGINE_PREFIX = 1,    /**< a prefix, decided together with the others */
    MWA_ENGINE_ONE_PASS = 2,  /**< decided together with the others, captures in one pass */
    MWA_ENGINE_AUTOMATON = 3, /**< decided together with the others, captures by simulation */
    MWA_ENGINE_ALONE = 4,     /**< by itself, in linear time */
    MWA_ENGINE_PCRE2 = 5      /**< by itself, by PCRE2 */
} mwa_engine_id_t;

#define MWA_START_VERSION_SIZE 32
#define MWA_START_MESSAGE_SIZE 932

/** What C tells Java once, when a JVM starts. C owns the block and all that it points to. */
typedef struct mwa_start_s {
    uint32_t layout_version; /**< MWA_LAYOUT_VERSION */
    uint32_t frame_size;     /**< sizeof(mwa_frame_t) */
    uint64_t specs;          /**< address of the specs (mwa_tables.h); valid until slot 0 is dropped */
    uint64_t library;        /**< address of the path of the library that exports mwa_bridge_register(), ended by a
                                  NUL; 0 for the program itself */
    uint64_t prepared;       /**< address of what a JVM in another process has prepared from the same specs, valid until
                                  slot 0 is dropped; or 0: then Java compiles the specs itself, and if it is
                                  to prepare them answers here with what others can load; that memory is Java's, and
                                  is never freed */
    uint64_t engines;        /**< address of a byte for each alias, which receives its mwa_engine_id_t; 0: nobody
                                  wants to know */
    uint64_t patch;          /**< address of a mwa_generation_block_t that Java loads next, a patch of slot 0 into slot
                                  0, valid as long as that; 0: none */
    uint32_t specs_size;     /**< bytes */
    uint32_t prepared_size;  /**< bytes; answered, if the address is */
    uint32_t prepares;       /**< 1 if Java, where it compiles the specs, is to prepare them for others too */
    char version[MWA_START_VERSION_SIZE]; /**< the module's version, ended by a NUL */
    char message[MWA_START_MESSAGE_SIZE]; /**< answered: why Java refuses to start; empty if it does not */
} mwa_start_t;

_Static_assert(offsetof(mwa_start_t, layout_version) == 0, "layout_version");
_Static_assert(offsetof(mwa_start_t, frame_size) == 4, "frame_size");
_Static_assert(offsetof(mwa_start_t, specs) == 8, "specs");
_Static_assert(offsetof(mwa_start_t, library) == 16, "library");
_Static_assert(offsetof(mwa_start_t, prepared) == 24, "prepared");
_Static_assert(offsetof(mwa_start_t, engines) == 32, "engines");
_Static_assert(offsetof(mwa_start_t, patch) == 40, "patch");
_Static_assert(offsetof(mwa_start_t, specs_size) == 48, "specs_size");
_Static_assert(offsetof(mwa_start_t, prepared_size) == 52, "prepared_size");
_Static_assert(offsetof(mwa_start_t, prepares) == 56, "prepares");
_Static_assert(offsetof(mwa_start_t, version) == 60, "version");
_Static_assert(offsetof(mwa_start_t, message) == 92, "message");
_Static_assert(sizeof(mwa_start_t) == 1024, "size of the start block");

#define MWA_GENERATION_MESSAGE_SIZE 968

/**
 * Aliases whose ids stand in a row, in tables that are patched: tables of before, the whole, without some aliases, and
 * with those of a patch between them. The runs are in the order of the ids, the first begins with id 0, and each goes
 * to where the next begins. Ids of the whole ascend over all runs, and so do those of the patch.
 */
typedef struct mwa_run_s {
    int32_t first; /**< the id that its first alias has now */
    int32_t from;  /**< the id that it has in the whole, or in the patch */
    int32_t patch; /**< 1 if it is the patch's, 0 if the whole's */
    int32_t lines; /**< how many lines further down its aliases stand than in the whole; for C */
} mwa_run_t;

_Static_assert(offsetof(mwa_run_t, first) == 0, "first");
_Static_assert(offsetof(mwa_run_t, from) == 4, "from");
_Static_assert(offsetof(mwa_run_t, patch) == 8, "patch");
_Static_assert(sizeof(mwa_run_t) == 16, "size of a run");

/** In place of a slot: tables that stand for themselves. */
#define MWA_NO_WHOLE (-1)

/**
 * What C tells Java when it has tables loaded or compiled after the start. C owns the block and all that it points to.
 * What Java has loaded is asked for by its slot; the tables of the start are in slot 0. A slot is used again after it
 * was dropped, and then nothing that was loaded into it before is read any more.
 */
typedef struct mwa_generation_block_s {
    uint32_t slot;
    uint32_t specs_size; /**< bytes */
    uint64_t specs;      /**< address; valid until the slot is dropped */
    uint64_t prepared;   /**< address, valid as long; or 0: then Java compiles the specs, answers here with what others
                              can load, and C frees it by free() */
    uint64_t engines;    /**< address of a byte for each alias, as in the start block; or 0 */
    uint32_t prepared_size; /**< bytes; answered, if the address is */
    int32_t whole;          /**< a slot: the specs are a patch of the whole that is in it, which may be the slot itself,
                                 or of the one that a patch there is of; MWA_NO_WHOLE: they are a whole. Where Java
                                 compiles, any slot says that they are a patch, and it remembers nothing of them */
    uint64_t runs;          /**< of a patch that is loaded: address of mwa_run_t, valid as long as the specs */
    uint32_t run_count;
    int32_t aliases; /**< of a patch that is loaded: how many there are with those of the whole */
    char message[MWA_GENERATION_MESSAGE_SIZE]; /**< answered: why Java refuses it, ended by a NUL; or empty */
} mwa_generation_block_t;

_Static_assert(offsetof(mwa_generation_block_t, slot) == 0, "slot");
_Static_assert(offsetof(mwa_generation_block_t, specs_size) == 4, "specs_size");
_Static_assert(offsetof(mwa_generation_block_t, specs) == 8, "specs");
_Static_assert(offsetof(mwa_generation_block_t, prepared) == 16, "prepared");
_Static_assert(offsetof(mwa_generation_block_t, engines) == 24, "engines");
_Static_assert(offsetof(mwa_generation_block_t, prepared_size) == 32, "prepared_size");
_Static_assert(offsetof(mwa_generation_block_t, whole) == 36, "whole");
_Static_assert(offsetof(mwa_generation_block_t, runs) == 40, "runs");
_Static_assert(offsetof(mwa_generation_block_t, run_count) == 48, "run_count");
_Static_assert(offsetof(mwa_generation_block_t, aliases) == 52, "aliases");
_Static_assert(offsetof(mwa_generation_block_t, message) == 56, "message");
_Static_assert(sizeof(mwa_generation_block_t) == 1024, "size of the generation block");

#endif /* MWA_FRAME_H */
