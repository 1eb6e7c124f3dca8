/* The specs: what Java is told of the servers and their aliases, byte for byte. */
#include "httpd_unit.h"
#include "config/mwa_map_file.h"
#include "config/mwa_tables.h"

#include <string.h>

/** A server without httpd: its configuration hangs where httpd would keep the module's vector. */
mwa_server_t *mwa_config_of(const server_rec *s)
{
    return (mwa_server_t *)s->module_config;
}

static server_rec *make_server(apr_pool_t *p, const server_rec *main_server)
{
    server_rec *s = apr_pcalloc(p, sizeof(*s));
    mwa_server_t *server = apr_pcalloc(p, sizeof(*server));

    server->aliases = apr_array_make(p, 1, sizeof(mwa_alias_t *));
    server->inherited = main_server ? mwa_config_of(main_server)->aliases : NULL;
    server->containment = -1;
    server->cache_size = -1;
    server->table = -1;
    s->module_config = (struct ap_conf_vector_t *)server;
    return s;
}

static server_rec *add_host(apr_pool_t *p, server_rec *main_server)
{
    server_rec *host = make_server(p, main_server);

    host->next = main_server->next;
    main_server->next = host;
    return host;
}

static mwa_alias_t *add_alias(apr_pool_t *p, const server_rec *s, const char *pattern)
{
    mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

    alias->directive = "WSGIScriptAlias";
    alias->file = "site.conf";
    alias->line = 12;
    alias->pattern = pattern;
    alias->target = "/srv/x";
    APR_ARRAY_PUSH(mwa_config_of(s)->aliases, mwa_alias_t *) = alias;
    return alias;
}

/* ---------------------------------------------------------------- reading the specs back */

typedef struct reader_s {
    const char *at;
    const char *end;
} reader_t;

static reader_t read_from(const mwa_tables_t *tables)
{
    return (reader_t){.at = tables->specs, .end = (const char *)tables->specs + tables->specs_size};
}

static int32_t read_number(reader_t *reader)
{
    int32_t number;

    assert_true(reader->end - reader->at >= (ptrdiff_t)sizeof(number));
    memcpy(&number, reader->at, sizeof(number));
    reader->at += sizeof(number);
    return number;
}

static const char *read_text(apr_pool_t *p, reader_t *reader)
{
    int32_t length = read_number(reader);

    if (length < 0) {
        assert_int_equal(-1, length);
        return NULL;
    }
    assert_true(reader->end - reader->at >= length);
    reader->at += length;
    return apr_pstrmemdup(p, reader->at - length, (apr_size_t)length);
}

static void expect_numbers(reader_t *reader, const int32_t *numbers, int count)
{
    int i;

    for (i = 0; i < count; ++i) {
        assert_int_equal(numbers[i], read_number(reader));
    }
}

#define EXPECT(reader, ...) \
    expect_numbers(reader, (const int32_t[]){__VA_ARGS__}, (int)COUNT_OF(((const int32_t[]){__VA_ARGS__})))

static void skip_aliases(apr_pool_t *p, reader_t *reader, int count)
{
    for (; count; --count) {
        int i;

        for (i = 0; i < 4; ++i) {
            read_number(reader);
        }
        for (i = 0; i < 6; ++i) {
            read_text(p, reader);
        }
    }
}

static void expect_end(const reader_t *reader)
{
    assert_ptr_equal(reader->end, reader->at);
}

/* ---------------------------------------------------------------- the tests */

static void servers_without_aliases_need_no_table(void **state)
{
    server_rec *s = make_server(*state, NULL);

    add_host(*state, s);
    assert_null(mwa_tables_build(*state, s, 0));
    assert_int_equal(-1, mwa_config_of(s)->table);
}

static void an_alias_is_told_with_all_that_java_needs(void **state)
{
    server_rec *s = make_server(*state, NULL);
    mwa_alias_t *alias = add_alias(*state, s, "^/\xc3\xa9(.*)");
    const mwa_tables_t *tables;
    reader_t reader;

    alias->is_match = 1;
    alias->regex_flags = 0x240;
    alias->process_group = "";
    alias->callable_object = "other";
    alias->pass_authorization = 1;
    mwa_config_of(s)->cache_size = 65536;
    tables = mwa_tables_build(*state, s, 1);
    reader = read_from(tables);
    EXPECT(&reader, 1, 1, 1, 65536, 0);
    EXPECT(&reader, 1, 0x240, 12, 1);
    assert_string_equal("site.conf", read_text(*state, &reader));
    assert_string_equal("^/\xc3\xa9(.*)", read_text(*state, &reader));
    assert_string_equal("/srv/x", read_text(*state, &reader));
    assert_string_equal("", read_text(*state, &reader));
    assert_null(read_text(*state, &reader));
    assert_string_equal("other", read_text(*state, &reader));
    EXPECT(&reader, 1, 0, 1, 0, 0);
    expect_end(&reader);
    assert_int_equal(0, mwa_config_of(s)->table);
}

static void a_host_s_own_aliases_come_before_the_main_server_s(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *host = add_host(*state, s);
    const mwa_tables_t *tables;
    reader_t reader;
    int i;

    for (i = 0; i < 5; ++i) {
        add_alias(*state, i < 2 ? s : host, "/x");
    }
    tables = mwa_tables_build(*state, s, 0);
    for (i = 0; i < 5; ++i) {
        assert_int_equal(i, APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *)->id);
    }
    reader = read_from(tables);
    EXPECT(&reader, 5, 2, 0, -1, 0);
    skip_aliases(*state, &reader, 5);
    EXPECT(&reader, 1, 0, 2, 0, 0);
    EXPECT(&reader, 1, 2, 3, 0, 2);
    expect_end(&reader);
    assert_int_equal(1, mwa_config_of(host)->table);
}

static void what_nobody_asks_for_need_not_be_compiled(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *asked = add_host(*state, s);
    server_rec *other = add_host(*state, s);
    const mwa_tables_t *tables;
    mwa_tables_t copy;
    reader_t reader;
    int i;

    asked->is_virtual = 1;
    other->is_virtual = 1;
    for (i = 0; i < 3; ++i) {
        add_alias(*state, i < 1 ? s : i < 2 ? asked : other, "/x");
    }
    tables = mwa_tables_build(*state, s, 0);
    copy = *tables;
    copy.specs = mwa_tables_specs_for(*state, tables, "\0\1\0");
    reader = read_from(&copy);
    EXPECT(&reader, 3, 3, 0, -1, 0);
    skip_aliases(*state, &reader, 3);
    // The main server's, which others inherit.
    EXPECT(&reader, 1, 0, 1, 0, 0);
    EXPECT(&reader, 1, 1, 1, 0, 1);
    EXPECT(&reader, 1, 2, 0, 0, 1);
    expect_end(&reader);
    reader = read_from(tables);
    EXPECT(&reader, 3, 3, 0, -1, 0);
    skip_aliases(*state, &reader, 3);
    EXPECT(&reader, 1, 0, 1, 0, 0);
    EXPECT(&reader, 1, 1, 1, 0, 1);
    EXPECT(&reader, 1, 2, 1, 0, 1);
}

static void a_host_with_nothing_of_its_own_shares_the_main_server_s_table(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *host = add_host(*state, s);
    reader_t reader;

    add_alias(*state, s, "/x");
    reader = read_from(mwa_tables_build(*state, s, 0));
    EXPECT(&reader, 1, 1, 0, -1, 0);
    assert_int_equal(0, mwa_config_of(s)->table);
    assert_int_equal(0, mwa_config_of(host)->table);
}

static void a_host_without_a_line_of_ours_has_the_main_server_s_very_configuration(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *host = add_host(*state, s);
    server_rec *other = add_host(*state, s);
    const mwa_tables_t *tables;
    reader_t reader;

    // As httpd leaves it: nothing is merged.
    host->module_config = s->module_config;
    add_alias(*state, s, "/x");
    add_alias(*state, other, "/y");
    tables = mwa_tables_build(*state, s, 0);
    assert_int_equal(0, APR_ARRAY_IDX(tables->aliases, 0, mwa_alias_t *)->id);
    reader = read_from(tables);
    EXPECT(&reader, 2, 2, 0, -1, 0);
    skip_aliases(*state, &reader, 2);
    EXPECT(&reader, 1, 0, 1, 0, 0);
    EXPECT(&reader, 1, 1, 1, 0, 1);
    expect_end(&reader);
    assert_int_equal(0, mwa_config_of(host)->table);
    assert_int_equal(1, mwa_config_of(other)->table);
}

static void a_host_that_is_contained_otherwise_has_a_table_of_its_own(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *host = add_host(*state, s);
    reader_t reader;

    add_alias(*state, s, "/x");
    mwa_config_of(host)->containment = 0;
    reader = read_from(mwa_tables_build(*state, s, 0));
    EXPECT(&reader, 1, 2, 0, -1, 0);
    skip_aliases(*state, &reader, 1);
    EXPECT(&reader, 1, 0, 1, 0, 0);
    EXPECT(&reader, 0, 0, 0, 0, 1);
    expect_end(&reader);
    assert_int_equal(1, mwa_config_of(host)->table);
}

static void only_a_host_with_aliases_has_a_table_if_the_main_server_has_none(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *bare = add_host(*state, s);
    server_rec *host = add_host(*state, s);

    add_alias(*state, host, "/x");
    assert_int_equal(1, mwa_tables_build(*state, s, 0)->tables->nelts);
    assert_int_equal(-1, mwa_config_of(s)->table);
    assert_int_equal(-1, mwa_config_of(bare)->table);
    assert_int_equal(0, mwa_config_of(host)->table);
}

static void hosts_are_told_behind_the_tables(void **state)
{
    apr_pool_t *p = *state;
    server_rec *s = make_server(p, NULL);
    server_rec *host = add_host(p, s);
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(mwa_hosts_t));
    mwa_hosts_t *hosts = apr_array_push(list);
    const mwa_tables_t *tables;
    reader_t reader;

    add_alias(p, s, "/x");
    add_alias(p, host, "/y");
    add_alias(p, host, "/z");
    *hosts = (mwa_hosts_t){.first = 1, .count = 1, .names = apr_array_make(p, 2, sizeof(const char *))};
    APR_ARRAY_PUSH(hosts->names, const char *) = "a.test";
    APR_ARRAY_PUSH(hosts->names, const char *) = "*.b.test";
    mwa_config_of(host)->hosts = list;
    mwa_config_of(host)->maps = list;
    tables = mwa_tables_build(p, s, 0);
    reader = read_from(tables);
    EXPECT(&reader, 3, 2, 0, -1, 1);
    skip_aliases(p, &reader, 3);
    EXPECT(&reader, 1, 0, 1, 0, 0);
    EXPECT(&reader, 1, 1, 2, 0, 1);
    EXPECT(&reader, 2, 1, 2);
    assert_string_equal("a.test", read_text(p, &reader));
    assert_string_equal("*.b.test", read_text(p, &reader));
    expect_end(&reader);
    assert_int_equal(0, tables->ranges[0].has_hosts);
    assert_int_equal(1, tables->ranges[1].has_hosts);
}

static void a_server_with_a_map_has_a_table_before_it_has_an_alias(void **state)
{
    server_rec *s = make_server(*state, NULL);
    server_rec *host = add_host(*state, s);

    mwa_config_of(s)->maps = apr_array_make(*state, 1, 1);
    assert_int_equal(1, mwa_tables_build(*state, s, 0)->tables->nelts);
    assert_int_equal(0, mwa_config_of(s)->table);
    assert_int_equal(0, mwa_config_of(host)->table);
}

static void a_pattern_of_100_kilobytes_and_ten_thousand_aliases_are_told_whole(void **state)
{
    server_rec *s = make_server(*state, NULL);
    char *pattern = apr_pcalloc(*state, 100 * 1024 + 1);
    const mwa_tables_t *tables;
    reader_t reader;
    int i;

    memset(pattern, 'x', 100 * 1024);
    add_alias(*state, s, pattern);
    for (i = 0; i < 10000; ++i) {
        add_alias(*state, s, apr_psprintf(*state, "/alias-%d", i));
    }
    tables = mwa_tables_build(*state, s, 0);
    reader = read_from(tables);
    EXPECT(&reader, 10001, 1, 0, -1, 0, 0, 0, 12, 0);
    read_text(*state, &reader);
    assert_string_equal(pattern, read_text(*state, &reader));
    reader = read_from(tables);
    EXPECT(&reader, 10001, 1, 0, -1, 0);
    skip_aliases(*state, &reader, 10001);
    EXPECT(&reader, 1, 0, 10001, 0, 0);
    expect_end(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(servers_without_aliases_need_no_table),
        POOL_TEST(an_alias_is_told_with_all_that_java_needs),
        POOL_TEST(a_host_s_own_aliases_come_before_the_main_server_s),
        POOL_TEST(what_nobody_asks_for_need_not_be_compiled),
        POOL_TEST(a_host_with_nothing_of_its_own_shares_the_main_server_s_table),
        POOL_TEST(a_host_without_a_line_of_ours_has_the_main_server_s_very_configuration),
        POOL_TEST(a_host_that_is_contained_otherwise_has_a_table_of_its_own),
        POOL_TEST(only_a_host_with_aliases_has_a_table_if_the_main_server_has_none),
        POOL_TEST(hosts_are_told_behind_the_tables),
        POOL_TEST(a_server_with_a_map_has_a_table_before_it_has_an_alias),
        POOL_TEST(a_pattern_of_100_kilobytes_and_ten_thousand_aliases_are_told_whole),
    };

    return RUN_POOL_TESTS("tables", tests);
}
