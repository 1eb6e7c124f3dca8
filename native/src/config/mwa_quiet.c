#include "config/mwa_quiet.h"
#include "config/mwa_settings.h"
#include "core/mwa_names.h"

#include <strings.h>

/** The directives that name a log, each of which may be a program behind a pipe. */
static const char *const logs[] = {"ErrorLog", "CustomLog", "TransferLog", "GlobalLog", "ForensicLog", NULL};

/** The directives of mod_wsgi that have it start Python. */
static const char *const pythons[] = {"WSGIImportScript", "WSGILazyInitialization", NULL};

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void take_out(ap_directive_t **tree, const char *const *list)
{
    ap_directive_t **node = tree;

    while (*node) {
        if (mwa_is_one_of((*node)->directive, list, strcasecmp)) {
            *node = (*node)->next;
            continue;
        }
        take_out(&(*node)->first_child, list);
        node = &(*node)->next;
    }
}

void mwa_quiet_logs(ap_directive_t **tree)
{
    // As lasting as the module: explanations read the tree when the pool of pre_config is gone.
    static ap_directive_t log;

    take_out(tree, logs);
    log = (ap_directive_t){.directive = "ErrorLog", .args = "/dev/stderr", .filename = "mod_wsgi_alias", .next = *tree};
    *tree = &log;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as sections are nested in the configuration.
static void rename_daemons(ap_directive_t *node)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "WSGIDaemonProcess")) {
            node->directive = MWA_TAKEN_DAEMON;
        }
        rename_daemons(node->first_child);
    }
}

void mwa_quiet_python(ap_directive_t **tree)
{
    take_out(tree, pythons);
    rename_daemons(*tree);
}
