#include "status/mwa_status_select.h"

#include <string.h>

/** Rows that one pass over the list sorts: what stands before them was found by the passes before. */
#define MOST_SORTED (20 * MWA_STATUS_ROWS)

/** A row's place in the order. */
typedef struct place_s {
    mwa_row_key_t key;
    int id;
} place_t;

/** The first rows behind a place, as a heap with the last of them on top. */
typedef struct heap_s {
    place_t *places;
    int count;
    int most;
} heap_t;

static int compare(const place_t *a, const place_t *b)
{
    int order = a->key.text ? strcmp(a->key.text, b->key.text)
                            : (b->key.number > a->key.number) - (b->key.number < a->key.number);

    return order ? order : (a->id > b->id) - (a->id < b->id);
}

/** Puts a place where it belongs below a gap, which is at @p at. */
static void sink(heap_t *heap, int at, place_t place)
{
    int child;

    while ((child = 2 * at + 1) < heap->count) {
        if (child + 1 < heap->count && compare(&heap->places[child + 1], &heap->places[child]) > 0) {
            ++child;
        }
        if (compare(&heap->places[child], &place) <= 0) {
            break;
        }
        heap->places[at] = heap->places[child];
        at = child;
    }
    heap->places[at] = place;
}

/** Takes a place, and if there are too many, drops the last. */
static void take(heap_t *heap, place_t place)
{
    int at;

    if (heap->count == heap->most) {
        if (compare(&place, &heap->places[0]) < 0) {
            sink(heap, 0, place);
        }
        return;
    }
    for (at = heap->count++; at && compare(&place, &heap->places[(at - 1) / 2]) > 0; at = (at - 1) / 2) {
        heap->places[at] = heap->places[(at - 1) / 2];
    }
    heap->places[at] = place;
}

/** Makes of the heap a list with its first place first. */
static void sort(heap_t *heap)
{
    int count = heap->count;

    while (heap->count > 1) {
        place_t last = heap->places[0];
        place_t other = heap->places[--heap->count];

        sink(heap, 0, other);
        heap->places[heap->count] = last;
    }
    heap->count = count;
}

/** Finds the first rows behind a place. @param after NULL: the first of all */
static void pass(apr_pool_t *scratch, const mwa_row_list_t *list, const place_t *after, heap_t *heap)
{
    int id;

    heap->count = 0;
    for (id = 0; id < list->count; ++id) {
        if (list->matches(scratch, list->data, id)) {
            place_t place = {.key = list->key(scratch, list->data, id), .id = id};

            if (!after || compare(&place, after) > 0) {
                take(heap, place);
            }
        }
        apr_pool_clear(scratch);
    }
    sort(heap);
}

static int count_matching(apr_pool_t *scratch, const mwa_row_list_t *list)
{
    int matching = 0;
    int id;

    for (id = 0; id < list->count; ++id) {
        matching += list->matches(scratch, list->data, id) != 0;
        apr_pool_clear(scratch);
    }
    return matching;
}

mwa_row_page_t mwa_status_select(apr_pool_t *p, const mwa_row_list_t *list, int page)
{
    mwa_row_page_t found = {0};
    heap_t heap = {0};
    place_t after;
    apr_pool_t *scratch;
    int begin;
    int passed = 0;

    apr_pool_create(&scratch, p);
    found.matching = count_matching(scratch, list);
    found.pages = found.matching ? (found.matching + MWA_STATUS_ROWS - 1) / MWA_STATUS_ROWS : 1;
    found.page = page < 1 ? 1 : page > found.pages ? found.pages : page;
    begin = (found.page - 1) * MWA_STATUS_ROWS;
    heap.most = begin + MWA_STATUS_ROWS < MOST_SORTED ? begin + MWA_STATUS_ROWS : MOST_SORTED;
    heap.places = apr_palloc(p, (apr_size_t)heap.most * sizeof(*heap.places));
    pass(scratch, list, NULL, &heap);
    while (passed + heap.count <= begin && heap.count) {
        passed += heap.count;
        after = heap.places[heap.count - 1];
        pass(scratch, list, &after, &heap);
    }
    for (begin -= passed; begin < heap.count && found.count < MWA_STATUS_ROWS; ++begin) {
        found.ids[found.count++] = heap.places[begin].id;
    }
    apr_pool_destroy(scratch);
    return found;
}
