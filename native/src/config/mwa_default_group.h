/**
 * @file mwa_default_group.h
 * @brief mod_wsgi's WSGIApplicationGroup and WSGIPassAuthorization, which this module reads too: what holds for an
 * alias that does not say.
 */
#ifndef MWA_DEFAULT_GROUP_H
#define MWA_DEFAULT_GROUP_H

#include "config/mwa_config.h"

void *mwa_default_group_create_directory(apr_pool_t *p, char *directory);

/** The inner section over the outer one. */
void *mwa_default_group_merge_directory(apr_pool_t *p, void *base, void *add);

/** WSGIApplicationGroup name, in servers and sections. mod_wsgi gets it too. */
const char *mwa_default_group(cmd_parms *cmd, void *directory, const char *name);

/** Whether a request without a group of its own gets the one that is named after its script: %{RESOURCE}. */
int mwa_default_group_is_resource(const request_rec *r);

/** WSGIPassAuthorization On|Off, in servers, sections and .htaccess files. mod_wsgi gets it too. */
const char *mwa_default_pass_authorization(cmd_parms *cmd, void *directory, const char *flag);

/** Whether a request of an alias that does not say passes its Authorization header to the application. */
int mwa_default_passes_authorization(const request_rec *r);

/**
 * The name that mod_wsgi would give the application group of a request without one of its own.
 * @param variable how to look up the variable of %{ENV:name}; NULL: there is none
 */
const char *mwa_default_group_name(request_rec *r, const char *(*variable)(const request_rec *r, const char *name));

/** How the mod_wsgi that is loaded forms %{RESOURCE}. Set before the first request. */
void mwa_default_group_fold(int fold_script_name);

#endif /* MWA_DEFAULT_GROUP_H */
