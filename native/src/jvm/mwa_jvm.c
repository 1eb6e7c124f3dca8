#include "jvm/mwa_jvm.h"
#include "jvm/mwa_jvm_arguments.h"

#include <dlfcn.h>
#include <errno.h>
#include <jni.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/** HotSpot's own default for a thread on 64-bit Linux. */
#define STARTER_STACK_SIZE (1024 * 1024)
/** Seconds that a JVM may take to start: less than the probe waits for its verdict, so that ours is the one it gets. */
#define LONGEST_START 100

typedef jint(JNICALL *create_java_vm_t)(JavaVM **vm, void **env, void *args);

/** OVERDUE: nobody waits any longer, and the JVM may still be starting. */
typedef enum { STARTING, OVERDUE, READY, FAILED } state_t;

static JavaVM *the_vm;

/** Shared by the thread that waits and the thread that makes the JVM. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    state_t state;
    pthread_t waiter; /**< the thread in mwa_jvm_start() */
    const mwa_jvm_options_t *options;
    mwa_start_t *start;
    char said[8192];  /**< what HotSpot printed while it started */
    size_t said_size;
    int said_more;    /**< and what was no longer kept, because it did not fit */
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

static int is_starting(void)
{
    return starter.state == STARTING || starter.state == OVERDUE;
}

static void set_state(state_t state)
{
    pthread_mutex_lock(&starter.lock);
    if (starter.state == OVERDUE) {
        // Too late: this child answers 500.
        state = FAILED;
    }
    if (state == READY) {
        // No message of ours will have it: warnings, of an option that will go away or of -Xcheck:jni.
        fputs(starter.said, stderr);
    }
    starter.state = state;
    pthread_cond_signal(&starter.changed);
    pthread_mutex_unlock(&starter.lock);
}

/** Keeps what is said if it fits, whole. @return its length, or -1 if it was not kept, and nor will be what follows */
static int keep(const char *format, va_list args)
{
    size_t room = sizeof(starter.said) - starter.said_size;
    int length = starter.said_more ? -1 : vsnprintf(starter.said + starter.said_size, room, format, args);

    if (length < 0 || (size_t)length >= room) {
        starter.said[starter.said_size] = '\0';
        starter.said_more = 1;
        return -1;
    }
    starter.said_size += (size_t)length;
    return length;
}

/** HotSpot's vfprintf hook: keeps what it says while it starts, for our message; passes on the rest. */
static jint JNICALL on_print(FILE *stream, const char *format, va_list args)
{
    int length = -1;
    va_list kept;

    if (starter.state == STARTING && (stream == stdout || stream == stderr)) {
        va_copy(kept, args);
        pthread_mutex_lock(&starter.lock);
        length = starter.state == STARTING ? keep(format, kept) : -1;
        pthread_mutex_unlock(&starter.lock);
        va_end(kept);
    }
    // Under httpd stderr is the error log, and stdout is nowhere.
    return length >= 0 ? length : vfprintf(stream == stdout ? stderr : stream, format, args);
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
    if (!is_starting()) {
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
    // The process' first thread ends it, or the one that waits for the JVM: by a signal, where httpd lets one through, or
    // because its child is told to end while another thread waits or nobody does any longer. To park that thread would
    // keep the process, and to go on would take memory and libraries away from under the one that starts the JVM.
    if (is_starting() && (getpid() == gettid() || pthread_equal(pthread_self(), starter.waiter))) {
        _exit(status);
    }
    park_if_starting();
}

static create_java_vm_t load_libjvm(void)
{
    char path[MWA_JVM_PATH_SIZE];
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

/** The arguments for JNI_CreateJavaVM, to be freed; NULL, and the error set, if there can be none. */
static mwa_jvm_arguments_t *make_arguments(void)
{
    mwa_jvm_arguments_t *arguments = calloc(1, sizeof(*arguments));

    if (!arguments) {
        set_error("no memory for the options of the JVM");
        return NULL;
    }
    mwa_jvm_add_hook(arguments, "vfprintf", (void *)on_print);
    mwa_jvm_add_hook(arguments, "exit", (void *)on_jvm_exit);
    mwa_jvm_add_hook(arguments, "abort", (void *)on_jvm_abort);
    if (!mwa_jvm_add_options(arguments, starter.options, starter.error, sizeof(starter.error))) {
        free(arguments);
        return NULL;
    }
    return arguments;
}

/**
 * HotSpot tries this too, and ends the process where it fails, before it has read which hooks to call: httpd would start
 * child after child.
 */
static int may_execute(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED) {
        set_error("the system denies memory that can be written and executed, and Java cannot do without (%m); under "
                  "SELinux set the boolean httpd_execmem, under systemd do not set MemoryDenyWriteExecute");
        return 0;
    }
    munmap(page, size);
    return 1;
}

void mwa_jvm_clear_environment(void)
{
    static const char *const variables[] = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};
    size_t i;

    for (i = 0; i < sizeof(variables) / sizeof(variables[0]); ++i) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the first time there is one thread; later nothing is left to remove.
        unsetenv(variables[i]);
    }
}

static JNIEnv *create_jvm(void)
{
    create_java_vm_t create = load_libjvm();
    mwa_jvm_arguments_t *arguments = create ? make_arguments() : NULL;
    JavaVMInitArgs args = {.version = JNI_VERSION_10, .ignoreUnrecognized = JNI_FALSE};
    JNIEnv *env = NULL;
    jint code;

    if (!arguments) {
        return NULL;
    }
    args.options = arguments->list;
    args.nOptions = arguments->count;
    code = create(&the_vm, (void **)&env, &args);
    free(arguments);
    if (code != JNI_OK) {
        set_error("the JVM in %s does not start (JNI error %d): %s; see WSGIAliasJvmOptions",
                  starter.options->java_home, code, what_it_said());
        return NULL;
    }
    return env;
}

/** What was thrown, in its own words; its stack trace goes to the error log. */
static void describe_thrown(JNIEnv *env, char *text, size_t size)
{
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    const char *words = NULL;
    jmethodID method;
    jstring string;

    (*env)->ExceptionDescribe(env);
    method = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, thrown), "toString", "()Ljava/lang/String;");
    string = method ? (*env)->CallObjectMethod(env, thrown, method) : NULL;
    if (string && !(*env)->ExceptionCheck(env)) {
        words = (*env)->GetStringUTFChars(env, string, NULL);
    }
    snprintf(text, size, "%s", words ? words : "what, is in the error log");
    if (words) {
        (*env)->ReleaseStringUTFChars(env, string, words);
    }
    (*env)->ExceptionClear(env);
}

/** Calls Entry.start, which answers in the start block. */
static int call_entry(JNIEnv *env)
{
    jclass entry = (*env)->FindClass(env, MWA_JVM_ENTRY);
    jmethodID method = entry ? (*env)->GetStaticMethodID(env, entry, "start", "(J)V") : NULL;
    char thrown[1024];

    if (!method) {
        describe_thrown(env, thrown, sizeof(thrown));
        set_error("%s/mod_wsgi_alias.jar does not belong to this mod_wsgi_alias.so, or the jna.jar beside it does "
                  "not; install all three from one build: %s", starter.options->home, thrown);
        return 0;
    }
    (*env)->CallStaticVoidMethod(env, entry, method, (jlong)(intptr_t)starter.start);
    if ((*env)->ExceptionCheck(env)) {
        describe_thrown(env, thrown, sizeof(thrown));
        set_error("Java threw while it started; if it could not load something, install mod_wsgi_alias.so and the "
                  "files in %s from one build: %s", starter.options->home, thrown);
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
    int found = mwa_jvm_check_files(starter.options, starter.error, sizeof(starter.error));
    JNIEnv *env = found && may_execute() ? create_jvm() : NULL;
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
 * signals are for httpd's own threads, and under prefork end the process from within the handler. Recent httpds block
 * them in child_init themselves.
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
        errno = error;
        set_error("cannot start a thread for the JVM: %m");
    }
    return !error;
}

/** Until the JVM has started or failed, or time is up; by the clock that nobody sets. @return whether time is up */
static int wait_in_vain(void)
{
    struct timespec end;
    int in_vain = 0;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += LONGEST_START;
    pthread_mutex_lock(&starter.lock);
    while (starter.state == STARTING) {
        if (pthread_cond_clockwait(&starter.changed, &starter.lock, CLOCK_MONOTONIC, &end) == ETIMEDOUT
            && starter.state == STARTING) {
            starter.state = OVERDUE;
            in_vain = 1;
        }
    }
    pthread_mutex_unlock(&starter.lock);
    return in_vain;
}

int mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size)
{
    mwa_jvm_clear_environment();
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
    if (wait_in_vain()) {
        // Not in starter.error, where the other thread may still write.
        snprintf(error, error_size, "the JVM in %s did not start within %d seconds", options->java_home, LONGEST_START);
        return 0;
    }
    snprintf(error, error_size, "%s", starter.error);
    return starter.state == READY;
}

void *mwa_jvm_env(void)
{
    void *env = NULL;

    return (*the_vm)->GetEnv(the_vm, &env, JNI_VERSION_10) == JNI_OK ? env : NULL;
}

int mwa_jvm_attach(void)
{
    JavaVMAttachArgs args = {.version = JNI_VERSION_10, .name = (char *)"httpd worker", .group = NULL};
    void *env;

    if (mwa_jvm_env()) {
        return 0;
    }
    return (*the_vm)->AttachCurrentThreadAsDaemon(the_vm, &env, &args) == JNI_OK ? 1 : -1;
}

void mwa_jvm_detach(void)
{
    (*the_vm)->DetachCurrentThread(the_vm);
}
