/* The dump: the table of each server, and what a virtual host is bound to. */
#include "httpd_unit.h"
#include "config/mwa_remote_check.h"
#include "report/mwa_dump.h"

#include <stdlib.h>
#include <string.h>

static mwa_server_t configs[3];
static server_rec servers[3];

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return &configs[s - servers];
}

static const mwa_remote_t remotes[] = {{.name = "b", .url = "scgi://b", .place = "x.conf:8"},
                                       {.name = "a", .url = "balancer://a", .place = "x.conf:10"}};

apr_array_header_t *mwa_remote_all(apr_pool_t *p, const mwa_server_t *server)
{
    apr_array_header_t *all = apr_array_make(p, 2, sizeof(const mwa_remote_t *));

    if (server == &configs[1]) {
        APR_ARRAY_PUSH(all, const mwa_remote_t *) = &remotes[0];
        APR_ARRAY_PUSH(all, const mwa_remote_t *) = &remotes[1];
    }
    return all;
}

const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    (void)s;
    return apr_psprintf(p, "workers of %s", remote->name);
}

static mwa_alias_t plain =
    {.id = 0, .pattern = "/a", .target = "/srv/a.wsgi", .file = "x.conf", .line = 3, .pass_authorization = -1};
static mwa_alias_t full = {.id = 1,
                           .is_match = 1,
                           .pattern = "^/(.)\\1",
                           .target = "/srv/$1",
                           .file = "x.conf",
                           .line = 9,
                           .process_group = "",
                           .remote = "balancer://a",
                           .application_group = "%{GLOBAL}",
                           .callable_object = "app",
                           .pass_authorization = 0};
static const mwa_engine_t engines[] = {{"prefix", ""}, {"pcre2", "back-reference at offset 5"}};

static apr_array_header_t *list_of(apr_pool_t *p, mwa_alias_t *alias)
{
    apr_array_header_t *list = apr_array_make(p, 1, sizeof(mwa_alias_t *));

    if (alias) {
        APR_ARRAY_PUSH(list, mwa_alias_t *) = alias;
    }
    return list;
}

static server_addr_rec *address(apr_pool_t *p, const char *name, apr_port_t port, server_addr_rec *next)
{
    server_addr_rec *made = apr_pcalloc(p, sizeof(*made));

    made->virthost = apr_pstrdup(p, name);
    made->host_port = port;
    made->next = next;
    return made;
}

static void set_up(apr_pool_t *p)
{
    memset(servers, 0, sizeof(servers));
    memset(configs, 0, sizeof(configs));
    servers[0].server_hostname = (char *)"main.test";
    // httpd has the last one first.
    servers[0].next = &servers[2];
    configs[0].aliases = list_of(p, &plain);
    servers[1] = (server_rec){.is_virtual = 1,
                              .server_hostname = (char *)"one.test",
                              .defn_name = "x.conf",
                              .defn_line_number = 7,
                              .addrs = address(p, "*", 80, NULL)};
    configs[1].aliases = list_of(p, &full);
    configs[1].inherited = configs[0].aliases;
    servers[2] = (server_rec){.is_virtual = 1,
                              .server_hostname = (char *)"two.test",
                              .defn_name = "x.conf",
                              .defn_line_number = 12,
                              .next = &servers[1],
                              .addrs = address(p, "::1", 8080, NULL)};
    configs[2].aliases = list_of(p, NULL);
}

static void each_server_has_its_aliases_in_order(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    set_up(*state);
    mwa_dump_tables(*state, out, servers, engines);
    fclose(out);
    assert_string_equal(
        "WSGI script aliases, in the order in which they are tried:\n"
        "main server            main.test\n"
        "         1 prefix /a -> /srv/a.wsgi (x.conf:3)\n"
        "           engine=prefix\n"
        "*:80                   one.test (x.conf:7)\n"
        "         1 regex ^/(.)\\1 -> /srv/$1 (x.conf:9)\n"
        "           process-group= remote=balancer://a application-group=%{GLOBAL} callable-object=app pass-authorization=Off engine=pcre2"
        " (back-reference at offset 5)\n"
        "         2 prefix /a -> /srv/a.wsgi (x.conf:3, of the main server)\n"
        "           engine=prefix\n"
        "    remote a -> balancer://a (x.conf:10)\n"
        "           workers: workers of a\n"
        "    remote b -> scgi://b (x.conf:8)\n"
        "           workers: workers of b\n"
        "[::1]:8080             two.test (x.conf:12)\n"
        "          none\n",
        text);
    free(text);
}

static void servers_without_any_alias_need_no_engine(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    set_up(*state);
    servers[0].next = NULL;
    configs[0].aliases = NULL;
    mwa_dump_tables(*state, out, servers, NULL);
    fclose(out);
    assert_non_null(strstr(text, "main.test\n          none\n"));
    free(text);
}

static void addresses_are_as_in_the_section_and_each_is_there_once(void **state)
{
    server_rec s = {.addrs = NULL};

    assert_string_equal("", mwa_dump_addresses(*state, &s));
    // A wildcard is there for IPv4 and for IPv6.
    s.addrs = address(*state, "*", 0,
                      address(*state, "*", 0,
                              address(*state, "::1", 80, address(*state, "*", 80, address(*state, "::1", 80, NULL)))));
    assert_string_equal("*:* [::1]:80 *:80", mwa_dump_addresses(*state, &s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(each_server_has_its_aliases_in_order),
        POOL_TEST(servers_without_any_alias_need_no_engine),
        POOL_TEST(addresses_are_as_in_the_section_and_each_is_there_once),
    };

    return RUN_POOL_TESTS("dump", tests);
}
