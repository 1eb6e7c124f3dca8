/**
 * @file mwa_takeover.h
 * @brief Takes the two directives away from mod_wsgi, in the parsed configuration tree.
 */
#ifndef MWA_TAKEOVER_H
#define MWA_TAKEOVER_H

#include "config/mwa_alias.h"

/** The directives as documented. */
#define MWA_ALIAS "WSGIScriptAlias"
#define MWA_ALIAS_MATCH "WSGIScriptAliasMatch"

/**
 * The names that the directives get in the tree: registered by this module alone, so that mod_wsgi never sees them.
 * Nobody types such a name, and in httpd's output it looks right.
 */
#define MWA_TAKEN_ALIAS MWA_ALIAS " "
#define MWA_TAKEN_ALIAS_MATCH MWA_ALIAS_MATCH " "

/**
 * Renames every directive of the tree that is ours. To be called when the whole configuration has been read and
 * nothing of it processed: in the pre_config hook, where the order of LoadModule lines no longer matters.
 */
void mwa_takeover_rename(ap_directive_t *tree);

/**
 * Before anything of the tree is processed: has the files' names last as long as @p p. mod_macro's are gone when the
 * configuration has been read, and with them those that httpd gives its virtual hosts (defn_name).
 */
void mwa_takeover_keep_places(apr_pool_t *p, ap_directive_t *tree);

/** Whether the name of an alias' group is known before any request comes. */
int mwa_takeover_is_fixed(const mwa_alias_t *alias, const char *group);

/** The group without a name, as it is written. */
#define MWA_GLOBAL_GROUP "%{GLOBAL}"

/**
 * If mod_wsgi would import the alias' script when its process starts, makes it do so: adds a WSGIImportScript after
 * the alias in the tree. httpd walks it next, so mod_wsgi's own checks and messages apply. Otherwise, sets
 * not_preloaded to the reason.
 */
void mwa_takeover_preload(cmd_parms *cmd, mwa_alias_t *alias);

/** From now on mwa_takeover_preload() adds nothing to the tree: Python is not to start. */
void mwa_takeover_preload_nothing(void);

#endif /* MWA_TAKEOVER_H */
