#include "config/mwa_tables.h"
#include "config/mwa_block.h"

#include "apr_strings.h"

#include <string.h>

static void put_alias(mwa_block_t *block, const mwa_alias_t *alias)
{
    mwa_block_number(block, alias->is_match);
    mwa_block_number(block, alias->regex_flags);
    mwa_block_number(block, alias->line);
    mwa_block_text(block, alias->file);
    mwa_block_text(block, alias->pattern);
    mwa_block_text(block, alias->target);
    mwa_block_text(block, alias->process_group);
    mwa_block_text(block, alias->application_group);
}

/** httpd merges nothing for a host without any line of this module: it has the main server's very configuration. */
static int is_main_config(const server_rec *s, const server_rec *main_server)
{
    return s != main_server && mwa_config_of(s) == mwa_config_of(main_server);
}

/** Ids run through the main server's aliases first, then each host's own: a server's own stand in a row. */
static void number_aliases(mwa_tables_t *tables, const server_rec *main_server)
{
    const server_rec *s;
    int i;

    for (s = main_server; s; s = s->next) {
        const apr_array_header_t *own = mwa_config_of(s)->aliases;

        for (i = 0; i < own->nelts && !is_main_config(s, main_server); ++i) {
            mwa_alias_t *alias = APR_ARRAY_IDX(own, i, mwa_alias_t *);

            alias->id = tables->aliases->nelts;
            APR_ARRAY_PUSH(tables->aliases, mwa_alias_t *) = alias;
        }
    }
}

static void put_range(mwa_block_t *block, const apr_array_header_t *aliases)
{
    int count = aliases ? aliases->nelts : 0;

    mwa_block_number(block, count ? APR_ARRAY_IDX(aliases, 0, mwa_alias_t *)->id : 0);
    mwa_block_number(block, count);
}

static void put_table(mwa_block_t *block, const mwa_server_t *server)
{
    mwa_block_number(block, server->containment != 0);
    put_range(block, server->aliases);
    put_range(block, server->inherited);
}

/** A host that has nothing of its own is served by the main server's table. */
static int shares_main_table(const mwa_server_t *server, const mwa_server_t *main_server)
{
    return server != main_server && main_server->table >= 0 && !server->aliases->nelts
        && server->containment == main_server->containment;
}

static int add_table(mwa_tables_t *tables, const server_rec *s)
{
    mwa_table_t *table = apr_array_push(tables->tables);

    *table = (mwa_table_t){.server = s, .nth = 1};
    return tables->tables->nelts - 1;
}

static void number_tables(mwa_tables_t *tables, mwa_block_t *block, const server_rec *main_server)
{
    const mwa_server_t *main_config = mwa_config_of(main_server);
    const server_rec *s;

    for (s = main_server; s; s = s->next) {
        mwa_server_t *server = mwa_config_of(s);

        if (!is_main_config(s, main_server)) {
            if (shares_main_table(server, main_config)) {
                server->table = main_config->table;
            }
            else if (server->aliases->nelts || (server->inherited && server->inherited->nelts)) {
                server->table = add_table(tables, s);
                put_table(block, server);
            }
        }
        if (server->table >= 0) {
            APR_ARRAY_IDX(tables->tables, server->table, mwa_table_t).hosts++;
        }
    }
}

mwa_tables_t *mwa_tables_build(apr_pool_t *p, server_rec *main_server, int fold_script_name)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));
    mwa_block_t block = {0};
    apr_int32_t count;
    int i;

    tables->aliases = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 16, sizeof(mwa_table_t));
    number_aliases(tables, main_server);
    if (!tables->aliases->nelts) {
        return NULL;
    }
    // It doubles as it grows; of a pool with an allocator of its own, all that goes back to the system.
    apr_pool_create_unmanaged(&block.pool);
    mwa_block_number(&block, tables->aliases->nelts);
    mwa_block_number(&block, 0);
    mwa_block_number(&block, fold_script_name);
    mwa_block_number(&block, mwa_config_of(main_server)->cache_size);
    for (i = 0; i < tables->aliases->nelts; ++i) {
        put_alias(&block, APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *));
    }
    number_tables(tables, &block, main_server);
    // Known only now; the second number of the block.
    count = tables->tables->nelts;
    memcpy(block.bytes + sizeof(count), &count, sizeof(count));
    tables->specs = apr_pmemdup(p, block.bytes, block.used);
    tables->specs_size = block.used;
    apr_pool_destroy(block.pool);
    return tables;
}
