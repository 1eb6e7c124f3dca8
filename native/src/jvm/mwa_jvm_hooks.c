#include "jvm/mwa_jvm_hooks.h"
#include "jvm/mwa_jvm_progress.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *java;

/** Whether a thread is parked inside exit(). */
static int exit_is_held;

/** What HotSpot printed while it started. */
static struct {
    pthread_mutex_t lock;
    char text[8192];
    size_t size;
    int more; /**< what was no longer kept, because it did not fit */
} said = {.lock = PTHREAD_MUTEX_INITIALIZER};

/** Keeps what is said if it fits, whole. @return its length, or -1 if it was not kept, and nor will be what follows */
static int keep(const char *format, va_list args)
{
    size_t room = sizeof(said.text) - said.size;
    int length = said.more ? -1 : vsnprintf(said.text + said.size, room, format, args);

    if (length < 0 || (size_t)length >= room) {
        said.text[said.size] = '\0';
        said.more = 1;
        return -1;
    }
    said.size += (size_t)length;
    return length;
}

/** HotSpot's vfprintf hook: keeps what it says while it starts, for our message; passes on the rest. */
static jint JNICALL on_print(FILE *stream, const char *format, va_list args)
{
    int length = -1;
    va_list kept;

    if (mwa_jvm_is_awaited() && (stream == stdout || stream == stderr)) {
        va_copy(kept, args);
        pthread_mutex_lock(&said.lock);
        length = keep(format, kept);
        pthread_mutex_unlock(&said.lock);
        va_end(kept);
    }
    // Under httpd stderr is the error log, and stdout is nowhere.
    return length >= 0 ? length : vfprintf(stream == stdout ? stderr : stream, format, args);
}

/** Under the lock. */
static const char *in_one_line(void)
{
    char *at;

    while (said.size > 0 && said.text[said.size - 1] == '\n') {
        said.text[--said.size] = '\0';
    }
    for (at = said.text; *at; ++at) {
        if (*at == '\n') {
            *at = ' ';
        }
    }
    return said.size ? said.text : "see the error log for its message, if there is one";
}

const char *mwa_jvm_hooks_said(void)
{
    const char *text;

    pthread_mutex_lock(&said.lock);
    // Nothing is added to it from now on.
    said.more = 1;
    text = in_one_line();
    pthread_mutex_unlock(&said.lock);
    return text;
}

void mwa_jvm_hooks_release(void)
{
    pthread_mutex_lock(&said.lock);
    fputs(said.text, stderr);
    said.more = 1;
    pthread_mutex_unlock(&said.lock);
}

/**
 * HotSpot ends the process where it cannot start: too little memory, for example. Only the thread that tried may
 * end, so it reports the failure and sleeps for good.
 */
static void park(void) __attribute__((noreturn));
static void park(void)
{
    char reason[4096];

    snprintf(reason, sizeof(reason),
             "the JVM in %s aborted while it started: %s; see WSGIAliasJvmOptions, and if "
             "memory is short, set a smaller -Xmx there",
             java, mwa_jvm_hooks_said());
    mwa_jvm_progress_end(reason);
    for (;;) {
        pause();
    }
}

/** The way that HotSpot itself goes: it calls this, and then _exit(), which no exit handler sees. */
static void JNICALL on_jvm_abort(void)
{
    if (mwa_jvm_is_starting()) {
        park();
    }
}

static void JNICALL on_jvm_exit(jint code)
{
    (void)code;
    on_jvm_abort();
}

/** The way that agents and libraries go, past HotSpot. */
static void on_process_exit(int status, void *unused)
{
    (void)unused;
    if (!mwa_jvm_is_starting()) {
        return;
    }
    // The process' first thread ends it, or the one that waits for the JVM: by a signal, where httpd lets one through,
    // or because its child is told to end while another thread waits or nobody does any longer. To park that thread
    // would keep the process, and to go on would take memory and libraries away from under the one that starts the JVM.
    if (getpid() == gettid() || mwa_jvm_is_waiter()) {
        _exit(status);
    }
    __atomic_store_n(&exit_is_held, 1, __ATOMIC_RELEASE);
    park();
}

int mwa_jvm_hooks_install(const char *java_home)
{
    java = java_home;
    return !on_exit(on_process_exit, NULL);
}

void mwa_jvm_hooks_add(mwa_jvm_arguments_t *arguments)
{
    mwa_jvm_add_hook(arguments, "vfprintf", (void *)on_print);
    mwa_jvm_add_hook(arguments, "exit", (void *)on_jvm_exit);
    mwa_jvm_add_hook(arguments, "abort", (void *)on_jvm_abort);
}

int mwa_jvm_hooks_hold_exit(void)
{
    return __atomic_load_n(&exit_is_held, __ATOMIC_ACQUIRE);
}
