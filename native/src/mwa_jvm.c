#include "mwa_jvm.h"

#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRY_CLASS "net/modwsgialias/bridge/Entry"
/** HotSpot's own default for a thread on 64-bit Linux. */
#define STARTER_STACK_SIZE (1024 * 1024)
#define MAX_OPTIONS 96
#define PATH_SIZE 4096

typedef jint(JNICALL *create_java_vm_t)(JavaVM **vm, void **env, void *args);

typedef enum { STARTING, READY, FAILED } state_t;

static JavaVM *the_vm;

/** Shared by the thread that waits and the thread that makes the JVM. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    state_t state;
    pthread_t waiter; /**< the thread in mwa_jvm_start() */
    const mwa_jvm_options_t *options;
    mwa_start_t *start;
    int jdk;          /**< the JDK's feature release: 17, 25 */
    char said[2048];  /**< what HotSpot printed while it started */
    size_t said_size;
    char error[4096]; /**< set before FAILED */
} starter = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

static void set_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void set_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(starter.error, sizeof(starter.error), format, args);
    va_end(args);
}

static void set_state(state_t state)
{
    pthread_mutex_lock(&starter.lock);
    starter.state = state;
    pthread_cond_signal(&starter.changed);
    pthread_mutex_unlock(&starter.lock);
}

/** HotSpot's vfprintf hook: keeps what it says while it starts, for our message; passes on the rest. */
static jint JNICALL on_print(FILE *stream, const char *format, va_list args)
{
    size_t room = sizeof(starter.said) - starter.said_size;
    int length;

    if (starter.state != STARTING) {
        return vfprintf(stderr, format, args);
    }
    (void)stream;
    length = vsnprintf(starter.said + starter.said_size, room, format, args);
    if (length > 0) {
        starter.said_size += (size_t)length < room ? (size_t)length : room - 1;
    }
    return length;
}

/** One line of log, without the newlines that HotSpot prints. */
static const char *what_it_said(void)
{
    char *at;

    while (starter.said_size > 0 && starter.said[starter.said_size - 1] == '\n') {
        starter.said[--starter.said_size] = '\0';
    }
    for (at = starter.said; *at; ++at) {
        if (*at == '\n') {
            *at = ' ';
        }
    }
    return starter.said_size ? starter.said : "what it said, if anything, is in the error log";
}

/**
 * HotSpot ends the process where it cannot start: too little memory, for example. Only the thread that tried may
 * end, so it reports the failure and sleeps for good.
 */
static void park_if_starting(void)
{
    if (starter.state != STARTING) {
        return;
    }
    set_error("the JVM in %s gave up while it started: %s; see WSGIAliasJvmOptions, and if memory is short "
              "set a smaller -Xmx there", starter.options->java_home, what_it_said());
    set_state(FAILED);
    for (;;) {
        pause();
    }
}

/** The way that HotSpot itself goes: it calls this, and then _exit(), which no exit handler sees. */
static void JNICALL on_jvm_abort(void)
{
    park_if_starting();
}

static void JNICALL on_jvm_exit(jint code)
{
    (void)code;
    park_if_starting();
}

/** The way that agents and libraries go, past HotSpot. */
static void on_process_exit(int status, void *unused)
{
    (void)unused;
    // A signal ends the process while its thread waits for the JVM. To park that thread would keep the process, and
    // to go on would take memory and libraries away from under the thread that starts the JVM.
    if (starter.state == STARTING && pthread_equal(pthread_self(), starter.waiter)) {
        _exit(status);
    }
    park_if_starting();
}

/** The feature release that the JDK's release file tells, or 0. */
static int read_jdk_version(const char *java_home)
{
    static const char key[] = "JAVA_VERSION=\"";
    char path[PATH_SIZE];
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
            version = atoi(line + sizeof(key) - 1);
            // "1.8.0_402" is Java 8.
            if (version == 1) {
                version = atoi(line + sizeof(key) + 1);
            }
        }
    }
    fclose(file);
    return version;
}

/** Says what is wrong with the files, before HotSpot fails on them with less to say. */
static int check_files(void)
{
    static const char *const ours[] = {"mod_wsgi_alias.jar", "jna.jar", "libjnidispatch.so"};
    const mwa_jvm_options_t *options = starter.options;
    char path[PATH_SIZE];
    size_t i;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", options->java_home);
    if (access(path, R_OK)) {
        set_error("no Java in %s: cannot read %s (%m); install a JRE of version %d or newer (Debian: "
                  "openjdk-17-jre-headless) or name its directory with WSGIAliasJavaHome", options->java_home, path,
                  MWA_JVM_OLDEST);
        return 0;
    }
    starter.jdk = read_jdk_version(options->java_home);
    if (starter.jdk && starter.jdk < MWA_JVM_OLDEST) {
        set_error("the Java in %s is version %d, and mod_wsgi_alias needs %d or newer; name another with "
                  "WSGIAliasJavaHome", options->java_home, starter.jdk, MWA_JVM_OLDEST);
        return 0;
    }
    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); ++i) {
        snprintf(path, sizeof(path), "%s/%s", options->home, ours[i]);
        if (access(path, R_OK)) {
            set_error("cannot read %s (%m); it is installed with mod_wsgi_alias.so and must be readable by the user "
                      "that httpd's children run as", path);
            return 0;
        }
    }
    return 1;
}

/** The JVM's options under construction. */
typedef struct options_s {
    JavaVMOption list[MAX_OPTIONS];
    char texts[MAX_OPTIONS][PATH_SIZE];
    int count;
} options_t;

static void add_option(options_t *options, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_option(options_t *options, const char *format, ...)
{
    char *text = options->texts[options->count];
    va_list args;

    va_start(args, format);
    vsnprintf(text, PATH_SIZE, format, args);
    va_end(args);
    options->list[options->count++].optionString = text;
}

static void add_hook(options_t *options, const char *name, void *hook)
{
    options->list[options->count].extraInfo = hook;
    add_option(options, "%s", name);
}

static void add_fixed_options(options_t *options)
{
    const char *home = starter.options->home;
    char archive[PATH_SIZE];

    add_hook(options, "vfprintf", (void *)on_print);
    add_hook(options, "exit", (void *)on_jvm_exit);
    add_hook(options, "abort", (void *)on_jvm_abort);
    add_option(options, "-Djava.class.path=%s/mod_wsgi_alias.jar:%s/jna.jar", home, home);
    // TERM, INT and HUP stay httpd's.
    add_option(options, "-Xrs");
    // A closed JVM: no attach socket, no files under /tmp; its crash report goes to the error log.
    add_option(options, "-XX:+DisableAttachMechanism");
    add_option(options, "-XX:-UsePerfData");
    add_option(options, "-XX:+ErrorFileToStderr");
    add_option(options, "-XX:+DisplayVMOutputToStderr");
    // Small: there is one in every child.
    add_option(options, "-XX:+UseSerialGC");
    add_option(options, "-Xms8m");
    add_option(options, "-Xmx64m");
    add_option(options, "-XX:ReservedCodeCacheSize=24m");
    add_option(options, "-XX:CICompilerCount=2");
    // JNA takes its library from beside the jar, never from a temporary file, and starts no ldconfig.
    add_option(options, "-Djna.boot.library.path=%s", home);
    add_option(options, "-Djna.nounpack=true");
    add_option(options, "-Djna.nosys=true");
    add_option(options, "-Djna.platform.library.path=/usr/lib");
    if (starter.jdk >= 22) {
        add_option(options, "--enable-native-access=ALL-UNNAMED");
    }
    snprintf(archive, sizeof(archive), "%s/mod_wsgi_alias.jsa", home);
    if (!access(archive, R_OK)) {
        add_option(options, "-XX:SharedArchiveFile=%s", archive);
        add_option(options, "-Xlog:disable");
        add_option(options, "-Xlog:all=error:stderr");
    }
}

/** @return 0 if there are too many or too long ones */
static int add_own_options(options_t *options)
{
    const char *const *own;

    for (own = starter.options->options; *own; ++own) {
        if (options->count == MAX_OPTIONS || strlen(*own) >= PATH_SIZE) {
            set_error("too many or too long options in WSGIAliasJvmOptions, at %.100s", *own);
            return 0;
        }
        add_option(options, "%s", *own);
    }
    return 1;
}

static create_java_vm_t load_libjvm(void)
{
    char path[PATH_SIZE];
    void *library;
    create_java_vm_t create;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", starter.options->java_home);
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    create = library ? (create_java_vm_t)dlsym(library, "JNI_CreateJavaVM") : NULL;
    if (!create) {
        set_error("cannot load %s: %s", path, dlerror());
    }
    return create;
}

static JNIEnv *create_jvm(void)
{
    // Read by HotSpot even when embedded: whoever sets the environment must not choose what runs in here.
    static const char *const variables[] = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};
    create_java_vm_t create = load_libjvm();
    options_t *options;
    JavaVMInitArgs args = {.version = JNI_VERSION_10, .ignoreUnrecognized = JNI_FALSE};
    JNIEnv *env = NULL;
    jint code;
    size_t i;

    if (!create) {
        return NULL;
    }
    options = calloc(1, sizeof(*options));
    if (!options) {
        set_error("no memory for the options of the JVM");
        return NULL;
    }
    for (i = 0; i < sizeof(variables) / sizeof(variables[0]); ++i) {
        unsetenv(variables[i]);
    }
    add_fixed_options(options);
    if (!add_own_options(options)) {
        free(options);
        return NULL;
    }
    args.options = options->list;
    args.nOptions = options->count;
    code = create(&the_vm, (void **)&env, &args);
    free(options);
    if (code != JNI_OK) {
        set_error("the JVM in %s does not start (JNI error %d): %s; see WSGIAliasJvmOptions",
                  starter.options->java_home, code, what_it_said());
        return NULL;
    }
    return env;
}

/** Calls Entry.start, which answers in the start block. */
static int call_entry(JNIEnv *env)
{
    jclass entry = (*env)->FindClass(env, ENTRY_CLASS);
    jmethodID method = entry ? (*env)->GetStaticMethodID(env, entry, "start", "(J)V") : NULL;

    if (!method) {
        (*env)->ExceptionDescribe(env);
        set_error("%s/mod_wsgi_alias.jar does not belong to this mod_wsgi_alias.so: it has no usable " ENTRY_CLASS,
                  starter.options->home);
        return 0;
    }
    (*env)->CallStaticVoidMethod(env, entry, method, (jlong)(intptr_t)starter.start);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        set_error("Java threw while it started: %s", what_it_said());
        return 0;
    }
    (*env)->DeleteLocalRef(env, entry);
    starter.start->message[MWA_START_MESSAGE_SIZE - 1] = '\0';
    if (starter.start->message[0]) {
        set_error("%s", starter.start->message);
        return 0;
    }
    return 1;
}

static void *start_on_thread(void *unused)
{
    JNIEnv *env = check_files() ? create_jvm() : NULL;
    int ready = env && call_entry(env);

    (void)unused;
    if (env) {
        (*the_vm)->DetachCurrentThread(the_vm);
    }
    set_state(ready ? READY : FAILED);
    return NULL;
}

/**
 * Blocks every signal but those that tell of an error in the thread itself. The JVM's threads inherit it: httpd's
 * signals are for httpd's own threads, and under prefork end the process from within the handler.
 */
static void block_signals(sigset_t *before)
{
    static const int errors[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    sigset_t blocked;
    size_t i;

    sigfillset(&blocked);
    for (i = 0; i < sizeof(errors) / sizeof(errors[0]); ++i) {
        sigdelset(&blocked, errors[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, before);
}

static int start_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t signals;
    int error;

    block_signals(&signals);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STARTER_STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_create(&thread, &attributes, start_on_thread, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &signals, NULL);
    if (error) {
        set_error("cannot start a thread for the JVM: %s", strerror(error));
    }
    return !error;
}

int mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size)
{
    starter.options = options;
    starter.start = start;
    starter.waiter = pthread_self();
    if (on_exit(on_process_exit, NULL)) {
        set_error("no memory for an exit handler");
        starter.state = FAILED;
    }
    else if (!start_thread()) {
        starter.state = FAILED;
    }
    pthread_mutex_lock(&starter.lock);
    while (starter.state == STARTING) {
        pthread_cond_wait(&starter.changed, &starter.lock);
    }
    pthread_mutex_unlock(&starter.lock);
    snprintf(error, error_size, "%s", starter.error);
    return starter.state == READY;
}

int mwa_jvm_attach(void)
{
    JavaVMAttachArgs args = {.version = JNI_VERSION_10, .name = (char *)"httpd worker", .group = NULL};
    void *env;

    if ((*the_vm)->GetEnv(the_vm, &env, JNI_VERSION_10) == JNI_OK) {
        return 0;
    }
    return (*the_vm)->AttachCurrentThreadAsDaemon(the_vm, &env, &args) == JNI_OK ? 1 : -1;
}

void mwa_jvm_detach(void)
{
    (*the_vm)->DetachCurrentThread(the_vm);
}
