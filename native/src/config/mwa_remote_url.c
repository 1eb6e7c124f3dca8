#include "config/mwa_remote_url.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "apr_uri.h"

#define SOCKET "unix:"
#define MOST_PORT 65535

/** Of SCGI, mod_proxy_scgi's own default. */
static const mwa_scheme_t schemes[] = {
    {.name = "balancer", .module = "mod_proxy_balancer.c", .is_balancer = 1},
    {.name = "scgi", .module = "mod_proxy_scgi.c", .port = 4000},
    {.name = "http", .module = "mod_proxy_http.c", .port = 80},
    {.name = "https", .module = "mod_proxy_http.c", .port = 443, .is_encrypted = 1},
    {.name = NULL},
};

const mwa_scheme_t *mwa_remote_scheme(const char *name, apr_size_t length)
{
    const mwa_scheme_t *scheme;

    for (scheme = schemes; scheme->name; ++scheme) {
        if (strlen(scheme->name) == length && !strncasecmp(scheme->name, name, length)) {
            return scheme;
        }
    }
    return NULL;
}

static const char *unknown_scheme(apr_pool_t *p, const char *name, apr_size_t length)
{
    if (length == 5 && !strncasecmp(name, "uwsgi", length)) {
        return "mod_proxy_uwsgi cannot tell the application an exact SCRIPT_NAME and PATH_INFO. uWSGI speaks scgi too: "
               "give it an --scgi-socket, and write scgi:// here";
    }
    return apr_psprintf(p, "unknown scheme '%.*s'. Write balancer://, scgi://, http:// or https://", (int)length, name);
}

/** What a host's name may consist of: nothing that a URL, a pattern or a variable could give a meaning. */
static int is_host(const char *host)
{
    const char *at;

    for (at = host; apr_isalnum(*at) || (*at && strchr(".-_:", *at)); ++at) {
    }
    return at != host && !*at;
}

/** What must not be in the URL of a group, as a sentence; NULL if it is not. */
static const char *surplus(const apr_uri_t *uri)
{
    if (uri->user || uri->password) {
        return "a user or password cannot be sent. Leave it out";
    }
    if (uri->path && *uri->path && strcmp(uri->path, "/") != 0) {
        return "it has a path. Leave it out: the path of each request follows";
    }
    if (uri->query) {
        return "it has a query string. Leave it out";
    }
    return uri->fragment ? "it has a fragment. Leave it out" : NULL;
}

static const char *read_authority(apr_pool_t *p, const char *url, mwa_remote_t *remote, const mwa_scheme_t *scheme)
{
    apr_uri_t uri;
    const char *error;
    char *host;
    const char *port = "";

    if (strpbrk(url, "$%")) {
        return "captures and variables cannot be part of it: they choose among the groups' names";
    }
    if (apr_uri_parse(p, url, &uri)) {
        return "it is not a URL. Is the port a number?";
    }
    error = surplus(&uri);
    if (error) {
        return error;
    }
    if (!uri.hostname || !is_host(uri.hostname)) {
        return "it has no host's name";
    }
    if (uri.port_str && (!uri.port || strtol(uri.port_str, NULL, 10) > MOST_PORT)) {
        return apr_psprintf(p, "'%s' is not a port from 1 to %d", uri.port_str, MOST_PORT);
    }
    if (uri.port_str && scheme->is_balancer) {
        return "a balancer has no port";
    }
    if (uri.port_str && uri.port != scheme->port) {
        port = apr_psprintf(p, ":%d", uri.port);
    }
    host = apr_pstrdup(p, uri.hostname);
    ap_str_tolower(host);
    remote->url = apr_psprintf(p, strchr(host, ':') ? "%s://[%s]%s" : "%s://%s%s", scheme->name, host, port);
    return NULL;
}

const char *mwa_remote_url(apr_pool_t *p, const char *url, mwa_remote_t *remote, const mwa_scheme_t **scheme)
{
    const char *end;
    const char *error;

    remote->socket = NULL;
    if (!strncasecmp(url, SOCKET, strlen(SOCKET))) {
        url += strlen(SOCKET);
        end = strchr(url, '|');
        if (!end || end == url) {
            return "a socket is written as unix:/path|scgi://name";
        }
        remote->socket = apr_pstrmemdup(p, url, (apr_size_t)(end - url));
        url = end + 1;
    }
    end = strstr(url, "://");
    if (!end) {
        return "it is not a URL. Write balancer://, scgi://, http:// or https://, and a name";
    }
    *scheme = mwa_remote_scheme(url, (apr_size_t)(end - url));
    if (!*scheme) {
        return unknown_scheme(p, url, (apr_size_t)(end - url));
    }
    if (remote->socket && (*scheme)->is_balancer) {
        return "a balancer has no socket. Its members may have";
    }
    error = read_authority(p, url, remote, *scheme);
    if (!error) {
        remote->prefix = apr_pstrcat(p, "proxy:", remote->url, "/", NULL);
        remote->prefix_length = strlen(remote->prefix);
    }
    return error;
}
