/**
 * @file generation_unit.h
 * @brief Tables to be written as a generation.
 */
#ifndef GENERATION_UNIT_H
#define GENERATION_UNIT_H

#include "httpd_unit.h"
#include "config/mwa_generation.h"

#define START 0x1234567890abcdefULL

static server_rec servers[2];
static struct mwa_alias_counters_s *const counters = (struct mwa_alias_counters_s *)servers;

static inline mwa_alias_t *add_alias(apr_pool_t *p, mwa_tables_t *tables)
{
    mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

    alias->server = &servers[tables->aliases->nelts ? 1 : 0];
    alias->id = tables->aliases->nelts;
    alias->file = "one.map";
    alias->place = apr_psprintf(p, "one.map:%d", alias->id + 1);
    alias->line = alias->id + 1;
    alias->pattern = apr_psprintf(p, "/a%d", alias->id);
    alias->target = "/srv/x";
    alias->pass_authorization = -1;
    APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
    return alias;
}

/** Two tables, and three aliases, of which the second has everything. */
static inline mwa_tables_t *make_tables(apr_pool_t *p)
{
    static const mwa_table_ranges_t ranges[] = {{.own = {0, 1}}, {.own = {1, 2}, .inherited = {0, 1}, .has_hosts = 1}};
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(server_rec *));
    mwa_alias_t *full;

    APR_ARRAY_PUSH(list, server_rec *) = &servers[0];
    APR_ARRAY_PUSH(list, server_rec *) = &servers[1];
    tables->servers = list;
    tables->aliases = apr_array_make(p, 3, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 2, sizeof(mwa_table_t));
    apr_array_push(tables->tables);
    apr_array_push(tables->tables);
    tables->ranges = ranges;
    tables->specs = "specs";
    tables->specs_size = 5;
    tables->java = "Java";
    add_alias(p, tables);
    full = add_alias(p, tables);
    full->is_match = 1;
    full->regex_flags = 0x240;
    full->process_group = "p";
    full->application_group = "";
    full->callable_object = "c";
    full->pass_authorization = 1;
    full->counters = counters;
    full->since = 1000;
    full->nth = 2;
    full->hosts = "a.test *.b.test";
    full->not_preloaded = "why";
    add_alias(p, tables);
    return tables;
}

static inline mwa_memory_t write_one(const mwa_tables_t *tables)
{
    const mwa_generation_parts_t parts = {.start = START,
                                          .number = 7,
                                          .since = 2000,
                                          .prepared = "prepared",
                                          .prepared_size = 8,
                                          .findings = "3 3\n",
                                          .findings_size = 4,
                                          .engines = "\1\2\3"};
    mwa_memory_t memory;

    assert_null(mwa_generation_write(&memory, tables, &parts));
    return memory;
}

#endif /* GENERATION_UNIT_H */
