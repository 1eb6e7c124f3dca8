/**
 * @file fake_httpd.h
 * @brief The part of httpd that makes requests of URLs, told what to answer and noting what is asked of it.
 */
#ifndef FAKE_HTTPD_H
#define FAKE_HTTPD_H

#include "httpd_unit.h"

#include "http_core.h"

typedef struct fake_httpd_s {
    server_rec server;
    core_server_config server_config;
    core_dir_config directory_config;
    int parse_status; /**< of the request, once it is parsed; 0: what it was */
    int by_address;   /**< how often a virtual host was chosen by the address, and by the header */
    int by_header;
} fake_httpd_t;

extern fake_httpd_t fake_httpd;

/** Makes a test's pool, and httpd as it is without any configuration: a test's setup. It listens nowhere. */
int fake_httpd_set_up(void **state);

#define FAKE_HTTPD_TEST(name) cmocka_unit_test_setup_teardown(name, fake_httpd_set_up, destroy_pool)

#endif /* FAKE_HTTPD_H */
