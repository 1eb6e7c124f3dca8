/**
 * @file mwa_config.h
 * @brief From configuration lines to aliases: the directives, and what each server keeps of them.
 *
 * All of it lives in the configuration pool, is made in the parent process and is only read in the children.
 */
#ifndef MWA_CONFIG_H
#define MWA_CONFIG_H

#include "httpd.h"
#include "http_config.h"

#include <stdint.h>

/** One WSGIScriptAlias or WSGIScriptAliasMatch line. */
typedef struct mwa_alias_s {
    const server_rec *server;      /**< in which the line stands */
    int id;                        /**< its place in mwa_tables_t; set by mwa_tables_build() */
    const char *directive;         /**< as documented, for messages */
    const char *file;              /**< where the line stands */
    int line;
    int is_match;                  /**< WSGIScriptAliasMatch: the pattern is a regular expression */
    int regex_flags;               /**< AP_REG_*: httpd's defaults where the line stands */
    const char *pattern;
    const char *target;
    const char *process_group;     /**< as written; NULL if not given */
    const char *application_group; /**< as written; NULL if not given */
    const char *callable_object;   /**< NULL if not given */
    int pass_authorization;        /**< 1 On, 0 Off, -1 not given */
    const char *not_preloaded;     /**< why mod_wsgi does not import the script as its process starts; NULL: it does */
    const char *place;             /**< "file:line" */
    struct mwa_alias_counters_s *counters; /**< shared by all children; set by mwa_retain_counters() */
    int nth;                       /**< 1; or 2 and so on, if an alias before it is counted under the same name */
} mwa_alias_t;

/** What one server, the main one or a virtual host, keeps. */
typedef struct mwa_server_s {
    apr_array_header_t *aliases;        /**< of mwa_alias_t *: the server's own, in configuration order */
    const apr_array_header_t *inherited; /**< the main server's, asked after its own; NULL in the main server */
    int containment;                    /**< 1 On, 0 Off, -1 not given */
    int table;                          /**< the id of its table, or -1: no alias at all; set by mwa_tables_build() */
    int32_t cache_size;                 /**< main server only; bytes, or -1: not given */
    const char *java_home;              /**< main server only; NULL if not given */
    apr_array_header_t *jvm_options;    /**< main server only; of const char * */
} mwa_server_t;

extern module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default")));

/** The server's configuration. */
mwa_server_t *mwa_config_of(const server_rec *s);

void *mwa_config_create_server(apr_pool_t *p, server_rec *s);

/** Virtual host over main server: the host's own aliases are asked first, then the main server's. */
void *mwa_config_merge_server(apr_pool_t *p, void *base, void *add);

/** An alias' line, for messages: "WSGIScriptAlias /x at /etc/apache2/site.conf:12". */
const char *mwa_config_place(apr_pool_t *p, const mwa_alias_t *alias);

/** WSGIScriptAlias, and WSGIScriptAliasMatch if the command's info is set. */
const char *mwa_config_alias(cmd_parms *cmd, void *dir, const char *args);

/** WSGIAliasContainment On|Off */
const char *mwa_config_containment(cmd_parms *cmd, void *dir, int on);

/** WSGIAliasCacheSize bytes[K|M] */
const char *mwa_config_cache_size(cmd_parms *cmd, void *dir, const char *size);

/** WSGIAliasJavaHome directory */
const char *mwa_config_java_home(cmd_parms *cmd, void *dir, const char *directory);

/** WSGIAliasJvmOptions option ... */
const char *mwa_config_jvm_option(cmd_parms *cmd, void *dir, const char *option);

#endif /* MWA_CONFIG_H */
