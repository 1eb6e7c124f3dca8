#include "fake_report.h"
#include "lint/mwa_lint.h"
#include "report/mwa_dump.h"
#include "report/mwa_engines.h"
#include "report/mwa_explain.h"
#include "report/mwa_hooks.h"

#include "http_core.h"
#include "http_main.h"

#include <stdio.h>
#include <string.h>

server_rec *ap_server_conf;

world_t world;

void reset_world(void)
{
    memset(&world, 0, sizeof(world));
    world.run_mode = AP_SQ_RM_CONFIG_TEST;
    world.servers[0].server_hostname = (char *)"main.test";
}

/* ---------------------------------------------------------------- httpd */

int ap_state_query(int query)
{
    return query == AP_SQ_RUN_MODE ? world.run_mode : 0;
}

int ap_exists_config_define(const char *name)
{
    return world.dump_is_wanted && !strcmp(name, "DUMP_WSGI_ALIASES");
}

const char *ap_check_cmd_context(cmd_parms *cmd, unsigned forbidden)
{
    (void)cmd;
    assert_int_equal(GLOBAL_ONLY, forbidden);
    return world.context_error;
}

/* ---------------------------------------------------------------- the rest of the module */

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return &world.configs[s - world.servers];
}

const mwa_engine_t *mwa_engines(apr_pool_t *p, const mwa_tables_t *tables, const char **error)
{
    static const mwa_engine_t engines[] = {{"prefix", ""}, {"pcre2", "a \"reason\""}};

    (void)p;
    (void)tables;
    *error = world.engines_error;
    return world.engines_error ? NULL : engines;
}

const mwa_engine_t *mwa_engines_of(apr_pool_t *p, const mwa_tables_t *tables)
{
    static const mwa_engine_t engines[] = {{"alone", ""}};

    (void)p;
    assert_non_null(tables);
    return engines;
}

void mwa_hooks_prepare(int started)
{
    assert_int_equal(0, started);
}

void mwa_explain_all(apr_pool_t *p, server_rec *main_server, const request_rec *page, FILE *request, FILE *out,
                     char *asked)
{
    char line[64] = "";

    (void)p;
    assert_ptr_equal(world.page, page);
    assert_ptr_equal(world.servers, main_server);
    if (fgets(line, sizeof(line), request)) {
        asked[1] = 1;
        fprintf(out, "explained %s", line);
    }
    else {
        fputs("explained nothing\n", out);
    }
}

void mwa_explain_choose(apr_pool_t *p, server_rec *main_server, FILE *request, char *asked)
{
    char line[64];

    (void)p;
    assert_ptr_equal(world.servers, main_server);
    while (fgets(line, sizeof(line), request)) {
        asked[world.is_moved ? 0 : 1] = 1;
    }
}

void mwa_lint_write(apr_pool_t *p, server_rec *main_server, int overlaps, FILE *out)
{
    (void)p;
    assert_ptr_equal(world.servers, main_server);
    fputs(overlaps ? "findings and overlaps\n" : "findings\n", out);
}

void mwa_dump_tables(apr_pool_t *p, FILE *out, server_rec *main_server, const mwa_engine_t *engines)
{
    (void)p;
    (void)main_server;
    (void)engines;
    fputs("the dump\n", out);
}

const char *mwa_dump_addresses(apr_pool_t *p, const server_rec *s)
{
    (void)p;
    (void)s;
    return "*:80";
}
