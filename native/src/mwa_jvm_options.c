#include "mwa_jvm_options.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The feature release that the JDK's release file tells: 17, 25; or 0. */
static int read_jdk_version(const char *java_home)
{
    static const char key[] = "JAVA_VERSION=\"";
    char path[MWA_JVM_PATH_SIZE];
    char line[256];
    int version = 0;
    FILE *file;

    snprintf(path, sizeof(path), "%s/release", java_home);
    file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    while (!version && fgets(line, sizeof(line), file)) {
        if (!strncmp(line, key, sizeof(key) - 1)) {
            version = (int)strtol(line + sizeof(key) - 1, NULL, 10);
            // "1.8.0_402" is Java 8.
            if (version == 1) {
                version = (int)strtol(line + sizeof(key) + 1, NULL, 10);
            }
        }
    }
    fclose(file);
    return version;
}

static int check_java(const char *java_home, char *error, size_t error_size)
{
    char path[MWA_JVM_PATH_SIZE];
    int version;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", java_home);
    if (access(path, R_OK)) {
        snprintf(error, error_size, "no Java in %s: cannot read %s (%m); install a JRE of version %d or newer "
                 "(Debian: openjdk-17-jre-headless) or name its directory with WSGIAliasJavaHome", java_home, path,
                 MWA_JVM_OLDEST);
        return 0;
    }
    version = read_jdk_version(java_home);
    if (version && version < MWA_JVM_OLDEST) {
        snprintf(error, error_size, "the Java in %s is version %d, and mod_wsgi_alias needs %d or newer; name "
                 "another with WSGIAliasJavaHome", java_home, version, MWA_JVM_OLDEST);
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
    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); ++i) {
        snprintf(path, sizeof(path), "%s/%s", options->home, ours[i]);
        if (access(path, R_OK)) {
            snprintf(error, error_size, "cannot read %s (%m); it is installed with mod_wsgi_alias.so and must be "
                     "readable by the user that httpd's children run as", path);
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

static void add_fixed_options(mwa_jvm_arguments_t *arguments, const mwa_jvm_options_t *options)
{
    char archive[MWA_JVM_PATH_SIZE];

    add(arguments, "-Djava.class.path=%s/mod_wsgi_alias.jar:%s/jna.jar", options->home, options->home);
    // TERM, INT and HUP stay httpd's.
    add(arguments, "-Xrs");
    // A closed JVM: no attach socket, no files under /tmp; its crash report goes to the error log.
    add(arguments, "-XX:+DisableAttachMechanism");
    add(arguments, "-XX:-UsePerfData");
    add(arguments, "-XX:+ErrorFileToStderr");
    add(arguments, "-XX:+DisplayVMOutputToStderr");
    // Small: there is one in every child.
    add(arguments, "-XX:+UseSerialGC");
    add(arguments, "-Xms8m");
    add(arguments, "-Xmx64m");
    add(arguments, "-XX:ReservedCodeCacheSize=24m");
    add(arguments, "-XX:CICompilerCount=2");
    // JNA takes its library from beside the jar, never from a temporary file, and starts no ldconfig.
    add(arguments, "-Djna.boot.library.path=%s", options->home);
    add(arguments, "-Djna.nounpack=true");
    add(arguments, "-Djna.nosys=true");
    add(arguments, "-Djna.platform.library.path=/usr/lib");
    // JNA makes loggers and logs nothing; so nothing is set up for them.
    add(arguments, "-Djava.util.logging.manager=net.modwsgialias.bridge.NoLogManager");
    // JNA calls one constructor often enough for the JVM to generate code for it, which does not pay.
    add(arguments, "-Dsun.reflect.inflationThreshold=%d", INT_MAX);
    if (read_jdk_version(options->java_home) >= 22) {
        add(arguments, "--enable-native-access=ALL-UNNAMED");
    }
    snprintf(archive, sizeof(archive), "%s/mod_wsgi_alias.jsa", options->home);
    if (!access(archive, R_OK)) {
        add(arguments, "-XX:SharedArchiveFile=%s", archive);
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
