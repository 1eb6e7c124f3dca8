#include "patch_judge.h"

#include "ap_regex.h"

#include <string.h>

#define START 5
#define WHOLE 2

world_t world;

int make_world(void **state)
{
    server_rec *last;
    apr_pool_t *p;

    if (make_pool(state)) {
        return 1;
    }
    p = *state;
    fake_maps_begin();
    world = (world_t){.pool = p, .server = fake_maps_server(p, NULL), .memory = {.fd = -1}};
    fake_maps_add(p, world.server, "main");
    fake_maps_add(p, fake_maps_server(p, world.server), "twice");
    fake_maps_add(p, fake_maps_server(p, world.server), "twice");
    last = fake_maps_server(p, world.server);
    fake_maps_alias(p, last, "/first");
    fake_maps_add(p, last, "one");
    fake_maps_alias(p, last, "/second");
    fake_maps_alias(p, last, "/third");
    fake_maps_alias(p, last, "/fourth");
    fake_maps_add(p, last, "other");
    fake_maps_alias(p, last, "/last");
    // One without anything shares the main server's table.
    fake_maps_server(p, world.server);
    return 0;
}

static void drop_patch(void)
{
    if (world.patch_pool) {
        apr_pool_destroy(world.patch_pool);
    }
    world.patch_pool = NULL;
    world.patch = NULL;
}

int end_world(void **state)
{
    drop_patch();
    mwa_texts_drop(world.texts);
    mwa_memory_free(&world.memory);
    assert_int_equal(0, fake_maps_texts);
    return destroy_pool(state);
}

/** Reads all that there is. */
static mwa_tables_t *read_whole(apr_pool_t *p, const apr_array_header_t *looked, apr_array_header_t *kept)
{
    mwa_tables_t *tables;

    assert_null(mwa_maps_read(p, world.server, looked, 0, kept));
    tables = mwa_tables_build(p, world.server, 0);
    mwa_maps_forget(world.server);
    return tables;
}

static mwa_memory_t write_down(apr_pool_t *p, const mwa_tables_t *tables, mwa_generation_parts_t parts)
{
    mwa_memory_t memory;

    parts.start = START;
    parts.engines = apr_pcalloc(p, (apr_size_t)tables->aliases->nelts + 1);
    parts.findings = "";
    parts.prepared = "";
    assert_null(mwa_generation_write(&memory, tables, &parts));
    return memory;
}

void serve_whole(void)
{
    const apr_array_header_t *looked;
    mwa_generation_parts_t parts;
    apr_array_header_t *kept;
    apr_pool_t *kept_pool;
    apr_pool_t *p;
    mwa_tables_t *tables;

    drop_patch();
    mwa_texts_drop(world.texts);
    mwa_memory_free(&world.memory);
    apr_pool_create(&p, world.pool);
    looked = fake_maps_look(p, world.server);
    apr_pool_create_unmanaged(&kept_pool);
    kept = apr_array_make(kept_pool, 4, sizeof(mwa_map_kept_t));
    tables = read_whole(p, looked, kept);
    world.texts = mwa_texts_make(looked, kept);
    world.memory = write_down(p, tables, (mwa_generation_parts_t){.number = WHOLE});
    // What the server has started with has the servers and the tables; those of maps are read of memory.
    tables->tables = apr_array_copy(world.pool, tables->tables);
    tables->servers = apr_array_copy(world.pool, tables->servers);
    assert_true(mwa_generation_read(&world.memory, tables, START, &world.whole, &parts));
    apr_pool_destroy(p);
}

static void expect_text(const char *expected, const char *text)
{
    assert_string_equal(expected ? expected : "(none)", text ? text : "(none)");
}

static void compare_aliases(const mwa_alias_t *expected, const mwa_alias_t *alias)
{
    assert_ptr_equal(expected->server, alias->server);
    assert_int_equal(expected->id, alias->id);
    expect_text(expected->pattern, alias->pattern);
    expect_text(expected->target, alias->target);
    expect_text(expected->file, alias->file);
    expect_text(expected->place, alias->place);
    expect_text(expected->hosts, alias->hosts);
    expect_text(expected->directive, alias->directive);
    expect_text(expected->not_preloaded, alias->not_preloaded);
    assert_int_equal(expected->line, alias->line);
    assert_int_equal(expected->regex_flags, alias->regex_flags);
}

static void compare_tables(apr_pool_t *p, const mwa_tables_t *expected, const mwa_tables_t *tables)
{
    int i;

    assert_int_equal(expected->aliases->nelts, mwa_tables_alias_count(tables));
    for (i = 0; i < expected->aliases->nelts; ++i) {
        compare_aliases(mwa_tables_alias(p, expected, i), mwa_tables_alias(p, tables, i));
    }
    assert_int_equal(expected->tables->nelts, tables->tables->nelts);
    assert_memory_equal(expected->ranges, tables->ranges, (size_t)expected->tables->nelts * sizeof(mwa_table_ranges_t));
}

/** Every id of the whole is in a run, or has gone. */
static void check_removed(void)
{
    const mwa_patch_t *patch = world.patch;
    int last = -1;
    int i;

    for (i = 0; i < patch->removed->nelts; ++i) {
        int id = APR_ARRAY_IDX(patch->removed, i, int);

        assert_in_range(id, last + 1, mwa_tables_alias_count(&world.whole) - 1);
        last = id;
    }
    assert_int_equal(mwa_tables_alias_count(&world.whole) + patch->tables->aliases->nelts - patch->removed->nelts,
                     patch->aliases);
}

/** Whether a place among a table's own aliases has gone. */
static int is_gone(int id)
{
    int i = 0;

    while (i < world.patch->removed->nelts && APR_ARRAY_IDX(world.patch->removed, i, int) != id) {
        ++i;
    }
    return i < world.patch->removed->nelts;
}

/** Java has lists that are equal once: of all of them, the same must have gone. */
static void check_equal_lists(apr_pool_t *p)
{
    const mwa_table_ranges_t *ranges = world.whole.ranges;
    int one;
    int other;
    int i;

    for (one = 0; one < world.whole.tables->nelts; ++one) {
        for (other = 0; other < one; ++other) {
            int count = ranges[one].own.count;
            int differ = count != ranges[other].own.count;
            int is_other = 0;

            for (i = 0; i < count && !differ; ++i) {
                const mwa_alias_t *left = mwa_tables_alias(p, &world.whole, ranges[one].own.first + i);
                const mwa_alias_t *right = mwa_tables_alias(p, &world.whole, ranges[other].own.first + i);

                differ = strcmp(left->pattern, right->pattern) != 0;
                is_other |= is_gone(ranges[one].own.first + i) != is_gone(ranges[other].own.first + i);
            }
            assert_true(differ || !is_other);
        }
    }
}

/* ---------------------------------------------------------------- what Java is told */

static int32_t read_number(const char **at)
{
    int32_t number;

    memcpy(&number, *at, sizeof(number));
    *at += sizeof(number);
    return number;
}

static const char *read_text(apr_pool_t *p, const char **at)
{
    int32_t length = read_number(at);

    *at += length > 0 ? length : 0;
    return length < 0 ? NULL : apr_pstrmemdup(p, *at - length, (apr_size_t)length);
}

/** The names that each alias of a patch is for, by the specs: those of its section, or none. */
static void check_hosts(apr_pool_t *p)
{
    const mwa_tables_t *tables = world.patch->tables;
    const char *at = tables->specs;
    const char *end = at + tables->specs_size;
    int32_t aliases = read_number(&at);
    int32_t table_count = read_number(&at);
    const char **names = apr_pcalloc(p, ((apr_size_t)aliases + 1) * sizeof(*names));
    int32_t hosts;
    int i;

    assert_int_equal(tables->aliases->nelts, aliases);
    assert_int_equal(world.whole.tables->nelts, table_count);
    at += 2 * sizeof(int32_t);
    hosts = read_number(&at);
    at = (const char *)tables->specs + tables->specs_tables + (size_t)table_count * 5 * sizeof(int32_t);
    for (; hosts; --hosts) {
        int32_t first = read_number(&at);
        int32_t count = read_number(&at);
        int32_t words = read_number(&at);
        const char *all = read_text(p, &at);

        for (; words > 1; --words) {
            all = apr_pstrcat(p, all, " ", read_text(p, &at), NULL);
        }
        assert_in_range(first + count, 0, aliases);
        for (i = first; i < first + count; ++i) {
            assert_null(names[i]);
            names[i] = all;
        }
    }
    assert_ptr_equal(end, at);
    for (i = 0; i < aliases; ++i) {
        expect_text(APR_ARRAY_IDX(tables->aliases, i, const mwa_alias_t *)->hosts, names[i]);
    }
}

/** What a child makes of a patch must be what it would make of all. */
static void judge(void)
{
    const mwa_patch_t *patch = world.patch;
    mwa_generation_parts_t parts = {.number = WHOLE + 1,
                                    .whole = WHOLE,
                                    .runs = patch->runs,
                                    .run_count = patch->run_count,
                                    .aliases = patch->aliases,
                                    .ranges = patch->ranges};
    mwa_memory_t memory;
    mwa_tables_t tables;
    apr_pool_t *p;

    apr_pool_create(&p, world.pool);
    memory = write_down(p, patch->tables, parts);
    assert_true(mwa_generation_read_patch(&memory, &world.whole, WHOLE, START, &tables, &parts));
    compare_tables(p, read_whole(p, fake_maps_look(p, world.server), NULL), &tables);
    check_removed();
    check_equal_lists(p);
    check_hosts(p);
    mwa_memory_free(&memory);
    apr_pool_destroy(p);
}

int make_patch(void)
{
    int texts = fake_maps_texts;

    drop_patch();
    apr_pool_create_unmanaged(&world.patch_pool);
    world.patch = mwa_patch_make(world.patch_pool, world.server, world.texts,
                                 fake_maps_look(world.patch_pool, world.server), &world.whole, 0);
    // As httpd has it where no map is read.
    assert_int_equal(0, ap_regcomp_get_default_cflags());
    if (world.patch) {
        judge();
    }
    else {
        // Nothing stays of what was read for it.
        assert_int_equal(texts, fake_maps_texts);
        drop_patch();
    }
    return world.patch != NULL;
}

void take_patch(void)
{
    if (!world.patch) {
        fail();
    }
    mwa_texts_take(world.patch->reads);
    assert_int_equal(0, world.patch->reads->nelts);
}

void forget_patch(void)
{
    mwa_texts_forget(world.patch->reads);
}

void expect_patch(void)
{
    assert_true(make_patch());
    take_patch();
}

void expect_none(void)
{
    assert_false(make_patch());
}
