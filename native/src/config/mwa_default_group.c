#include "config/mwa_default_group.h"
#include "core/mwa_path_info.h"

#include "apr_strings.h"
#include "http_core.h"

#define VARIABLE "%{ENV:"

/** What a section keeps. */
typedef struct directory_s {
    const char *application_group; /**< NULL if not given */
    int pass_authorization;        /**< 1 On, 0 Off, -1 not given */
} directory_t;

static int folds_script_name;

void mwa_default_group_fold(int fold_script_name)
{
    folds_script_name = fold_script_name;
}

void *mwa_default_group_create_directory(apr_pool_t *p, char *directory)
{
    directory_t *made = apr_pcalloc(p, sizeof(*made));

    (void)directory;
    made->pass_authorization = -1;
    return made;
}

void *mwa_default_group_merge_directory(apr_pool_t *p, void *base, void *add)
{
    const directory_t *outer = base;
    const directory_t *inner = add;
    directory_t *merged;

    if (!inner->application_group && inner->pass_authorization < 0) {
        return base;
    }
    merged = apr_pmemdup(p, inner, sizeof(*inner));
    if (!merged->application_group) {
        merged->application_group = outer->application_group;
    }
    if (merged->pass_authorization < 0) {
        merged->pass_authorization = outer->pass_authorization;
    }
    return merged;
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

static const directory_t *directory_of(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &wsgi_alias_module);
}

/** As configured; NULL if it is not. */
static const char *group_of(const request_rec *r)
{
    const char *name = directory_of(r)->application_group;

    return name ? name : mwa_config_of(r->server)->application_group;
}

int mwa_default_group_is_resource(const request_rec *r)
{
    const char *name = group_of(r);

    return !name || !strcmp(name, "%{RESOURCE}");
}

const char *mwa_default_pass_authorization(cmd_parms *cmd, void *directory, const char *flag)
{
    int passes = !strcasecmp(flag, "On");

    if (!ap_find_linked_module("mod_wsgi.c")) {
        return "WSGIPassAuthorization is a directive of mod_wsgi, which is not loaded";
    }
    // mod_wsgi refuses all other words.
    if (cmd->path) {
        ((directory_t *)directory)->pass_authorization = passes;
    }
    else {
        mwa_config_of(cmd->server)->pass_authorization = passes;
    }
    return NULL;
}

int mwa_default_passes_authorization(const request_rec *r)
{
    int passes = directory_of(r)->pass_authorization;

    return (passes < 0 ? mwa_config_of(r->server)->pass_authorization : passes) > 0;
}

/** "host:port", without the port where it is a usual one. */
static const char *with_port(request_rec *r, const char *host)
{
    apr_port_t port = ap_get_server_port(r);

    return port == DEFAULT_HTTP_PORT || port == DEFAULT_HTTPS_PORT ? host : apr_psprintf(r->pool, "%s:%u", host, port);
}

static const char *resource_name(request_rec *r)
{
    char *script_name = apr_pstrmemdup(r->pool, r->uri, mwa_script_name_length(r->uri, r->path_info));

    ap_no2slash(script_name);
    if (folds_script_name) {
        ap_str_tolower(script_name);
    }
    return apr_pstrcat(r->pool, with_port(r, r->server->server_hostname), "|", script_name, NULL);
}

const char *mwa_default_group_name(request_rec *r, const char *(*variable)(const request_rec *r, const char *name))
{
    const char *name = group_of(r);

    if (name && !strncmp(name, VARIABLE, strlen(VARIABLE)) && name[strlen(name) - 1] == '}') {
        const char *found =
            variable(r, apr_pstrmemdup(r->pool, name + strlen(VARIABLE), strlen(name) - strlen(VARIABLE) - 1));

        name = found ? found : name;
    }
    if (!name || !strcmp(name, "%{RESOURCE}")) {
        return resource_name(r);
    }
    return !strcmp(name, "%{SERVER}") ? with_port(r, r->server->server_hostname)
        : !strcmp(name, "%{HOST}")
        ? with_port(r, r->hostname && *r->hostname ? r->hostname : r->server->server_hostname)
        : !strcmp(name, "%{GLOBAL}") ? ""
                                     : name;
}
