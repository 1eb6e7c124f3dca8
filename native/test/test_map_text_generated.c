/* Generated texts and changes: the pieces are always what they are said to be. */
#include "map_text_judge.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 4000
#define CHANGES 5
#define LONGEST 8

static const char *const alphabet[] = {"a\n",  "a\n",     "b\n",   "b\n",     "\n",        "\r\n",  "a\\\n",
                                       "\\\n", "a\\\\\n", "b\r\n", "a\\\r\n", "a\\\\\r\n", "\r\r\n"};

/** Lines of a text, to be edited. */
typedef struct draft_s {
    const char *lines[2 * LONGEST];
    int count;
    int is_cut; /**< whether the last has no end */
} draft_t;

static int below(unsigned *seed, int limit)
{
    return rand_r(seed) % limit;
}

static const char *any_line(apr_pool_t *p, unsigned *seed)
{
    char *filler;

    // Longer than what is compared at a time.
    if (below(seed, 40)) {
        return alphabet[below(seed, (int)COUNT_OF(alphabet))];
    }
    filler = apr_palloc(p, 5001);
    memset(filler, 'x', 5000);
    memcpy(filler + 4998, "\n", 2);
    return filler;
}

/** Has others in place of some lines. */
static void edit(apr_pool_t *p, draft_t *draft, unsigned *seed)
{
    int from = below(seed, draft->count + 1);
    int gone = below(seed, 3) ? below(seed, draft->count - from + 1) % 3 : draft->count - from;
    int come = below(seed, 3);
    const char *rest[2 * LONGEST];
    int left = draft->count - from - gone;
    int i;

    memcpy((void *)rest, (const void *)(draft->lines + from + gone), (size_t)left * sizeof(*rest));
    come = from + come + left > LONGEST ? 0 : come;
    for (i = 0; i < come; ++i) {
        draft->lines[from + i] = any_line(p, seed);
    }
    memcpy((void *)(draft->lines + from + come), (const void *)rest, (size_t)left * sizeof(*rest));
    draft->count = from + come + left;
    draft->is_cut = !below(seed, 4);
}

static const char *text_of(apr_pool_t *p, const draft_t *draft)
{
    char *text = apr_pstrdup(p, "");
    int i;

    for (i = 0; i < draft->count; ++i) {
        text = apr_pstrcat(p, text, draft->lines[i], NULL);
    }
    if (draft->is_cut && *text) {
        text[strlen(text) - 1] = '\0';
    }
    return text;
}

static void generated_changes_keep_all_that_is_promised(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    apr_pool_t *pool;
    int round;

    print_message("seed %u\n", seed);
    apr_pool_create(&pool, *state);
    for (round = 0; round < ROUNDS; ++round) {
        draft_t draft = {.count = 0};
        const mwa_map_text_t *text;
        const char *whole;
        int i;

        for (i = 0; i < 4; ++i) {
            edit(pool, &draft, &seed);
        }
        whole = text_of(pool, &draft);
        text = mwa_map_text_make(pool, whole, strlen(whole));
        map_text_check(pool, whole, text);
        for (i = 0; i < CHANGES; ++i) {
            const char *bytes;

            edit(pool, &draft, &seed);
            bytes = text_of(pool, &draft);
            text = mwa_map_text_change(pool, text, bytes, strlen(bytes));
            if (!text) {
                fail();
            }
            map_text_check(pool, whole, text);
        }
        apr_pool_clear(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(generated_changes_keep_all_that_is_promised),
    };

    return RUN_POOL_TESTS("map_text_generated", tests);
}
