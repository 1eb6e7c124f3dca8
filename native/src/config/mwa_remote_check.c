#include "config/mwa_remote_check.h"
#include "config/mwa_remote_names.h"
#include "config/mwa_remote_url.h"
#include "config/mwa_remote_worker.h"
#include "config/mwa_settings.h"

#include "apr_strings.h"

#define SCGI "scgi://"

static const char *place(apr_pool_t *p, const mwa_remote_t *remote)
{
    return apr_psprintf(p, MWA_REMOTE_GROUP " %s at %s", remote->name, remote->place);
}

static const proxy_balancer *find_balancer(const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_server_conf *proxy = mwa_remote_proxy(s);
    int i;

    for (i = 0; proxy && i < proxy->balancers->nelts; ++i) {
        const proxy_balancer *balancer = &APR_ARRAY_IDX(proxy->balancers, i, proxy_balancer);

        if (!strcmp(balancer->s->name, remote->url)) {
            return balancer;
        }
    }
    return NULL;
}

/** @return NULL, or why the member of a balancer cannot serve a group */
static const char *check_member(apr_pool_t *p, const proxy_worker *member)
{
    const mwa_scheme_t *scheme;
    mwa_remote_t read;
    const char *error = mwa_remote_url(p, member->s->name_ex, &read, &scheme);

    if (error) {
        return error;
    }
    if (scheme->is_balancer) {
        return "a balancer cannot be a member";
    }
    return ap_find_linked_module(scheme->module)
        ? NULL
        : apr_psprintf(p, "it needs %.*s, which is not loaded", (int)(strlen(scheme->module) - 2), scheme->module);
}

static const char *check_balancer(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_balancer *balancer = find_balancer(s, remote);
    int i;

    if (!balancer || !balancer->workers->nelts) {
        return apr_psprintf(p, "%s: %s %s. Write <Proxy %s> with a BalancerMember for each server", place(p, remote),
                            remote->url, balancer ? "has no member" : "is no balancer here", remote->url);
    }
    for (i = 0; i < balancer->workers->nelts; ++i) {
        const proxy_worker *member = APR_ARRAY_IDX(balancer->workers, i, const proxy_worker *);
        const char *error = check_member(p, member);

        if (error) {
            return apr_psprintf(p, "%s: the BalancerMember %s of %s: %s", place(p, remote), member->s->name_ex,
                                remote->url, error);
        }
    }
    return NULL;
}

static const char *check_worker(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_worker *worker = mwa_remote_worker_find(s, remote);
    const char *socket = remote->socket ? ap_runtime_dir_relative(p, remote->socket) : "";

    if (!worker) {
        return apr_psprintf(p, "%s: mod_proxy has no worker %s", place(p, remote), remote->url);
    }
    return strcmp(worker->s->uds_path, socket)
        ? apr_psprintf(p,
                       "%s: a ProxyPass or <Proxy> has the URL %s too, but another socket, '%s'. Give each socket's "
                       "URL a name of its own",
                       place(p, remote), remote->url, worker->s->uds_path)
        : NULL;
}

static int is_balancer(const mwa_remote_t *remote)
{
    return !strncmp(remote->url, BALANCER_PREFIX, strlen(BALANCER_PREFIX));
}

static const char *check_name(apr_pool_t *p, const server_rec *main_server, const mwa_remote_t *remote)
{
    const mwa_setting_t *daemon = mwa_settings_daemon(main_server, remote->name);

    return daemon ? apr_psprintf(p,
                                 "the process group '%s' cannot be both a WSGIDaemonProcess, at %s:%d, and "
                                 "a " MWA_REMOTE_GROUP ", at %s. Rename one of the two",
                                 remote->name, daemon->file, daemon->line, remote->place)
                  : NULL;
}

static const char *check_server(apr_pool_t *p, const server_rec *main_server, const server_rec *s,
                                const apr_array_header_t *remotes)
{
    const char *error = NULL;
    int i;

    for (i = 0; i < remotes->nelts && !error; ++i) {
        const mwa_remote_t *remote = APR_ARRAY_IDX(remotes, i, const mwa_remote_t *);

        error = check_name(p, main_server, remote);
        if (!error) {
            error = is_balancer(remote) ? check_balancer(p, s, remote) : check_worker(p, s, remote);
        }
    }
    return error;
}

const char *mwa_remote_check(apr_pool_t *p, const server_rec *main_server)
{
    const server_rec *s;
    const char *error = NULL;

    for (s = main_server; s && !error; s = s->next) {
        apr_hash_t *remotes = mwa_config_of(s)->remotes;

        // What a virtual host inherits whole, it inherits together with the workers.
        if (remotes && (s == main_server || remotes != mwa_config_of(main_server)->remotes)) {
            error = check_server(p, main_server, s, mwa_remote_all(p, mwa_config_of(s)));
        }
    }
    return error;
}

static int is_scgi(const char *url)
{
    return !strncmp(url, SCGI, strlen(SCGI));
}

int mwa_remote_speaks_scgi(const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_balancer *balancer = find_balancer(s, remote);
    int i;

    for (i = 0; balancer && i < balancer->workers->nelts; ++i) {
        if (is_scgi(APR_ARRAY_IDX(balancer->workers, i, const proxy_worker *)->s->name_ex)) {
            return 1;
        }
    }
    return is_scgi(remote->url);
}

static const char *name_of(apr_pool_t *p, const proxy_worker *worker)
{
    return *worker->s->uds_path ? apr_pstrcat(p, "unix:", worker->s->uds_path, "|", worker->s->name_ex, NULL)
                                : worker->s->name_ex;
}

const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    const proxy_balancer *balancer = find_balancer(s, remote);
    const proxy_worker *worker = mwa_remote_worker_find(s, remote);
    const char *names = worker ? name_of(p, worker) : "";
    int i;

    for (i = 0; balancer && i < balancer->workers->nelts; ++i) {
        names = apr_pstrcat(p, names, *names ? " " : "",
                            name_of(p, APR_ARRAY_IDX(balancer->workers, i, const proxy_worker *)), NULL);
    }
    return names;
}
