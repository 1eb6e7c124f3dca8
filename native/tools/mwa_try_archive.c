#include "mwa_try_archive.h"

#include "jvm/mwa_jvm_arguments.h"
#include "mwa_try_bridge.h"

#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

/** Ends the JVM, so that it has written all it wants to. */
static void destroy_jvm(const char *java_home)
{
    JavaVM *vm;

    mwa_try_env(java_home, &vm);
    if ((*vm)->DestroyJavaVM(vm) != JNI_OK) {
        fprintf(stderr, "mwa-try: the JVM cannot be ended\n");
        _exit(1);
    }
}

/** Lists in HOME/mod_wsgi_alias.classes what a JVM loads as it starts, answers, and looks for mistakes. */
static void list_classes(const char *java_home, const char *home)
{
    char option[4096];
    const char *options[] = {option, NULL};
    mwa_bridge_options_t bridge = mwa_try_bridge(java_home, home, options, 6);
    mwa_frame_t *frame;

    snprintf(option, sizeof(option), "-XX:DumpLoadedClassList=%s/mod_wsgi_alias.classes", home);
    mwa_try_begin_lint(&bridge);
    mwa_try_start(&bridge);
    frame = mwa_try_frame();
    mwa_try_match(frame, "/last/x", MWA_MATCHED);
    mwa_try_match(frame, "/wiki/a", MWA_MATCHED);
    mwa_try_match(frame, "/tenant-00002/a/app", MWA_MATCHED);
    mwa_try_match(frame, "/tenant-00003/a/app", MWA_MATCHED);
    mwa_try_match(frame, "/tenant-00002/../app", MWA_OUTSIDE);
    mwa_try_match(frame, "/nothing", MWA_DECLINED);
    mwa_try_end_lint();
    destroy_jvm(java_home);
    _exit(0);
}

/**
 * Children map an archive where it was made for. Installations must not all have theirs in the same place, which
 * somebody who attacks one would know.
 * @return a multiple of 32 GB, which every processor can take for a base of classes' addresses; below 64 TB, where a
 * 64-bit Linux puts nothing by itself
 */
static unsigned long long random_base(void)
{
    unsigned int random;

    if (getrandom(&random, sizeof(random), 0) != sizeof(random)) {
        fprintf(stderr, "mwa-try: no random number: %m\n");
        _exit(1);
    }
    return (4ULL + random % (2048 - 4)) << 35;
}

/** Becomes the JVM that makes an archive of what is listed. */
static void dump_archive(const char *java_home, const char *home)
{
    char java[4096];
    char classes[4096];
    char archive[4096];
    char path[8192];
    char base[64];

    snprintf(java, sizeof(java), "%s/bin/java", java_home);
    snprintf(classes, sizeof(classes), "-XX:SharedClassListFile=%s/mod_wsgi_alias.classes", home);
    snprintf(archive, sizeof(archive), "-XX:SharedArchiveFile=%s/mod_wsgi_alias.jsa", home);
    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.jar:%s/jna.jar", home, home);
    snprintf(base, sizeof(base), "-XX:SharedBaseAddress=%llu", random_base());
    // With G1, and with no other collector, objects get into the archive too.
    execl(java, java, "-Xshare:dump", "-XX:+UseG1GC", "-Xmx128m", base, classes, archive, "-cp", path,
          mwa_jvm_native_access(java_home), (char *)NULL);
    fprintf(stderr, "mwa-try: cannot run %s: %m\n", java);
    _exit(1);
}

void mwa_try_archive(const char *java_home, const char *home)
{
    char path[4096];
    int round;
    pid_t pid;

    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.jsa", home);
    unlink(path);
    // Twice, because a JVM that has an archive loads a few classes that one without it does not.
    for (round = 0; round < 2; ++round) {
        pid = fork();
        if (pid == 0) {
            list_classes(java_home, home);
        }
        mwa_try_wait(pid, "the list of classes");
        pid = fork();
        if (pid == 0) {
            dump_archive(java_home, home);
        }
        mwa_try_wait(pid, "the archive of classes");
    }
    snprintf(path, sizeof(path), "%s/mod_wsgi_alias.classes", home);
    unlink(path);
}
