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
 * Nobody types them, and where httpd prints one it reads right.
 */
#define MWA_TAKEN_ALIAS MWA_ALIAS " "
#define MWA_TAKEN_ALIAS_MATCH MWA_ALIAS_MATCH " "

/**
 * Renames every directive of the tree that is ours. To be called when the whole configuration has been read and
 * nothing of it processed: in the pre_config hook, where the order of LoadModule lines no longer matters.
 */
void mwa_takeover_rename(ap_directive_t *tree);

/**
 * Where mod_wsgi would import the alias' script as its process starts, has it do so: puts a WSGIImportScript behind
 * the alias in the tree, which httpd walks next, and so mod_wsgi's own checks and messages hold.
 * Where not, not_preloaded tells why.
 */
void mwa_takeover_preload(cmd_parms *cmd, mwa_alias_t *alias);

#endif /* MWA_TAKEOVER_H */
