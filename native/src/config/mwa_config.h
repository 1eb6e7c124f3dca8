/**
 * @file mwa_config.h
 * @brief From configuration lines to aliases: the directives, and what each server keeps of them.
 *
 * All of it lives in the configuration pool, is made in the parent process and is only read in the children, but for
 * the aliases of maps and their hosts, which the map process reads again.
 */
#ifndef MWA_CONFIG_H
#define MWA_CONFIG_H

#include "config/mwa_alias.h"
#include "core/mwa_hot.h"

#include "apr_hash.h"

#include <stdint.h>

/** What one server, the main one or a virtual host, keeps. */
typedef struct mwa_server_s {
    apr_array_header_t *aliases;          /**< of mwa_alias_t *: the server's own, in configuration order; those of maps
                                               too, once mwa_maps_read() has read them */
    const apr_array_header_t *inherited;  /**< the main server's, asked after its own; NULL in the main server */
    int containment;                      /**< 1 On, 0 Off, -1 not given */
    int table;                            /**< the id of its table, or -1: no alias at all; set by mwa_tables_build() */
    int32_t cache_size;                   /**< main server only; bytes, or -1: not given */
    const char *java_home;                /**< main server only; NULL if not given */
    apr_array_header_t *jvm_options;      /**< main server only; of const char * */
    const struct mwa_setting_s *settings; /**< mod_wsgi's own directives, the last first (mwa_settings.h) */
    const struct mwa_setting_s *daemon_settings; /**< WSGIDaemonProcess likewise; apart, because there can be thousands,
                                                      and requests search the others */
    const struct mwa_setting_s *main_settings;   /**< the main server's; NULL in the main server */
    apr_array_header_t *maps;                    /**< of mwa_map_t, in configuration order; NULL if there are none */
    apr_array_header_t *configured;              /**< "aliases" without those of maps; NULL before mwa_maps_read() */
    const apr_array_header_t *hosts;             /**< of mwa_hosts_t; NULL or empty if its maps have none */
    apr_interval_time_t map_interval;            /**< main server only; of WSGIAliasMapInterval, or -1: not given */
    apr_hash_t *daemons; /**< main server only: the WSGIDaemonProcess of all servers (mwa_settings_find_daemons()) */
    apr_hash_t *remotes; /**< of mwa_remote_t *, by name; NULL if there are none */
    apr_hash_t *remote_urls; /**< of the server's own that need a worker, the first with each URL */
} mwa_server_t;

extern module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default")));

/** The server's configuration. */
MWA_HOT mwa_server_t *mwa_config_of(const server_rec *s);

void *mwa_config_create_server(apr_pool_t *p, server_rec *s);

/** Virtual host over main server: the host's own aliases are asked first, then the main server's. */
void *mwa_config_merge_server(apr_pool_t *p, void *base, void *add);

/** An alias' line, for messages: "WSGIScriptAlias /x at /etc/apache2/site.conf:12". */
const char *mwa_config_place(apr_pool_t *p, const mwa_alias_t *alias);

/**
 * Reads what stands behind either directive.
 * @param cmd its server, pool, and the file and line of its directive; the info is set for WSGIScriptAliasMatch
 * @param read receives the alias, which belongs to no list yet
 * @return NULL, or what is wrong
 */
const char *mwa_config_read_alias(cmd_parms *cmd, const char *args, mwa_alias_t **read);

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
