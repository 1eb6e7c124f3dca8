#include "config/mwa_config.h"
#include "config/mwa_option.h"
#include "config/mwa_takeover.h"
#include "core/mwa_size.h"

#include "ap_regex.h"
#include "apr_lib.h"
#include "apr_strings.h"

/** What Java's arrays can hold; in megabytes, as the message says it. */
#define MOST_CACHE_MEGABYTES 1024

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &wsgi_alias_module);
}

void *mwa_config_create_server(apr_pool_t *p, server_rec *s)
{
    mwa_server_t *server = apr_pcalloc(p, sizeof(*server));

    (void)s;
    server->aliases = apr_array_make(p, 4, sizeof(mwa_alias_t *));
    server->jvm_options = apr_array_make(p, 0, sizeof(const char *));
    server->containment = -1;
    server->cache_size = -1;
    server->table = -1;
    server->map_interval = -1;
    return server;
}

void *mwa_config_merge_server(apr_pool_t *p, void *base, void *add)
{
    const mwa_server_t *main_server = base;
    const mwa_server_t *host = add;
    mwa_server_t *merged = apr_pmemdup(p, host, sizeof(*host));

    merged->inherited = main_server->aliases;
    if (merged->containment < 0) {
        merged->containment = main_server->containment;
    }
    merged->main_settings = main_server->settings;
    if (main_server->remotes) {
        merged->remotes =
            host->remotes ? apr_hash_overlay(p, host->remotes, main_server->remotes) : main_server->remotes;
    }
    return merged;
}

const char *mwa_config_place(apr_pool_t *p, const mwa_alias_t *alias)
{
    // A pattern may be longer than a log line, and the place must be in it.
    return apr_psprintf(p, "%s %.200s at %s", alias->directive, alias->pattern, alias->place);
}

/* The messages begin with mod_wsgi's own sentences, and go on with what was found. */

static const char *too_few(cmd_parms *cmd, const mwa_alias_t *alias)
{
    return apr_psprintf(cmd->pool, "%s requires at least two arguments, %s", alias->directive, cmd->cmd->errmsg);
}

static const char *set_group(cmd_parms *cmd, const char **group, const char *kind, const char *value)
{
    if (!*value) {
        return apr_psprintf(cmd->pool,
                            "Invalid name for WSGI %s group. It is empty; for the group without a name "
                            "write %%{GLOBAL}.",
                            kind);
    }
    *group = value;
    return NULL;
}

static const char *set_authorization(cmd_parms *cmd, mwa_alias_t *alias, const char *value)
{
    if (!strcasecmp(value, "On")) {
        alias->pass_authorization = 1;
    }
    else if (!strcasecmp(value, "Off")) {
        alias->pass_authorization = 0;
    }
    else {
        return apr_psprintf(cmd->pool,
                            "Invalid value for authorization flag. pass-authorization is On or Off, not "
                            "'%s'.",
                            value);
    }
    return NULL;
}

static const char *set_option(cmd_parms *cmd, mwa_alias_t *alias, const char *name, const char *value)
{
    if (!strcmp(name, "process-group")) {
        return set_group(cmd, &alias->process_group, "process", value);
    }
    if (!strcmp(name, "application-group")) {
        return set_group(cmd, &alias->application_group, "application", value);
    }
    if (!strcmp(name, "callable-object")) {
        alias->callable_object = value;
        return *value ? NULL : "Invalid name for WSGI callable object. It is empty.";
    }
    if (!strcmp(name, "pass-authorization")) {
        return set_authorization(cmd, alias, value);
    }
    return apr_psprintf(cmd->pool, "Invalid option to WSGI script alias definition. There is no option '%s'.", name);
}

static const char *read_option(cmd_parms *cmd, mwa_alias_t *alias, const char **args)
{
    const char *rest = *args;
    const char *value;
    const char *name = mwa_option_next(cmd->pool, args, &value);

    if (!*name || !value) {
        return apr_psprintf(cmd->pool,
                            "Invalid option to WSGI script alias definition. '%s' is not of the form "
                            "name=value.",
                            rest + strspn(rest, " \t"));
    }
    return set_option(cmd, alias, name, value);
}

/** Accepts and refuses exactly what mod_wsgi does, by asking the same function of httpd. */
static const char *check_regex(cmd_parms *cmd, const mwa_alias_t *alias)
{
    ap_regex_t regex;

    if (ap_regcomp(&regex, alias->pattern, AP_REG_EXTENDED)) {
        return apr_psprintf(cmd->pool,
                            "Regular expression could not be compiled. The error in '%s' is at offset %" APR_SIZE_T_FMT
                            ".",
                            alias->pattern, regex.re_erroffset);
    }
    ap_regfree(&regex);
    return NULL;
}

/** Under its internal name httpd admits the directive in sections too, to have it refused here, in httpd's words. */
static const char *check_context(const cmd_parms *cmd, const mwa_alias_t *alias)
{
    const ap_directive_t *section = cmd->directive->parent;

    if (cmd->override & RSRC_CONF) {
        return NULL;
    }
    return section ? apr_psprintf(cmd->pool, "%s not allowed in %s> context", alias->directive, section->directive)
                   : apr_psprintf(cmd->pool, "%s not allowed here", alias->directive);
}

const char *mwa_config_read_alias(cmd_parms *cmd, const char *args, mwa_alias_t **read)
{
    mwa_alias_t *alias = *read = apr_pcalloc(cmd->pool, sizeof(*alias));
    const char *error;

    alias->is_match = cmd->info != NULL;
    alias->directive = alias->is_match ? MWA_ALIAS_MATCH : MWA_ALIAS;
    alias->server = cmd->server;
    // mod_macro's are gone when the configuration has been read.
    alias->file = apr_pstrdup(cmd->pool, cmd->directive->filename);
    alias->line = cmd->directive->line_num;
    alias->place = apr_psprintf(cmd->pool, "%s:%d", alias->file, alias->line);
    alias->regex_flags = ap_regcomp_get_default_cflags();
    alias->pass_authorization = -1;
    error = check_context(cmd, alias);
    if (error) {
        return error;
    }
    alias->pattern = ap_getword_conf(cmd->pool, &args);
    if (!*alias->pattern || !*args) {
        return too_few(cmd, alias);
    }
    alias->target = ap_getword_conf(cmd->pool, &args);
    if (!*alias->target) {
        return too_few(cmd, alias);
    }
    while (*args) {
        error = read_option(cmd, alias, &args);
        if (error) {
            return error;
        }
    }
    return alias->is_match ? check_regex(cmd, alias) : NULL;
}

const char *mwa_config_alias(cmd_parms *cmd, void *dir, const char *args)
{
    mwa_alias_t *alias;
    const char *error = mwa_config_read_alias(cmd, args, &alias);

    (void)dir;
    if (error) {
        return error;
    }
    APR_ARRAY_PUSH(mwa_config_of(cmd->server)->aliases, mwa_alias_t *) = alias;
    mwa_takeover_preload(cmd, alias);
    return NULL;
}

const char *mwa_config_containment(cmd_parms *cmd, void *dir, int on)
{
    (void)dir;
    mwa_config_of(cmd->server)->containment = on;
    return NULL;
}

const char *mwa_config_cache_size(cmd_parms *cmd, void *dir, const char *size)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    int32_t bytes = mwa_size_read(size, MOST_CACHE_MEGABYTES << 20);

    (void)dir;
    if (!error && bytes < 0) {
        error = apr_psprintf(cmd->pool,
                             "WSGIAliasCacheSize: '%s' is not a size from 0 to %dM. Write bytes, or put K or "
                             "M behind the number.",
                             size, MOST_CACHE_MEGABYTES);
    }
    if (!error) {
        mwa_config_of(cmd->server)->cache_size = bytes;
    }
    return error;
}

const char *mwa_config_java_home(cmd_parms *cmd, void *dir, const char *directory)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)dir;
    if (!error) {
        mwa_config_of(cmd->server)->java_home = ap_server_root_relative(cmd->pool, directory);
    }
    return error;
}

const char *mwa_config_jvm_option(cmd_parms *cmd, void *dir, const char *option)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)dir;
    if (!error && *option != '-') {
        error = apr_psprintf(cmd->pool, "WSGIAliasJvmOptions: '%s' is not a JVM option, it does not begin with '-'",
                             option);
    }
    if (!error) {
        APR_ARRAY_PUSH(mwa_config_of(cmd->server)->jvm_options, const char *) = option;
    }
    return error;
}
