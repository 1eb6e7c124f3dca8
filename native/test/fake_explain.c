#include "fake_explain.h"
#include "config/mwa_interpreters.h"
#include "config/mwa_remote_check.h"
#include "request/mwa_remote_protocol.h"

#include <stdio.h>
#include <string.h>

static mwa_alias_t alias = {.id = 7};

ap_directive_t *ap_conftree;

world_t world;

/** Not for explanations, but the order of the servers comes with it. */
mwa_server_t *mwa_config_of(const server_rec *s)
{
    (void)s;
    return NULL;
}

void reset_world(void)
{
    memset(&world, 0, sizeof(world));
    world.servers[0].next = &world.servers[1];
    world.answer.reached = MWA_REACHED_TRANSLATE | MWA_REACHED_ALIASES | MWA_REACHED_FILE;
    world.answer.mapped = "mod_wsgi_alias.c";
    world.template.handler = "wsgi-script";
    world.template.filename = (char *)"/srv/\xff.wsgi";
    world.template.finfo.filetype = APR_REG;
    world.lookup = (mwa_lookup_t){.alias = &alias, .status = MWA_MATCHED, .file = "/srv/\xff.wsgi//x"};
    world.serving = (mwa_effective_t){.process_group = {.value = "group", .is_option = 1}};
}

void mwa_ask(apr_pool_t *p, server_rec *main_server, const request_rec *page, const mwa_url_t *url, mwa_asked_t *answer)
{
    request_rec *r = apr_pmemdup(p, &world.template, sizeof(world.template));

    assert_ptr_equal(&world.page, page);
    r->pool = p;
    r->server = main_server->next;
    r->uri = apr_pstrdup(p, world.template.uri ? world.template.uri : url->target);
    r->headers_out = apr_table_make(p, 1);
    if (world.answer.status == HTTP_MOVED_PERMANENTLY) {
        apr_table_setn(r->headers_out, "Location", "/b");
    }
    snprintf(world.asked + strlen(world.asked), sizeof(world.asked) - strlen(world.asked), "%s %d %s %.40s\n",
             url->address ? url->address : "none", url->port, url->host ? url->host : "none", url->target);
    *answer = world.answer;
    answer->r = r;
}

request_rec *mwa_url_request(apr_pool_t *p, server_rec *main_server, const mwa_url_t *url, int *status)
{
    request_rec *r = apr_pcalloc(p, sizeof(*r));

    r->server = url->host && !strcmp(url->host, "one.test") ? main_server->next : main_server;
    *status = OK;
    return r;
}

mwa_request_t *mwa_request_of(const request_rec *r)
{
    (void)r;
    return &world.request;
}

/* ---------------------------------------------------------------- where a script would run */

void mwa_effective(request_rec *r, mwa_effective_t *serving)
{
    (void)r;
    *serving = world.serving;
}

int mwa_effective_takes(const request_rec *r, const mwa_setting_t **handler_script)
{
    *handler_script = NULL;
    return r->handler && !strcmp(r->handler, "wsgi-script");
}

const char *mwa_effective_source(apr_pool_t *p, const mwa_choice_t *choice)
{
    (void)p;
    return choice->is_option ? "option" : "default";
}

const char *mwa_remote_workers(apr_pool_t *p, const server_rec *s, const mwa_remote_t *remote)
{
    (void)s;
    return apr_pstrcat(p, remote->url, "/1 ", remote->url, "/2", NULL);
}

const char *mwa_remote_application_id(apr_pool_t *p, const mwa_effective_t *effective, const char *script)
{
    return apr_pstrcat(p, effective->process_group.value, ":", script, NULL);
}

/* ---------------------------------------------------------------- mod_wsgi's directives */

const char *mwa_settings_directive(mwa_setting_id_t id)
{
    return id == MWA_DAEMON_PROCESS ? "WSGIDaemonProcess" : "other";
}

const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id)
{
    (void)r;
    return id == MWA_CHUNKED_REQUEST ? world.chunked : NULL;
}

apr_array_header_t *mwa_interpreters_options(apr_pool_t *p, const ap_directive_t *tree, const char *process_group,
                                             const char *application_group)
{
    apr_array_header_t *texts = apr_array_make(p, 2, sizeof(const char *));

    (void)application_group;
    assert_null(tree);
    assert_string_equal("group", process_group);
    if (world.has_sections) {
        APR_ARRAY_PUSH(texts, const char *) = "first";
        APR_ARRAY_PUSH(texts, const char *) = "second";
    }
    return texts;
}
