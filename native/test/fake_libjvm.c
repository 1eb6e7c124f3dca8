/* A libjvm.so that fails in every way that HotSpot and what it loads know: the option -Dfake=WAY says in which. */
#include <jni.h>

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static jint(JNICALL *print_hook)(FILE *stream, const char *format, va_list args);
static void(JNICALL *exit_hook)(jint code);
static void(JNICALL *abort_hook)(void);

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_hook(stdout, format, args);
    va_end(args);
}

/* ---------------------------------------------------------------- the ways */

static jint refuse(void)
{
    say("Unrecognized option:");
    say(" %s\n", "-Xnope");
    return JNI_EINVAL;
}

static jint babble(void)
{
    int i;

    for (i = 0; i < 1000; ++i) {
        say("line %d\n", i);
    }
    return JNI_ERR;
}

/** HotSpot's own way. */
static jint give_up(void)
{
    say("Error occurred during initialization of VM\nout of something\n\n");
    abort_hook();
    _exit(1);
}

static void *give_up_on_thread(void *unused)
{
    (void)unused;
    give_up();
    return NULL;
}

static jint give_up_elsewhere(void)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, give_up_on_thread, NULL) ? JNI_ERR : pause();
}

static jint halt(void)
{
    exit_hook(1);
    _exit(1);
}

/** An agent's way. */
static jint leave(void)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): that is what is tried.
    exit(1);
}

/** While the process is told to end. */
static jint hang(void)
{
    kill(getpid(), SIGUSR1);
    return pause();
}

static jint hang_for_good(void)
{
    return pause();
}

static jint give_up_late(void)
{
    usleep(100000);
    return give_up();
}

/* ---------------------------------------------------------------- a Java that starts, and may then fail */

/** A class, a method, an exception and a string in one: nobody looks inside. */
static char anything[] = "anything";
static void *const thing = anything;
static int has_entry;
static int has_words;
static int throws;
static int is_thrown;

static jclass JNICALL find_class(JNIEnv *env, const char *name)
{
    (void)env;
    (void)name;
    return thing;
}

static jmethodID JNICALL find_entry(JNIEnv *env, jclass class, const char *name, const char *signature)
{
    (void)env;
    (void)class;
    (void)name;
    (void)signature;
    is_thrown = !has_entry;
    return has_entry ? thing : NULL;
}

static void JNICALL call_entry(JNIEnv *env, jclass class, jmethodID method, ...)
{
    (void)env;
    (void)class;
    (void)method;
    is_thrown = throws;
}

static jboolean JNICALL check(JNIEnv *env)
{
    (void)env;
    return is_thrown ? JNI_TRUE : JNI_FALSE;
}

static jthrowable JNICALL get_thrown(JNIEnv *env)
{
    (void)env;
    return is_thrown ? thing : NULL;
}

static void JNICALL clear(JNIEnv *env)
{
    (void)env;
    is_thrown = 0;
}

static jclass JNICALL get_class(JNIEnv *env, jobject object)
{
    (void)env;
    return (jclass)object;
}

static jmethodID JNICALL find_method(JNIEnv *env, jclass class, const char *name, const char *signature)
{
    (void)env;
    (void)class;
    (void)name;
    (void)signature;
    return thing;
}

/** toString(), which may throw in its turn. */
static jobject JNICALL call_method(JNIEnv *env, jobject object, jmethodID method, ...)
{
    (void)env;
    (void)method;
    is_thrown = !has_words;
    return has_words ? object : NULL;
}

static const char *JNICALL get_words(JNIEnv *env, jstring string, jboolean *is_copy)
{
    (void)env;
    (void)string;
    (void)is_copy;
    return strdup("the.Exception: its message");
}

static void JNICALL release_words(JNIEnv *env, jstring string, const char *words)
{
    (void)env;
    (void)string;
    free((void *)words);
}

static jint JNICALL detach(JavaVM *vm)
{
    (void)vm;
    return JNI_OK;
}

static jobject JNICALL show(JNIEnv *env, void *address, jlong size)
{
    (void)env;
    (void)address;
    (void)size;
    return thing;
}

static void JNICALL delete_reference(JNIEnv *env, jobject reference)
{
    (void)env;
    (void)reference;
}

static const struct JNINativeInterface_ functions = {.DeleteLocalRef = delete_reference,
                                                     .NewDirectByteBuffer = show,
                                                     .FindClass = find_class,
                                                     .GetStaticMethodID = find_entry,
                                                     .CallStaticVoidMethod = call_entry,
                                                     .ExceptionCheck = check,
                                                     .ExceptionOccurred = get_thrown,
                                                     .ExceptionDescribe = clear,
                                                     .ExceptionClear = clear,
                                                     .GetObjectClass = get_class,
                                                     .GetMethodID = find_method,
                                                     .CallObjectMethod = call_method,
                                                     .GetStringUTFChars = get_words,
                                                     .ReleaseStringUTFChars = release_words};
static const struct JNIInvokeInterface_ invocation = {.DetachCurrentThread = detach};
static JNIEnv the_env = &functions;
static JavaVM the_vm = &invocation;

static jint start_without_entry(void)
{
    has_words = 1;
    return JNI_OK;
}

static jint start_and_warn(void)
{
    int i;

    has_entry = 1;
    for (i = 0; i < 1000; ++i) {
        say("warning %d\n", i);
    }
    return JNI_OK;
}

static jint start_and_throw(void)
{
    has_entry = 1;
    throws = 1;
    has_words = 1;
    return JNI_OK;
}

static jint start_and_throw_without_words(void)
{
    has_entry = 1;
    throws = 1;
    return JNI_OK;
}

static jint start_late(void)
{
    has_entry = 1;
    usleep(100000);
    return JNI_OK;
}

static const struct {
    const char *option;
    jint (*go)(void);
} ways[] = {
    {"-Dfake=refuse", refuse},
    {"-Dfake=babble", babble},
    {"-Dfake=give-up", give_up},
    {"-Dfake=give-up-elsewhere", give_up_elsewhere},
    {"-Dfake=halt", halt},
    {"-Dfake=leave", leave},
    {"-Dfake=hang", hang},
    {"-Dfake=no-entry", start_without_entry},
    {"-Dfake=throw", start_and_throw},
    {"-Dfake=throw-without-words", start_and_throw_without_words},
    {"-Dfake=warn", start_and_warn},
    {"-Dfake=hang-for-good", hang_for_good},
    {"-Dfake=give-up-late", give_up_late},
    {"-Dfake=start-late", start_late},
};

static void take_hook(const JavaVMOption *option)
{
    if (!strcmp(option->optionString, "vfprintf")) {
        *(void **)&print_hook = option->extraInfo;
    }
    else if (!strcmp(option->optionString, "exit")) {
        *(void **)&exit_hook = option->extraInfo;
    }
    else if (!strcmp(option->optionString, "abort")) {
        *(void **)&abort_hook = option->extraInfo;
    }
}

/** Of -Dfake=options: all of them, to be seen in the message. */
static jint show_options(const JavaVMInitArgs *args)
{
    int i;

    for (i = 0; i < args->nOptions; ++i) {
        say("%s\n", args->options[i].optionString);
    }
    return JNI_ERR;
}

JNIEXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **vm, void **env, void *init_args)
{
    const JavaVMInitArgs *args = init_args;
    const char *way = args->options[args->nOptions - 1].optionString;
    size_t i;
    int j;

    for (j = 0; j < args->nOptions; ++j) {
        take_hook(&args->options[j]);
    }
    *vm = &the_vm;
    *env = (void *)&the_env;
    for (i = 0; i < sizeof(ways) / sizeof(ways[0]); ++i) {
        if (!strcmp(way, ways[i].option)) {
            return ways[i].go();
        }
    }
    return show_options(args);
}
