/* A generation: what is written is read again, and what is damaged, or of another server, is refused. */
#include "generation_unit.h"

#include <stdlib.h>
#include <string.h>

static void what_is_written_is_read(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t memory = write_one(first);
    mwa_generation_parts_t parts;
    mwa_tables_t tables;
    const mwa_alias_t *alias;

    assert_true(mwa_generation_read(&memory, first, START, &tables, &parts));
    assert_int_equal(7, parts.number);
    assert_int_equal(2000, parts.since);
    assert_int_equal(8, parts.prepared_size);
    assert_memory_equal("prepared", parts.prepared, 8);
    assert_string_equal("3 3\n", tables.findings_text);
    assert_memory_equal("\1\2\3", tables.engines, 3);
    assert_int_equal(5, tables.specs_size);
    assert_memory_equal("specs", tables.specs, 5);
    assert_memory_equal(first->ranges, tables.ranges, 2 * sizeof(*first->ranges));
    assert_string_equal("Java", tables.java);
    assert_int_equal(3, mwa_tables_alias_count(&tables));
    alias = mwa_tables_alias(*state, &tables, 1);
    assert_ptr_equal(&servers[1], alias->server);
    assert_int_equal(1, alias->id);
    assert_string_equal("WSGIScriptAliasMatch", alias->directive);
    assert_string_equal("one.map", alias->file);
    assert_string_equal("one.map:2", alias->place);
    assert_int_equal(2, alias->line);
    assert_int_equal(0x240, alias->regex_flags);
    assert_string_equal("/a1", alias->pattern);
    assert_string_equal("/srv/x", alias->target);
    assert_string_equal("p", alias->process_group);
    assert_string_equal("", alias->application_group);
    assert_string_equal("c", alias->callable_object);
    assert_int_equal(1, alias->pass_authorization);
    assert_ptr_equal(counters, alias->counters);
    assert_int_equal(1000, alias->since);
    assert_int_equal(2, alias->nth);
    assert_string_equal("a.test *.b.test", alias->hosts);
    assert_string_equal("why", alias->not_preloaded);
    alias = mwa_tables_alias(*state, &tables, 2);
    assert_string_equal("WSGIScriptAlias", alias->directive);
    assert_string_equal("/a2", alias->pattern);
    assert_null(alias->process_group);
    assert_null(alias->hosts);
    assert_null(alias->not_preloaded);
    assert_int_equal(-1, alias->pass_authorization);
    assert_ptr_equal(&servers[0], mwa_tables_alias(*state, &tables, 0)->server);
    mwa_memory_free(&memory);
}

static void tables_without_an_alias_are_a_generation_too(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_generation_parts_t parts;
    mwa_memory_t memory;
    mwa_tables_t tables;

    first->aliases->nelts = 0;
    memory = write_one(first);
    assert_true(mwa_generation_read(&memory, first, START, &tables, &parts));
    assert_int_equal(0, mwa_tables_alias_count(&tables));
    mwa_memory_free(&memory);
}

static void that_of_another_server_is_refused(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t memory = write_one(first);
    mwa_generation_parts_t parts;
    mwa_tables_t tables;

    assert_false(mwa_generation_read(&memory, first, START + 1, &tables, &parts));
    apr_array_push(first->tables);
    assert_false(mwa_generation_read(&memory, first, START, &tables, &parts));
    mwa_memory_free(&memory);
}

/** Reads all of a generation, if it is taken for one: the sanitizers and valgrind see what is read beyond. */
static void read_all(apr_pool_t *p, const mwa_memory_t *memory, const mwa_tables_t *first)
{
    mwa_generation_parts_t parts;
    mwa_tables_t tables;
    int i;

    if (!mwa_generation_read(memory, first, START, &tables, &parts)) {
        return;
    }
    for (i = 0; i < mwa_tables_alias_count(&tables); ++i) {
        const mwa_alias_t *alias = mwa_tables_alias(p, &tables, i);

        assert_true(strlen(alias->pattern ? alias->pattern : "") < memory->size);
        assert_non_null(alias->server);
    }
    assert_true(strlen(tables.findings_text) < memory->size);
}

static void every_damaged_byte_is_survived(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t memory = write_one(first);
    mwa_memory_t copy = {.size = memory.size};
    apr_pool_t *pool;
    size_t i;

    apr_pool_create(&pool, *state);
    copy.bytes = malloc(memory.size);
    if (!copy.bytes) {
        fail();
    }
    memcpy(copy.bytes, memory.bytes, memory.size);
    for (i = 0; i < 8 * memory.size; ++i) {
        unsigned char *byte = (unsigned char *)copy.bytes + i / 8;

        // The last byte of the texts is theirs: it is sealed with the rest, and written by the map process alone.
        *byte ^= (unsigned char)(1U << i % 8);
        read_all(pool, &copy, first);
        *byte ^= (unsigned char)(1U << i % 8);
        apr_pool_clear(pool);
    }
    free(copy.bytes);
    mwa_memory_free(&memory);
}

static void every_length_is_survived(void **state)
{
    mwa_tables_t *first = make_tables(*state);
    mwa_memory_t memory = write_one(first);
    size_t size;

    for (size = 1; size < memory.size; ++size) {
        mwa_memory_t copy = {.bytes = malloc(size), .size = size};

        if (!copy.bytes) {
            fail();
        }
        memcpy(copy.bytes, memory.bytes, size);
        read_all(*state, &copy, first);
        free(copy.bytes);
    }
    mwa_memory_free(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_is_written_is_read),           POOL_TEST(tables_without_an_alias_are_a_generation_too),
        POOL_TEST(that_of_another_server_is_refused), POOL_TEST(every_damaged_byte_is_survived),
        POOL_TEST(every_length_is_survived),
    };

    return RUN_POOL_TESTS("generation", tests);
}
