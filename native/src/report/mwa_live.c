#include "report/mwa_live.h"
#include "report/mwa_report.h"
#include "request/mwa_request.h"

#include "apr_strings.h"
#include "http_protocol.h"

#include <stdio.h>
#include <string.h>

#define QUESTIONS "application/x-wsgi-alias-questions"

/**
 * Reads the body.
 * @param size receives its bytes
 * @return OK, or the status to refuse it with
 */
static int read_body(request_rec *r, char **body, apr_size_t *size)
{
    apr_size_t room;
    long more;
    int status = ap_setup_client_block(r, REQUEST_CHUNKED_ERROR);

    *size = 0;
    if (status) {
        return status;
    }
    if (!ap_should_client_block(r)) {
        return OK;
    }
    if (r->remaining > MWA_LIVE_MOST) {
        return HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
    room = (apr_size_t)r->remaining;
    *body = apr_palloc(r->pool, room);
    while (*size < room && (more = ap_get_client_block(r, *body + *size, room - *size)) > 0) {
        *size += (apr_size_t)more;
    }
    return *size == room ? OK : HTTP_BAD_REQUEST;
}

/** The stream's own writing. @return what was written; 0: the client has gone */
static ssize_t write_to_client(void *cookie, const char *bytes, size_t size)
{
    int written = ap_rwrite(bytes, (int)size, cookie);

    return written < 0 ? 0 : written;
}

static int answer(request_rec *r, char *body, apr_size_t size)
{
    static const cookie_io_functions_t functions = {.write = write_to_client};
    FILE *request = size ? fmemopen(body, size, "r") : fopen("/dev/null", "re");
    FILE *out = fopencookie(r, "w", functions);
    const mwa_serving_t *serving = mwa_request_serving(r);

    if (request && out) {
        ap_set_content_type(r, "application/json; charset=us-ascii");
        apr_table_setn(r->headers_out, "Cache-Control", "no-store");
        mwa_report_live(r, serving ? &serving->tables : NULL, r->args && !strcmp(r->args, "aliases"), request, out);
    }
    if (request) {
        fclose(request);
    }
    if (out) {
        fclose(out);
    }
    return request && out ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

int mwa_live_handler(request_rec *r)
{
    const char *type = apr_table_get(r->headers_in, "Content-Type");
    char *body = NULL;
    apr_size_t size;
    int status;

    if (!r->handler || strcmp(r->handler, MWA_STATUS_HANDLER) != 0 || r->method_number != M_POST || !type
        || strcasecmp(type, QUESTIONS) != 0) {
        return DECLINED;
    }
    status = read_body(r, &body, &size);
    return status ? status : answer(r, body, size);
}
