#include "lint/mwa_context.h"
#include "config/mwa_servers.h"

#include "ap_config.h"
#include "apr_dso.h"
#include "apr_hash.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_core.h"
#include "unixd.h"

#include <string.h>
#include <unistd.h>

/** Calls for one directive. @param sections those that it stands in, below its server */
typedef void (*visit_t)(void *data, const ap_directive_t *node, int server, const char *sections);

/** The directives that the checks want, by what their names begin with. */
static int is_wanted(const ap_directive_t *node)
{
    static const char *const beginnings[] = {"WSGI",        "Alias",         "ScriptAlias",    "Redirect",
                                             "Rewrite",     "MergeSlashes",  "DocumentRoot",   "Listen",
                                             "ProxyPass",   "AllowOverride", "Require",        "Order",
                                             "Allow",       "Deny",          "Satisfy",        "AuthMerging",
                                             "AddHandler",  "SetHandler",    "RemoveHandler",  "ServerAlias",
                                             "SetEnv",      "Options",       "AccessFileName", "BalancerMember",
                                             "BrowserMatch"};
    static const char alias[] = "WSGIScriptAlias";
    const char *name = node->directive;
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
    apr_pool_t *pool;
    apr_hash_t *numbers; /**< by place, of each virtual host; there may be thousands */
    visit_t visit;
    void *data;
} walk_t;

/** A file that is included twice has a name of its own each time: so the places of its lines are told apart. */
static const char *place_of(apr_pool_t *p, const char *file, unsigned line)
{
    return apr_psprintf(p, "%pp:%u", (const void *)file, line);
}

/** The number of each virtual host, by where its section stands. */
static apr_hash_t *number_hosts(apr_pool_t *p, const apr_array_header_t *servers)
{
    apr_hash_t *numbers = apr_hash_make(p);
    int number;

    for (number = 0; number < servers->nelts; ++number) {
        const server_rec *s = APR_ARRAY_IDX(servers, number, server_rec *);
        const char *place = s->is_virtual ? place_of(p, s->defn_name, s->defn_line_number) : NULL;

        if (place) {
            apr_hash_set(numbers, place, APR_HASH_KEY_STRING, apr_pmemdup(p, &number, sizeof(number)));
        }
    }
    return numbers;
}

/** The number of the virtual host that a section made. */
static int server_of(const walk_t *walk, const ap_directive_t *section)
{
    const int *number =
        apr_hash_get(walk->numbers, place_of(walk->pool, section->filename, (unsigned)section->line_num),
                     APR_HASH_KEY_STRING);

    return number ? *number : -1;
}

static const char *with_section(apr_pool_t *p, const char *sections, const ap_directive_t *section)
{
    return apr_pstrcat(p, sections, *sections ? "\n" : "", section->directive, " ", section->args ? section->args : "",
                       NULL);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void walk_tree(const walk_t *walk, const ap_directive_t *node, int server, const char *sections)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "<VirtualHost")) {
            int host = server_of(walk, node);

            if (host >= 0) {
                walk_tree(walk, node->first_child, host, "");
            }
        }
        else if (node->first_child) {
            walk_tree(walk, node->first_child, server, with_section(walk->pool, sections, node));
        }
        else if (is_wanted(node)) {
            walk->visit(walk->data, node, server, sections);
        }
    }
}

static void count(void *data, const ap_directive_t *node, int server, const char *sections)
{
    (void)node;
    (void)server;
    (void)sections;
    ++*(apr_int32_t *)data;
}

static void put_place(mwa_block_t *block, const char *file, unsigned line)
{
    mwa_block_number(block, (apr_int32_t)line);
    mwa_block_text(block, file ? file : "");
}

/** mod_wsgi's default, unless the rights of this process are others than those of httpd's children. */
static const char *default_sockets(apr_pool_t *p)
{
    const char *prefix = ap_server_root_relative(p, DEFAULT_REL_RUNTIMEDIR "/wsgi");

    return prefix && geteuid() == ap_unixd_config.user_id ? prefix : "";
}

/** "3.11", as the Python says that mod_wsgi is linked with; "" if there is none. */
static const char *python_version(apr_pool_t *p)
{
    const module *wsgi = ap_find_linked_module("mod_wsgi.c");
    apr_dso_handle_sym_t symbol = NULL;
    const char *(*get_version)(void);
    const char *version;
    const char *dot;

    if (!wsgi || !wsgi->dynamic_load_handle || apr_dso_sym(&symbol, wsgi->dynamic_load_handle, "Py_GetVersion")) {
        return "";
    }
    // It may be called before Python is initialized.
    memcpy((void *)&get_version, (const void *)&symbol, sizeof(get_version));
    version = get_version();
    dot = strchr(version, '.');
    return dot ? apr_pstrmemdup(p, version, (apr_size_t)(dot - version) + 1 + strspn(dot + 1, "0123456789")) : "";
}

static void put_addresses(mwa_block_t *block, const server_rec *s)
{
    const server_addr_rec *address;
    const char *text = "";

    for (address = s->is_virtual ? s->addrs : NULL; address; address = address->next) {
        text = apr_psprintf(block->pool, "%s%s%s:%d", text, *text ? " " : "", address->virthost, address->host_port);
    }
    mwa_block_text(block, text);
}

static void put_directive(void *data, const ap_directive_t *node, int server, const char *sections)
{
    mwa_block_t *block = data;

    mwa_block_number(block, server);
    mwa_block_text(block, sections);
    mwa_block_text(block, node->directive);
    mwa_block_text(block, node->args ? node->args : "");
    put_place(block, node->filename, (unsigned)node->line_num);
}

void mwa_context_write(mwa_block_t *block, server_rec *main_server, const ap_directive_t *tree)
{
    const apr_array_header_t *servers = mwa_servers(block->pool, main_server);
    apr_int32_t directives = 0;
    int i;
    walk_t walk = {.pool = block->pool,
                   .numbers = number_hosts(block->pool, servers),
                   .visit = count,
                   .data = &directives};

    walk_tree(&walk, tree, 0, "");
    mwa_block_number(block, ap_regcomp_get_default_cflags());
    mwa_block_text(block, ap_server_root_relative(block->pool, ""));
    mwa_block_text(block, default_sockets(block->pool));
    mwa_block_text(block, python_version(block->pool));
    mwa_block_number(block, servers->nelts);
    mwa_block_number(block, directives);
    for (i = 0; i < servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);

        mwa_block_number(block, mwa_config_of(s)->table);
        mwa_block_text(block, s->server_hostname ? s->server_hostname : "");
        put_place(block, s->is_virtual ? s->defn_name : NULL, s->is_virtual ? s->defn_line_number : 0);
        put_addresses(block, s);
    }
    walk.visit = put_directive;
    walk.data = block;
    walk_tree(&walk, tree, 0, "");
}
