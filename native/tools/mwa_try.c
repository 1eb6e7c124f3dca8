/**
 * @file mwa_try.c
 * @brief The bridge without httpd: makes the class archive at build time, and measures the JVM's start and the
 * crossing.
 *
 *     mwa-try archive JAVA_HOME HOME          writes HOME/mod_wsgi_alias.jsa
 *     mwa-try start JAVA_HOME HOME ALIASES    milliseconds until Java is ready, private memory gained, and milliseconds
 *                                             of the first answer, as in a child of httpd: another process has
 *                                             compiled the aliases before
 *     mwa-try bare JAVA_HOME                  the same for a JVM that does nothing
 *     mwa-try cross JAVA_HOME HOME CALLS      nanoseconds a call: match of a prefix alias, and its parts
 *     mwa-try count THREADS CALLS             nanoseconds of CPU to count and time a lookup, all threads in one alias
 *     mwa-try compile JAVA_HOME HOME ALIASES  the same where Java compiles the aliases, as in httpd's probe
 *
 * Of start, compile and cross, any further arguments are options for the JVM.
 */
#include "core/mwa_counters.h"
#include "mwa_try_archive.h"
#include "mwa_try_bridge.h"
#include "mwa_try_cross.h"

#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
    return (double)mwa_clock() / 1e6;
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
        mwa_try_start(bridge);
        prepared = mwa_bridge_prepared();
        memcpy(shared + 1, prepared.bytes, prepared.size);
        *shared = prepared.size;
        _exit(0);
    }
    mwa_try_wait(pid, "the compilation");
    prepared.size = *shared;
    bytes = malloc(prepared.size);
    if (!bytes) {
        abort();
    }
    prepared.bytes = memcpy(bytes, shared + 1, prepared.size);
    munmap(shared, most);
    return prepared;
}

static void measure_start(const mwa_bridge_options_t *bridge)
{
    long before = private_kilobytes();
    mwa_frame_t *frame;
    double started = milliseconds();

    mwa_try_start(bridge);
    report(started, before);
    // What was compiled is read when it is first asked for, so that answer takes longer than the next.
    started = milliseconds();
    frame = mwa_try_frame();
    mwa_try_match(frame, "/last/x", MWA_MATCHED);
    printf("first_answer_ms %.1f\n", milliseconds() - started);
}

static void measure_bare(const char *java_home)
{
    char path[4096];
    jint(JNICALL * create)(JavaVM **, void **, void *);
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
        mwa_try_archive(argv[2], argv[3]);
    }
    else if (!strcmp(verb, "start") && argc >= 5) {
        bridge = mwa_try_bridge(argv[2], argv[3], options, (int)strtol(argv[4], NULL, 10));
        bridge.prepared = prepare(&bridge);
        measure_start(&bridge);
    }
    else if (!strcmp(verb, "compile") && argc >= 5) {
        bridge = mwa_try_bridge(argv[2], argv[3], options, (int)strtol(argv[4], NULL, 10));
        measure_start(&bridge);
    }
    else if (!strcmp(verb, "bare") && argc == 3) {
        measure_bare(argv[2]);
    }
    else if (!strcmp(verb, "cross") && argc >= 5) {
        bridge = mwa_try_bridge(argv[2], argv[3], options, 1);
        mwa_try_start(&bridge);
        mwa_try_cross(argv[2], strtol(argv[4], NULL, 10));
    }
    else if (!strcmp(verb, "count") && argc == 4) {
        measure_counting((int)strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10));
    }
    else {
        fprintf(stderr,
                "usage: mwa-try archive|start|compile|bare|cross JAVA_HOME [HOME [ALIASES|CALLS]]\n"
                "       mwa-try count THREADS CALLS\n");
        return 2;
    }
    fflush(stdout);
    // Not exit(): a JVM's threads still run.
    _exit(0);
}
