#include "config/mwa_remote_names.h"
#include "config/mwa_option.h"

#include "apr_hash.h"
#include "apr_strings.h"

/** By section and name: what the tree of the configuration that is being read declares. */
static apr_hash_t *declared;

static const char *key_of(apr_pool_t *p, const ap_directive_t *section, const char *name)
{
    return apr_psprintf(p, "%pp %s", (const void *)section, name);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void find_groups(apr_pool_t *p, const ap_directive_t *node)
{
    for (; node; node = node->next) {
        const char *args = node->args;

        if (args && !strcasecmp(node->directive, MWA_REMOTE_GROUP)) {
            apr_hash_set(declared, key_of(p, node->parent, ap_getword_conf(p, &args)), APR_HASH_KEY_STRING, node);
        }
        find_groups(p, node->first_child);
    }
}

/** The process group of a WSGIImportScript; "" if it names none. */
static const char *group_of_import(apr_pool_t *p, const char *args)
{
    const char *option;
    const char *value;

    // Behind the script.
    ap_getword_conf(p, &args);
    while (*(option = mwa_option_next(p, &args, &value))) {
        if (value && !strcmp(option, "process-group")) {
            return value;
        }
    }
    return "";
}

/** So that this module says why it cannot be, and not mod_wsgi that there is no such group. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void rename_imports(apr_pool_t *p, ap_directive_t *node)
{
    for (; node; node = node->next) {
        if (node->args && !strcasecmp(node->directive, "WSGIImportScript")
            && mwa_remote_is_declared(node, group_of_import(p, node->args))) {
            node->directive = MWA_TAKEN_IMPORT;
        }
        rename_imports(p, node->first_child);
    }
}

void mwa_remote_prepare(apr_pool_t *p, ap_directive_t *tree)
{
    declared = apr_hash_make(p);
    find_groups(p, tree);
    if (apr_hash_count(declared)) {
        rename_imports(p, tree);
    }
}

int mwa_remote_is_declared(const ap_directive_t *node, const char *name)
{
    apr_pool_t *p = apr_hash_pool_get(declared);

    return apr_hash_count(declared)
        && (apr_hash_get(declared, key_of(p, node->parent, name), APR_HASH_KEY_STRING)
            || apr_hash_get(declared, key_of(p, NULL, name), APR_HASH_KEY_STRING));
}

const char *mwa_remote_import(cmd_parms *cmd, void *dir, const char *args)
{
    (void)dir;
    return apr_psprintf(cmd->pool,
                        "WSGIImportScript: the process group '%s' is remote, and its processes import scripts by "
                        "themselves, as the first request for each comes. Have the other machine load the script as it "
                        "starts, or leave the line out",
                        group_of_import(cmd->pool, args));
}
