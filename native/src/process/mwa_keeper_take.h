/**
 * @file mwa_keeper_take.h
 * @brief Inside the map process: takes a change, from its files to what is served. mwa_keeper_run.h says when.
 */
#ifndef MWA_KEEPER_TAKE_H
#define MWA_KEEPER_TAKE_H

#include "config/mwa_patch.h"
#include "process/mwa_keeper_work.h"
#include "process/mwa_look.h"

/** Its state. */
typedef struct mwa_keeper_s {
    const mwa_keeper_work_t *work;
    server_rec *server;
    int parent;
    apr_uint64_t interval; /**< 0: only when asked */
    apr_pool_t *pool;
    mwa_look_t considered; /**< what is served or refused was made of it */
    const char *refusal;   /**< why that is refused, from its pool; NULL: it is served */
    const char *distrust;  /**< of mwa_maps_distrust(), when it was refused, likewise */
    int is_put_off;        /**< whether a later one waits to be tried again */
    mwa_look_t resting;    /**< the last look, if it must be found again */
    apr_uint64_t resting_since;
    int replacements;        /**< looks in a row that have found other files */
    apr_uint64_t first_look; /**< none before, whoever asks for one */
    apr_uint64_t next_look;
    mwa_compiler_t compiler;
    apr_uint64_t next_compiler; /**< no other one is started before */
    int compiler_deaths;        /**< in a row */
    mwa_texts_t *texts;         /**< of what is served; NULL: they are not known */
    /* What is being compiled. */
    apr_pool_t *pending_pool; /**< NULL: nothing */
    const mwa_tables_t *pending;
    const mwa_patch_t *pending_patch; /**< that the tables are of; NULL: they are whole */
    mwa_texts_t *pending_texts;       /**< that the tables were read from, if they are whole */
    mwa_look_t pending_look;
    apr_uint64_t pending_end;
} mwa_keeper_t;

extern mwa_keeper_t mwa_keeper;

/**
 * Has the maps read, and what is in them compiled; of a small change of large maps, only what has changed.
 * @param look what was found; is kept, or is none afterwards
 * @param is_restless as for mwa_maps_read()
 */
void mwa_take(mwa_look_t *look, int is_restless);

/** Has a change rest, or rest on. @param look is kept, or is none afterwards */
void mwa_take_have_rest(mwa_look_t *look);

/** Starts the process that compiles. @param aliases that there are */
void mwa_take_start_compiler(int aliases);

/** Takes what it has answered: has it served, or says why not. */
void mwa_take_hear_compiler(void);

/** It has taken too long. */
void mwa_take_give_up(void);

#endif /* MWA_KEEPER_TAKE_H */
