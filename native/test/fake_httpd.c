#include "fake_httpd.h"

#include "ap_listen.h"
#include "util_filter.h"
#include "http_protocol.h"
#include "http_request.h"
#include "http_vhost.h"

#include <string.h>

ap_listen_rec *ap_listeners;

fake_httpd_t fake_httpd;

// httpd finds the core's configuration at the first place.
static void *server_vector[] = {&fake_httpd.server_config};
static void *directory_vector[] = {&fake_httpd.directory_config};

ap_conf_vector_t *ap_create_conn_config(apr_pool_t *p)
{
    return apr_pcalloc(p, 16);
}

apr_bucket_alloc_t *apr_bucket_alloc_create(apr_pool_t *p)
{
    (void)p;
    return NULL;
}

void ap_update_vhost_given_ip(conn_rec *c)
{
    (void)c;
    fake_httpd.by_address++;
}

void ap_update_vhost_from_headers(request_rec *r)
{
    (void)r;
    fake_httpd.by_header++;
}

request_rec *ap_create_request(conn_rec *c)
{
    request_rec *r = apr_pcalloc(c->pool, sizeof(*r));

    r->pool = c->pool;
    r->connection = c;
    r->server = &fake_httpd.server;
    r->headers_in = apr_table_make(r->pool, 1);
    return r;
}

void ap_parse_uri(request_rec *r, const char *uri)
{
    r->unparsed_uri = apr_pstrdup(r->pool, uri);
    r->uri = apr_pstrdup(r->pool, uri);
    r->parsed_uri.path = *uri == '/' ? r->uri : NULL;
    r->parsed_uri.fragment = strchr(r->uri, '#');
    r->parsed_uri.user = strchr(r->uri, '@');
    r->status = fake_httpd.parse_status ? fake_httpd.parse_status : r->status;
}

const char *ap_scan_vchar_obstext(const char *text)
{
    while (*text && (unsigned char)*text > ' ' && *text != 127) {
        ++text;
    }
    return text;
}

ap_filter_rec_t *ap_register_output_filter(const char *name, ap_out_filter_func function, ap_init_filter_func init,
                                           ap_filter_type type)
{
    (void)name;
    (void)function;
    (void)init;
    (void)type;
    return NULL;
}

ap_filter_t *ap_add_output_filter(const char *name, void *context, request_rec *r, conn_rec *c)
{
    static ap_filter_t filter;

    (void)name;
    (void)context;
    (void)r;
    c->output_filters = &filter;
    return &filter;
}

apr_status_t apr_brigade_cleanup(void *brigade)
{
    (void)brigade;
    return APR_SUCCESS;
}

int fake_httpd_set_up(void **state)
{
    if (make_pool(state)) {
        return 1;
    }
    memset(&fake_httpd, 0, sizeof(fake_httpd));
    fake_httpd.server.module_config = (ap_conf_vector_t *)server_vector;
    fake_httpd.server.lookup_defaults = (ap_conf_vector_t *)directory_vector;
    ap_listeners = NULL;
    return 0;
}
