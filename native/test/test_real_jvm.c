/*
 * The bridge with a real JVM: it starts and answers, and where it cannot start, the process outlives it and is told
 * why. Arguments: the Java directory, the directory of the jars, and their version.
 */
#include "unit.h"
#include "jvm_process.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_bridge.h"

#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS 8
#define QUESTIONS 500
#define PATH_SIZE 4096
#define DIRECTORY_SIZE 64

static const char *java_home;
static const char *home;
static const char *version;
static const char *const no_options[] = {NULL};

/* ---------------------------------------------------------------- directories that are not as they should be */

static char scratch[] = "/tmp/mwa-test-XXXXXX";

static int make_scratch(void **state)
{
    (void)state;
    return !mkdtemp(scratch);
}

static int remove_scratch(void **state)
{
    char command[DIRECTORY_SIZE];

    (void)state;
    snprintf(command, sizeof(command), "rm -r %s", scratch);
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): a name of our own, and no other thread.
    return system(command);
}

/** A new directory in the scratch directory. */
static const char *make_directory(char *path)
{
    static int count;

    snprintf(path, DIRECTORY_SIZE, "%s/%d", scratch, ++count);
    assert_int_equal(0, mkdir(path, 0755));
    return path;
}

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
    char directory[DIRECTORY_SIZE];
    char target[2 * PATH_SIZE];
    mwa_jvm_options_t options = {.java_home = java_home, .home = make_directory(directory), .options = no_options};
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
    char directory[DIRECTORY_SIZE];
    char path[PATH_SIZE];
    mwa_jvm_options_t options = {.java_home = make_directory(directory), .home = home, .options = no_options};

    write_file(directory, "release", release);
    snprintf(path, sizeof(path), "%s/lib", directory);
    assert_int_equal(0, mkdir(path, 0755));
    snprintf(path, sizeof(path), "%s/lib/server", directory);
    assert_int_equal(0, mkdir(path, 0755));
    link_file(libjvm, directory, "lib/server/libjvm.so");
    jvm_process_start(process, &options);
}

/* ---------------------------------------------------------------- a bridge that answers */

static void put_number(char **at, int32_t number)
{
    memcpy(*at, &number, sizeof(number));
    *at += sizeof(number);
}

static void put_text(char **at, const char *text)
{
    put_number(at, (int32_t)strlen(text));
    *at = stpcpy(*at, text);
}

/** The specs of one alias, /x for /srv/x.wsgi. @return their size */
static size_t make_specs(char *specs)
{
    static const int32_t before[] = {1, 1, 0, -1, 0, 0, 12};
    static const int32_t after[] = {-1, -1, 1, 0, 1, 0, 0};
    char *at = specs;
    size_t i;

    for (i = 0; i < COUNT_OF(before); ++i) {
        put_number(&at, before[i]);
    }
    put_text(&at, "site.conf");
    put_text(&at, "/x");
    put_text(&at, "/srv/x.wsgi");
    for (i = 0; i < COUNT_OF(after); ++i) {
        put_number(&at, after[i]);
    }
    return (size_t)(at - specs);
}

/** @return whether the answer is the right one */
static int ask(const char *uri, mwa_status_t expected, const char *filename)
{
    const char *error;
    mwa_frame_t *frame = mwa_bridge_frame(&error);
    size_t length;
    const char *found;

    if (!frame) {
        return 0;
    }
    mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
    frame->table = 0;
    mwa_frame_put_string(frame, &frame->uri, uri);
    if (mwa_bridge_match(frame) != expected) {
        return 0;
    }
    found = mwa_frame_text(frame, &frame->filename, &length);
    return !filename || (found && length == strlen(filename) && !memcmp(found, filename, length));
}

static void *ask_often(void *right)
{
    int i;

    for (i = 0; i < QUESTIONS; ++i) {
        *(int *)right += ask("/x/y", MWA_MATCHED, "/srv/x.wsgi/y") && ask("/y", MWA_DECLINED, NULL);
    }
    return NULL;
}

static int ask_on_threads(void)
{
    pthread_t threads[THREADS];
    int right[THREADS] = {0};
    int all = 0;
    int i;

    for (i = 0; i < THREADS; ++i) {
        pthread_create(&threads[i], NULL, ask_often, &right[i]);
    }
    for (i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
        all += right[i];
    }
    return all == THREADS * QUESTIONS;
}

/** How many threads of this process, besides the calling one, take one of httpd's signals. */
static int threads_that_take_signals(void)
{
    static const int httpd_s[] = {SIGTERM, SIGHUP, SIGUSR1, SIGWINCH};
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;
    int count = 0;

    if (!tasks) {
        fail_msg("cannot read /proc/self/task");
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else has this stream.
    while ((task = readdir(tasks))) {
        char path[PATH_SIZE];
        char line[256];
        unsigned long long blocked = ~0ull;
        int id = (int)strtol(task->d_name, NULL, 10);
        FILE *file;
        size_t i;

        snprintf(path, sizeof(path), "/proc/self/task/%d/status", id);
        file = id && id != getpid() ? fopen(path, "r") : NULL;
        while (file && fgets(line, sizeof(line), file)) {
            // NOLINTNEXTLINE(cert-err34-c): the kernel has written the number.
            sscanf(line, "SigBlk: %llx", &blocked);
        }
        for (i = 0; file && i < COUNT_OF(httpd_s); ++i) {
            count += !(blocked >> (httpd_s[i] - 1) & 1);
        }
        if (file) {
            fclose(file);
        }
    }
    closedir(tasks);
    return count;
}

/** What the bridge is told of, if anything: the tables as another process has compiled them. */
struct prepared {
    size_t size;
    char bytes[64 * 1024];
};
static struct prepared *prepared;

static const char *const *bridge_options = no_options;

static int start_bridge(const void *told_version, char *error, size_t error_size)
{
    static char specs[256];
    mwa_bridge_options_t options = {.jvm = {.java_home = java_home, .home = home, .options = bridge_options},
                                    .specs = specs,
                                    .specs_size = make_specs(specs),
                                    .version = told_version};

    if (prepared && prepared->size) {
        options.prepared = (mwa_prepared_t){.bytes = prepared->bytes, .size = prepared->size};
    }
    return mwa_bridge_start(&options, error, error_size);
}

/** Leaves what it has prepared in the memory that the processes share. */
static int start_and_prepare(const void *told_version, char *error, size_t error_size)
{
    int ready = start_bridge(told_version, error, error_size);
    mwa_prepared_t made = mwa_bridge_prepared();

    if (!ready || made.size > sizeof(prepared->bytes)) {
        return 0;
    }
    memcpy(prepared->bytes, made.bytes, made.size);
    prepared->size = made.size;
    return 1;
}

/** Everything that is asked of a bridge; the error says what went wrong. */
static int start_and_ask(const void *told_version, char *error, size_t error_size)
{
    int right;
    int take_signals;

    // Not for us: a JVM that heeded it would not start.
    // NOLINTBEGIN(concurrency-mt-unsafe): there is no other thread yet.
    setenv("JAVA_TOOL_OPTIONS", "-Xnope", 1);
    setenv("_JAVA_OPTIONS", "-Xnope", 1);
    setenv("JDK_JAVA_OPTIONS", "-Xnope", 1);
    // NOLINTEND(concurrency-mt-unsafe)
    if (!start_bridge(told_version, error, error_size)) {
        return 0;
    }
    // Before there are threads of our own.
    take_signals = threads_that_take_signals();
    right = ask("/x", MWA_MATCHED, "/srv/x.wsgi") && ask_on_threads() && ask_on_threads();
    snprintf(error, error_size, "answers right: %d, threads that take signals: %d", right, take_signals);
    return right;
}

/* ---------------------------------------------------------------- the tests */

static void it_answers_on_many_threads_and_leaves_signals_and_environment_alone(void **state)
{
    jvm_process_t process;

    (void)state;
    jvm_process_run(&process, start_and_ask, version);
    assert_string_equal("answers right: 1, threads that take signals: 0", process.error);
    assert_true(process.ready);
    assert_int_equal(JVM_PROCESS_EXIT_CODE, process.exit_code);
}

static void a_module_of_another_version_is_refused(void **state)
{
    jvm_process_t process;

    (void)state;
    jvm_process_run(&process, start_bridge, "0.0.0");
    jvm_process_expect_failure(&process, "mod_wsgi_alias.so is version 0.0.0 with layout ");
}

static void it_answers_from_what_another_process_has_prepared(void **state)
{
    jvm_process_t process;

    (void)state;
    prepared = mmap(NULL, sizeof(*prepared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(MAP_FAILED, prepared);
    jvm_process_run(&process, start_and_prepare, version);
    assert_string_equal("", process.error);
    assert_true(process.ready && prepared->size > 0);
    jvm_process_run(&process, start_and_ask, version);
    assert_string_equal("answers right: 1, threads that take signals: 0", process.error);
    assert_true(process.ready);
    prepared->bytes[prepared->size / 2] ^= 1;
    jvm_process_run(&process, start_bridge, version);
    jvm_process_expect_failure(&process, "the prepared tables are damaged: their checksum is wrong");
    prepared->bytes[prepared->size / 2] ^= 1;
    --prepared->size;
    jvm_process_run(&process, start_bridge, version);
    jvm_process_expect_failure(&process, "the prepared tables should have ");
    munmap(prepared, sizeof(*prepared));
    prepared = NULL;
}

/** How many lines of a file have the text; -1 if it cannot be read. */
static int count_lines_with(const char *path, const char *text)
{
    char line[PATH_SIZE];
    int count = 0;
    FILE *file = fopen(path, "r");

    if (!file) {
        return -1;
    }
    while (fgets(line, sizeof(line), file)) {
        count += strstr(line, text) != NULL;
    }
    fclose(file);
    return count;
}

/** Each costs a child milliseconds: see FfiTypeOrder.java and NoLogManager.java. */
static void no_proxy_is_generated_and_no_logging_set_up_as_it_starts(void **state)
{
    char directory[DIRECTORY_SIZE];
    char log[PATH_SIZE];
    char option[2 * PATH_SIZE];
    const char *options[] = {option, NULL};
    jvm_process_t process;

    (void)state;
    snprintf(log, sizeof(log), "%s/classes", make_directory(directory));
    snprintf(option, sizeof(option), "-Xlog:class+load:file=%s", log);
    bridge_options = options;
    jvm_process_run(&process, start_bridge, version);
    bridge_options = no_options;
    assert_string_equal("", process.error);
    assert_true(count_lines_with(log, "com.sun.jna.Structure$FFIType ") > 0);
    assert_int_equal(0, count_lines_with(log, "$Proxy"));
    assert_int_equal(1, count_lines_with(log, "net.modwsgialias.bridge.NoLogManager "));
    assert_int_equal(0, count_lines_with(log, "jdk.internal.logger.BootstrapLogger "));
    assert_int_equal(0, count_lines_with(log, "java.util.logging.LogManager$VisitedLoggers "));
}

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
        cmocka_unit_test(it_answers_on_many_threads_and_leaves_signals_and_environment_alone),
        cmocka_unit_test(a_module_of_another_version_is_refused),
        cmocka_unit_test(no_proxy_is_generated_and_no_logging_set_up_as_it_starts),
        cmocka_unit_test(it_answers_from_what_another_process_has_prepared),
        cmocka_unit_test(no_option_that_the_jvm_refuses_ends_the_process),
        cmocka_unit_test(a_file_that_is_missing_is_named),
        cmocka_unit_test(a_jar_that_is_none_is_named),
        cmocka_unit_test(a_java_that_is_missing_too_old_or_none_is_told),
    };

    if (argc != 4) {
        fprintf(stderr, "usage: %s JAVA_HOME HOME VERSION\n", argv[0]);
        return 2;
    }
    java_home = argv[1];
    home = argv[2];
    version = argv[3];
    return cmocka_run_group_tests_name("real JVM", tests, make_scratch, remove_scratch);
}
