/**
 * @file fake_keeper.h
 * @brief The world around the map process: maps, a compiling process and those who ask, told what to do and noting what
 * is asked of them.
 */
#ifndef FAKE_KEEPER_H
#define FAKE_KEEPER_H

#include "httpd_unit.h"
#include "process/mwa_keeper_peers.h"

#define SECOND 1000000000ULL
#define MILLISECOND 1000000ULL

/** Between changes of the file. */
#define CHANGE_INTERVAL (5 * SECOND)

/** Time passes only while the process waits. */
typedef struct world_s {
    uint64_t now;
    jmp_buf end;     /**< of the process, when its time is up */
    uint64_t end_at; /**< a time */
    apr_pool_t *pool;
    void (*change)(void); /**< called as it starts */
    uint64_t next_change; /**< when the next of "changes" is to come */
    uint64_t patch_asked_at;
    const char *patch_compile_error;
    int changes;    /**< so many are to come */
    int is_patch;   /**< what is being compiled */
    int patch_dies; /**< the process, of a patch */
    int findings;   /**< that were logged */
    int interval;   /**< milliseconds */
    /* The file: a number that is another one with each change. */
    int file;
    int inode;             /**< which is another one if the file was replaced */
    int others;            /**< whether there is another file too, which does not change */
    const char *error;     /**< with which it is read */
    const char *distrust;  /**< until when others can change it */
    uint64_t trusted_at;   /**< and then it can be read; 0: they can for good */
    int changes_in_read;   /**< whether it is another one after it was read */
    uint64_t writes_until; /**< it is changed with each look, until then */
    uint64_t reverts_at;   /**< it is again what it was at first; 0: it is not */
    int replaces;          /**< whether by another file */
    /* The compiling process. */
    int cannot_start;
    int stays_silent;
    int dies;
    const char *compile_error; /**< what it answers */
    int is_unable;             /**< because it could not start */
    uint64_t compile_time;
    uint64_t answers_at; /**< 0: it is idle */
    const char *publish_error;
    int lacks_memory; /**< and that is why */
    /* Patches. */
    const mwa_tables_t *whole; /**< that can be patched; NULL: none */
    int cannot_patch;
    const char *patch_error; /**< with which one is published */
    /* What somebody wants. */
    int wants_look;
    /* What was seen. */
    int looks;
    int reads;
    int starts;
    int ends;
    int asked;
    int capacity;
    int restless;
    int refused; /**< times */
    char why[256];
    int failed;    /**< those who wanted a look heard that it is not known */
    int looked;    /**< they heard what is known */
    int read_file; /**< the file as it was read last */
    mwa_keeper_served_t served;
    int served_file;
    uint64_t served_at;
    int pools;         /**< of its own that live */
    int patches;       /**< that were tried */
    int patches_asked; /**< of which the process was asked to compile */
    int texts_taken;
    int texts_forgotten;
} world_t;

extern world_t world;

/** As it is before each test: one file, which is served, and 5 aliases in it. */
void reset_world(apr_pool_t *p);

/** Runs the process for some time, from its start. What it had before is gone. */
void run_world(uint64_t time);
void run_world_with(const mwa_generation_t *newest, int lives, uint64_t time);

/** A change. */
void change_file(void);

#endif /* FAKE_KEEPER_H */
