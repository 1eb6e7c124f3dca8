/**
 * @file mwa_quiet.h
 * @brief Takes out of the parsed configuration what a start out of sight must not do.
 */
#ifndef MWA_QUIET_H
#define MWA_QUIET_H

#include "httpd.h"
#include "http_config.h"

/**
 * Takes out all logs, which may be programs, but for the error log: that goes to standard error. To be called in
 * pre_config. A process has one such tree at a time.
 */
void mwa_quiet_logs(ap_directive_t **tree);

/** Takes out what would start Python, and hides daemon processes from mod_wsgi. To be called in pre_config. */
void mwa_quiet_python(ap_directive_t **tree);

#endif /* MWA_QUIET_H */
