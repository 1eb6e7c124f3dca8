#include "report/mwa_ask.h"
#include "report/mwa_hooks.h"

#include "http_config.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

void mwa_ask_prepare(int started)
{
    mwa_url_prepare();
    mwa_hooks_prepare(started);
}

/** Whether the server that a connection comes to has TLS: mod_ssl tells by the scheme. */
static int has_tls(const request_rec *r)
{
    request_rec to_address = *r;

    to_address.server = r->connection->base_server;
    return !strcmp(ap_http_scheme(&to_address), "https");
}

/** All of httpd's phases. @return the status that the request fails with; OK or DONE if a handler would run */
static int process(request_rec *r)
{
    int status = ap_post_read_request(r);

    if (!status) {
        status = ap_process_request_internal(r);
    }
    return status ? status : ap_invoke_handler(r);
}

/** The request that httpd answers: the last one that it has redirected to. */
static request_rec *last_of(request_rec *r)
{
    while (r->next) {
        r = r->next;
    }
    // Where the document for an error fails too, httpd answers the first error without it.
    while (r->prev && ap_is_HTTP_ERROR(r->prev->status)) {
        r = r->prev;
    }
    return r;
}

void mwa_ask(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, mwa_asked_t *answer)
{
    int status;
    request_rec *r = mwa_url_request(p, main_server, url, &status);

    memset(answer, 0, sizeof(*answer));
    mwa_hooks_begin();
    mwa_trail_begin(r->connection, p);
    if (has_tls(r)) {
        mwa_hooks_use_tls(r->connection);
    }
    if (!status) {
        status = process(r);
    }
    if (status != OK && status != DONE) {
        ap_die(status, r);
    }
    answer->r = mwa_hooks_ended();
    if (!answer->r) {
        answer->r = last_of(r);
        answer->status = answer->r->status;
    }
    else if (answer->r->prev && ap_is_HTTP_ERROR(answer->r->prev->status)) {
        answer->error = answer->r->prev->status;
    }
    answer->lookup = mwa_trail_find(answer->r);
    answer->module = mwa_hooks_asked(answer->r, &answer->phase);
    answer->mapped = mwa_hooks_mapped(answer->r);
}
