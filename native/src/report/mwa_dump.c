#include "report/mwa_dump.h"
#include "config/mwa_remote.h"
#include "config/mwa_remote_check.h"
#include "config/mwa_servers.h"

#include "apr_strings.h"

#include <string.h>

/** Whether an earlier one says the same: a wildcard is bound for each family of addresses. */
static int is_repeated(const server_rec *s, const server_addr_rec *address)
{
    const server_addr_rec *before;

    for (before = s->addrs; before != address; before = before->next) {
        if (before->host_port == address->host_port && !strcmp(before->virthost, address->virthost)) {
            return 1;
        }
    }
    return 0;
}

const char *mwa_dump_addresses(apr_pool_t *p, const server_rec *s)
{
    const server_addr_rec *address;
    const char *all = "";

    for (address = s->addrs; address; address = address->next) {
        const char *port = address->host_port ? apr_itoa(p, address->host_port) : "*";
        const char *form = strchr(address->virthost, ':') ? "[%s]:%s" : "%s:%s";

        if (!is_repeated(s, address)) {
            all = apr_pstrcat(p, all, *all ? " " : "", apr_psprintf(p, form, address->virthost, port), NULL);
        }
    }
    return all;
}

static void put_option(FILE *out, const char *name, const char *value)
{
    if (value) {
        fprintf(out, " %s=%s", name, value);
    }
}

static void put_alias(FILE *out, int number, const mwa_alias_t *alias, const mwa_engine_t *engine, const char *owner)
{
    fprintf(out, "%10d %s %s -> %s (%s:%d%s)\n", number, alias->is_match ? "regex" : "prefix", alias->pattern,
            alias->target, alias->file, alias->line, owner);
    fputs("          ", out);
    put_option(out, "process-group", alias->process_group);
    put_option(out, "remote", alias->remote);
    put_option(out, "application-group", alias->application_group);
    put_option(out, "callable-object", alias->callable_object);
    if (alias->pass_authorization >= 0) {
        put_option(out, "pass-authorization", alias->pass_authorization ? "On" : "Off");
    }
    put_option(out, "hosts", alias->hosts);
    fprintf(out, " engine=%s", engine->name);
    if (*engine->reason) {
        fprintf(out, " (%s)", engine->reason);
    }
    putc('\n', out);
}

static int put_aliases(FILE *out, int number, const apr_array_header_t *aliases, const mwa_engine_t *engines,
                       const char *owner)
{
    int i;

    for (i = 0; aliases && i < aliases->nelts; ++i) {
        const mwa_alias_t *alias = APR_ARRAY_IDX(aliases, i, const mwa_alias_t *);

        put_alias(out, ++number, alias, &engines[alias->id], owner);
    }
    return number;
}

static int by_name(const void *one, const void *two)
{
    return strcmp((*(const mwa_remote_t *const *)one)->name, (*(const mwa_remote_t *const *)two)->name);
}

/** The groups that the server declares, in the order of their names. */
static void put_remotes(apr_pool_t *p, FILE *out, const server_rec *s, const apr_array_header_t *remotes)
{
    int i;

    qsort(remotes->elts, (size_t)remotes->nelts, (size_t)remotes->elt_size, by_name);
    for (i = 0; i < remotes->nelts; ++i) {
        const mwa_remote_t *remote = APR_ARRAY_IDX(remotes, i, const mwa_remote_t *);

        fprintf(out, "    remote %s -> %s (%s)\n           workers: %s\n", remote->name, remote->url, remote->place,
                mwa_remote_workers(p, s, remote));
    }
}

void mwa_dump_tables(apr_pool_t *p, FILE *out, server_rec *main_server, const mwa_engine_t *engines)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    int i;

    fputs("WSGI script aliases, in the order in which they are tried:\n", out);
    for (i = 0; i < servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        const mwa_server_t *server = mwa_config_of(s);
        int number;

        if (s->is_virtual) {
            fprintf(out, "%-22s %s (%s:%u)\n", mwa_dump_addresses(p, s), s->server_hostname, s->defn_name,
                    s->defn_line_number);
        }
        else {
            fprintf(out, "%-22s %s\n", "main server", s->server_hostname);
        }
        number = put_aliases(out, 0, server->aliases, engines, "");
        // A host without any line of this module has the main server's very configuration.
        number = put_aliases(out, number, server->inherited, engines, ", of the main server");
        if (!number) {
            fputs("          none\n", out);
        }
        put_remotes(p, out, s, mwa_remote_all(p, server));
    }
}
