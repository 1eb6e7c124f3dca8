#include "config/mwa_default_group.h"

/** What a section keeps. */
typedef struct directory_s {
    const char *application_group; /**< NULL if not given */
} directory_t;

void *mwa_default_group_create_directory(apr_pool_t *p, char *directory)
{
    (void)directory;
    return apr_pcalloc(p, sizeof(directory_t));
}

void *mwa_default_group_merge_directory(apr_pool_t *p, void *base, void *add)
{
    const directory_t *inner = add;

    (void)p;
    return inner->application_group ? add : base;
}

const char *mwa_default_group(cmd_parms *cmd, void *directory, const char *name)
{
    // httpd no longer says so, because this module knows the directive.
    if (!ap_find_linked_module("mod_wsgi.c")) {
        return "WSGIApplicationGroup is a directive of mod_wsgi, which is not loaded";
    }
    if (cmd->path) {
        ((directory_t *)directory)->application_group = name;
    }
    else {
        mwa_config_of(cmd->server)->application_group = name;
    }
    return NULL;
}

int mwa_default_group_is_resource(const request_rec *r)
{
    const directory_t *directory = ap_get_module_config(r->per_dir_config, &wsgi_alias_module);
    const char *name = directory->application_group;

    if (!name) {
        name = mwa_config_of(r->server)->application_group;
    }
    return !name || !strcmp(name, "%{RESOURCE}");
}
