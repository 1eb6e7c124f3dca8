#include "jvm/mwa_jvm_arguments.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** A JDK's release: 17.0.9 is feature 17, update 9. */
typedef struct jdk_s {
    int feature; /**< 0: unknown */
    int update;
} jdk_t;

/** @param text of the form 17.0.9, 25, or 1.8.0_402, which is Java 8 */
static jdk_t parse_jdk_version(const char *text)
{
    jdk_t jdk = {0};
    int interim = 0;

    // NOLINTNEXTLINE(cert-err34-c): a number that is too large is that of no Java.
    sscanf(text, "%d.%d.%d", &jdk.feature, &interim, &jdk.update);
    if (jdk.feature == 1) {
        jdk = (jdk_t){.feature = interim};
    }
    return jdk;
}

/** The release that the JDK's release file tells. */
static jdk_t read_jdk_version(const char *java_home)
{
    static const char key[] = "JAVA_VERSION=\"";
    char path[MWA_JVM_PATH_SIZE];
    char line[256];
    jdk_t jdk = {0};
    FILE *file;

    snprintf(path, sizeof(path), "%s/release", java_home);
    file = fopen(path, "re");
    if (!file) {
        return jdk;
    }
    while (!jdk.feature && fgets(line, sizeof(line), file)) {
        if (!strncmp(line, key, sizeof(key) - 1)) {
            jdk = parse_jdk_version(line + sizeof(key) - 1);
        }
    }
    fclose(file);
    return jdk;
}

/** Whether it knows -XX:TrimNativeHeapInterval: an option that it does not know would end its start. */
static int knows_trimming(jdk_t jdk)
{
    return jdk.feature >= 22 || (jdk.feature == 21 && jdk.update >= 2) || (jdk.feature == 17 && jdk.update >= 10);
}

/** Whether anybody may write to a file, or put another one in its place; where there is none, nobody may. */
static int is_open_to_all(const char *path)
{
    struct stat status;

    // In a directory with the sticky bit, files are changed by their owners alone.
    return !stat(path, &status) && status.st_mode & S_IWOTH && !(S_ISDIR(status.st_mode) && status.st_mode & S_ISVTX);
}

/** Looks at an absolute path and all directories above it. */
static int check_path(const char *file, char *error, size_t error_size)
{
    char path[MWA_JVM_PATH_SIZE];
    char *slash = path;

    snprintf(path, sizeof(path), "%s", file);
    while (slash) {
        if (is_open_to_all(*path ? path : "/")) {
            snprintf(error, error_size,
                     "anybody can write to %s, and so replace %s, which runs in httpd; remove the "
                     "permission with chmod o-w",
                     *path ? path : "/", file);
            return 0;
        }
        slash = strrchr(path, '/');
        if (slash) {
            *slash = '\0';
        }
    }
    return 1;
}

/** What is loaded from a file runs with all rights of a child: nobody may change it, as it is named and where it is. */
static int check_writers(const char *file, char *error, size_t error_size)
{
    char *real = realpath(file, NULL);
    int closed = check_path(file, error, error_size) && (!real || check_path(real, error, error_size));

    free(real);
    return closed;
}

static int check_java(const char *java_home, char *error, size_t error_size)
{
    char path[MWA_JVM_PATH_SIZE];
    int version;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", java_home);
    if (access(path, R_OK)) {
        snprintf(error, error_size,
                 "no Java in %s: cannot read %s (%m); install a JRE of version %d or newer "
                 "(Debian: default-jre-headless) or name its directory with WSGIAliasJavaHome",
                 java_home, path, MWA_JVM_OLDEST);
        return 0;
    }
    if (!check_writers(path, error, error_size)) {
        return 0;
    }
    version = read_jdk_version(java_home).feature;
    if (version && version < MWA_JVM_OLDEST) {
        snprintf(error, error_size,
                 "the Java in %s is version %d, but mod_wsgi_alias needs %d or newer; name "
                 "another with WSGIAliasJavaHome",
                 java_home, version, MWA_JVM_OLDEST);
        return 0;
    }
    return 1;
}

int mwa_jvm_check_files(const mwa_jvm_options_t *options, char *error, size_t error_size)
{
    static const char *const ours[] = {"mod_wsgi_alias.jar", "jna.jar", "libjnidispatch.so"};
    char path[MWA_JVM_PATH_SIZE];
    size_t i;

    if (!check_java(options->java_home, error, error_size)) {
        return 0;
    }
    snprintf(path, sizeof(path), "%s/" MWA_JVM_ARCHIVE, options->home);
    if (!check_writers(path, error, error_size)) {
        return 0;
    }
    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); ++i) {
        snprintf(path, sizeof(path), "%s/%s", options->home, ours[i]);
        if (access(path, R_OK)) {
            snprintf(error, error_size,
                     "cannot read %s (%m); it is installed with mod_wsgi_alias.so and must be "
                     "readable by the user that httpd's children run as",
                     path);
            return 0;
        }
        if (!check_writers(path, error, error_size)) {
            return 0;
        }
    }
    return 1;
}

static void add(mwa_jvm_arguments_t *arguments, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(mwa_jvm_arguments_t *arguments, const char *format, ...)
{
    char *text = arguments->texts[arguments->count];
    va_list args;

    va_start(args, format);
    vsnprintf(text, MWA_JVM_PATH_SIZE, format, args);
    va_end(args);
    arguments->list[arguments->count++].optionString = text;
}

void mwa_jvm_add_hook(mwa_jvm_arguments_t *arguments, const char *name, void *hook)
{
    arguments->list[arguments->count].extraInfo = hook;
    add(arguments, "%s", name);
}

static const char *native_access_of(int version)
{
    return version < 22 ? NULL : "--enable-native-access=ALL-UNNAMED";
}

const char *mwa_jvm_native_access(const char *java_home)
{
    return native_access_of(read_jdk_version(java_home).feature);
}

static void add_fixed_options(mwa_jvm_arguments_t *arguments, const mwa_jvm_options_t *options)
{
    jdk_t jdk = read_jdk_version(options->java_home);
    const char *native_access = native_access_of(jdk.feature);
    char archive[MWA_JVM_PATH_SIZE];

    add(arguments, "-Djava.class.path=%s/mod_wsgi_alias.jar:%s/jna.jar", options->home, options->home);
    // TERM, INT and HUP stay httpd's.
    add(arguments, "-Xrs");
    // A closed JVM: no attach socket, no files under /tmp; its crash report goes to the error log.
    add(arguments, "-XX:+DisableAttachMechanism");
    add(arguments, "-XX:-UsePerfData");
    add(arguments, "-XX:+ErrorFileToStderr");
    add(arguments, "-XX:+DisplayVMOutputToStderr");
    // Small: there is one in every child. Before Java 18, G1 alone takes over the objects in the archive, which is
    // worth more than the threads it has.
    add(arguments, jdk.feature < 18 ? "-XX:+UseG1GC" : "-XX:+UseSerialGC");
    add(arguments, "-XX:ParallelGCThreads=1");
    add(arguments, "-Xms8m");
    if (options->brief) {
        add(arguments, "-XX:TieredStopAtLevel=1");
        if (options->few) {
            add(arguments, "-XX:CompileThresholdScaling=30");
        }
    }
    else {
        // A request leaves next to nothing behind: what a child has for that stays small, whatever the heap may grow
        // to.
        add(arguments, "-XX:MaxNewSize=6m");
        // The optimizing compiler leaves megabytes in the C library's heap that nobody uses any more.
        if (knows_trimming(jdk)) {
            add(arguments, "-XX:TrimNativeHeapInterval=5000");
        }
    }
    add(arguments, "-Xmx%dm", options->heap_megabytes ? options->heap_megabytes : MWA_JVM_LEAST_HEAP);
    add(arguments, "-XX:ReservedCodeCacheSize=24m");
    add(arguments, "-XX:CICompilerCount=2");
    // JNA takes its library from beside the jar, never from a temporary file, and starts no ldconfig.
    add(arguments, "-Djna.boot.library.path=%s", options->home);
    add(arguments, "-Djna.nounpack=true");
    add(arguments, "-Djna.nosys=true");
    add(arguments, "-Djna.platform.library.path=/usr/lib");
    // JNA makes loggers and logs nothing; so nothing is set up for them.
    add(arguments, "-Djava.util.logging.manager=net.modwsgialias.bridge.NoLogManager");
    // Out of stack, JNA prints. In Java 21 the stream's lock is one that such a thread can leave locked, and the next
    // one to print would wait for good; a monitor is always left.
    add(arguments, "-Djdk.io.useMonitors=true");
    // JNA calls one constructor often enough for the JVM to generate code for it, which does not pay.
    add(arguments, "-Dsun.reflect.inflationThreshold=%d", INT_MAX);
    // The logging that JNA starts asks for these two, which nobody here sets; unasked, Java reads no java.security.
    add(arguments, "-Djdk.io.permissionsUseCanonicalPath=false");
    add(arguments, "-Djdk.includeInExceptions=");
    if (native_access) {
        add(arguments, "%s", native_access);
    }
    snprintf(archive, sizeof(archive), "%s/" MWA_JVM_ARCHIVE, options->home);
    if (!access(archive, R_OK)) {
        add(arguments, "-XX:SharedArchiveFile=%s", archive);
        // Mapped where it was made for, its pages stay those of the file, and all children share them.
        add(arguments, "-XX:+UnlockDiagnosticVMOptions");
        add(arguments, "-XX:ArchiveRelocationMode=0");
        // Another JDK than the archive was made with does without it; it need not say so for every child.
        add(arguments, "-Xlog:cds*=off");
    }
}

int mwa_jvm_add_options(mwa_jvm_arguments_t *arguments, const mwa_jvm_options_t *options, char *error,
                        size_t error_size)
{
    const char *const *own;

    add_fixed_options(arguments, options);
    for (own = options->options; *own; ++own) {
        if (arguments->count == MWA_JVM_MAX_OPTIONS || strlen(*own) >= MWA_JVM_PATH_SIZE) {
            snprintf(error, error_size, "too many or too long options in WSGIAliasJvmOptions, at %.100s", *own);
            return 0;
        }
        add(arguments, "%s", *own);
    }
    return 1;
}
