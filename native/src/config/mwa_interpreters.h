/**
 * @file mwa_interpreters.h
 * @brief mod_wsgi 6's <WSGIInterpreterOptions>: what is set for an interpreter of a process group.
 *
 * For explanations. The section stands in the main server's configuration, and mod_wsgi judges what is in it.
 */
#ifndef MWA_INTERPRETERS_H
#define MWA_INTERPRETERS_H

#include "httpd.h"

#include "apr_tables.h"
#include "http_config.h"

/**
 * The sections that select an interpreter, with what stands in them.
 * @param tree the parsed configuration
 * @param process_group empty: embedded
 * @param application_group empty: the first interpreter
 * @return a text (const char *) for each of them, from @p p: the section that decides in the end last
 */
apr_array_header_t *mwa_interpreters_options(apr_pool_t *p, const ap_directive_t *tree, const char *process_group,
                                             const char *application_group);

#endif /* MWA_INTERPRETERS_H */
