#include "lint/mwa_refused.h"
#include "config/mwa_option.h"
#include "core/mwa_log.h"
#include "core/mwa_names.h"

#include "apr_hash.h"
#include "apr_strings.h"
#include "apr_user.h"
#include "http_log.h"

#include <string.h>
#include <strings.h>

APLOG_USE_MODULE(wsgi_alias);

/** The option of an alias that a word is; NULL if it is none. */
static const char *option_of(const char *word)
{
    static const char *const options[] = {"process-group=", "application-group=", "callable-object=",
                                          "pass-authorization=", NULL};
    const char *const *option;

    for (option = options; *option && strncmp(word, *option, strlen(*option)) != 0; ++option) {
    }
    return *option;
}

/** mod_alias takes no options, and says only how many arguments it takes. */
static void check_alias(apr_pool_t *p, const ap_directive_t *node)
{
    static const char *const names[] = {"Alias", "AliasMatch", "ScriptAlias", "ScriptAliasMatch", NULL};
    const char *args = node->args;
    const char *path;
    const char *word;

    if (!args || !mwa_is_one_of(node->directive, names, strcasecmp)) {
        return;
    }
    path = ap_getword_conf(p, &args);
    while (*(word = ap_getword_conf(p, &args))) {
        if (option_of(word)) {
            ap_log_perror(
                APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, p,
                MWA_NO(
                    0004) "option-of-wsgi: %s %s at "
                          "%s:%d: '%s' is an option of WSGIScriptAlias, which %s does not have; write WSGIScriptAlias "
                          "or WSGIScriptAliasMatch for a script, or leave the option out",
                node->directive, path, node->filename, node->line_num, word, node->directive);
            return;
        }
    }
}

/** mod_wsgi says that the name is taken, but not by which line, nor that virtual hosts can share a group. */
static void check_daemon(apr_pool_t *p, const ap_directive_t *node, apr_hash_t *daemons)
{
    const char *args = node->args;
    const char *name;
    const ap_directive_t *other;

    if (!args || strcasecmp(node->directive, "WSGIDaemonProcess") != 0) {
        return;
    }
    name = ap_getword_conf(p, &args);
    other = apr_hash_get(daemons, name, APR_HASH_KEY_STRING);
    if (other) {
        ap_log_perror(
            APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, p,
            MWA_NO(
                0004) "same-daemon: WSGIDaemonProcess %s "
                      "at %s:%d: %s:%d has the same name; remove one of the two: virtual hosts of the same ServerName "
                      "share a group that is defined in one of them, and all of them one that is defined outside",
            name, node->filename, node->line_num, other->filename, other->line_num);
    }
    else {
        apr_hash_set(daemons, name, APR_HASH_KEY_STRING, node);
    }
}

/** Tells of a name that the machine does not know. */
static void check_name(apr_pool_t *p, const ap_directive_t *node, const char *daemon, const char *option,
                       const char *name, int is_group)
{
    apr_uid_t uid;
    apr_gid_t gid;

    // A number needs no name.
    if (*name == '#' || !(is_group ? apr_gid_get(&gid, name, p) : apr_uid_get(&uid, &gid, name, p))) {
        return;
    }
    ap_log_perror(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, p,
                  MWA_NO(0004) "no-such-user: WSGIDaemonProcess %s at %s:%d: %s=%s: this machine has no such %s; "
                               "correct the name, or create it",
                  daemon, node->filename, node->line_num, option, name, is_group ? "group" : "user");
}

/** httpd ends with "bad user name", and says not where it is. */
static void check_users(apr_pool_t *p, const ap_directive_t *node)
{
    const char *args = node->args;
    const char *daemon;
    const char *option;
    const char *value;

    if (!args || strcasecmp(node->directive, "WSGIDaemonProcess") != 0) {
        return;
    }
    daemon = ap_getword_conf(p, &args);
    while (*(option = mwa_option_next(p, &args, &value))) {
        int is_groups = value && !strcmp(option, "supplementary-groups");

        if (value && !strcmp(option, "user")) {
            check_name(p, node, daemon, option, value, 0);
        }
        else if (value && !strcmp(option, "group")) {
            check_name(p, node, daemon, option, value, 1);
        }
        while (is_groups && *value) {
            check_name(p, node, daemon, option, ap_getword(p, &value, ','), 1);
        }
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void check_all(apr_pool_t *p, const ap_directive_t *node, apr_hash_t *daemons)
{
    for (; node; node = node->next) {
        check_alias(p, node);
        check_daemon(p, node, daemons);
        check_users(p, node);
        check_all(p, node->first_child, daemons);
    }
}

void mwa_lint_refused(apr_pool_t *p, const ap_directive_t *tree)
{
    check_all(p, tree, apr_hash_make(p));
}
