/**
 * @file mwa_alias.h
 * @brief One line of configuration, as the module keeps it.
 *
 * Of the configuration, it lives in the configuration pool, is made in the parent process and is only read in the
 * children. Of a map, the map process makes it for the generation that it compiles, and each request makes its own of
 * what is mapped: see mwa_tables_alias().
 */
#ifndef MWA_ALIAS_H
#define MWA_ALIAS_H

#include "httpd.h"
#include "http_config.h"

/** One WSGIScriptAlias or WSGIScriptAliasMatch line. */
typedef struct mwa_alias_s {
    const server_rec *server; /**< in which the line stands */
    int id;                   /**< its place in mwa_tables_t; set by mwa_tables_build() */
    const char *directive;    /**< as documented, for messages */
    const char *file;         /**< where the line stands */
    int line;
    int is_match;    /**< WSGIScriptAliasMatch: the pattern is a regular expression */
    int regex_flags; /**< AP_REG_*: httpd's defaults where the line stands */
    const char *pattern;
    const char *target;
    const char *process_group;     /**< as written; NULL if not given */
    const char *application_group; /**< as written; NULL if not given */
    const char *callable_object;   /**< NULL if not given */
    int pass_authorization;        /**< 1 On, 0 Off, -1 not given */
    const char *not_preloaded;     /**< why mod_wsgi does not import the script as its process starts; NULL: it does */
    const char *place;             /**< "file:line" */
    const char *remote; /**< the URL of its process group, if that is remote; NULL: it is not, or it depends on the
                             request; set once all is configured */
    struct mwa_alias_counters_s *counters; /**< shared by all children; set by mwa_retain_counters() */
    apr_uint64_t since;                    /**< when counting began, in seconds since 1970; set likewise */
    int nth;           /**< 1; or 2 and so on, if an alias before it is counted under the same name */
    const char *hosts; /**< the names of its <WSGIAliasHost>, with blanks between them; NULL: it is for all */
} mwa_alias_t;

#endif /* MWA_ALIAS_H */
