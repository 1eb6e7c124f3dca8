#include "jvm/mwa_jvm.h"
#include "core/mwa_signals.h"
#include "jvm/mwa_jvm_arguments.h"
#include "jvm/mwa_jvm_attach.h"
#include "jvm/mwa_jvm_hooks.h"

#include <dlfcn.h>
#include <errno.h>
#include <jni.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/** HotSpot's own default for a thread on 64-bit Linux. */
#define STARTER_STACK_SIZE (1024 * 1024)

typedef jint(JNICALL *create_java_vm_t)(JavaVM **vm, void **env, void *args);

/** What the thread that makes the JVM works with, and that thread alone once there is one. */
static struct {
    const mwa_jvm_options_t *options;
    mwa_start_t *start;
    char error[4096];
} starter;

static void set_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void set_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(starter.error, sizeof(starter.error), format, args);
    va_end(args);
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
    mwa_jvm_hooks_add(arguments);
    if (!mwa_jvm_add_options(arguments, starter.options, starter.error, sizeof(starter.error))) {
        free(arguments);
        return NULL;
    }
    return arguments;
}

/**
 * HotSpot tries this too, and ends the process where it fails, before it has read which hooks to call: httpd would
 * start child after child.
 */
static int may_execute(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED) {
        set_error("the system denies memory that is both writable and executable, which Java needs (%m); under SELinux "
                  "set the boolean httpd_execmem, under systemd do not set MemoryDenyWriteExecute");
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
    JavaVM *vm = NULL;
    JNIEnv *env = NULL;
    jint code;

    if (!arguments) {
        return NULL;
    }
    args.options = arguments->list;
    args.nOptions = arguments->count;
    code = create(&vm, (void **)&env, &args);
    free(arguments);
    if (code != JNI_OK) {
        set_error("the JVM in %s does not start (JNI error %d): %s; see WSGIAliasJvmOptions",
                  starter.options->java_home, code, mwa_jvm_hooks_said());
        return NULL;
    }
    mwa_jvm_attach_to((void *)vm);
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
    snprintf(text, size, "%s", words ? words : "see the error log for the exception");
    if (words) {
        (*env)->ReleaseStringUTFChars(env, string, words);
    }
    (*env)->ExceptionClear(env);
}

/**
 * Has lint begin: the memory is shown to Java by JNI, as JNA takes longer to be there than lint takes to begin. What
 * goes wrong, who asks for the findings will notice.
 */
static void begin_lint(JNIEnv *env, jclass entry)
{
    const mwa_jvm_options_t *options = starter.options;
    void *bytes = (void *)(uintptr_t)starter.start->specs;
    jobject specs = (*env)->NewDirectByteBuffer(env, bytes, (jlong)starter.start->specs_size);
    jobject question =
        specs ? (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)options->lint, (jlong)options->lint_size) : NULL;
    jmethodID method = question
        ? (*env)->GetStaticMethodID(env, entry, "begin", "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;)V")
        : NULL;

    if (method) {
        (*env)->CallStaticVoidMethod(env, entry, method, specs, question);
    }
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        (*env)->ExceptionClear(env);
    }
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
                  "not; install all three from one build: %s",
                  starter.options->home, thrown);
        return 0;
    }
    if (starter.options->lint) {
        begin_lint(env, entry);
    }
    (*env)->CallStaticVoidMethod(env, entry, method, (jlong)(intptr_t)starter.start);
    if ((*env)->ExceptionCheck(env)) {
        describe_thrown(env, thrown, sizeof(thrown));
        set_error("Java threw an exception while it started; if it could not load something, install mod_wsgi_alias.so "
                  "and the files in %s from one build: %s",
                  starter.options->home, thrown);
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
        mwa_jvm_detach();
    }
    if (ready) {
        mwa_jvm_hooks_release();
    }
    mwa_jvm_progress_end(ready ? NULL : starter.error);
    return NULL;
}

static int start_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t signals;
    int error;

    mwa_block_signals(&signals);
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

mwa_jvm_outcome_t mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size)
{
    mwa_jvm_clear_environment();
    starter.options = options;
    starter.start = start;
    mwa_jvm_progress_begin(options->java_home);
    if (!mwa_jvm_hooks_install(options->java_home)) {
        mwa_jvm_progress_end("no memory for an exit handler");
    }
    else if (!start_thread()) {
        mwa_jvm_progress_end(starter.error);
    }
    return mwa_jvm_progress_await(options->gives_way, error, error_size);
}

mwa_jvm_outcome_t mwa_jvm_await(char *error, size_t error_size)
{
    return mwa_jvm_progress_await(NULL, error, error_size);
}

int mwa_jvm_allows_exit(void)
{
    // In this order: who is parked in exit() says so before the start is over.
    return !mwa_jvm_is_starting() && !mwa_jvm_hooks_hold_exit();
}
