#include "config/mwa_remote_names.h"

#include "apr_hash.h"
#include "apr_strings.h"

#define PROCESS_GROUP "process-group="

/** Of the configuration that is being read; the children read the second. */
static apr_hash_t *declared; /**< by section and name: what the tree declares */
static apr_hash_t *daemons;  /**< by name: where the WSGIDaemonProcess stands */
static apr_hash_t *groups;   /**< by name: where a remote group of any server stands */

static const char *place_of(apr_pool_t *p, const ap_directive_t *node)
{
    return apr_psprintf(p, "%s:%d", node->filename, node->line_num);
}

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
    const char *word = ap_getword_conf(p, &args);

    while (*word && strncmp(word, PROCESS_GROUP, strlen(PROCESS_GROUP)) != 0) {
        word = ap_getword_conf(p, &args);
    }
    return *word ? word + strlen(PROCESS_GROUP) : "";
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
    daemons = apr_hash_make(p);
    groups = apr_hash_make(p);
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

static const char *same_name(apr_pool_t *p, const char *name, const char *daemon, const char *remote)
{
    return apr_psprintf(p,
                        "the process group '%s' cannot be both a WSGIDaemonProcess, at %s, and a " MWA_REMOTE_GROUP
                        ", at %s. Rename one of the two",
                        name, daemon, remote);
}

const char *mwa_remote_claim(cmd_parms *cmd, const char *name)
{
    const char *place = place_of(cmd->pool, cmd->directive);
    const char *daemon = apr_hash_get(daemons, name, APR_HASH_KEY_STRING);

    apr_hash_set(groups, name, APR_HASH_KEY_STRING, place);
    return daemon ? same_name(cmd->pool, name, daemon, place) : NULL;
}

const char *mwa_remote_daemon(cmd_parms *cmd, void *dir, const char *args)
{
    const char *name = ap_getword_conf(cmd->pool, &args);
    const char *place = place_of(cmd->pool, cmd->directive);
    const char *remote = apr_hash_get(groups, name, APR_HASH_KEY_STRING);

    (void)dir;
    // httpd no longer says so, because this module knows the directive.
    if (!ap_find_linked_module("mod_wsgi.c")) {
        return "WSGIDaemonProcess is a directive of mod_wsgi, which is not loaded";
    }
    if (remote) {
        return same_name(cmd->pool, name, place, remote);
    }
    apr_hash_set(daemons, name, APR_HASH_KEY_STRING, place);
    return NULL;
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

int mwa_remote_is_daemon(const char *name)
{
    return apr_hash_get(daemons, name, APR_HASH_KEY_STRING) != NULL;
}
