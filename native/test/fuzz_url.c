/*
 * Fuzz target: URLs as requests, as reports make them of a line, without a client. httpd judges: it reads the same URL
 * from a connection, as it does from a client's, up to where translate_name runs. Both must refuse it, or choose the
 * same virtual host and decode the same path.
 *
 * httpd's functions are in its program alone, so this is a module that fuzzes where httpd -t tests a configuration:
 * run-fuzz-url. An input is a byte that chooses a host, and perhaps a Host header of its own up to a NUL; and a target.
 */
#include "fuzz.h"
#include "report/mwa_url.h"

#include "apr_portable.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_connection.h"
#include "http_protocol.h"
#include "http_request.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_ARGUMENTS 16

/** libFuzzer's, or that of fuzz_replay.c. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));

/** Hosts that run-fuzz-url configures, each another way; NULL is no header. */
static const char *const hosts[] = {NULL, "main.test", "encoded.test", "decoded.test", "unmerged.test:2", "both.test"};

static server_rec *main_server;
static char *arguments[MOST_ARGUMENTS + 1] = {(char *)"fuzz-url"};
static int argument_count = 1;

/** What httpd has read and is about to map; NULL if it refuses that. */
static const request_rec *judge;
static int is_judging;

/* ---------------------------------------------------------------- httpd reads a URL */

/** Makes the other end of a connection, which has sent the request and no more. @return its descriptor */
static int send_url(conn_rec *c, const mwa_url_t *url)
{
    const char *text = url->host ? apr_psprintf(c->pool, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", url->target, url->host)
                                 : apr_psprintf(c->pool, "GET %s HTTP/1.0\r\n\r\n", url->target);
    apr_socket_t *socket = NULL;
    int ends[2];

    MUST(!socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    MUST(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text) && !shutdown(ends[1], SHUT_WR));
    MUST(!apr_os_sock_put(&socket, &ends[0], c->pool));
    apr_pool_cleanup_register(c->pool, socket, (apr_status_t(*)(void *))apr_socket_close, apr_pool_cleanup_null);
    // The core ends this hook with DONE.
    MUST(ap_run_pre_connection(c, socket) == DONE);
    return ends[1];
}

/** First of all translate_name hooks: what comes here has been read and decoded. */
static int stop(request_rec *r)
{
    if (!is_judging) {
        return DECLINED;
    }
    judge = r;
    return HTTP_GONE;
}

/** First of all log_transaction hooks: mod_log_config has no log before httpd starts. */
static int log_nothing(request_rec *r)
{
    (void)r;
    return DONE;
}

/** @return the status that httpd refuses with, or OK, or -1 if it answers itself what it cannot read */
static int ask_httpd(conn_rec *c, const mwa_url_t *url)
{
    int client = send_url(c, url);
    request_rec *r;
    int status = -1;

    judge = NULL;
    r = ap_read_request(c);
    if (r && r->status == HTTP_OK) {
        is_judging = 1;
        status = ap_process_request_internal(r);
        is_judging = 0;
        MUST(status);
    }
    close(client);
    return judge ? OK : status;
}

/* ---------------------------------------------------------------- the target */

/** The bytes up to a NUL, without those that the command leaves to nobody to send, or NULL if there is no other. */
static char *take_word(apr_pool_t *p, fuzz_input_t *input)
{
    char *word = apr_pcalloc(p, input->left + 1);
    size_t length = 0;
    uint8_t byte;

    while ((byte = fuzz_byte(input)) != 0) {
        if (byte > ' ' && byte != 127) {
            word[length++] = (char)byte;
        }
    }
    return length ? word : NULL;
}

static void must_be_same(const char *ours, const char *httpds)
{
    MUST((!ours && !httpds) || (ours && httpds && !strcmp(ours, httpds)));
}

static void check_url(apr_pool_t *p, fuzz_input_t input)
{
    size_t chosen = fuzz_byte(&input) % (sizeof(hosts) / sizeof(hosts[0]) + 1);
    int is_own = chosen == sizeof(hosts) / sizeof(hosts[0]);
    mwa_url_t url = {.host = is_own ? take_word(p, &input) : hosts[chosen]};
    request_rec *r;
    int status = -1;
    int httpds;

    url.target = take_word(p, &input);
    // Others name nothing that an alias could take, and httpd's versions do not agree about them.
    if (!url.target || (*url.target != '/' && strncasecmp(url.target, "http://", 7) != 0)) {
        return;
    }
    r = mwa_url_request(p, main_server, &url, &status);
    MUST(r && r->connection->local_ip && r->connection->local_addr);
    if (!status) {
        is_judging = 1;
        status = ap_process_request_internal(r);
        is_judging = 0;
        MUST(status);
        status = judge == r ? OK : status;
    }
    httpds = ask_httpd(r->connection, &url);
    MUST(!status == !httpds);
    MUST(httpds <= 0 || status == httpds);
    if (!status) {
        MUST(r->server == judge->server);
        must_be_same(r->hostname, judge->hostname);
        must_be_same(r->parsed_uri.path, judge->parsed_uri.path);
        must_be_same(r->uri, judge->uri);
        must_be_same(r->args, judge->args);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = NULL;

    MUST(!apr_pool_create(&pool, NULL));
    check_url(pool, (fuzz_input_t){.at = data, .left = size});
    apr_pool_destroy(pool);
    return 0;
}

/* ---------------------------------------------------------------- the module */

/** Where reports are made. */
static int fuzz(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    char **words = arguments;

    (void)plog;
    (void)ptemp;
    main_server = s;
    (void)pconf;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a test of a configuration has one thread.
    exit(LLVMFuzzerRunDriver(&argument_count, &words, LLVMFuzzerTestOneInput));
}

static const char *add_argument(cmd_parms *cmd, void *config, const char *argument)
{
    (void)config;
    if (argument_count == MOST_ARGUMENTS) {
        return "too many arguments";
    }
    arguments[argument_count++] = apr_pstrdup(cmd->pool, argument);
    return NULL;
}

static const command_rec commands[] = {
    AP_INIT_ITERATE("FuzzArguments", add_argument, NULL, RSRC_CONF, "arguments of the fuzzer"),
    {.name = NULL},
};

static void register_hooks(apr_pool_t *p)
{
    (void)p;
    ap_hook_check_config(fuzz, NULL, NULL, APR_HOOK_LAST);
    ap_hook_log_transaction(log_nothing, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_translate_name(stop, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

AP_DECLARE_MODULE(fuzz_url) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, commands, register_hooks, 0,
};
