/**
 * @file mwa_refused.h
 * @brief Mistakes that make httpd refuse the configuration, with a message that does not tell what to do.
 */
#ifndef MWA_REFUSED_H
#define MWA_REFUSED_H

#include "apr_pools.h"
#include "httpd.h"
#include "http_config.h"

/**
 * Logs a finding for each of them. httpd refuses the configuration a moment later, when it processes the directive, so
 * that Java never sees it.
 * @param tree as it has been read
 */
void mwa_lint_refused(apr_pool_t *p, const ap_directive_t *tree);

#endif /* MWA_REFUSED_H */
