#include "mwa_tables.h"

#include "apr_strings.h"

#include <string.h>

/** Grows by doubling; what is left of the smaller ones goes with the temporary pool. */
typedef struct writer_s {
    apr_pool_t *temporary;
    char *bytes;
    apr_size_t used;
    apr_size_t capacity;
} writer_t;

static void put_bytes(writer_t *writer, const void *bytes, apr_size_t length)
{
    if (length > writer->capacity - writer->used) {
        apr_size_t capacity = 2 * (writer->capacity + length);
        char *grown = apr_palloc(writer->temporary, capacity);

        if (writer->used) {
            memcpy(grown, writer->bytes, writer->used);
        }
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->used, bytes, length);
    writer->used += length;
}

static void put_number(writer_t *writer, apr_int32_t number)
{
    put_bytes(writer, &number, sizeof(number));
}

static void put_text(writer_t *writer, const char *text)
{
    apr_size_t length = text ? strlen(text) : 0;

    put_number(writer, text ? (apr_int32_t)length : -1);
    if (length) {
        put_bytes(writer, text, length);
    }
}

static void put_alias(writer_t *writer, const mwa_alias_t *alias)
{
    put_number(writer, alias->is_match);
    put_number(writer, alias->regex_flags);
    put_number(writer, alias->line);
    put_text(writer, alias->file);
    put_text(writer, alias->pattern);
    put_text(writer, alias->target);
    put_text(writer, alias->process_group);
    put_text(writer, alias->application_group);
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

static void put_range(writer_t *writer, const apr_array_header_t *aliases)
{
    int count = aliases ? aliases->nelts : 0;

    put_number(writer, count ? APR_ARRAY_IDX(aliases, 0, mwa_alias_t *)->id : 0);
    put_number(writer, count);
}

static void put_table(writer_t *writer, const mwa_server_t *server)
{
    put_number(writer, server->containment != 0);
    put_range(writer, server->aliases);
    put_range(writer, server->inherited);
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

static void number_tables(mwa_tables_t *tables, writer_t *writer, const server_rec *main_server)
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
                put_table(writer, server);
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
    writer_t writer = {0};
    apr_int32_t count;
    int i;

    tables->aliases = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    tables->tables = apr_array_make(p, 16, sizeof(mwa_table_t));
    number_aliases(tables, main_server);
    if (!tables->aliases->nelts) {
        return NULL;
    }
    apr_pool_create(&writer.temporary, p);
    put_number(&writer, tables->aliases->nelts);
    put_number(&writer, 0);
    put_number(&writer, fold_script_name);
    put_number(&writer, mwa_config_of(main_server)->cache_size);
    for (i = 0; i < tables->aliases->nelts; ++i) {
        put_alias(&writer, APR_ARRAY_IDX(tables->aliases, i, mwa_alias_t *));
    }
    number_tables(tables, &writer, main_server);
    // Known only now; the second number of the block.
    count = tables->tables->nelts;
    memcpy(writer.bytes + sizeof(count), &count, sizeof(count));
    tables->specs = apr_pmemdup(p, writer.bytes, writer.used);
    tables->specs_size = writer.used;
    apr_pool_destroy(writer.temporary);
    return tables;
}
