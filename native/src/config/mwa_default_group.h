/**
 * @file mwa_default_group.h
 * @brief mod_wsgi's WSGIApplicationGroup, which this module reads too: the default group of an alias without one.
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

#endif /* MWA_DEFAULT_GROUP_H */
