#include "fake_effective.h"
#include "config/mwa_remote_check.h"

#include "http_core.h"
#include "http_main.h"

#include <string.h>

server_rec *ap_server_conf;

world_t world;

void reset_world(void)
{
    memset(&world, 0, sizeof(world));
    world.servers[0].server_hostname = (char *)"main.test";
    world.servers[1].server_hostname = (char *)"one.test";
    world.port = 80;
    ap_server_conf = world.servers;
}

/* ---------------------------------------------------------------- httpd */

apr_port_t ap_get_server_port(const request_rec *r)
{
    (void)r;
    return world.port;
}

int ap_allow_options(request_rec *r)
{
    (void)r;
    return world.options;
}

/* ---------------------------------------------------------------- mod_wsgi's directives */

const mwa_setting_t *mwa_settings_find(const request_rec *r, mwa_setting_id_t id)
{
    (void)r;
    return world.settings[id].value ? &world.settings[id] : NULL;
}

const mwa_setting_t *mwa_settings_find_named(const request_rec *r, mwa_setting_id_t id, const char *name)
{
    (void)r;
    return world.settings[id].value && !strcmp(world.settings[id].name, name) ? &world.settings[id] : NULL;
}

const mwa_setting_t *mwa_settings_daemon(const server_rec *main_server, const char *name)
{
    assert_ptr_equal(world.servers, main_server);
    return world.daemon.name && !strcmp(world.daemon.name, name) ? &world.daemon : NULL;
}

const char *mwa_settings_directive(mwa_setting_id_t id)
{
    return id == MWA_PROCESS_GROUP ? "WSGIProcessGroup" : "other";
}

/* ---------------------------------------------------------------- the rest of the module */

mwa_request_t *mwa_request_of(const request_rec *r)
{
    (void)r;
    return world.request;
}

const char *mwa_request_group(const request_rec *r, mwa_setting_id_t group)
{
    return apr_table_get(r->notes,
                         group == MWA_PROCESS_GROUP ? "mod_wsgi.process_group" : "mod_wsgi.application_group");
}

mwa_server_t *mwa_config_of(const server_rec *s)
{
    (void)s;
    return &world.config;
}

const mwa_remote_t *mwa_remote_find(const mwa_server_t *server, const char *name)
{
    assert_ptr_equal(&world.config, server);
    return world.remote.name && !strcmp(world.remote.name, name) ? &world.remote : NULL;
}

int mwa_remote_speaks_scgi(const server_rec *s, const mwa_remote_t *remote)
{
    (void)s;
    assert_ptr_equal(&world.remote, remote);
    return world.speaks_scgi;
}
