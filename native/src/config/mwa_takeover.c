#include "config/mwa_takeover.h"
#include "config/mwa_remote_names.h"

#include "apr_lib.h"
#include "apr_strings.h"

static int preloads_nothing;

/** The name of a file that lines which follow one another have in common, and its copy. */
typedef struct kept_s {
    const char *name;
    const char *copy;
} kept_t;

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void keep_places(apr_pool_t *p, ap_directive_t *node, kept_t *kept)
{
    for (; node; node = node->next) {
        if (node->filename != kept->name) {
            *kept = (kept_t){.name = node->filename, .copy = apr_pstrdup(p, node->filename)};
        }
        node->filename = kept->copy;
        keep_places(p, node->first_child, kept);
    }
}

void mwa_takeover_keep_places(apr_pool_t *p, ap_directive_t *tree)
{
    kept_t kept = {.name = NULL};

    keep_places(p, tree, &kept);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
void mwa_takeover_rename(ap_directive_t *tree)
{
    ap_directive_t *node;

    for (node = tree; node; node = node->next) {
        if (!strcasecmp(node->directive, MWA_ALIAS)) {
            node->directive = MWA_TAKEN_ALIAS;
        }
        else if (!strcasecmp(node->directive, MWA_ALIAS_MATCH)) {
            node->directive = MWA_TAKEN_ALIAS_MATCH;
        }
        mwa_takeover_rename(node->first_child);
    }
}

static int uses_capture(const char *value)
{
    for (; *value; ++value) {
        if (*value == '$' && apr_isdigit(value[1])) {
            return 1;
        }
    }
    return 0;
}

int mwa_takeover_is_fixed(const mwa_alias_t *alias, const char *group)
{
    return !strcmp(group, MWA_GLOBAL_GROUP) || (!strstr(group, "%{") && !(alias->is_match && uses_capture(group)));
}

/** Quotes a word so that ap_getword_conf() reads it back. */
static const char *quote(apr_pool_t *p, const char *word)
{
    char *quoted = apr_palloc(p, 2 * strlen(word) + 3);
    char *at = quoted;

    *at++ = '"';
    for (; *word; ++word) {
        if (*word == '"' || *word == '\\') {
            *at++ = '\\';
        }
        *at++ = *word;
    }
    *at++ = '"';
    *at = '\0';
    return quoted;
}

/** NULL if mod_wsgi would import the script as its process starts, or else why not. */
static const char *why_not_preloaded(const ap_directive_t *node, const mwa_alias_t *alias)
{
    if (alias->process_group && mwa_remote_is_declared(node, alias->process_group)) {
        return "its process group is remote";
    }
    if (!ap_find_linked_module("mod_wsgi.c")) {
        return "mod_wsgi is not loaded";
    }
    if (!alias->process_group || !alias->application_group) {
        return alias->process_group    ? "it has no application-group"
            : alias->application_group ? "it has no process-group"
                                       : "it has no process-group and no application-group";
    }
    if (!mwa_takeover_is_fixed(alias, alias->process_group)) {
        return "its process-group depends on the request";
    }
    if (!mwa_takeover_is_fixed(alias, alias->application_group)) {
        return "its application-group depends on the request";
    }
    return alias->is_match && strchr(alias->target, '$') ? "its target depends on the URL" : NULL;
}

void mwa_takeover_preload_nothing(void)
{
    preloads_nothing = 1;
}

void mwa_takeover_preload(cmd_parms *cmd, mwa_alias_t *alias)
{
    // httpd reads the node's successor after this.
    ap_directive_t *node = cmd->directive;
    ap_directive_t *import;

    alias->not_preloaded = why_not_preloaded(node, alias);
    if (alias->not_preloaded || preloads_nothing) {
        return;
    }
    import = apr_pmemdup(cmd->pool, node, sizeof(*node));
    import->directive = "WSGIImportScript";
    import->args = apr_psprintf(cmd->pool, "%s process-group=%s application-group=%s", quote(cmd->pool, alias->target),
                                quote(cmd->pool, alias->process_group), quote(cmd->pool, alias->application_group));
    node->next = import;
}
