/**
 * @file mwa_slots.h
 * @brief What threads ask with: a free list that grows, and never shrinks. Knows no httpd and no JVM.
 *
 * A thread takes a slot for as long as it lives and gives it back when it ends, so there are as many slots as there
 * have been threads at one time. Java keeps its own things for each slot under the slot's id: small numbers, used
 * again.
 */
#ifndef MWA_SLOTS_H
#define MWA_SLOTS_H

#include "core/mwa_memo.h"

/**
 * Bytes of a slot's frame. Room for the URL that httpd admits by default (8,190 bytes) and for all that can be
 * answered to it: a file name (an expansion of less than 64 KB and the rest of the URL) and two groups. Pages that
 * are never touched cost nothing.
 */
#define MWA_SLOT_FRAME_CAPACITY (256 * 1024)

/** A frame, its number, and what is remembered of answers. The thread that took it owns it. */
typedef struct mwa_slot_s {
    int32_t id;         /**< from 0, without gaps */
    mwa_frame_t *frame; /**< MWA_SLOT_FRAME_CAPACITY bytes */
    mwa_memo_t *memo;
    struct mwa_slot_s *next; /**< in the free list */
} mwa_slot_t;

/** Takes a slot, a used one if there is one. Any thread. @return NULL if there is no memory */
mwa_slot_t *mwa_slots_take(void);

/** Gives a slot back. Any thread. */
void mwa_slots_give(mwa_slot_t *slot);

#endif /* MWA_SLOTS_H */
