#include "fake_maps.h"
#include "config/mwa_daemons.h"
#include "config/mwa_map_try.h"
#include "config/mwa_remote.h"
#include "config/mwa_servers.h"
#include "config/mwa_takeover.h"

#include "util_varbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FILES 8

int fake_maps_texts;

static struct {
    const char *path;
    const char *text;
    int state;
} files[MOST_FILES];
static int states;

/* ---------------------------------------------------------------- files */

void fake_maps_begin(void)
{
    memset(files, 0, sizeof(files));
    fake_maps_texts = 0;
}

static int find(const char *path)
{
    int i = 0;

    while (files[i].path && strcmp(files[i].path, path) != 0) {
        ++i;
    }
    return i;
}

void fake_maps_put(const char *path, const char *text)
{
    int i = find(path);

    files[i].path = path;
    files[i].text = text;
    files[i].state = ++states;
}

static mwa_map_state_t state_of(const char *path)
{
    return (mwa_map_state_t){.size = files[find(path)].state};
}

int mwa_map_state_equals(const mwa_map_state_t *one, const mwa_map_state_t *other)
{
    return one->size == other->size;
}

mwa_map_state_t mwa_map_state(const struct stat *status)
{
    return (mwa_map_state_t){.size = status->st_size};
}

static apr_status_t free_text(void *text)
{
    fake_maps_texts--;
    free(text);
    return APR_SUCCESS;
}

/** No byte more than there is, so that valgrind and the sanitizers see who reads it. */
const char *mwa_map_bytes_read(apr_pool_t *p, const char *path, uid_t owner, mwa_map_bytes_t *bytes,
                               mwa_map_state_t *state)
{
    const char *text = files[find(path)].text;
    apr_size_t size = text ? strlen(text) : 0;
    char *copy;

    (void)owner;
    if (!text) {
        return "there is no such file";
    }
    copy = malloc(size ? size : 1);
    if (!copy) {
        abort();
    }
    memcpy(copy, text, size);
    apr_pool_cleanup_register(p, copy, free_text, apr_pool_cleanup_null);
    fake_maps_texts++;
    *bytes = (mwa_map_bytes_t){.bytes = copy, .size = size};
    *state = state_of(path);
    return NULL;
}

const char *mwa_map_try_in_place_of(const char *path)
{
    return path;
}

void mwa_map_try_add(apr_array_header_t *paths, const char *wildcards)
{
    (void)paths;
    (void)wildcards;
}

const char *mwa_map_try_unused(apr_pool_t *p)
{
    (void)p;
    return NULL;
}

/* ---------------------------------------------------------------- servers */

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return (mwa_server_t *)s->module_config;
}

server_rec *fake_maps_server(apr_pool_t *p, server_rec *main_server)
{
    server_rec *s = apr_pcalloc(p, sizeof(*s));
    mwa_server_t *server = apr_pcalloc(p, sizeof(*server));

    server->aliases = apr_array_make(p, 1, sizeof(mwa_alias_t *));
    server->inherited = main_server ? mwa_config_of(main_server)->aliases : NULL;
    server->containment = -1;
    server->cache_size = -1;
    server->table = -1;
    s->is_virtual = (char)(main_server != NULL);
    s->module_config = (struct ap_conf_vector_t *)server;
    if (main_server) {
        s->next = main_server->next;
        main_server->next = s;
    }
    return s;
}

void fake_maps_alias(apr_pool_t *p, const server_rec *s, const char *pattern)
{
    mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

    *alias = (mwa_alias_t){.server = s,
                           .directive = MWA_ALIAS,
                           .file = "site.conf",
                           .line = 12,
                           .place = "site.conf:12",
                           .pattern = pattern,
                           .target = "/srv/x"};
    APR_ARRAY_PUSH(mwa_config_of(s)->aliases, mwa_alias_t *) = alias;
}

void fake_maps_add(apr_pool_t *p, const server_rec *s, const char *path)
{
    mwa_server_t *server = mwa_config_of(s);

    if (!server->maps) {
        server->maps = apr_array_make(p, 4, sizeof(mwa_map_t));
    }
    APR_ARRAY_PUSH(server->maps, mwa_map_t) =
        (mwa_map_t){.path = path, .position = server->aliases->nelts, .is_optional = 1, .regex_flags = 0x20};
}

apr_array_header_t *fake_maps_look(apr_pool_t *p, server_rec *main_server)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    apr_array_header_t *all = apr_array_make(p, 4, sizeof(mwa_map_found_t));
    int i;
    int j;

    for (i = 0; i < servers->nelts; ++i) {
        server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        const apr_array_header_t *maps = mwa_config_of(s)->maps;

        for (j = 0; maps && j < maps->nelts; ++j) {
            const mwa_map_t *map = &APR_ARRAY_IDX(maps, j, const mwa_map_t);

            APR_ARRAY_PUSH(all, mwa_map_found_t) = (mwa_map_found_t){.server = s,
                                                                     .map = map,
                                                                     .path = apr_pstrdup(p, map->path),
                                                                     .error = files[find(map->path)].text ? 0 : ENOENT,
                                                                     .state = state_of(map->path)};
        }
    }
    return all;
}

/* ---------------------------------------------------------------- httpd */

static const command_rec commands[] = {{.name = MWA_ALIAS}};
module AP_MODULE_DECLARE_DATA wsgi_alias_module = {.cmds = commands};
static int default_flags;

int ap_regcomp_get_default_cflags(void)
{
    return default_flags;
}

void ap_regcomp_set_default_cflags(int flags)
{
    default_flags = flags;
}

const command_rec *ap_find_command(const char *name, const command_rec *cmds)
{
    return strcmp(name, MWA_ALIAS) != 0 ? NULL : cmds;
}

const char *ap_resolve_env(apr_pool_t *p, const char *line)
{
    return !strncmp(line, "a ", 2) ? apr_pstrcat(p, MWA_ALIAS, line + 1, NULL)
        : *line == '<'             ? apr_pstrcat(p, "<WSGIAliasHost ", line + 1, ">", NULL)
        : *line == '>'             ? "</WSGIAliasHost>"
                                   : line;
}

ap_configfile_t *ap_pcfg_open_custom(apr_pool_t *p, const char *name, void *param,
                                     apr_status_t (*getc_func)(char *character, void *data),
                                     apr_status_t (*gets_func)(void *buffer, apr_size_t size, void *data),
                                     apr_status_t (*close_func)(void *data))
{
    ap_configfile_t *file = apr_pcalloc(p, sizeof(*file));

    (void)close_func;
    *file = (ap_configfile_t){.getch = getc_func, .getstr = gets_func, .name = name, .param = param};
    return file;
}

void ap_varbuf_init(apr_pool_t *p, struct ap_varbuf *buffer, apr_size_t size)
{
    (void)size;
    *buffer = (struct ap_varbuf){.pool = p, .buf = apr_pcalloc(p, 8192), .avail = 8191};
}

void ap_varbuf_free(struct ap_varbuf *buffer)
{
    buffer->buf = NULL;
}

/** Puts continued lines together as httpd does. */
apr_status_t ap_varbuf_cfg_getline(struct ap_varbuf *line, ap_configfile_t *file, apr_size_t most)
{
    char *at = line->buf;

    (void)most;
    for (;;) {
        char *end;

        ++file->line_number;
        if (file->getstr(at, line->avail - (apr_size_t)(at - line->buf), file->param)) {
            *at = '\0';
            return at == line->buf ? APR_EOF : APR_SUCCESS;
        }
        end = at + strlen(at);
        if (end == line->buf || end[-1] != '\n') {
            return APR_SUCCESS;
        }
        *--end = '\0';
        end -= end > line->buf && end[-1] == '\r';
        *end = '\0';
        if (end == line->buf || end[-1] != '\\') {
            return APR_SUCCESS;
        }
        at = end - 1;
        *at = '\0';
    }
}

const char *ap_check_cmd_context(cmd_parms *cmd, unsigned forbidden)
{
    (void)cmd;
    (void)forbidden;
    return NULL;
}

apr_status_t ap_timeout_parameter_parse(const char *text, apr_interval_time_t *timeout, const char *unit)
{
    (void)text;
    (void)timeout;
    (void)unit;
    return APR_EGENERAL;
}

char *ap_server_root_relative(apr_pool_t *p, const char *file)
{
    return apr_pstrdup(p, file);
}

/* ---------------------------------------------------------------- the module */

const char *mwa_config_read_alias(cmd_parms *cmd, const char *args, mwa_alias_t **read)
{
    apr_pool_t *p = cmd->pool;
    const char *pattern = ap_getword_conf(p, &args);
    mwa_alias_t *alias = apr_pcalloc(p, sizeof(*alias));

    *alias = (mwa_alias_t){.server = cmd->server,
                           .directive = MWA_ALIAS,
                           .file = cmd->directive->filename,
                           .line = cmd->directive->line_num,
                           .regex_flags = default_flags,
                           .pattern = pattern,
                           .target = ap_getword_conf(p, &args),
                           .place = apr_psprintf(p, "%s:%d", cmd->directive->filename, cmd->directive->line_num)};
    *read = alias;
    return *pattern == '/' ? NULL : "an alias begins with a slash";
}

void mwa_remote_resolve(mwa_alias_t *alias)
{
    alias->remote = NULL;
}

const char *mwa_daemons_check(apr_pool_t *p, const server_rec *main_server, const mwa_alias_t *alias)
{
    (void)p;
    (void)main_server;
    (void)alias;
    return NULL;
}
