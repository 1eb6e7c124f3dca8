/**
 * @file mwa_try.c
 * @brief The bridge without httpd: makes the class archive at build time, and measures the JVM's start and the crossing.
 *
 *     mwa-try archive JAVA_HOME HOME          writes HOME/mod_wsgi_alias.jsa
 *     mwa-try start JAVA_HOME HOME ALIASES    milliseconds until Java is ready, private memory gained, and milliseconds
 *                                             of the first answer, as in a child of httpd: another process has
 *                                             compiled the aliases before
 *     mwa-try bare JAVA_HOME                  the same for a JVM that does nothing
 *     mwa-try cross JAVA_HOME HOME CALLS      nanoseconds a call: match of a prefix alias
 *     mwa-try count THREADS CALLS             nanoseconds of CPU to count and time a lookup, all threads in one alias
 *     mwa-try compile JAVA_HOME HOME ALIASES  the same where Java compiles the aliases, as in httpd's probe
 *
 * Of start, compile and cross, any further arguments are options for the JVM.
 */
#include "mwa_bridge.h"
#include "mwa_counters.h"
#include "mwa_frame_io.h"
#include "mwa_slots.h"

#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/** The specs of mwa_tables.h, for one table of many aliases. */
typedef struct specs_s {
    char *bytes;
    size_t used;
} specs_t;

static void put_number(specs_t *specs, int32_t number)
{
    memcpy(specs->bytes + specs->used, &number, sizeof(number));
    specs->used += sizeof(number);
}

static void put_text(specs_t *specs, const char *text)
{
    put_number(specs, text ? (int32_t)strlen(text) : -1);
    if (text) {
        memcpy(specs->bytes + specs->used, text, strlen(text));
        specs->used += strlen(text);
    }
}

static void put_alias(specs_t *specs, int is_match, const char *pattern, const char *target, const char *group)
{
    put_number(specs, is_match);
    put_number(specs, 0x240);
    put_number(specs, 1);
    put_text(specs, "mwa_try.c");
    put_text(specs, pattern);
    put_text(specs, target);
    put_text(specs, group);
    put_text(specs, group);
}

/** Aliases of both kinds, so that all of Java's usual way is walked; the last one is the prefix /last. */
static specs_t make_specs(int aliases)
{
    specs_t specs = {.bytes = malloc((size_t)aliases * 256 + 256)};
    char pattern[64];
    int i;

    if (!specs.bytes) {
        abort();
    }
    put_number(&specs, aliases);
    put_number(&specs, 1);
    put_number(&specs, 1);
    put_number(&specs, -1);
    for (i = 0; i < aliases - 1; ++i) {
        snprintf(pattern, sizeof(pattern), "^/tenant-%05d/([^/]+)/app", i);
        put_alias(&specs, 1, pattern, "/srv/$1/app.wsgi", i % 2 ? "%{ENV:SITE}-$1" : "site");
    }
    put_alias(&specs, 0, "/last", "/srv/last.wsgi", NULL);
    put_number(&specs, 1);
    put_number(&specs, 0);
    put_number(&specs, aliases);
    put_number(&specs, 0);
    put_number(&specs, 0);
    return specs;
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Memory that only this process has, in KB. */
static long private_kilobytes(void)
{
    char line[256];
    long sum = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "re");

    if (!file) {
        return 0;
    }
    while (fgets(line, sizeof(line), file)) {
        long value;

        // NOLINTNEXTLINE(cert-err34-c): the kernel has written these numbers, of things in memory.
        if (sscanf(line, "Private_Clean: %ld", &value) == 1 || sscanf(line, "Private_Dirty: %ld", &value) == 1) {
            sum += value;
        }
    }
    fclose(file);
    return sum;
}

static void report(double started, long before)
{
    double ready = milliseconds() - started;

    printf("ready_ms %.1f private_kb %ld\n", ready, private_kilobytes() - before);
}

/** A bridge for many aliases. */
static mwa_bridge_options_t make_bridge(const char *java_home, const char *home, const char *const *options,
                                        int aliases)
{
    specs_t specs = make_specs(aliases);

    return (mwa_bridge_options_t){
        .jvm = {.java_home = java_home, .home = home, .options = options},
        .specs = specs.bytes,
        .specs_size = specs.used,
        .version = MWA_VERSION,
    };
}

static void start_bridge(const mwa_bridge_options_t *bridge)
{
    static char error[4096];

    if (!mwa_bridge_start(bridge, error, sizeof(error))) {
        fprintf(stderr, "mwa-try: %s\n", error);
        _exit(1);
    }
}

/** Compiles in a process that is thrown away, as httpd does before it starts. @return in memory of this process */
static mwa_prepared_t prepare(const mwa_bridge_options_t *bridge)
{
    static const size_t most = (size_t)1 << 30;
    // A size, and what has that size; memory that nobody writes to is never taken.
    size_t *shared = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    mwa_prepared_t prepared;
    void *bytes;
    pid_t pid = shared == MAP_FAILED ? -1 : fork();

    if (pid == 0) {
        start_bridge(bridge);
        prepared = mwa_bridge_prepared();
        memcpy(shared + 1, prepared.bytes, prepared.size);
        *shared = prepared.size;
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, NULL, 0) != pid || !*shared) {
        fprintf(stderr, "mwa-try: nothing was prepared\n");
        _exit(1);
    }
    prepared.size = *shared;
    bytes = malloc(prepared.size);
    if (!bytes) {
        abort();
    }
    prepared.bytes = memcpy(bytes, shared + 1, prepared.size);
    munmap(shared, most);
    return prepared;
}

static mwa_frame_t *thread_frame(void)
{
    const char *error = NULL;
    mwa_frame_t *frame = mwa_bridge_frame(&error);

    if (!frame) {
        fprintf(stderr, "mwa-try: %s\n", error);
        _exit(1);
    }
    return frame;
}

static mwa_status_t match(mwa_frame_t *frame, const char *uri)
{
    mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
    frame->table = 0;
    frame->alias = -1;
    mwa_frame_put_string(frame, &frame->uri, uri);
    return mwa_bridge_match(frame);
}

static void expect(mwa_status_t expected, mwa_status_t status, const mwa_frame_t *frame)
{
    if (status != expected) {
        size_t length;
        const char *message = mwa_frame_text(frame, &frame->message, &length);

        fprintf(stderr, "mwa-try: status %d instead of %d: %.*s\n", status, expected, (int)length, message);
        _exit(1);
    }
}

/** Ends the JVM, so that it has written all it wants to. */
static void destroy_jvm(const char *java_home)
{
    char path[4096];
    jint(JNICALL *created)(JavaVM **, jsize, jsize *);
    JavaVM *vm = NULL;
    JNIEnv *env;
    jsize count = 0;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", java_home);
    *(void **)&created = dlsym(dlopen(path, RTLD_NOW), "JNI_GetCreatedJavaVMs");
    if (!created || created(&vm, 1, &count) != JNI_OK || count != 1
        || (*vm)->AttachCurrentThread(vm, (void **)&env, NULL) != JNI_OK || (*vm)->DestroyJavaVM(vm) != JNI_OK) {
        fprintf(stderr, "mwa-try: the JVM cannot be ended\n");
        _exit(1);
    }
}

static void measure_start(const mwa_bridge_options_t *bridge)
{
    long before = private_kilobytes();
    mwa_frame_t *frame;
    double started = milliseconds();

    start_bridge(bridge);
    report(started, before);
    // What was compiled is read when it is first asked for, so that answer takes longer than the next.
    started = milliseconds();
    frame = thread_frame();
    expect(MWA_MATCHED, match(frame, "/last/x"), frame);
    printf("first_answer_ms %.1f\n", milliseconds() - started);
}

/** Waits for a process that must work. */
static void expect_success(pid_t pid, const char *what)
{
    int status = -1;

    if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
        fprintf(stderr, "mwa-try: %s failed\n", what);
        _exit(1);
    }
}

/** Lists in HOME/mod_wsgi_alias.classes what a JVM loads as it starts and answers. */
static void list_classes(const char *java_home, const char *home)
{
    char option[4096];
    const char *options[] = {option, NULL};
    mwa_bridge_options_t bridge = make_bridge(java_home, home, options, 4);
    mwa_frame_t *frame;

    snprintf(option, sizeof(option), "-XX:DumpLoadedClassList=%s/mod_wsgi_alias.classes", home);
    start_bridge(&bridge);
    frame = thread_frame();
    expect(MWA_MATCHED, match(frame, "/last/x"), frame);
    expect(MWA_MATCHED, match(frame, "/tenant-00000/a/app"), frame);
    expect(MWA_MATCHED, match(frame, "/tenant-00001/a/app"), frame);
    expect(MWA_OUTSIDE, match(frame, "/tenant-00001/../app"), frame);
    expect(MWA_DECLINED, match(frame, "/nothing"), frame);
    destroy_jvm(java_home);
    _exit(0);
}

/** Becomes the JVM that makes an archive of what is listed. */
static void dump_archive(const char *java_home, const char *home)
{
    char java[4096];
    char classes[4096];
    char archive[4096];
    char path[8192];

    snprintf(java, sizeof(java), "%s/bin/java", java_home);
    snprintf(classes, sizeof(classes), "-XX:SharedClassListFile=%s/mod_wsgi_alias.classes", home);
    snprintf(archive, sizeof(archive), "-XX:SharedArchiveFile=%s/mod_wsgi_alias.jsa", home);
    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.jar:%s/jna.jar", home, home);
    // With G1, and with no other collector, objects get into the archive too; any collector can read them.
    execl(java, java, "-Xshare:dump", "-XX:+UseG1GC", "-Xmx128m", classes, archive, "-cp", path, (char *)NULL);
    fprintf(stderr, "mwa-try: cannot run %s: %m\n", java);
    _exit(1);
}

/** Twice, because a JVM that has an archive loads a few classes that one without it does not. */
static void make_archive(const char *java_home, const char *home)
{
    char path[4096];
    int round;
    pid_t pid;

    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.jsa", home);
    unlink(path);
    for (round = 0; round < 2; ++round) {
        pid = fork();
        if (pid == 0) {
            list_classes(java_home, home);
        }
        expect_success(pid, "the list of classes");
        pid = fork();
        if (pid == 0) {
            dump_archive(java_home, home);
        }
        expect_success(pid, "the archive of classes");
    }
    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.classes", home);
    unlink(path);
}

static void measure_bare(const char *java_home)
{
    char path[4096];
    jint(JNICALL *create)(JavaVM **, void **, void *);
    JavaVMOption options[] = {{.optionString = (char *)"-XX:+UseSerialGC"}, {.optionString = (char *)"-Xrs"}};
    JavaVMInitArgs args = {.version = JNI_VERSION_10, .nOptions = 2, .options = options};
    JavaVM *vm;
    void *env;
    long before = private_kilobytes();
    double started = milliseconds();

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", java_home);
    *(void **)&create = dlsym(dlopen(path, RTLD_NOW), "JNI_CreateJavaVM");
    if (!create || create(&vm, &env, &args) != JNI_OK) {
        fprintf(stderr, "mwa-try: no JVM in %s\n", java_home);
        _exit(1);
    }
    report(started, before);
}

static void measure_crossing(long calls)
{
    static const int rounds = 12;
    mwa_frame_t *frame = thread_frame();
    int round;

    for (round = 0; round < rounds; ++round) {
        double started = milliseconds();
        long i;

        for (i = 0; i < calls; ++i) {
            expect(MWA_MATCHED, match(frame, "/last/some/ordinary/path/of/40/bytes/x"), frame);
        }
        printf("round %d ns_per_call %.1f\n", round, (milliseconds() - started) * 1e6 / (double)calls);
    }
}

static mwa_table_counters_t table_counters __attribute__((aligned(MWA_CACHE_LINE)));
static mwa_alias_counters_t alias_counters __attribute__((aligned(MWA_CACHE_LINE)));

/** What a lookup of a request adds: the same calls as in mwa_translate.c. */
static void *count_lookups(void *data)
{
    static const mwa_frame_t frame = {.status = MWA_MATCHED};
    const long calls = *(const long *)data;
    struct timespec used;
    long i;

    for (i = 0; i < calls; ++i) {
        uint64_t begin = mwa_is_time_due() ? mwa_clock() : 0;

        mwa_count_lookup(&table_counters, &alias_counters, &frame, 1);
        if (begin) {
            mwa_count_time(&table_counters, mwa_clock() - begin);
        }
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    printf("ns_per_lookup %.1f\n", ((double)used.tv_sec * 1e9 + (double)used.tv_nsec) / (double)calls);
    return NULL;
}

static void measure_counting(int threads, long calls)
{
    pthread_t started[64];
    int i;

    for (i = 0; i < threads && i < 64; ++i) {
        if (pthread_create(&started[i], NULL, count_lookups, &calls)) {
            abort();
        }
    }
    while (i) {
        pthread_join(started[--i], NULL);
    }
}

int main(int argc, char **argv)
{
    const char *const *options = argc > 5 ? (const char *const *)argv + 5 : (const char *const *)argv + argc;
    const char *verb = argc > 2 ? argv[1] : "";
    mwa_bridge_options_t bridge;

    if (!strcmp(verb, "archive") && argc == 4) {
        make_archive(argv[2], argv[3]);
    }
    else if (!strcmp(verb, "start") && argc >= 5) {
        bridge = make_bridge(argv[2], argv[3], options, (int)strtol(argv[4], NULL, 10));
        bridge.prepared = prepare(&bridge);
        measure_start(&bridge);
    }
    else if (!strcmp(verb, "compile") && argc >= 5) {
        bridge = make_bridge(argv[2], argv[3], options, (int)strtol(argv[4], NULL, 10));
        measure_start(&bridge);
    }
    else if (!strcmp(verb, "bare") && argc == 3) {
        measure_bare(argv[2]);
    }
    else if (!strcmp(verb, "cross") && argc >= 5) {
        bridge = make_bridge(argv[2], argv[3], options, 1);
        start_bridge(&bridge);
        measure_crossing(strtol(argv[4], NULL, 10));
    }
    else if (!strcmp(verb, "count") && argc == 4) {
        measure_counting((int)strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10));
    }
    else {
        fprintf(stderr, "usage: mwa-try archive|start|compile|bare|cross JAVA_HOME [HOME [ALIASES|CALLS]]\n"
                "       mwa-try count THREADS CALLS\n");
        return 2;
    }
    fflush(stdout);
    // Not exit(): a JVM's threads still run.
    _exit(0);
}
