/* The context: what Java's lint is told of the configuration around the aliases. */
#include "httpd_unit.h"
#include "lint/mwa_context.h"

#include <string.h>

static mwa_server_t configs[2];
static server_rec servers[2];

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return &configs[s - servers];
}

int ap_regcomp_get_default_cflags(void)
{
    return 0x240;
}

/** Reads what was written, piece by piece. */
typedef struct reader_s {
    const mwa_block_t *block;
    apr_size_t at;
} reader_t;

static apr_int32_t number(reader_t *reader)
{
    apr_int32_t value;

    assert_true(reader->at + sizeof(value) <= reader->block->used);
    memcpy(&value, reader->block->bytes + reader->at, sizeof(value));
    reader->at += sizeof(value);
    return value;
}

static void expect_text(reader_t *reader, const char *expected)
{
    apr_int32_t length = number(reader);

    assert_int_equal(length, strlen(expected));
    assert_memory_equal(reader->block->bytes + reader->at, expected, (size_t)length);
    reader->at += (apr_size_t)length;
}

static void expect_directive(reader_t *reader, int server, int in_section, const char *name, const char *args, int line)
{
    assert_int_equal(number(reader), server);
    assert_int_equal(number(reader), in_section);
    expect_text(reader, name);
    expect_text(reader, args);
    assert_int_equal(number(reader), line);
    expect_text(reader, "site.conf");
}

static void set_up_servers(void)
{
    memset(servers, 0, sizeof(servers));
    configs[0].table = 0;
    configs[1].table = -1;
    servers[0].next = &servers[1];
    servers[0].server_hostname = (char *)"main.test";
    servers[1].is_virtual = 1;
    servers[1].server_hostname = NULL;
    servers[1].defn_name = "site.conf";
    servers[1].defn_line_number = 5;
}

static ap_directive_t node(const char *name, const char *args, int line)
{
    ap_directive_t directive = {.directive = name, .args = args, .filename = "site.conf", .line_num = line};

    return directive;
}

static void servers_are_told_and_the_directives_that_the_checks_want(void **state)
{
    apr_pool_t *pool = *state;
    ap_directive_t root = node("DocumentRoot", "/x", 1);
    ap_directive_t daemon = node("wsgidaemonprocess", "one", 2);
    ap_directive_t taken = node("WSGIScriptAlias ", "/a /w/a", 3);
    ap_directive_t other_host = node("<VirtualHost", "*:81>", 4);
    ap_directive_t lost = node("Alias", "/lost /x", 4);
    ap_directive_t host = node("<VirtualHost", "*:80>", 5);
    ap_directive_t alias = node("Alias", "/s /x", 6);
    ap_directive_t location = node("<Location", "/y>", 7);
    ap_directive_t redirect = node("Redirect", "http://z/", 8);
    ap_directive_t engine = node("RewriteEngine", NULL, 9);
    mwa_block_t block = {.pool = pool};
    reader_t reader = {.block = &block};

    set_up_servers();
    root.next = &daemon;
    daemon.next = &taken;
    taken.next = &other_host;
    other_host.first_child = &lost;
    other_host.next = &host;
    host.first_child = &alias;
    alias.next = &location;
    location.first_child = &redirect;
    host.next = &engine;
    mwa_context_write(&block, servers, &root);

    assert_int_equal(number(&reader), 0x240);
    assert_int_equal(number(&reader), 2);
    assert_int_equal(number(&reader), 4);
    assert_int_equal(number(&reader), 0);
    expect_text(&reader, "main.test");
    assert_int_equal(number(&reader), 0);
    expect_text(&reader, "");
    assert_int_equal(number(&reader), -1);
    expect_text(&reader, "");
    assert_int_equal(number(&reader), 5);
    expect_text(&reader, "site.conf");
    expect_directive(&reader, 0, 0, "wsgidaemonprocess", "one", 2);
    expect_directive(&reader, 1, 0, "Alias", "/s /x", 6);
    expect_directive(&reader, 1, 1, "Redirect", "http://z/", 8);
    expect_directive(&reader, 0, 0, "RewriteEngine", "", 9);
    assert_int_equal(reader.at, block.used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(servers_are_told_and_the_directives_that_the_checks_want),
    };

    return RUN_POOL_TESTS("context", tests);
}
