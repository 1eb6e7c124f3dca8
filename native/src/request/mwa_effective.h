/**
 * @file mwa_effective.h
 * @brief What mod_wsgi's handler will do with a request: the groups, the callable, and what it refuses.
 *
 * Worked out as mod_wsgi does, from the notes that an alias leaves and from mod_wsgi's own directives. For
 * explanations, and for requests of remote process groups, which do not come to mod_wsgi; of other requests that are
 * served, only for what a group needs that is not known before the request has been through other modules.
 */
#ifndef MWA_EFFECTIVE_H
#define MWA_EFFECTIVE_H

#include "config/mwa_settings.h"
#include "core/mwa_hot.h"

/** One decision. */
typedef struct mwa_choice_s {
    const char *value;            /**< with %{...} expanded */
    const mwa_setting_t *setting; /**< the line that decides; NULL: see is_option */
    int is_option;                /**< the alias decides, or the WSGIHandlerScript; if not, and without a line,
                                       nothing is configured */
} mwa_choice_t;

typedef struct mwa_effective_s {
    mwa_choice_t process_group; /**< empty: embedded */
    mwa_choice_t application_group;
    mwa_choice_t callable_object;
    mwa_choice_t pass_authorization; /**< "On" or "Off" */
    const mwa_setting_t *handler_script;
    const struct mwa_remote_s *remote; /**< the remote group that the process group is; NULL: it is here */
    const mwa_setting_t *daemon;   /**< the WSGIDaemonProcess of the process group; NULL: embedded, or there is none */
    const mwa_setting_t *dispatch; /**< the WSGIDispatchScript, which may change all of it; or NULL */
    int status;                    /**< OK: the script runs, or is the remote group's; or the status that is answered */
    const char *reason;            /**< why, as a clause; NULL if it runs */
} mwa_effective_t;

/** How the mod_wsgi that is loaded forms %{RESOURCE}. Set before the first request. */
void mwa_effective_fold_script_name(int folds);

/** A variable's value, from where mod_wsgi takes that of %{ENV:name}: notes, the request's environment, or httpd's; or
 * NULL. */
const char *mwa_effective_variable(const request_rec *r, const char *name);

/** Whether mod_wsgi's handler takes a request. @param handler_script receives the WSGIHandlerScript, or NULL */
int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script);

/** What decides the process group of such a request. */
mwa_choice_t mwa_effective_process_group(request_rec *r);

/** For a request that mod_wsgi's handler takes, or a remote process group, before the handler runs. Memory is the
 * request's. */
MWA_HOT void mwa_effective(request_rec *r, mwa_effective_t *serving);

/** Where a choice comes from: "WSGIProcessGroup at /etc/apache2/site.conf:3", "option", or "default". */
const char *mwa_effective_source(apr_pool_t *p, const mwa_choice_t *choice);

#endif /* MWA_EFFECTIVE_H */
