/*
 * A real JVM that cannot start: the process outlives it and is told why. Arguments: the Java directory, and the
 * directory of the jars.
 */
#include "unit.h"
#include "jvm_process.h"
#include "scratch.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

static const char *java_home;
static const char *home;
static const char *const no_options[] = {NULL};

/* ---------------------------------------------------------------- directories that are not as they should be */

static void write_file(const char *directory, const char *name, const char *content)
{
    char path[PATH_SIZE];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "w");
    if (!file) {
        fail_msg("cannot write %s", path);
    }
    fputs(content, file);
    fclose(file);
}

static void link_file(const char *target, const char *directory, const char *name)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    assert_int_equal(0, symlink(target, path));
}

static const char *const jars[] = {"mod_wsgi_alias.jar", "jna.jar", "libjnidispatch.so"};

/** The jars, but for one, which has another content, or is missing if that is NULL. */
static void start_with_file(jvm_process_t *process, const char *name, const char *content)
{
    char directory[SCRATCH_SIZE];
    char target[2 * PATH_SIZE];
    mwa_jvm_options_t options = {.java_home = java_home, .home = scratch_directory(directory), .options = no_options};
    size_t i;

    for (i = 0; i < COUNT_OF(jars); ++i) {
        if (strcmp(jars[i], name) != 0) {
            snprintf(target, sizeof(target), "%s/%s", home, jars[i]);
            link_file(target, directory, jars[i]);
        }
        else if (content) {
            write_file(directory, name, content);
        }
    }
    jvm_process_start(process, &options);
}

/** A Java directory of a release, with this libjvm.so. */
static void start_with_java(jvm_process_t *process, const char *release, const char *libjvm)
{
    char directory[SCRATCH_SIZE];
    char path[PATH_SIZE];
    mwa_jvm_options_t options = {.java_home = scratch_directory(directory), .home = home, .options = no_options};

    write_file(directory, "release", release);
    snprintf(path, sizeof(path), "%s/lib", directory);
    assert_int_equal(0, mkdir(path, 0755));
    snprintf(path, sizeof(path), "%s/lib/server", directory);
    assert_int_equal(0, mkdir(path, 0755));
    link_file(libjvm, directory, "lib/server/libjvm.so");
    jvm_process_start(process, &options);
}

/* ---------------------------------------------------------------- the tests */

static void no_option_that_the_jvm_refuses_ends_the_process(void **state)
{
    static const struct {
        const char *options[3];
        const char *sentence;
    } cases[] = {
        {{"-XX:+Nope"}, "Unrecognized VM option 'Nope'"},
        {{"-Xnope"}, "Unrecognized option: -Xnope"},
        {{"-Xss1k"}, "stack size specified is too small"},
        {{"-Xms2000g"}, "Initial heap size set to a larger value than the maximum heap size"},
        {{"-Xms2000g", "-Xmx2000g"}, "aborted while it started: "},
        {{"-XX:MaxMetaspaceSize=1k"}, "aborted while it started: "},
        {{"-XX:+UseParallelGC"}, "Multiple garbage collectors selected"},
        {{"-agentlib:nope"}, "Could not find agent library nope"},
        {{"-agentlib:jdwp=transport=dt_socket,nope"}, "aborted while it started: "},
        {{"-javaagent:/nonexistent.jar"}, "aborted while it started: "},
        {{"--add-modules=nope"}, "aborted while it started: "},
        {{"-XX:SharedArchiveFile=/nonexistent", "-Xshare:on"}, "aborted while it started: "},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = cases[i].options};
        jvm_process_t process;

        jvm_process_start(&process, &options);
        jvm_process_expect_failure(&process, cases[i].sentence);
    }
}

static void a_file_that_is_missing_is_named(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(jars); ++i) {
        jvm_process_t process;

        start_with_file(&process, jars[i], NULL);
        jvm_process_expect_failure(&process, jars[i]);
        jvm_process_expect_failure(&process, "(No such file or directory); it is installed with mod_wsgi_alias.so");
    }
}

static void a_jar_that_is_none_is_named(void **state)
{
    static const char *const contents[] = {"", "this is no jar", "PK\003\004 nor is this"};
    jvm_process_t process;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(contents); ++i) {
        start_with_file(&process, "mod_wsgi_alias.jar", contents[i]);
        jvm_process_expect_failure(&process, "/mod_wsgi_alias.jar does not belong to this mod_wsgi_alias.so");
    }
    start_with_file(&process, "jna.jar", contents[1]);
    jvm_process_expect_failure(&process, "com/sun/jna");
    start_with_file(&process, "libjnidispatch.so", contents[1]);
    jvm_process_expect_failure(&process, "com.sun.jna.Native");
}

static void a_java_that_is_missing_too_old_or_none_is_told(void **state)
{
    mwa_jvm_options_t options = {.java_home = "/nonexistent", .home = home, .options = no_options};
    char libjvm[PATH_SIZE];
    jvm_process_t process;
    Dl_info any_library;

    (void)state;
    assert_true(dladdr((void *)_cmocka_run_group_tests, &any_library));
    snprintf(libjvm, sizeof(libjvm), "%s/lib/server/libjvm.so", java_home);
    jvm_process_start(&process, &options);
    jvm_process_expect_failure(&process, "no Java in /nonexistent: cannot read /nonexistent/lib/server/libjvm.so");
    start_with_java(&process, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n", libjvm);
    jvm_process_expect_failure(&process, " is version 11, but mod_wsgi_alias needs 17 or newer; ");
    start_with_java(&process, "JAVA_VERSION=\"1.8.0_402\"\n", libjvm);
    jvm_process_expect_failure(&process, " is version 8, but mod_wsgi_alias needs 17 or newer; ");
    start_with_java(&process, "", "/etc/passwd");
    jvm_process_expect_failure(&process, "cannot load ");
    start_with_java(&process, "", any_library.dli_fname);
    jvm_process_expect_failure(&process, "undefined symbol: JNI_CreateJavaVM");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_option_that_the_jvm_refuses_ends_the_process),
        cmocka_unit_test(a_file_that_is_missing_is_named),
        cmocka_unit_test(a_jar_that_is_none_is_named),
        cmocka_unit_test(a_java_that_is_missing_too_old_or_none_is_told),
    };

    if (argc != 3) {
        fprintf(stderr, "usage: %s JAVA_HOME HOME\n", argv[0]);
        return 2;
    }
    java_home = argv[1];
    home = argv[2];
    return cmocka_run_group_tests_name("real JVM, failing", tests, scratch_make, scratch_remove);
}
