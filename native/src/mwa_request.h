/**
 * @file mwa_request.h
 * @brief A request's way through Java: translate_name asks for the alias, fixups for the groups it left late.
 *
 * Both hooks run on the request's own thread. Everything that outlives the call is in the request's pool.
 */
#ifndef MWA_REQUEST_H
#define MWA_REQUEST_H

#include "mwa_frame_io.h"
#include "mwa_tables.h"

/** What a request that an alias took keeps from translate_name to fixups. */
typedef struct mwa_request_s {
    const mwa_alias_t *alias;
    const char *uri;                 /**< as it was matched */
    const char *variables;           /**< names that RESOLVE needs, each ended by a NUL */
    apr_size_t variables_size;       /**< bytes of all names, NULs included */
    apr_int32_t captures[2 * MWA_GROUPS];
} mwa_request_t;

/** The children's view of what is configured; set once, before the first request. */
void mwa_request_set_tables(const mwa_tables_t *tables);

/**
 * The translate_name hook.
 * @return DECLINED where no alias takes the URL, OK where one does, HTTP_FORBIDDEN where its file would lie outside
 *         the alias' directory, HTTP_INTERNAL_SERVER_ERROR where nobody can tell: then nothing else may serve the URL
 */
int mwa_translate(request_rec *r);

/**
 * The same, and hands out the frame that the question was answered in.
 * @param frame as it was before where no question was asked; NULL where there is none
 */
int mwa_request_translate(request_rec *r, mwa_frame_t **frame);

/** The fixups hook: names the groups that depend on variables, which are complete only now. */
int mwa_fixups(request_rec *r);

/**
 * Hands a group that Java named over to mod_wsgi.
 * @param note mod_wsgi's own note for this kind of group
 * @param text the frame's text; absent: mod_wsgi's directives decide, late: fixups will tell
 */
void mwa_request_set_group(request_rec *r, const char *note, const mwa_frame_t *frame, const mwa_text_t *text);

/** Logs a question that failed, with its alias and cause, and returns the status for it. */
int mwa_request_failed(request_rec *r, const mwa_frame_t *frame, const char *question);

/** The thread's frame, or a larger one from the request's pool if @p size bytes of texts do not fit; NULL, and
 * logged, if there is none. */
mwa_frame_t *mwa_request_frame(request_rec *r, apr_size_t size);

#endif /* MWA_REQUEST_H */
