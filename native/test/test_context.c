/* The context: what Java's lint is told of the configuration around the aliases. */
#include "httpd_unit.h"
#include "lint/mwa_context.h"

#include "ap_config.h"
#include "apr_strings.h"
#include "unixd.h"

#include <string.h>
#include <unistd.h>

static mwa_server_t configs[3];
static server_rec servers[3];

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return &configs[s - servers];
}

AP_DECLARE_DATA unixd_config_rec ap_unixd_config;

char *ap_server_root_relative(apr_pool_t *p, const char *file)
{
    return apr_pstrcat(p, "/server/", file, NULL);
}

int ap_regcomp_get_default_cflags(void)
{
    return 0x240;
}

static module wsgi;
static const char *python;

module *ap_find_linked_module(const char *name)
{
    assert_string_equal("mod_wsgi.c", name);
    return python ? &wsgi : NULL;
}

static const char *python_version(void)
{
    return python;
}

apr_status_t apr_dso_sym(apr_dso_handle_sym_t *symbol, apr_dso_handle_t *handle, const char *name)
{
    const char *(*function)(void) = python_version;

    assert_ptr_equal(wsgi.dynamic_load_handle, handle);
    assert_string_equal("Py_GetVersion", name);
    memcpy((void *)symbol, (const void *)&function, sizeof(function));
    return *python ? APR_SUCCESS : APR_ESYMNOTFOUND;
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

static void expect_directive(reader_t *reader, int server, const char *sections, const char *name, const char *args,
                             int line)
{
    assert_int_equal(number(reader), server);
    expect_text(reader, sections);
    expect_text(reader, name);
    expect_text(reader, args);
    assert_int_equal(number(reader), line);
    expect_text(reader, "site.conf");
}

static void set_up_servers(void)
{
    static server_addr_rec addresses[2] = {{.virthost = (char *)"*", .host_port = 80},
                                           {.virthost = (char *)"::1", .host_port = 0}};

    addresses[0].next = &addresses[1];
    memset(servers, 0, sizeof(servers));
    configs[0].table = 0;
    configs[1].table = -1;
    servers[0].next = &servers[1];
    servers[0].server_hostname = (char *)"main.test";
    servers[1].is_virtual = 1;
    servers[1].server_hostname = NULL;
    servers[1].defn_name = "site.conf";
    servers[1].defn_line_number = 5;
    servers[1].addrs = &addresses[0];
}

static ap_directive_t node(const char *name, const char *args, int line)
{
    ap_directive_t directive = {.directive = name, .args = args, .filename = "site.conf", .line_num = line};

    return directive;
}

static void expect_context(apr_pool_t *pool, const char *sockets, const char *version)
{
    ap_directive_t root = node("ServerRoot", "/x", 1);
    ap_directive_t daemon = node("wsgidaemonprocess", "one", 2);
    ap_directive_t taken = node("WSGIScriptAlias ", "/a /w/a", 3);
    ap_directive_t other_host = node("<VirtualHost", "*:81>", 4);
    ap_directive_t lost = node("Alias", "/lost /x", 4);
    ap_directive_t host = node("<VirtualHost", "*:80>", 5);
    ap_directive_t alias = node("Alias", "/s /x", 6);
    ap_directive_t location = node("<Location", "/y>", 7);
    ap_directive_t condition = node("<If", "\"true\">", 7);
    ap_directive_t redirect = node("Redirect", "http://z/", 8);
    ap_directive_t removed = node("RemoveHandler", ".py", 8);
    ap_directive_t type = node("RemoveType", ".py", 8);
    ap_directive_t engine = node("RewriteEngine", NULL, 9);
    ap_directive_t browser = node("BrowserMatchNoCase", "^Old no-proxy", 10);
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
    location.first_child = &condition;
    condition.first_child = &redirect;
    location.next = &removed;
    removed.next = &type;
    host.next = &engine;
    engine.next = &browser;
    mwa_context_write(&block, servers, &root);

    assert_int_equal(number(&reader), 0x240);
    expect_text(&reader, "/server/");
    expect_text(&reader, sockets);
    expect_text(&reader, version);
    assert_int_equal(number(&reader), 2);
    assert_int_equal(number(&reader), 6);
    assert_int_equal(number(&reader), 0);
    expect_text(&reader, "main.test");
    assert_int_equal(number(&reader), 0);
    expect_text(&reader, "");
    expect_text(&reader, "");
    assert_int_equal(number(&reader), -1);
    expect_text(&reader, "");
    assert_int_equal(number(&reader), 5);
    expect_text(&reader, "site.conf");
    expect_text(&reader, "*:80 ::1:0");
    expect_directive(&reader, 0, "", "wsgidaemonprocess", "one", 2);
    expect_directive(&reader, 1, "", "Alias", "/s /x", 6);
    expect_directive(&reader, 1, "<Location /y>\n<If \"true\">", "Redirect", "http://z/", 8);
    expect_directive(&reader, 1, "", "RemoveHandler", ".py", 8);
    expect_directive(&reader, 0, "", "RewriteEngine", "", 9);
    expect_directive(&reader, 0, "", "BrowserMatchNoCase", "^Old no-proxy", 10);
    assert_int_equal(reader.at, block.used);
}

static void servers_are_told_and_the_directives_that_the_checks_want(void **state)
{
    apr_pool_t *pool = *state;

    ap_unixd_config.user_id = geteuid();
    expect_context(pool, "/server/" DEFAULT_REL_RUNTIMEDIR "/wsgi", "");
}

static void who_has_not_the_childrens_rights_tells_of_no_sockets(void **state)
{
    ap_unixd_config.user_id = geteuid() + 1;
    expect_context(*state, "", "");
}

/** httpd gives it a name of its own each time. */
static void a_file_that_is_included_twice_is_two(void **state)
{
    static char once[] = "site.conf";
    static char again[] = "site.conf";
    ap_directive_t hosts[] = {node("<VirtualHost", "*>", 5), node("<VirtualHost", "*>", 5)};
    ap_directive_t first = node("Alias", "/one /x", 6);
    ap_directive_t second = node("Alias", "/two /x", 6);
    mwa_block_t block = {.pool = *state};
    reader_t reader = {.block = &block};

    set_up_servers();
    servers[2] = servers[1];
    // The last one comes first.
    servers[0].next = &servers[2];
    servers[2].next = &servers[1];
    servers[1].defn_name = hosts[0].filename = once;
    servers[2].defn_name = hosts[1].filename = again;
    hosts[0].first_child = &first;
    hosts[0].next = &hosts[1];
    hosts[1].first_child = &second;
    mwa_context_write(&block, servers, hosts);
    // They are the last two that are written.
    reader.at = block.used - 2 * (6 * sizeof(apr_int32_t) + strlen("Alias/one /xsite.conf"));
    expect_directive(&reader, 1, "", "Alias", "/one /x", 6);
    expect_directive(&reader, 2, "", "Alias", "/two /x", 6);
    assert_int_equal(reader.at, block.used);
}

static void the_python_is_that_of_mod_wsgi(void **state)
{
    static char handle;

    ap_unixd_config.user_id = geteuid() + 1;
    wsgi.dynamic_load_handle = &handle;
    python = "3.11.2 (main, Apr  1 2026) [GCC 12.2.0]";
    expect_context(*state, "", "3.11");
    python = "3.9.2";
    expect_context(*state, "", "3.9");
    python = "";
    expect_context(*state, "", "");
    wsgi.dynamic_load_handle = NULL;
    expect_context(*state, "", "");
    python = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(servers_are_told_and_the_directives_that_the_checks_want),
        POOL_TEST(a_file_that_is_included_twice_is_two),
        POOL_TEST(the_python_is_that_of_mod_wsgi),
        POOL_TEST(who_has_not_the_childrens_rights_tells_of_no_sockets),
    };

    return RUN_POOL_TESTS("context", tests);
}
