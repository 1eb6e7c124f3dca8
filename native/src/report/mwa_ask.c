#include "report/mwa_ask.h"
#include "report/mwa_hooks.h"
#include "request/mwa_request.h"

#include "ap_mpm.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>

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

/** As from who asks for the page, and by the tables that the answer tells of. */
static void come_from(request_rec *r, const request_rec *page)
{
    // A redirection within httpd goes to the MPM, which takes each connection for its own.
    const module *mpm = ap_find_linked_module(apr_pstrcat(r->pool, ap_show_mpm(), ".c", NULL));

    if (mpm) {
        ap_set_module_config(r->connection->conn_config, mpm, ap_get_module_config(page->connection->conn_config, mpm));
    }
    r->connection->client_addr = page->connection->client_addr;
    r->connection->client_ip = page->connection->client_ip;
    r->connection->id = page->connection->id;
    r->connection->sbh = page->connection->sbh;
    r->useragent_addr = page->useragent_addr;
    r->useragent_ip = page->useragent_ip;
    mwa_request_share(page, r);
}

/** The sub-request for a request's URL, mapped; the request itself where httpd maps no such thing. */
static request_rec *look_up(request_rec *r, const request_rec *page, int *status)
{
    request_rec *sub;

    if (!r->parsed_uri.path || *r->parsed_uri.path != '/') {
        *status = HTTP_BAD_REQUEST;
        return r;
    }
    // mod_rewrite does not look ahead for a sub-request that repeats the URL of the request above it.
    r->uri = page->uri;
    sub = ap_sub_req_lookup_uri(apr_pstrcat(r->pool, r->parsed_uri.path, r->parsed_uri.query ? "?" : NULL,
                                            r->parsed_uri.query, NULL),
                                r, NULL);
    *status = sub->status == HTTP_OK ? OK : sub->status;
    // Of the Host header; where httpd refuses the URL, translate_name has not copied it.
    sub->parsed_uri.port = r->parsed_uri.port;
    sub->parsed_uri.port_str = r->parsed_uri.port_str;
    return sub;
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

void mwa_ask(apr_pool_t *p, server_rec *main_server, const request_rec *page, const mwa_url_t *url, mwa_asked_t *answer)
{
    int status;
    request_rec *r = mwa_url_request(p, main_server, url, &status);
    mwa_trail_t *trail = mwa_trail_begin(r->connection, p);

    memset(answer, 0, sizeof(*answer));
    trail->is_tls = has_tls(r);
    if (!page) {
        status = status ? status : process(r);
    }
    else {
        trail->is_sub = 1;
        come_from(r, page);
        if (!status) {
            r = look_up(r, page, &status);
        }
        if (!status) {
            status = ap_invoke_handler(r);
        }
    }
    if (status != OK && status != DONE) {
        // Otherwise the error would count as that of a document for an error, and have none of its own.
        r->status = HTTP_OK;
        ap_die(status, r);
    }
    answer->r = trail->ended;
    if (!answer->r) {
        answer->r = last_of(r);
        answer->status = answer->r->status;
    }
    else if (answer->r->prev && ap_is_HTTP_ERROR(answer->r->prev->status)) {
        answer->error = answer->r->prev->status;
    }
    answer->lookup = mwa_trail_find(answer->r);
    answer->reached = mwa_trail_reached(answer->r);
    if (!page) {
        answer->module = mwa_hooks_asked(answer->r);
        answer->mapped = mwa_hooks_mapped(answer->r);
    }
}
