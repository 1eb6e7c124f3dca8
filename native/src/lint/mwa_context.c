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

/** A walk through the directives of all servers. */
typedef struct walk_s {
    const server_rec *main_server;
    const server_rec *last; /**< the virtual host that was found last; NULL before the first */
    int last_number;
    visit_t visit;
    void *data;
} walk_t;

static int is_made_by(const server_rec *s, const ap_directive_t *section)
{
    return s->is_virtual && s->defn_line_number == (unsigned)section->line_num && s->defn_name
        && !strcmp(s->defn_name, section->filename);
}

/** The number of the virtual host that a section made: as a rule the one behind the last; there may be thousands. */
static int server_of(walk_t *walk, const ap_directive_t *section)
{
    const server_rec *s = walk->last;
    int number = walk->last_number;

    do {
        number = s && s->next ? number + 1 : 0;
        s = s && s->next ? s->next : walk->main_server;
        if (is_made_by(s, section)) {
            walk->last = s;
            walk->last_number = number;
            return number;
        }
    } while (s != walk->last && (walk->last || s->next));
    return -1;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void walk_tree(walk_t *walk, const ap_directive_t *node, int server, int in_section)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "<VirtualHost")) {
            int host = server_of(walk, node);

            if (host >= 0) {
                walk_tree(walk, node->first_child, host, 0);
            }
        }
        else if (node->first_child) {
            walk_tree(walk, node->first_child, server, 1);
        }
        else if (is_wanted(node->directive)) {
            walk->visit(walk->data, node, server, in_section);
        }
    }
}

static void walk_all(const ap_directive_t *tree, const server_rec *main_server, visit_t visit, void *data)
{
    walk_t walk = {.main_server = main_server, .visit = visit, .data = data};

    walk_tree(&walk, tree, 0, 0);
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
    walk_all(tree, main_server, count, &directives);
    mwa_block_number(block, ap_regcomp_get_default_cflags());
    mwa_block_number(block, servers);
    mwa_block_number(block, directives);
    for (s = main_server; s; s = s->next) {
        mwa_block_number(block, mwa_config_of(s)->table);
        mwa_block_text(block, s->server_hostname ? s->server_hostname : "");
        put_place(block, s->is_virtual ? s->defn_name : NULL, s->is_virtual ? s->defn_line_number : 0);
    }
    walk_all(tree, main_server, put_directive, block);
}
