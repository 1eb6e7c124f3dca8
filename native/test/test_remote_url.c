/* The URLs of remote process groups: their one spelling, and what is wrong with the others. */
#include "httpd_unit.h"
#include "config/mwa_remote_url.h"

#include <string.h>

static void a_url_is_read_as_mod_proxy_names_its_worker(void **state)
{
    static const struct {
        const char *url;
        const char *expected;
        const char *socket;
        const char *module;
    } cases[] = {
        {"scgi://10.0.0.5:9000", "scgi://10.0.0.5:9000", NULL, "mod_proxy_scgi.c"},
        {"SCGI://App-1.Example:9000/", "scgi://app-1.example:9000", NULL, "mod_proxy_scgi.c"},
        // mod_proxy leaves a usual port out as it forms a request's URL, and then looks for a worker without.
        {"scgi://a:4000", "scgi://a", NULL, "mod_proxy_scgi.c"},
        {"http://a:80", "http://a", NULL, "mod_proxy_http.c"},
        {"http://a:8080", "http://a:8080", NULL, "mod_proxy_http.c"},
        {"https://a:443", "https://a", NULL, "mod_proxy_http.c"},
        {"http://a:443", "http://a:443", NULL, "mod_proxy_http.c"},
        {"http://[::1]:8080", "http://[::1]:8080", NULL, "mod_proxy_http.c"},
        {"balancer://Shop", "balancer://shop", NULL, "mod_proxy_balancer.c"},
        {"balancer://shop_2.x-y/", "balancer://shop_2.x-y", NULL, "mod_proxy_balancer.c"},
        {"unix:/run/x.sock|scgi://x", "scgi://x", "/run/x.sock", "mod_proxy_scgi.c"},
        {"unix:x.sock|http://localhost/", "http://localhost", "x.sock", "mod_proxy_http.c"},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        mwa_remote_t remote = {.name = "x"};
        const mwa_scheme_t *scheme = NULL;
        const char *error = mwa_remote_url(*state, cases[i].url, &remote, &scheme);

        if (error) {
            fail_msg("%s: %s", cases[i].url, error);
        }
        assert_string_equal(cases[i].expected, remote.url);
        assert_string_equal(apr_pstrcat(*state, "proxy:", cases[i].expected, "/", NULL), remote.prefix);
        assert_int_equal(strlen(remote.prefix), remote.prefix_length);
        assert_string_equal(cases[i].module, scheme->module);
        assert_string_equal(cases[i].socket ? cases[i].socket : "", remote.socket ? remote.socket : "");
    }
}

static void what_is_wrong_with_a_url_is_said(void **state)
{
    static const struct {
        const char *url;
        const char *says;
    } cases[] = {
        {"10.0.0.5:9000", "is not a URL"},
        {"", "is not a URL"},
        {"scgi:9000", "is not a URL"},
        {"fcgi://a:9000", "unknown scheme 'fcgi'"},
        {"ajp://a", "unknown scheme 'ajp'"},
        {"://a", "unknown scheme ''"},
        {"xhttp://a", "unknown scheme 'xhttp'"},
        {"uwsgi://a:9000", "write scgi://"},
        {"scgi://a:9000/x", "has a path"},
        {"scgi://a:9000//", "has a path"},
        {"http://a?x=1", "has a query string"},
        {"http://a/?x=1", "has a query string"},
        {"http://a/#x", "has a fragment"},
        {"http://u@a", "a user or password"},
        {"http://u:p@a", "a user or password"},
        {"scgi://", "has no host"},
        {"scgi:///x", "has a path"},
        {"scgi://:9000", "has no host"},
        {"scgi://$1:9000", "choose among the groups' names"},
        {"scgi://rack-$1", "choose among the groups' names"},
        {"http://%{ENV:H}", "choose among the groups' names"},
        {"http://a b", "has no host"},
        {"scgi://a:0", "is not a port"},
        {"scgi://a:65536", "is not a port"},
        {"scgi://a:99999999999999999999", "not a port"},
        {"scgi://a:x", "is not a URL. Is the port a number?"},
        {"balancer://a:80", "has no port"},
        {"unix:/run/x", "unix:/path|scgi://name"},
        {"unix:|scgi://x", "unix:/path|scgi://name"},
        {"unix:/run/x|balancer://x", "has no socket"},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        mwa_remote_t remote = {.name = "x"};
        const mwa_scheme_t *scheme = NULL;
        const char *error = mwa_remote_url(*state, cases[i].url, &remote, &scheme);

        if (!error || !strstr(error, cases[i].says)) {
            fail_msg("%s: %s", cases[i].url, error ? error : "accepted");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_url_is_read_as_mod_proxy_names_its_worker),
        POOL_TEST(what_is_wrong_with_a_url_is_said),
    };

    return RUN_POOL_TESTS("remote url", tests);
}
