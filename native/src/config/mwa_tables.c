#include "config/mwa_tables.h"
#include "config/mwa_block.h"
#include "config/mwa_map_file.h"
#include "config/mwa_servers.h"

#include "apr_strings.h"

#include <string.h>

static void put_alias(mwa_block_t *block, const mwa_alias_t *alias)
{
    mwa_block_number(block, alias->is_match);
    mwa_block_number(block, alias->regex_flags);
    mwa_block_number(block, alias->line);
    mwa_block_number(block, alias->pass_authorization);
    mwa_block_text(block, alias->file);
    mwa_block_text(block, alias->pattern);
    mwa_block_text(block, alias->target);
    mwa_block_text(block, alias->process_group);
    mwa_block_text(block, alias->application_group);
    mwa_block_text(block, alias->callable_object);
}

static void number_list(mwa_tables_t *tables, const apr_array_header_t *list)
{
    int i;

    for (i = 0; i < list->nelts; ++i) {
        mwa_alias_t *alias = APR_ARRAY_IDX(list, i, mwa_alias_t *);

        alias->id = tables->aliases->nelts;
        APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
    }
}

/** Ids run through the main server's aliases first, then each host's own: a server's own stand in a row. */
static void number_aliases(mwa_tables_t *tables, const server_rec *main_server)
{
    int i;

    for (i = 0; i < tables->servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(tables->servers, i, server_rec *);

        if (mwa_servers_have_own(s, main_server)) {
            number_list(tables, mwa_config_of(s)->aliases);
        }
    }
}

static mwa_range_t range_of(const apr_array_header_t *aliases)
{
    int count = aliases ? aliases->nelts : 0;

    return (mwa_range_t){.first = count ? APR_ARRAY_IDX(aliases, 0, mwa_alias_t *)->id : 0, .count = count};
}

static void put_range(mwa_block_t *block, mwa_range_t range)
{
    mwa_block_number(block, range.first);
    mwa_block_number(block, range.count);
}

static mwa_table_ranges_t put_table(mwa_block_t *block, const mwa_server_t *server, const apr_array_header_t *own,
                                    const apr_array_header_t *inherited)
{
    mwa_table_ranges_t ranges = {.own = range_of(own), .inherited = range_of(inherited)};

    mwa_block_number(block, server->containment != 0);
    put_range(block, ranges.own);
    put_range(block, ranges.inherited);
    return ranges;
}

/** @return how many there are */
static int put_hosts(mwa_block_t *block, const apr_array_header_t *aliases, const apr_array_header_t *list)
{
    int i;
    int j;

    // Without any alias, it makes no difference which of them a request could have.
    if (!list || !aliases->nelts) {
        return 0;
    }
    for (i = 0; i < list->nelts; ++i) {
        const mwa_hosts_t *hosts = &APR_ARRAY_IDX(list, i, const mwa_hosts_t);

        mwa_block_number(block,
                         hosts->count ? APR_ARRAY_IDX(aliases, hosts->first, const mwa_alias_t *)->id
                                      : range_of(aliases).first);
        mwa_block_number(block, hosts->count);
        mwa_block_number(block, hosts->names->nelts);
        for (j = 0; j < hosts->names->nelts; ++j) {
            mwa_block_text(block, APR_ARRAY_IDX(hosts->names, j, const char *));
        }
    }
    return list->nelts;
}

static int put_all_hosts(mwa_block_t *block, const mwa_tables_t *tables, const server_rec *main_server)
{
    int count = 0;
    int i;

    for (i = 0; i < tables->servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(tables->servers, i, server_rec *);
        const mwa_server_t *server = mwa_config_of(s);

        count += mwa_servers_have_own(s, main_server) ? put_hosts(block, server->aliases, server->hosts) : 0;
    }
    return count;
}

static int has_hosts(const mwa_server_t *server)
{
    return server->hosts && server->hosts->nelts;
}

/** A host that has nothing of its own is served by the main server's table. */
static int shares_main_table(const mwa_server_t *server, const mwa_server_t *main_server)
{
    return server != main_server && main_server->table >= 0 && !server->aliases->nelts && !server->maps
        && server->containment == main_server->containment;
}

static int add_table(mwa_tables_t *tables, const server_rec *s)
{
    mwa_table_t *table = apr_array_push(tables->tables);

    *table = (mwa_table_t){.server = s, .nth = 1};
    return tables->tables->nelts - 1;
}

/** Whether it can have an alias at any time: what its maps have may come later. */
static int needs_table(const mwa_server_t *server, const mwa_server_t *main_server)
{
    return server->aliases->nelts || server->maps || (server->inherited && server->inherited->nelts)
        || main_server->maps;
}

static void number_tables(apr_pool_t *p, mwa_tables_t *tables, mwa_block_t *block, const server_rec *main_server)
{
    const mwa_server_t *main_config = mwa_config_of(main_server);
    apr_array_header_t *ranges = apr_array_make(p, 16, sizeof(mwa_table_ranges_t));
    int i;

    for (i = 0; i < tables->servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(tables->servers, i, server_rec *);
        mwa_server_t *server = mwa_config_of(s);

        if (mwa_servers_have_own(s, main_server)) {
            if (shares_main_table(server, main_config)) {
                server->table = main_config->table;
            }
            else if (needs_table(server, main_config)) {
                mwa_table_ranges_t *made = apr_array_push(ranges);

                server->table = add_table(tables, s);
                *made = put_table(block, server, server->aliases, server->inherited);
                // Its own, or those that it inherits.
                made->has_hosts = has_hosts(server) || has_hosts(main_config);
            }
        }
        if (server->table >= 0) {
            APR_ARRAY_IDX(tables->tables, server->table, mwa_table_t).hosts++;
        }
    }
    tables->ranges = (const mwa_table_ranges_t *)ranges->elts;
}

static int has_maps(const server_rec *s)
{
    while (s && !mwa_config_of(s)->maps) {
        s = s->next;
    }
    return s != NULL;
}

/** Writes all that comes before the tables. */
static void begin_specs(mwa_tables_t *tables, mwa_block_t *block, const server_rec *main_server, int fold_script_name)
{
    int i;

    // It doubles as it grows; of a pool with an allocator of its own, all that goes back to the system.
    apr_pool_create_unmanaged(&block->pool);
    mwa_block_number(block, tables->aliases->nelts);
    mwa_block_number(block, 0);
    mwa_block_number(block, fold_script_name);
    mwa_block_number(block, mwa_config_of(main_server)->cache_size);
    mwa_block_number(block, 0);
    for (i = 0; i < tables->aliases->nelts; ++i) {
        put_alias(block, APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *));
    }
    tables->specs_tables = block->used;
}

/** @param hosts how many came behind the tables */
static void end_specs(apr_pool_t *p, mwa_tables_t *tables, mwa_block_t *block, apr_int32_t hosts)
{
    apr_int32_t count = tables->tables->nelts;

    // Known only now; the second number of the block, and the fifth.
    memcpy(block->bytes + sizeof(count), &count, sizeof(count));
    memcpy(block->bytes + 4 * sizeof(hosts), &hosts, sizeof(hosts));
    tables->specs = apr_pmemdup(p, block->bytes, block->used);
    tables->specs_size = block->used;
    apr_pool_destroy(block->pool);
}

mwa_tables_t *mwa_tables_build(apr_pool_t *p, server_rec *main_server, int fold_script_name)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    mwa_block_t block = {0};

    tables->aliases = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 16, sizeof(mwa_table_t));
    tables->servers = mwa_servers(p, main_server);
    number_aliases(tables, main_server);
    if (!tables->aliases->nelts && !has_maps(main_server)) {
        return NULL;
    }
    begin_specs(tables, &block, main_server, fold_script_name);
    number_tables(p, tables, &block, main_server);
    end_specs(p, tables, &block, put_all_hosts(&block, tables, main_server));
    return tables;
}

mwa_tables_t *mwa_tables_build_patch(apr_pool_t *p, const server_rec *main_server, const mwa_tables_t *whole,
                                     const mwa_map_list_t *lists, int fold_script_name)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    int count = whole->tables->nelts;
    mwa_table_ranges_t *ranges = apr_pcalloc(p, ((apr_size_t)count + 1) * sizeof(*ranges));
    int main_table = mwa_config_of(main_server)->table;
    const mwa_map_list_t *main_list = main_table >= 0 ? &lists[main_table] : NULL;
    mwa_block_t block = {0};
    int hosts = 0;
    int i;

    tables->aliases = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    tables->tables = whole->tables;
    tables->servers = whole->servers;
    tables->ranges = ranges;
    for (i = 0; i < count; ++i) {
        number_list(tables, lists[i].aliases);
    }
    begin_specs(tables, &block, main_server, fold_script_name);
    for (i = 0; i < count; ++i) {
        const mwa_server_t *server = mwa_config_of(APR_ARRAY_IDX(whole->tables, i, mwa_table_t).server);
        const mwa_map_list_t *inherited = server->inherited ? main_list : NULL;

        ranges[i] = put_table(&block, server, lists[i].aliases, inherited ? inherited->aliases : NULL);
        ranges[i].has_hosts = lists[i].hosts->nelts || (inherited && inherited->hosts->nelts);
    }
    for (i = 0; i < count; ++i) {
        hosts += put_hosts(&block, lists[i].aliases, lists[i].hosts);
    }
    end_specs(p, tables, &block, hosts);
    return tables;
}

const void *mwa_tables_specs_for(apr_pool_t *p, const mwa_tables_t *tables, const char *asked)
{
    // Of put_table().
    enum { OWN_COUNT = 2, NUMBERS = 5 };
    char *specs = apr_pmemdup(p, tables->specs, tables->specs_size);
    char *table = specs + tables->specs_tables;
    int i;

    for (i = 0; i < tables->tables->nelts; ++i, table += NUMBERS * sizeof(apr_int32_t)) {
        const mwa_table_t *of = &APR_ARRAY_IDX(tables->tables, i, mwa_table_t);

        if (!asked[i] && of->server->is_virtual) {
            memset(table + OWN_COUNT * sizeof(apr_int32_t), 0, sizeof(apr_int32_t));
        }
    }
    return specs;
}
