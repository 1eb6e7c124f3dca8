/* Which Java serves: what an administrator reads, and that one line is logged where there is no class archive. */
#include "httpd_unit.h"
#include "jvm/mwa_jvm.h"
#include "process/mwa_java.h"

#include "http_config.h"
#include "http_log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

module AP_MODULE_DECLARE_DATA wsgi_alias_module;

static const char *java_tells;
static int logs;
static char logged[1024];
static char home[] = "/tmp/mwa-java-XXXXXX";
static char archive[64];

char *mwa_jvm_ask(const char *method, const void *question, size_t size)
{
    assert_string_equal("java", method);
    assert_null(question);
    assert_int_equal(0, size);
    return java_tells ? strdup(java_tells) : NULL;
}

void ap_log_error_(const char *file, int line, int module_index, int level, apr_status_t status, const server_rec *s,
                   const char *format, ...)
{
    va_list args;

    (void)file;
    (void)line;
    (void)module_index;
    (void)status;
    (void)s;
    assert_int_equal(APLOG_NOTICE, level & APLOG_LEVELMASK);
    va_start(args, format);
    vsnprintf(logged, sizeof(logged), format, args);
    va_end(args);
}

static int make_home(void **state)
{
    memset(home + strlen(home) - 6, 'X', 6);
    if (make_pool(state) || !mkdtemp(home)) {
        return 1;
    }
    snprintf(archive, sizeof(archive), "%s/mod_wsgi_alias.jsa", home);
    logged[0] = '\0';
    logs = 1;
    return 0;
}

static int remove_home(void **state)
{
    unlink(archive);
    rmdir(home);
    return destroy_pool(state);
}

static const char *tell(apr_pool_t *p, const char *told, int is_named)
{
    mwa_jvm_options_t options = {.java_home = "/opt/jdk", .home = home};
    server_rec s = {0};

    java_tells = told;
    return mwa_java_tell(p, logs ? &s : NULL, &options, is_named);
}

static void put_archive(void)
{
    int fd = open(archive, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    close(fd);
}

static void java_with_its_archive_logs_nothing(void **state)
{
    put_archive();
    assert_string_equal("Java 17.0.15 in /usr/jdk, by default /opt/jdk; with its class archive",
                        tell(*state, "17.0.15\t/usr/jdk\tmixed mode, sharing", 0));
    assert_string_equal("", logged);
}

static void a_refused_archive_is_logged(void **state)
{
    put_archive();
    assert_string_equal(
        apr_psprintf(*state,
                     "Java 21 in /usr/jdk, named by WSGIAliasJavaHome /opt/jdk; no class "
                     "archive: %s is of another Java, of other jars or another place, or of other options",
                     archive),
        tell(*state, "21\t/usr/jdk\tmixed mode", 1));
    assert_non_null(strstr(logged, "MWA0054: children start slower, because Java 21 of /opt/jdk has no class archive"));
    assert_non_null(strstr(logged, "is of another Java"));
}

static void a_missing_archive_is_logged(void **state)
{
    // The JDK's own archive, which it shares then, is not the module's.
    assert_non_null(strstr(tell(*state, "17\t/usr/jdk\tmixed mode, sharing", 0), "mod_wsgi_alias.jsa is not there"));
    assert_non_null(strstr(logged, "is not there"));
}

static void a_report_logs_nothing(void **state)
{
    logs = 0;
    assert_non_null(strstr(tell(*state, "17\t/usr/jdk\tmixed mode", 0), "is not there"));
    assert_string_equal("", logged);
}

static void a_java_that_does_not_tell_is_no_error(void **state)
{
    static const char *const incomplete[] = {NULL, "", "17", "17\t/usr/jdk"};
    size_t i;

    for (i = 0; i < COUNT_OF(incomplete); ++i) {
        assert_non_null(strstr(tell(*state, incomplete[i], 0), "does not tell"));
        assert_string_equal("", logged);
    }
}

#define HOME_TEST(name) cmocka_unit_test_setup_teardown(name, make_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOME_TEST(java_with_its_archive_logs_nothing),    HOME_TEST(a_refused_archive_is_logged),
        HOME_TEST(a_missing_archive_is_logged),           HOME_TEST(a_report_logs_nothing),
        HOME_TEST(a_java_that_does_not_tell_is_no_error),
    };

    return RUN_POOL_TESTS("java", tests);
}
