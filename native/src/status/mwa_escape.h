/**
 * @file mwa_escape.h
 * @brief Texts of anybody's making as parts of a page, a JSON document, a metric or a link. Knows no httpd.
 *
 * What comes in is bytes: a URL's path can have any of them. What goes out is UTF-8, from the pool. Bytes that are no
 * UTF-8, and control characters, come out as "\xhh" where people read them, and as U+FFFD where programs do.
 */
#ifndef MWA_ESCAPE_H
#define MWA_ESCAPE_H

#include "apr_pools.h"

/**
 * What a client sent, or what came of it, for people, as httpd's logs would have it, but with UTF-8 as it is: a
 * backslash is "\\", so that no two texts come out alike. What stands in the configuration is for people as it is
 * there. NULL is "".
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
