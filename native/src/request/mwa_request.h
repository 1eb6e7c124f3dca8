/**
 * @file mwa_request.h
 * @brief What the hooks of a request share: the tables, the thread's frame, failures, and mod_wsgi's notes.
 *
 * All hooks run on the request's own thread. Everything that outlives the call is in the request's pool.
 */
#ifndef MWA_REQUEST_H
#define MWA_REQUEST_H

#include "config/mwa_settings.h"
#include "config/mwa_tables.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_hot.h"
#include "process/mwa_serving.h"

/** The handler of the status page. */
#define MWA_STATUS_HANDLER "wsgi-alias-status"

/** What RESOLVE needs of a request, besides the alias: kept from translate_name to fixups if a group is late. */
typedef struct mwa_late_s {
    const char *uri;           /**< as it was matched */
    const char *variables;     /**< names that RESOLVE needs, each ended by a NUL */
    apr_size_t variables_size; /**< bytes of all names, NULs included */
    apr_int32_t captures[2 * MWA_GROUPS];
} mwa_late_t;

/** What is known of a request that has tables, in its request_config. */
typedef struct mwa_request_s {
    const mwa_serving_t *serving; /**< the tables that it was looked up in */
    const mwa_alias_t *alias;     /**< that took the URL, or that it failed with; NULL if none did */
    const mwa_late_t *late;       /**< NULL if no group is late */
    apr_int64_t lookup_time;      /**< nanoseconds, or -1 if it was not measured */

    const struct mwa_remote_s *remote; /**< the remote process group that serves it; NULL: none, or not known yet */
    const char *script;                /**< if remote: the file's name without path info */
    const char *path_info;             /**< if remote: as the application gets it */
    const struct mwa_effective_s *effective; /**< if remote: what holds for it; from the end of fixups on */
    const char *handed;                      /**< if remote: the very r->filename that mod_proxy gets; likewise */
    const struct mwa_request_s *sub;         /**< the sub-request that was handed over last, while it lasts; or NULL */
    const struct mwa_remote_s *found_late;   /**< the group that fixups found; for a sub-request to hand over */
    char *own_uri;                           /**< r->uri, while another stands in for it; NULL: none does */
    int are_variables_due;                   /**< whether the variables for the other end are still to be set */
} mwa_request_t;

/**
 * The tables for a request: those of the request that it is a part of or that has led to it, or else the newest. They
 * stay until the request's pool goes. NULL: no alias at all.
 */
MWA_HOT const mwa_serving_t *mwa_request_serving(request_rec *r);

/** Has a request that is no part of another one use the same tables. It must end before the other one does. */
void mwa_request_share(const request_rec *from, request_rec *to);

/** The alias that the frame's answer names, or NULL. */
MWA_HOT const mwa_alias_t *mwa_request_alias(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame);

/** What is known of a request, or NULL. */
MWA_HOT mwa_request_t *mwa_request_of(const request_rec *r);

/** The same; where nothing is known yet, it begins empty. */
MWA_HOT mwa_request_t *mwa_request_make(request_rec *r);

/**
 * Passes the name of a group, as Java gave it, to mod_wsgi.
 * @param group MWA_PROCESS_GROUP or MWA_APPLICATION_GROUP
 * @param text the frame's text; absent: mod_wsgi's directives decide, late: fixups will resolve it
 */
MWA_HOT void mwa_request_set_group(request_rec *r, mwa_setting_id_t group, const mwa_frame_t *frame,
                                   const mwa_text_t *text);

/** The group's name that mod_wsgi will read from its note, or NULL. @param group as above */
MWA_HOT const char *mwa_request_group(const request_rec *r, mwa_setting_id_t group);

/**
 * Logs a question that was refused or failed, with its alias and cause.
 * @return the status for it: HTTP_FORBIDDEN where the file would lie outside the alias' directory, else
 *         HTTP_INTERNAL_SERVER_ERROR
 */
int mwa_request_failed(request_rec *r, const mwa_serving_t *serving, const mwa_frame_t *frame, const char *question);

/** The thread's frame, or a larger one from the request's pool if @p size bytes of texts do not fit; NULL, and
 * logged, if there is none. */
MWA_HOT mwa_frame_t *mwa_request_frame(request_rec *r, apr_size_t size);

#endif /* MWA_REQUEST_H */
