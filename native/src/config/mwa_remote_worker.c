#include "config/mwa_remote_worker.h"

#include "apr_strings.h"

#include <dlfcn.h>

typedef char *define_worker_t(apr_pool_t *p, proxy_worker **worker, proxy_balancer *balancer, proxy_server_conf *conf,
                              const char *url, int do_malloc);

proxy_server_conf *mwa_remote_proxy(const server_rec *s)
{
    const module *proxy = ap_find_linked_module("mod_proxy.c");

    return proxy ? ap_get_module_config(s->module_config, proxy) : NULL;
}

const proxy_worker *mwa_remote_worker_find(const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_server_conf *proxy = mwa_remote_proxy(s);
    int i;

    for (i = 0; proxy && i < proxy->workers->nelts; ++i) {
        const proxy_worker *worker = &APR_ARRAY_IDX(proxy->workers, i, proxy_worker);

        if (!worker->s->is_name_matchable && !strcmp(worker->s->name_ex, remote->url)) {
            return worker;
        }
    }
    return NULL;
}

const char *mwa_remote_worker_define(cmd_parms *cmd, const mwa_remote_t *remote)
{
    const char *socket = remote->socket ? apr_pstrcat(cmd->pool, "unix:", remote->socket, "|", NULL) : "";
    define_worker_t *define = NULL;
    proxy_server_conf *proxy;
    proxy_worker *worker;
    const char *error;

    // A virtual host has settings of a module once it has seen a directive of it, or asks.
    ap_set_config_vectors(cmd->server, cmd->context, cmd->path, ap_find_linked_module("mod_proxy.c"), cmd->pool);
    proxy = mwa_remote_proxy(cmd->server);
    if (mwa_remote_worker_find(cmd->server, remote)) {
        return NULL;
    }
    *(void **)&define = dlsym(RTLD_DEFAULT, "ap_proxy_define_worker");
    if (!define) {
        return "mod_proxy does not let other modules define its workers";
    }
    error = define(cmd->pool, &worker, NULL, proxy, apr_pstrcat(cmd->pool, socket, remote->url, NULL), 0);
    if (!error) {
        PROXY_COPY_CONF_PARAMS(worker, proxy);
    }
    return error;
}
