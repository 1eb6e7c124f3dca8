/* Patches of generated maps and changes: with the whole, each is what would be read whole. */
#include "patch_judge.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 1200
/** Of each whole. */
#define CHANGES 6
#define LONGEST 10

static const char *const paths[] = {"main", "twice", "one", "other"};

static const char *const simple[] = {"a /1\n",
                                     "a /1\n",
                                     "a /2\n",
                                     "a /3\n",
                                     "a /4 \\\n/srv/4\n",
                                     "# comment\n",
                                     "# more\\\nof it\n",
                                     "\n",
                                     "a /5\r\n",
                                     "a /6 /a\\\\\n\n/b\n"};

/** What a map consists of: lines, and sections. */
typedef struct draft_s {
    const char *units[2 * LONGEST];
    int count;
    int is_cut; /**< whether the last line has no end */
} draft_t;

static draft_t drafts[COUNT_OF(paths)];
static unsigned seed;

static int below(int limit)
{
    return rand_r(&seed) % limit;
}

static const char *any_unit(apr_pool_t *p)
{
    const char *section;
    int i;

    if (below(6)) {
        return simple[below((int)COUNT_OF(simple))];
    }
    section = below(2) ? "<a.test\n" : "<a.test *.b.test\n";
    for (i = below(4); i; --i) {
        section = apr_pstrcat(p, section, simple[below((int)COUNT_OF(simple))], NULL);
    }
    return apr_pstrcat(p, section, below(3) ? ">\n" : "# last\n>\n", NULL);
}

/** Has others in place of some units. */
static void edit(apr_pool_t *p, draft_t *draft)
{
    int from = below(draft->count + 1);
    int gone = below(8) ? below(draft->count - from + 1) % 2 : draft->count - from;
    int come = below(3);
    const char *rest[2 * LONGEST];
    int left = draft->count - from - gone;
    int i;

    memcpy((void *)rest, (const void *)(draft->units + from + gone), (size_t)left * sizeof(*rest));
    come = from + come + left > LONGEST ? 0 : come;
    for (i = 0; i < come; ++i) {
        draft->units[from + i] = any_unit(p);
    }
    memcpy((void *)(draft->units + from + come), (const void *)rest, (size_t)left * sizeof(*rest));
    draft->count = from + come + left;
    draft->is_cut = !below(6);
}

static const char *text_of(apr_pool_t *p, const draft_t *draft)
{
    char *text = apr_pstrdup(p, "");
    int i;

    for (i = 0; i < draft->count; ++i) {
        text = apr_pstrcat(p, text, draft->units[i], NULL);
    }
    if (draft->is_cut && *text) {
        text[strlen(text) - 1] = '\0';
    }
    return text;
}

/** Changes one map, or several. */
static void change(apr_pool_t *p)
{
    int i;

    do {
        i = below((int)COUNT_OF(paths));
        edit(p, &drafts[i]);
        fake_maps_put(paths[i], text_of(p, &drafts[i]));
    } while (!below(4));
}

/** What is wrong somewhere is refused, and nothing of it stays. */
static void spoil(apr_pool_t *p)
{
    int i = below((int)COUNT_OF(paths));
    const char *text = text_of(p, &drafts[i]);

    fake_maps_put(paths[i], below(2) ? apr_pstrcat(p, "bad\n", text, NULL) : apr_pstrcat(p, text, "\n<a.test\n", NULL));
    expect_none();
    fake_maps_put(paths[i], text);
}

/** A whole, and changes of it. @return how many of them were patches */
static int run(apr_pool_t *p)
{
    int patches = 0;
    int i;
    size_t j;

    memset(drafts, 0, sizeof(drafts));
    for (j = 0; j < COUNT_OF(paths); ++j) {
        for (i = below(6); i; --i) {
            edit(p, &drafts[j]);
        }
        fake_maps_put(paths[j], text_of(p, &drafts[j]));
    }
    serve_whole();
    for (i = 0; i < CHANGES; ++i) {
        change(p);
        if (make_patch()) {
            ++patches;
            if (below(4)) {
                take_patch();
            }
            else {
                forget_patch();
            }
        }
        else if (below(2)) {
            // As the map process does.
            serve_whole();
        }
        if (!below(5)) {
            spoil(p);
        }
    }
    return patches;
}

static void a_patch_is_what_would_be_read_whole(void **state)
{
    const char *given = getenv("MWA_SEED");
    int patches = 0;
    int round;

    (void)state;
    seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (round = 0; round < ROUNDS; ++round) {
        void *world_state;

        assert_int_equal(0, make_world(&world_state));
        patches += run(world.pool);
        assert_int_equal(0, end_world(&world_state));
    }
    print_message("%d of %d changes were patches\n", patches, ROUNDS * CHANGES);
    assert_true(patches > ROUNDS * CHANGES / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patch_is_what_would_be_read_whole),
    };

    return RUN_POOL_TESTS("patch_generated", tests);
}
