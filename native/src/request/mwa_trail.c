#include "request/mwa_trail.h"

#include "apr_strings.h"

#include <string.h>

mwa_trail_t *mwa_trail_begin(conn_rec *c, apr_pool_t *p)
{
    mwa_trail_t *trail = apr_pcalloc(p, sizeof(*trail));

    trail->pool = p;
    ap_set_module_config(c->conn_config, &wsgi_alias_module, trail);
    return trail;
}

void mwa_trail_end(conn_rec *c)
{
    ap_set_module_config(c->conn_config, &wsgi_alias_module, NULL);
}

mwa_trail_t *mwa_trail_of(const request_rec *r)
{
    return ap_get_module_config(r->connection->conn_config, &wsgi_alias_module);
}

static mwa_mark_t *mark_of(const mwa_trail_t *trail, const request_rec *r)
{
    mwa_mark_t *mark;

    for (mark = trail->marks; mark && mark->request != r; mark = mark->next) {
    }
    return mark;
}

/** A cleanup: another request may get the memory of one that has ended. */
static apr_status_t forget(void *mark)
{
    ((mwa_mark_t *)mark)->request = NULL;
    return APR_SUCCESS;
}

mwa_mark_t *mwa_trail_mark(const request_rec *r)
{
    mwa_trail_t *trail = mwa_trail_of(r);
    mwa_mark_t *mark = trail ? mark_of(trail, r) : NULL;

    if (trail && !mark) {
        mark = apr_pcalloc(trail->pool, sizeof(*mark));
        mark->request = r;
        apr_pool_cleanup_register(r->pool, mark, forget, apr_pool_cleanup_null);
        mark->next = trail->marks;
        trail->marks = mark;
    }
    return mark;
}

void mwa_trail_reach(const request_rec *r, int reached)
{
    mwa_mark_t *mark = mwa_trail_mark(r);

    if (mark) {
        mark->reached |= reached;
    }
}

const mwa_mark_t *mwa_trail_known(const request_rec *r)
{
    const mwa_trail_t *trail = mwa_trail_of(r);

    return trail ? mark_of(trail, r) : NULL;
}

int mwa_trail_reached(const request_rec *r)
{
    const mwa_mark_t *mark = mwa_trail_known(r);

    return mark ? mark->reached : 0;
}

void mwa_trail_add(mwa_trail_t *trail, const char *uri, const mwa_alias_t *alias, const mwa_frame_t *frame)
{
    mwa_lookup_t *lookup = apr_pcalloc(trail->pool, sizeof(*lookup));
    apr_size_t length;
    const char *file = frame->status == MWA_MATCHED ? mwa_frame_text(frame, &frame->filename, &length) : NULL;

    if (alias) {
        // A sub-request's own may go with it, and so may the only text that is made along with an alias.
        mwa_alias_t *copy = apr_pmemdup(trail->pool, alias, sizeof(*alias));

        copy->place = apr_pstrdup(trail->pool, alias->place);
        lookup->alias = copy;
    }
    lookup->status = (mwa_status_t)frame->status;
    lookup->uri = apr_pstrdup(trail->pool, uri);
    lookup->file = file ? apr_pstrmemdup(trail->pool, file, length) : NULL;
    memcpy(lookup->captures, frame->captures, sizeof(lookup->captures));
    lookup->earlier = trail->last;
    trail->last = lookup;
}

void mwa_trail_fail(const request_rec *r, const char *message)
{
    mwa_trail_t *trail = mwa_trail_of(r);

    if (trail && trail->last) {
        trail->last->message = apr_pstrdup(trail->pool, message);
    }
}

const mwa_lookup_t *mwa_trail_find(const request_rec *r)
{
    const mwa_trail_t *trail = mwa_trail_of(r);
    const mwa_lookup_t *lookup;

    for (lookup = trail ? trail->last : NULL; lookup; lookup = lookup->earlier) {
        if (!strcmp(lookup->uri, r->uri)) {
            return lookup;
        }
    }
    return NULL;
}
