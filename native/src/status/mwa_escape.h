/**
 * @file mwa_escape.h
 * @brief Escapes untrusted texts for a page, a JSON document, a metric or a link. Does not use httpd.
 *
 * What comes in is bytes: a URL's path can have any of them. What goes out is UTF-8, from the pool. Bytes that are no
 * UTF-8, and control characters, come out as "\xhh" where people read them, and as U+FFFD where programs do.
 */
#ifndef MWA_ESCAPE_H
#define MWA_ESCAPE_H

#include "apr_pools.h"

/**
 * Text from a client, or derived from it, in readable form: as in httpd's logs, but with UTF-8 as it is. A backslash
 * becomes "\\", so that different texts look different. Do not use it for text of the configuration. NULL is "".
 */
const char *mwa_escape_bytes(apr_pool_t *p, const char *text);

/** For the content of an element or a quoted attribute of HTML. NULL is "". */
const char *mwa_escape_html(apr_pool_t *p, const char *text);

/** For the inside of a string of JSON; NULL is "". */
const char *mwa_escape_json(apr_pool_t *p, const char *text);

/** For the inside of a label's value in Prometheus' text format. NULL is "". */
const char *mwa_escape_label(apr_pool_t *p, const char *text);

/** For a value in the query of a link: nothing that HTML would have to escape is left. NULL is "". */
const char *mwa_escape_query(apr_pool_t *p, const char *text);

#endif /* MWA_ESCAPE_H */
