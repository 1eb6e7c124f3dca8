#include "core/mwa_slots.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static mwa_slot_t *free_slots;
static int32_t slot_count;

static mwa_slot_t *make_slot(void)
{
    mwa_slot_t *slot = malloc(sizeof(*slot));

    if (!slot) {
        return NULL;
    }
    slot->frame = malloc(MWA_SLOT_FRAME_CAPACITY);
    slot->memo = slot->frame ? mwa_memo_make() : NULL;
    if (!slot->memo) {
        free(slot->frame);
        free(slot);
        return NULL;
    }
    slot->id = slot_count++;
    slot->next = NULL;
    return slot;
}

mwa_slot_t *mwa_slots_take(void)
{
    mwa_slot_t *slot;

    pthread_mutex_lock(&lock);
    slot = free_slots;
    if (slot) {
        free_slots = slot->next;
    }
    else {
        slot = make_slot();
    }
    pthread_mutex_unlock(&lock);
    return slot;
}

void mwa_slots_give(mwa_slot_t *slot)
{
    pthread_mutex_lock(&lock);
    slot->next = free_slots;
    free_slots = slot;
    pthread_mutex_unlock(&lock);
}
