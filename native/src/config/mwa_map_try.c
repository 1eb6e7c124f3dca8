#include "config/mwa_map_try.h"
#include "config/mwa_command_line.h"

#include "apr_fnmatch.h"
#include "apr_strings.h"
#include "http_core.h"

#include <string.h>
#include <unistd.h>

typedef struct tried_s {
    const char *file;
    const char *other;
    int is_used;
} tried_t;

/** Of the configuration that is being read: of tried_t, or NULL. */
static apr_array_header_t *tried;

static apr_status_t forget(void *unused)
{
    (void)unused;
    tried = NULL;
    return APR_SUCCESS;
}

const char *mwa_map_try_directive(cmd_parms *cmd, void *dir, const char *file, const char *other)
{
    const char *error = mwa_command_line_check(cmd);

    (void)dir;
    if (error) {
        return error;
    }
    if (!tried) {
        tried = apr_array_make(cmd->pool, 2, sizeof(tried_t));
        apr_pool_cleanup_register(cmd->pool, NULL, forget, apr_pool_cleanup_null);
    }
    APR_ARRAY_PUSH(tried, tried_t) =
        (tried_t){.file = ap_server_root_relative(cmd->pool, file), .other = ap_server_root_relative(cmd->pool, other)};
    return NULL;
}

const char *mwa_map_try_in_place_of(const char *path)
{
    int i;

    for (i = 0; tried && i < tried->nelts; ++i) {
        tried_t *one = &APR_ARRAY_IDX(tried, i, tried_t);

        if (!strcmp(path, one->file)) {
            one->is_used = 1;
            return one->other;
        }
    }
    return path;
}

static int is_new(const apr_array_header_t *paths, const char *file)
{
    int i;

    for (i = 0; i < paths->nelts; ++i) {
        if (!strcmp(APR_ARRAY_IDX(paths, i, const char *), file)) {
            return 0;
        }
    }
    return access(file, F_OK) != 0;
}

void mwa_map_try_add(apr_array_header_t *paths, const char *wildcards)
{
    int i;

    for (i = 0; tried && i < tried->nelts; ++i) {
        const char *file = APR_ARRAY_IDX(tried, i, tried_t).file;

        if (!apr_fnmatch(wildcards, file, APR_FNM_PATHNAME | APR_FNM_PERIOD) && is_new(paths, file)) {
            APR_ARRAY_PUSH(paths, const char *) = file;
        }
    }
}

const char *mwa_map_try_unused(apr_pool_t *p)
{
    int i;

    for (i = 0; tried && i < tried->nelts; ++i) {
        const tried_t *one = &APR_ARRAY_IDX(tried, i, tried_t);

        if (!one->is_used) {
            return apr_psprintf(p, "no WSGIAliasMap names %s, in place of which %s was to be tried", one->file,
                                one->other);
        }
    }
    return NULL;
}
