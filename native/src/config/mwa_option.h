/**
 * @file mwa_option.h
 * @brief Options of directives as mod_wsgi reads them: name=value.
 */
#ifndef MWA_OPTION_H
#define MWA_OPTION_H

#include "httpd.h"

/**
 * Reads the next name=value, without spaces around the '='; the value may be quoted.
 * @param args is moved on behind it
 * @param value receives the value, from @p p; NULL if there is no '='
 * @return the name, from @p p; "" if there is none, as at the end
 */
const char *mwa_option_next(apr_pool_t *p, const char **args, const char **value);

#endif /* MWA_OPTION_H */
