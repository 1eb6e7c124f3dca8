#include "config/mwa_servers.h"

apr_array_header_t *mwa_servers(apr_pool_t *p, server_rec *main_server)
{
    apr_array_header_t *servers = apr_array_make(p, 4, sizeof(server_rec *));
    server_rec *s;
    int first = 1;
    int last;

    for (s = main_server; s; s = s->next) {
        APR_ARRAY_PUSH(servers, server_rec *) = s;
    }
    for (last = servers->nelts - 1; first < last; ++first, --last) {
        s = APR_ARRAY_IDX(servers, first, server_rec *);
        APR_ARRAY_IDX(servers, first, server_rec *) = APR_ARRAY_IDX(servers, last, server_rec *);
        APR_ARRAY_IDX(servers, last, server_rec *) = s;
    }
    return servers;
}
