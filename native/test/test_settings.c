/* mod_wsgi's directives: which line decides for a request. */
#include "httpd_unit.h"
#include "config/mwa_settings.h"

#include <string.h>

/* ---------------------------------------------------------------- httpd, and the rest of the module */

module AP_MODULE_DECLARE_DATA wsgi_alias_module __attribute__((visibility("default"))) = {.module_index = 0};

static const command_rec wsgi_commands[1];
static module mod_wsgi = {.cmds = wsgi_commands};
static int is_loaded;
static const char *missing;
static mwa_server_t configs[3];
static server_rec servers[3];

module *ap_find_linked_module(const char *name)
{
    return is_loaded && !strcmp(name, "mod_wsgi.c") ? &mod_wsgi : NULL;
}

const command_rec *ap_find_command(const char *name, const command_rec *cmds)
{
    assert_ptr_equal(wsgi_commands, cmds);
    return missing && !strcmp(name, missing) ? NULL : wsgi_commands;
}

mwa_server_t *mwa_config_of(const server_rec *s)
{
    return &configs[s - servers];
}

/* ---------------------------------------------------------------- a configuration */

static int set_up(void **state)
{
    is_loaded = 1;
    missing = NULL;
    memset(configs, 0, sizeof(configs));
    memset(servers, 0, sizeof(servers));
    servers[0].next = &servers[1];
    servers[1].next = &servers[2];
    return make_pool(state);
}

/** Reads a line. @param section NULL: it stands in the server itself */
static const char *keep(apr_pool_t *p, server_rec *server, void *section, mwa_setting_id_t id, const char *arguments)
{
    static int line;
    ap_directive_t directive = {.filename = "x.conf", .line_num = ++line};
    cmd_parms cmd = {.pool = p,
                     .server = server,
                     .directive = &directive,
                     .info = (void *)(uintptr_t)id,
                     .path = section ? (char *)"/" : NULL};

    return mwa_settings_keep(&cmd, section, arguments);
}

/** The value that decides for a request in a section of the second server. */
static const char *decided(void *section, mwa_setting_id_t id)
{
    void *vector[1] = {section};
    request_rec r = {.server = &servers[1], .per_dir_config = (ap_conf_vector_t *)vector};
    const mwa_setting_t *setting = mwa_settings_find(&r, id);

    return setting ? setting->value : NULL;
}

static void the_section_decides_before_the_server(void **state)
{
    void *section = mwa_settings_create_directory(*state, NULL);
    void *empty = mwa_settings_create_directory(*state, NULL);
    mwa_server_t *host = &configs[1];

    assert_null(decided(section, MWA_PROCESS_GROUP));
    assert_null(keep(*state, &servers[0], NULL, MWA_PROCESS_GROUP, "main"));
    host->main_settings = configs[0].settings;
    assert_string_equal("main", decided(section, MWA_PROCESS_GROUP));
    assert_null(keep(*state, &servers[1], NULL, MWA_PROCESS_GROUP, "host"));
    assert_string_equal("host", decided(section, MWA_PROCESS_GROUP));
    assert_null(keep(*state, &servers[1], section, MWA_PROCESS_GROUP, "section"));
    assert_string_equal("section", decided(section, MWA_PROCESS_GROUP));
    assert_string_equal("host", decided(empty, MWA_PROCESS_GROUP));
    assert_null(decided(section, MWA_APPLICATION_GROUP));
}

static void the_last_line_of_a_place_decides(void **state)
{
    void *section = mwa_settings_create_directory(*state, NULL);

    assert_null(keep(*state, &servers[1], section, MWA_CALLABLE_OBJECT, "first"));
    assert_null(keep(*state, &servers[1], section, MWA_PROCESS_GROUP, "between"));
    assert_null(keep(*state, &servers[1], section, MWA_CALLABLE_OBJECT, "last"));
    assert_string_equal("last", decided(section, MWA_CALLABLE_OBJECT));
}

static void an_inner_section_decides_before_an_outer_one(void **state)
{
    void *outer = mwa_settings_create_directory(*state, NULL);
    void *inner = mwa_settings_create_directory(*state, NULL);
    void *empty = mwa_settings_create_directory(*state, NULL);
    void *merged;

    assert_null(keep(*state, &servers[1], outer, MWA_PROCESS_GROUP, "outer"));
    assert_null(keep(*state, &servers[1], outer, MWA_APPLICATION_GROUP, "only outer"));
    assert_null(keep(*state, &servers[1], inner, MWA_PROCESS_GROUP, "inner"));
    merged = mwa_settings_merge_directory(*state, outer, inner);
    assert_string_equal("inner", decided(merged, MWA_PROCESS_GROUP));
    assert_string_equal("only outer", decided(merged, MWA_APPLICATION_GROUP));
    assert_string_equal("outer", decided(outer, MWA_PROCESS_GROUP));
    // Deeper: what has been merged is merged once more.
    merged = mwa_settings_merge_directory(*state, merged, outer);
    assert_string_equal("outer", decided(merged, MWA_PROCESS_GROUP));
    // Nothing is made of a section that has nothing.
    assert_ptr_equal(outer, mwa_settings_merge_directory(*state, outer, empty));
    assert_ptr_equal(inner, mwa_settings_merge_directory(*state, empty, inner));
    assert_ptr_equal(merged, mwa_settings_merge_directory(*state, merged, empty));
}

static void a_line_has_its_place_and_its_first_word(void **state)
{
    void *section = mwa_settings_create_directory(*state, NULL);
    void *vector[1] = {section};
    request_rec r = {.server = &servers[1], .per_dir_config = (ap_conf_vector_t *)vector};
    const mwa_setting_t *setting;

    assert_null(keep(*state, &servers[1], section, MWA_HANDLER_SCRIPT, "one /a.py"));
    assert_null(keep(*state, &servers[1], section, MWA_HANDLER_SCRIPT, "two /b.py x=y"));
    setting = mwa_settings_find_named(&r, MWA_HANDLER_SCRIPT, "one");
    assert_string_equal("one /a.py", setting->value);
    assert_string_equal("one", setting->name);
    assert_string_equal("x.conf", setting->file);
    assert_ptr_equal(&servers[1], setting->server);
    assert_string_equal("two /b.py x=y", mwa_settings_find(&r, MWA_HANDLER_SCRIPT)->value);
    assert_int_equal(setting->line + 1, mwa_settings_find(&r, MWA_HANDLER_SCRIPT)->line);
    assert_null(mwa_settings_find_named(&r, MWA_HANDLER_SCRIPT, "three"));
}

static void a_daemon_may_be_any_servers(void **state)
{
    assert_null(keep(*state, &servers[2], NULL, MWA_DAEMON_PROCESS, "shop threads=2"));
    assert_null(keep(*state, &servers[0], NULL, MWA_DAEMON_PROCESS, "other"));
    assert_null(keep(*state, &servers[0], NULL, MWA_PROCESS_GROUP, "third"));
    mwa_settings_find_daemons(*state, servers);
    assert_string_equal("shop threads=2", mwa_settings_daemon(servers, "shop")->value);
    assert_ptr_equal(&servers[2], mwa_settings_daemon(servers, "shop")->server);
    assert_null(mwa_settings_daemon(servers, "third"));
}

static void the_default_group_is_the_scripts(void **state)
{
    void *section = mwa_settings_create_directory(*state, NULL);
    void *vector[1] = {section};
    request_rec r = {.server = &servers[1], .per_dir_config = (ap_conf_vector_t *)vector};

    assert_true(mwa_settings_is_resource(&r));
    assert_null(keep(*state, &servers[1], section, MWA_APPLICATION_GROUP, "%{GLOBAL}"));
    assert_false(mwa_settings_is_resource(&r));
    assert_null(keep(*state, &servers[1], section, MWA_APPLICATION_GROUP, "%{RESOURCE}"));
    assert_true(mwa_settings_is_resource(&r));
}

static void without_mod_wsgi_there_is_no_such_directive(void **state)
{
    void *section = mwa_settings_create_directory(*state, NULL);

    missing = "WSGIMapHEADToGET";
    assert_string_equal("WSGIMapHEADToGET is a directive that this version of mod_wsgi does not have",
                        keep(*state, &servers[1], section, MWA_MAP_HEAD_TO_GET, "On"));
    is_loaded = 0;
    assert_string_equal("WSGIProcessGroup is a directive of mod_wsgi, which is not loaded",
                        keep(*state, &servers[1], section, MWA_PROCESS_GROUP, "x"));
    assert_null(decided(section, MWA_PROCESS_GROUP));
    assert_null(decided(section, MWA_MAP_HEAD_TO_GET));
}

static void each_has_the_name_that_is_documented(void **state)
{
    int id;

    (void)state;
    for (id = 0; id < MWA_SETTING_COUNT; ++id) {
        assert_int_equal(0, strncmp(mwa_settings_directive((mwa_setting_id_t)id), "WSGI", 4));
    }
}

#define SETTINGS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(the_section_decides_before_the_server),
        SETTINGS_TEST(the_last_line_of_a_place_decides),
        SETTINGS_TEST(an_inner_section_decides_before_an_outer_one),
        SETTINGS_TEST(a_line_has_its_place_and_its_first_word),
        SETTINGS_TEST(a_daemon_may_be_any_servers),
        SETTINGS_TEST(the_default_group_is_the_scripts),
        SETTINGS_TEST(without_mod_wsgi_there_is_no_such_directive),
        SETTINGS_TEST(each_has_the_name_that_is_documented),
    };

    return RUN_POOL_TESTS("settings", tests);
}
