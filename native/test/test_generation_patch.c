/* A patch: read with its whole, it is all; and what is damaged, or patches something else, is refused. */
#include "generation_unit.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE 7
#define ALL 5

/** Of three aliases, the first, one that has come, the others three lines further down, and another one. */
static const mwa_run_t good_runs[] = {{0, 0, 0, 0}, {1, 0, 1, 0}, {2, 1, 0, 3}, {4, 1, 1, 0}};

/** Writes a patch with two aliases. */
static mwa_memory_t write_patch(apr_pool_t *p, const mwa_tables_t *first, const mwa_run_t *runs, int count, int all)
{
    static const mwa_table_ranges_t ranges[] = {{.own = {0, 2}}, {.own = {2, 3}, .inherited = {0, 2}}};
    const mwa_generation_parts_t parts = {.start = START,
                                          .number = 9,
                                          .since = 3000,
                                          .prepared = "patched",
                                          .prepared_size = 7,
                                          .findings = "",
                                          .engines = "\4\5",
                                          .whole = WHOLE,
                                          .runs = runs,
                                          .run_count = count,
                                          .aliases = all,
                                          .ranges = ranges};
    mwa_tables_t *tables = make_tables(p);
    mwa_memory_t memory;

    tables->aliases->nelts = 0;
    tables->tables = first->tables;
    add_alias(p, tables)->pattern = "/come";
    add_alias(p, tables)->pattern = "/last";
    tables->specs = "more";
    tables->specs_size = 4;
    assert_null(mwa_generation_write(&memory, tables, &parts));
    return memory;
}

static void a_patch_is_read_with_its_whole(void **state)
{
    static const char *const patterns[] = {"/a0", "/come", "/a1", "/a2", "/last"};
    static const char *const places[] = {"one.map:1", "one.map:1", "one.map:5", "one.map:6", "one.map:2"};
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t whole_memory = write_one(first);
    mwa_memory_t memory = write_patch(*state, first, good_runs, (int)COUNT_OF(good_runs), ALL);
    mwa_generation_parts_t parts[2];
    mwa_tables_t whole;
    mwa_tables_t tables;
    int i;

    assert_true(mwa_generation_read(&whole_memory, first, START, &whole, parts));
    assert_true(mwa_generation_read_patch(&memory, &whole, WHOLE, START, &tables, &parts[1]));
    assert_int_equal(9, parts[1].number);
    assert_int_equal(WHOLE, parts[1].whole);
    assert_int_equal(3000, parts[1].since);
    assert_memory_equal("patched", parts[1].prepared, 7);
    assert_memory_equal("more", parts[1].specs, 4);
    assert_memory_equal(good_runs, parts[1].runs, sizeof(good_runs));
    assert_int_equal(ALL, mwa_tables_alias_count(&tables));
    for (i = 0; i < ALL; ++i) {
        const mwa_alias_t *alias = mwa_tables_alias(*state, &tables, i);

        assert_int_equal(i, alias->id);
        assert_string_equal(patterns[i], alias->pattern);
        assert_string_equal(places[i], alias->place);
        assert_string_equal(apr_psprintf(*state, "one.map:%d", alias->line), alias->place);
        assert_int_equal("\1\4\2\3\5"[i], mwa_tables_engine(&tables, i));
    }
    assert_string_equal("a.test *.b.test", mwa_tables_alias(*state, &tables, 2)->hosts);
    assert_ptr_equal(counters, mwa_tables_alias(*state, &tables, 2)->counters);
    assert_int_equal(3, tables.ranges[1].own.count);
    assert_string_equal("3 3\n", tables.findings_text);
    // The whole is what it was; and the patch of another one can be read in its place.
    assert_int_equal(3, mwa_tables_alias_count(&whole));
    assert_true(mwa_generation_read_patch(&memory, &tables, WHOLE, START, &tables, &parts[1]));
    assert_int_equal(ALL, mwa_tables_alias_count(&tables));
    mwa_memory_free(&memory);
    mwa_memory_free(&whole_memory);
}

static void a_patch_of_something_else_is_refused(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t whole_memory = write_one(first);
    mwa_memory_t memory = write_patch(*state, first, good_runs, (int)COUNT_OF(good_runs), ALL);
    const mwa_memory_t none = {.fd = -1};
    mwa_generation_parts_t parts;
    mwa_tables_t whole;
    mwa_tables_t tables;

    assert_true(mwa_generation_read(&whole_memory, first, START, &whole, &parts));
    assert_false(mwa_generation_read_patch(&memory, &whole, WHOLE + 1, START, &tables, &parts));
    assert_false(mwa_generation_read_patch(&memory, &whole, 0, START, &tables, &parts));
    assert_false(mwa_generation_read_patch(&memory, &whole, WHOLE, START + 1, &tables, &parts));
    assert_false(mwa_generation_read_patch(&none, &whole, WHOLE, START, &tables, &parts));
    // A whole is no patch, and a patch no whole.
    assert_false(mwa_generation_read_patch(&whole_memory, &whole, WHOLE, START, &tables, &parts));
    assert_false(mwa_generation_read_patch(&whole_memory, &whole, 0, START, &tables, &parts));
    assert_false(mwa_generation_read(&memory, first, START, &tables, &parts));
    mwa_memory_free(&memory);
    mwa_memory_free(&whole_memory);
}

static void runs_that_cannot_be_are_refused(void **state)
{
    static const struct {
        mwa_run_t runs[3];
        int count;
        int all;
        int is_good;
    } cases[] = {
        {{{0, 0, 0, 0}, {3, 0, 1, 0}}, 2, 5, 1},
        {{{0, 0, 0, 0}, {1, 2, 0, 0}}, 2, 2, 1},
        {{{0, 0, 1, 0}}, 1, 2, 1},
        {{{0, 0, 0, 0}}, 0, 0, 1},
        // The first begins elsewhere.
        {{{1, 0, 0, 0}, {3, 0, 1, 0}}, 2, 5, 0},
        {{{-1, 0, 0, 0}, {1, 0, 1, 0}}, 2, 3, 0},
        // They do not ascend, or are empty.
        {{{0, 0, 0, 0}, {0, 0, 1, 0}}, 2, 2, 0},
        {{{0, 0, 0, 0}, {2, 0, 1, 0}, {1, 2, 0, 0}}, 3, 3, 0},
        {{{0, 0, 0, 0}, {3, 0, 1, 0}}, 2, 3, 0},
        {{{0, 0, 0, 0}, {3, 0, 1, 0}}, 2, 1, 0},
        // Aliases that there are not.
        {{{0, 0, 0, 0}}, 1, 4, 0},
        {{{0, 1, 0, 0}}, 1, 3, 0},
        {{{0, 0, 1, 0}}, 1, 3, 0},
        {{{0, 1, 1, 0}}, 1, 2, 0},
        {{{0, -1, 0, 0}}, 1, 1, 0},
        {{{0, -1, 1, 0}}, 1, 1, 0},
        {{{0, INT32_MAX, 0, 0}}, 1, 1, 0},
        // The same again, and backwards.
        {{{0, 0, 0, 0}, {2, 1, 0, 0}}, 2, 3, 0},
        {{{0, 1, 0, 0}, {1, 0, 1, 0}, {2, 0, 0, 0}}, 3, 3, 0},
        {{{0, 0, 1, 0}, {1, 0, 0, 0}, {2, 0, 1, 0}}, 3, 3, 0},
        // Aliases in no run.
        {{{0, 0, 0, 0}}, 0, 1, 0},
        {{{0, 0, 0, 0}}, 1, 0, 0},
        {{{0, 0, 0, 0}}, 1, -1, 0},
        {{{0, 0, 0, 0}}, 1, INT32_MAX, 0},
    };
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t whole_memory = write_one(first);
    mwa_generation_parts_t parts;
    mwa_tables_t whole;
    size_t i;

    assert_true(mwa_generation_read(&whole_memory, first, START, &whole, &parts));
    for (i = 0; i < COUNT_OF(cases); ++i) {
        mwa_memory_t memory = write_patch(*state, first, cases[i].runs, cases[i].count, cases[i].all);
        mwa_tables_t tables;

        if (mwa_generation_read_patch(&memory, &whole, WHOLE, START, &tables, &parts) != cases[i].is_good) {
            fail_msg("case %zu", i);
        }
        assert_true(!cases[i].is_good || mwa_tables_alias_count(&tables) == cases[i].all);
        mwa_memory_free(&memory);
    }
    mwa_memory_free(&whole_memory);
}

/** Reads all of a patch, if it is taken for one. */
static void read_patched(apr_pool_t *p, const mwa_memory_t *memory, const mwa_tables_t *whole)
{
    mwa_generation_parts_t parts;
    mwa_tables_t tables;
    int i;

    if (mwa_generation_read_patch(memory, whole, WHOLE, START, &tables, &parts)) {
        for (i = 0; i < mwa_tables_alias_count(&tables); ++i) {
            const mwa_alias_t *alias = mwa_tables_alias(p, &tables, i);

            assert_true(strlen(alias->pattern ? alias->pattern : "") < memory->size);
            assert_in_range(mwa_tables_engine(&tables, i), 0, 255);
        }
    }
}

static void every_damaged_byte_of_a_patch_is_survived(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t whole_memory = write_one(first);
    mwa_memory_t memory = write_patch(*state, first, good_runs, (int)COUNT_OF(good_runs), ALL);
    mwa_memory_t copy = {.bytes = malloc(memory.size), .size = memory.size};
    mwa_generation_parts_t parts;
    mwa_tables_t whole;
    apr_pool_t *pool;
    size_t i;

    if (!copy.bytes) {
        fail();
    }
    assert_true(mwa_generation_read(&whole_memory, first, START, &whole, &parts));
    apr_pool_create(&pool, *state);
    memcpy(copy.bytes, memory.bytes, memory.size);
    for (i = 0; i < 8 * memory.size; ++i) {
        unsigned char *byte = (unsigned char *)copy.bytes + i / 8;

        *byte ^= (unsigned char)(1U << i % 8);
        read_patched(pool, &copy, &whole);
        *byte ^= (unsigned char)(1U << i % 8);
        apr_pool_clear(pool);
    }
    free(copy.bytes);
    mwa_memory_free(&memory);
    mwa_memory_free(&whole_memory);
}

static void both_are_mapped_and_given_up_together(void **state)
{
    int before = count_descriptors();
    mwa_tables_t *first = make_tables(*state);
    mwa_generation_t made = {.whole = write_one(first),
                             .patch = write_patch(*state, first, good_runs, (int)COUNT_OF(good_runs), ALL)};
    mwa_generation_parts_t parts[2];
    mwa_generation_t mapped;
    mwa_tables_t tables;
    int fds[2];
    int i;

    for (i = 0; i < 4; ++i) {
        mwa_generation_fds(&made, fds);
        // Both, the whole alone, one that is none first, and last.
        fds[0] = dup(i == 2 ? STDIN_FILENO : fds[0]);
        fds[1] = i == 1 ? -1 : dup(i == 3 ? STDIN_FILENO : fds[1]);
        assert_int_equal(i < 2, mwa_generation_map(&mapped, fds));
        if (i < 2) {
            assert_true(mwa_generation_read_all(&mapped, first, START, &tables, parts));
            assert_int_equal(i ? 3 : ALL, mwa_tables_alias_count(&tables));
            assert_int_equal(i ? 0 : 9, parts[1].number);
        }
        else {
            assert_null(mapped.whole.bytes);
        }
        mwa_generation_free(&mapped);
    }
    mwa_generation_free(&made);
    mwa_generation_fds(&made, fds);
    assert_int_equal(-1, fds[0]);
    assert_true(mwa_generation_map(&mapped, fds));
    assert_int_equal(before, count_descriptors());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_patch_is_read_with_its_whole),        POOL_TEST(a_patch_of_something_else_is_refused),
        POOL_TEST(runs_that_cannot_be_are_refused),       POOL_TEST(every_damaged_byte_of_a_patch_is_survived),
        POOL_TEST(both_are_mapped_and_given_up_together),
    };

    return RUN_POOL_TESTS("generation_patch", tests);
}
