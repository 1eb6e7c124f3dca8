#include "lint/mwa_context.h"

#include <string.h>

/** Calls for one directive. @param in_section whether it stands below its server */
typedef void (*visit_t)(void *data, const ap_directive_t *node, int server, int in_section);

/** The directives that the checks want, by what their names begin with. */
static int is_wanted(const char *name)
{
    static const char *const beginnings[] = {"WSGI", "Alias", "ScriptAlias", "Redirect", "Rewrite", "MergeSlashes"};
    static const char alias[] = "WSGIScriptAlias";
    size_t i;

    // The aliases are known already, and there may be thousands.
    if (!strncasecmp(name, alias, sizeof(alias) - 1)) {
        return 0;
    }
    for (i = 0; i < sizeof(beginnings) / sizeof(*beginnings); ++i) {
        if (!strncasecmp(name, beginnings[i], strlen(beginnings[i]))) {
            return 1;
        }
    }
    return 0;
}

/** The number of the virtual host that a section made. */
static int server_of(const server_rec *main_server, const ap_directive_t *section)
{
    const server_rec *s;
    int number = 0;

    for (s = main_server; s; s = s->next, ++number) {
        if (s->is_virtual && s->defn_line_number == (unsigned)section->line_num && s->defn_name
            && !strcmp(s->defn_name, section->filename)) {
            return number;
        }
    }
    return -1;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void walk(const ap_directive_t *node, const server_rec *main_server, int server, int in_section,
                 visit_t visit, void *data)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "<VirtualHost")) {
            int host = server_of(main_server, node);

            if (host >= 0) {
                walk(node->first_child, main_server, host, 0, visit, data);
            }
        }
        else if (node->first_child) {
            walk(node->first_child, main_server, server, 1, visit, data);
        }
        else if (is_wanted(node->directive)) {
            visit(data, node, server, in_section);
        }
    }
}

static void count(void *data, const ap_directive_t *node, int server, int in_section)
{
    (void)node;
    (void)server;
    (void)in_section;
    ++*(apr_int32_t *)data;
}

static void put_place(mwa_block_t *block, const char *file, unsigned line)
{
    mwa_block_number(block, (apr_int32_t)line);
    mwa_block_text(block, file ? file : "");
}

static void put_directive(void *data, const ap_directive_t *node, int server, int in_section)
{
    mwa_block_t *block = data;

    mwa_block_number(block, server);
    mwa_block_number(block, in_section);
    mwa_block_text(block, node->directive);
    mwa_block_text(block, node->args ? node->args : "");
    put_place(block, node->filename, (unsigned)node->line_num);
}

void mwa_context_write(mwa_block_t *block, const server_rec *main_server, const ap_directive_t *tree)
{
    const server_rec *s;
    apr_int32_t servers = 0;
    apr_int32_t directives = 0;

    for (s = main_server; s; s = s->next) {
        ++servers;
    }
    walk(tree, main_server, 0, 0, count, &directives);
    mwa_block_number(block, ap_regcomp_get_default_cflags());
    mwa_block_number(block, servers);
    mwa_block_number(block, directives);
    for (s = main_server; s; s = s->next) {
        mwa_block_number(block, mwa_config_of(s)->table);
        mwa_block_text(block, s->server_hostname ? s->server_hostname : "");
        put_place(block, s->is_virtual ? s->defn_name : NULL, s->is_virtual ? s->defn_line_number : 0);
    }
    walk(tree, main_server, 0, 0, put_directive, block);
}
