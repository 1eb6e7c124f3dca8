#include "config/mwa_servers.h"
#include "config/mwa_config.h"

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

int mwa_servers_have_own(const server_rec *s, const server_rec *main_server)
{
    return s == main_server || mwa_config_of(s) != mwa_config_of(main_server);
}
