#include "config/mwa_maps.h"
#include "config/mwa_map_try.h"
#include "config/mwa_servers.h"
#include "config/mwa_trust.h"

#include "ap_regex.h"
#include "apr_fnmatch.h"
#include "apr_strings.h"
#include "http_core.h"
#include "mpm_common.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Often enough that a change is served within two seconds. */
#define DEFAULT_INTERVAL apr_time_from_sec(1)
#define LEAST_INTERVAL apr_time_from_msec(100)
#define MOST_INTERVAL apr_time_from_sec(86400)

/** Who may change a map, besides root: who may change the line that names it. */
static uid_t owner_of(const char *file)
{
    struct stat status;

    return file && !stat(file, &status) ? status.st_uid : geteuid();
}

const char *mwa_maps_add(cmd_parms *cmd, void *dir, const char *first, const char *second)
{
    const char *file = second ? second : first;
    mwa_server_t *server = mwa_config_of(cmd->server);
    mwa_map_t *map = apr_pcalloc(cmd->pool, sizeof(*map));

    (void)dir;
    if (second && strcasecmp(first, "optional") != 0) {
        return apr_psprintf(cmd->pool, "WSGIAliasMap: before the file there may be the word optional, not '%s'", first);
    }
    map->path = *file ? ap_server_root_relative(cmd->pool, file) : NULL;
    if (!map->path) {
        return apr_psprintf(cmd->pool, "WSGIAliasMap: '%s' is not the name of a file", file);
    }
    map->is_optional = second != NULL;
    map->position = server->aliases->nelts;
    map->regex_flags = ap_regcomp_get_default_cflags();
    map->place = apr_psprintf(cmd->pool, "%s:%d", cmd->directive->filename, cmd->directive->line_num);
    map->owner = owner_of(cmd->directive->filename);
    if (!server->maps) {
        server->maps = apr_array_make(cmd->pool, 1, sizeof(mwa_map_t));
    }
    APR_ARRAY_PUSH(server->maps, mwa_map_t) = *map;
    return NULL;
}

const char *mwa_maps_interval(cmd_parms *cmd, void *dir, const char *interval)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    apr_interval_time_t time;

    (void)dir;
    if (!error
        && (ap_timeout_parameter_parse(interval, &time, "s") || time < 0 || time > MOST_INTERVAL
            || (time && time < LEAST_INTERVAL))) {
        error = apr_psprintf(cmd->pool,
                             "WSGIAliasMapInterval: '%s' is neither 0 nor a time from 100ms to 24h; a number alone is "
                             "seconds",
                             interval);
    }
    if (!error) {
        mwa_config_of(cmd->server)->map_interval = time;
    }
    return error;
}

int mwa_maps_are_used(const server_rec *main_server)
{
    const server_rec *s;

    for (s = main_server; s; s = s->next) {
        if (mwa_config_of(s)->maps) {
            return 1;
        }
    }
    return 0;
}

apr_interval_time_t mwa_maps_interval_of(const server_rec *main_server)
{
    apr_interval_time_t interval = mwa_config_of(main_server)->map_interval;

    return interval < 0 ? DEFAULT_INTERVAL : interval;
}

static void add_found(apr_array_header_t *all, server_rec *s, const mwa_map_t *map, const char *path, int error)
{
    mwa_map_found_t *found = apr_array_push(all);
    const char *file = mwa_map_try_in_place_of(path);
    struct stat status;

    memset(found, 0, sizeof(*found));
    found->server = s;
    found->map = map;
    found->path = file;
    found->error = error ? error : stat(file, &status) ? errno : 0;
    if (!found->error) {
        found->state = mwa_map_state(&status);
    }
}

static int compare_paths(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static int stop_with(const char *path, int error)
{
    (void)path;
    errno = error;
    return 1;
}

/** Files of a map with wildcards, by name. */
static void look_at_all(apr_pool_t *p, apr_array_header_t *all, server_rec *s, const mwa_map_t *map)
{
    apr_array_header_t *paths = apr_array_make(p, 16, sizeof(const char *));
    glob_t found = {0};
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the parent and the map process have one thread each.
    int status = glob(map->path, GLOB_NOSORT | GLOB_ERR, stop_with, &found);
    int error = status == GLOB_NOMATCH ? ENOENT : status == GLOB_NOSPACE ? ENOMEM : errno;
    int i;

    for (i = 0; !status && i < (int)found.gl_pathc; ++i) {
        APR_ARRAY_PUSH(paths, const char *) = apr_pstrdup(p, found.gl_pathv[i]);
    }
    globfree(&found);
    if (!status || error == ENOENT) {
        mwa_map_try_add(paths, map->path);
    }
    if (apr_is_empty_array(paths)) {
        add_found(all, s, map, map->path, error);
    }
    qsort(paths->elts, (size_t)paths->nelts, sizeof(const char *), compare_paths);
    for (i = 0; i < paths->nelts; ++i) {
        add_found(all, s, map, APR_ARRAY_IDX(paths, i, const char *), 0);
    }
}

apr_array_header_t *mwa_maps_look(apr_pool_t *p, server_rec *main_server)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    apr_array_header_t *all = apr_array_make(p, 4, sizeof(mwa_map_found_t));
    int i;
    int j;

    for (i = 0; i < servers->nelts; ++i) {
        server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        const apr_array_header_t *maps = mwa_config_of(s)->maps;

        for (j = 0; maps && j < maps->nelts && mwa_servers_have_own(s, main_server); ++j) {
            const mwa_map_t *map = &APR_ARRAY_IDX(maps, j, const mwa_map_t);

            if (apr_fnmatch_test(map->path)) {
                look_at_all(p, all, s, map);
            }
            else {
                add_found(all, s, map, map->path, 0);
            }
        }
    }
    return all;
}

const char *mwa_maps_distrust(apr_pool_t *p, const apr_array_header_t *looked)
{
    int i;

    for (i = 0; i < looked->nelts; ++i) {
        const mwa_map_found_t *found = &APR_ARRAY_IDX(looked, i, const mwa_map_found_t);
        struct stat status;
        const char *error = found->error ? NULL : mwa_trust_check(p, found->path, found->map->owner, &status);

        if (error) {
            return error;
        }
    }
    return NULL;
}

int mwa_maps_are_same(const apr_array_header_t *one, const apr_array_header_t *other)
{
    int i;

    if (one->nelts != other->nelts) {
        return 0;
    }
    for (i = 0; i < one->nelts; ++i) {
        const mwa_map_found_t *this = &APR_ARRAY_IDX(one, i, const mwa_map_found_t);
        const mwa_map_found_t *that = &APR_ARRAY_IDX(other, i, const mwa_map_found_t);

        if (this->map != that->map || this->error != that->error || strcmp(this->path, that->path) != 0
            || (!this->error && !mwa_map_state_equals(&this->state, &that->state))) {
            return 0;
        }
    }
    return 1;
}

int mwa_maps_are_replaced(const apr_array_header_t *one, const apr_array_header_t *other)
{
    int replaced = 0;
    int i;

    for (i = 0; i < one->nelts && one->nelts == other->nelts; ++i) {
        const mwa_map_found_t *this = &APR_ARRAY_IDX(one, i, const mwa_map_found_t);
        const mwa_map_found_t *that = &APR_ARRAY_IDX(other, i, const mwa_map_found_t);

        if (this->error || that->error || strcmp(this->path, that->path) != 0) {
            return 0;
        }
        if (!mwa_map_state_equals(&this->state, &that->state)) {
            if (this->state.inode == that->state.inode) {
                return 0;
            }
            ++replaced;
        }
    }
    return replaced > 0;
}

static int is_empty(const mwa_map_found_t *found)
{
    return !found->error && !found->state.size;
}

int mwa_maps_are_emptied(const apr_array_header_t *now, const apr_array_header_t *before)
{
    int i;
    int j;

    for (i = 0; i < now->nelts; ++i) {
        const mwa_map_found_t *this = &APR_ARRAY_IDX(now, i, const mwa_map_found_t);

        for (j = 0; is_empty(this) && j < before->nelts; ++j) {
            const mwa_map_found_t *that = &APR_ARRAY_IDX(before, j, const mwa_map_found_t);

            if (this->map == that->map && !strcmp(this->path, that->path) && !is_empty(that)) {
                return 1;
            }
        }
    }
    return 0;
}

/** What all servers get, before they get it. */
typedef struct reading_s {
    mwa_map_reader_t reader;
    const apr_array_header_t *looked;
    int next; /**< of "looked" */
    int is_restless;
    apr_array_header_t *kept; /**< of mwa_map_kept_t; NULL: nothing is kept */
} reading_t;

static const char *read_found(reading_t *reading, const mwa_map_found_t *found, const mwa_map_list_t *into)
{
    apr_pool_t *p = reading->reader.pool;
    int flags = ap_regcomp_get_default_cflags();
    char reason[128];
    mwa_map_kept_t *kept = NULL;
    const char *error;
    mwa_map_state_t state;

    if (reading->kept) {
        kept = apr_array_push(reading->kept);
        *kept = (mwa_map_kept_t){.first = into->aliases->nelts};
    }
    if (found->error) {
        return found->map->is_optional && found->error == ENOENT
            ? NULL
            : apr_psprintf(p, "%s: WSGIAliasMap %s: %s", found->map->place, found->path,
                           apr_strerror(found->error, reason, sizeof(reason)));
    }
    reading->reader.owner = found->map->owner;
    ap_regcomp_set_default_cflags(found->map->regex_flags);
    error = mwa_map_file_read(&reading->reader, found->path, into, &state, kept);
    ap_regcomp_set_default_cflags(flags);
    return error || reading->is_restless || mwa_map_state_equals(&state, &found->state)
        ? error
        : apr_psprintf(p, "%s was changed before it was read", found->path);
}

/** Puts together what a server's own lines say, and what its maps say where they stand among them. */
static const char *read_server(reading_t *reading, server_rec *s, const mwa_map_list_t *into)
{
    const mwa_server_t *server = mwa_config_of(s);
    int count = server->maps ? server->maps->nelts : 0;
    int own = 0;
    int i;

    reading->reader.server = s;
    for (i = 0; i < count; ++i) {
        const mwa_map_t *map = &APR_ARRAY_IDX(server->maps, i, const mwa_map_t);

        for (; own < map->position; ++own) {
            APR_ARRAY_PUSH(into->aliases, void *) = APR_ARRAY_IDX(server->configured, own, void *);
        }
        for (; reading->next < reading->looked->nelts; ++reading->next) {
            const mwa_map_found_t *found = &APR_ARRAY_IDX(reading->looked, reading->next, const mwa_map_found_t);
            const char *error;

            if (found->map != map) {
                break;
            }
            error = read_found(reading, found, into);
            if (error) {
                return error;
            }
        }
    }
    for (; own < server->configured->nelts; ++own) {
        APR_ARRAY_PUSH(into->aliases, void *) = APR_ARRAY_IDX(server->configured, own, void *);
    }
    return NULL;
}

/** Gives the servers what was read for each of them. */
static void give(server_rec *main_server, const apr_array_header_t *servers, const mwa_map_list_t *lists)
{
    mwa_server_t *main_config = mwa_config_of(main_server);
    int i;

    for (i = 0; i < servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        mwa_server_t *server = mwa_config_of(s);

        if (server->maps && mwa_servers_have_own(s, main_server)) {
            server->aliases = lists[i].aliases;
            server->hosts = lists[i].hosts;
        }
        if (server->inherited) {
            server->inherited = main_config->aliases;
        }
    }
}

const char *mwa_maps_read(apr_pool_t *p, server_rec *main_server, const apr_array_header_t *looked, int is_restless,
                          apr_array_header_t *kept)
{
    reading_t reading = {.reader = {.pool = p, .main_server = main_server, .keep = kept ? kept->pool : NULL},
                         .looked = looked,
                         .is_restless = is_restless,
                         .kept = kept};
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    mwa_map_list_t *lists = apr_pcalloc(p, (apr_size_t)servers->nelts * sizeof(*lists));
    int i;

    if (!mwa_maps_are_used(main_server)) {
        return mwa_map_try_unused(p);
    }
    for (i = 0; i < servers->nelts; ++i) {
        server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        mwa_server_t *server = mwa_config_of(s);
        const char *error;

        if (!server->maps || !mwa_servers_have_own(s, main_server)) {
            continue;
        }
        if (!server->configured) {
            server->configured = server->aliases;
        }
        lists[i].aliases = apr_array_make(p, 16, sizeof(mwa_alias_t *));
        lists[i].hosts = apr_array_make(p, 16, sizeof(mwa_hosts_t));
        error = read_server(&reading, s, &lists[i]);
        if (error) {
            return error;
        }
    }
    give(main_server, servers, lists);
    return mwa_map_try_unused(p);
}

void mwa_maps_forget(server_rec *main_server)
{
    mwa_server_t *main_config = mwa_config_of(main_server);
    server_rec *s;

    for (s = main_server; s; s = s->next) {
        mwa_server_t *server = mwa_config_of(s);

        if (server->configured) {
            server->aliases = server->configured;
            server->hosts = NULL;
        }
        if (server->inherited) {
            server->inherited = main_config->aliases;
        }
    }
}
