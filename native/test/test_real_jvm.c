/*
 * The bridge with a real JVM: it starts and answers. Arguments: the Java directory, the directory of the jars, and
 * their version.
 */
#include "unit.h"
#include "jvm_process.h"
#include "scratch.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_bridge.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define THREADS 8
#define QUESTIONS 500
#define PATH_SIZE 4096

static const char *java_home;
static const char *home;
static const char *version;
static const char *const no_options[] = {NULL};

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
    static const int32_t before[] = {1, 1, 0, -1, 0, 0, 0, 12, -1};
    static const int32_t after[] = {-1, -1, -1, 1, 0, 1, 0, 0};
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
                                    .prepares = prepared != NULL,
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
    // A process that is not told to prepare the tables for others takes no time for it.
    right = right && (prepared || !mwa_bridge_prepared().size);
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
    char directory[SCRATCH_SIZE];
    char log[PATH_SIZE];
    char option[2 * PATH_SIZE];
    const char *options[] = {option, NULL};
    jvm_process_t process;

    (void)state;
    snprintf(log, sizeof(log), "%s/classes", scratch_directory(directory));
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_answers_on_many_threads_and_leaves_signals_and_environment_alone),
        cmocka_unit_test(a_module_of_another_version_is_refused),
        cmocka_unit_test(no_proxy_is_generated_and_no_logging_set_up_as_it_starts),
        cmocka_unit_test(it_answers_from_what_another_process_has_prepared),
    };

    if (argc != 4) {
        fprintf(stderr, "usage: %s JAVA_HOME HOME VERSION\n", argv[0]);
        return 2;
    }
    java_home = argv[1];
    home = argv[2];
    version = argv[3];
    return cmocka_run_group_tests_name("real JVM", tests, scratch_make, scratch_remove);
}
