/**
 * @file mwa_remote_names.h
 * @brief Which names of process groups are remote, while the configuration is still being read.
 */
#ifndef MWA_REMOTE_NAMES_H
#define MWA_REMOTE_NAMES_H

#include "httpd.h"
#include "http_config.h"

/** The directive that declares a remote process group. */
#define MWA_REMOTE_GROUP "WSGIAliasRemoteGroup"
/** The name of a WSGIImportScript of a remote group in the tree: nobody types it. */
#define MWA_TAKEN_IMPORT "WSGIImportScript "

/** In pre_config: forgets the last configuration, and looks for the groups that the tree declares. */
void mwa_remote_prepare(apr_pool_t *p, ap_directive_t *tree);

/**
 * Whether a remote group of this name is declared where the given directive can name it. For the time while directives
 * are processed: the group's own may come later.
 */
int mwa_remote_is_declared(const ap_directive_t *node, const char *name);

/** WSGIImportScript of a remote group, which is refused. */
const char *mwa_remote_import(cmd_parms *cmd, void *dir, const char *args);

#endif /* MWA_REMOTE_NAMES_H */
