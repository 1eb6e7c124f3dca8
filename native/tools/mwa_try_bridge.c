#include "mwa_try_bridge.h"

#include "core/mwa_frame_io.h"
#include "core/mwa_slots.h"
#include "jvm/mwa_jvm.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/** A file that is there, which lint looks at, and takes for a script. */
#define FILE_TARGET "/usr/bin/env"

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
    put_number(specs, -1);
    put_text(specs, "mwa_try_bridge.c");
    put_text(specs, pattern);
    put_text(specs, target);
    put_text(specs, group);
    put_text(specs, group);
    put_text(specs, NULL);
}

static specs_t make_specs(int aliases)
{
    const int others = aliases > 4 ? 2 : 0;
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
    put_number(&specs, 0);
    for (i = 0; i < others; ++i) {
        put_alias(&specs, 1, i ? "^/(shop(?=/)|(?<!x)cart)" : "^/(wiki|blog)(/.*)?$",
                  i ? "/srv/$1/x.wsgi" : FILE_TARGET "/$1", i ? "%{GLOBAL}" : "%{SERVER}");
    }
    for (; i < aliases - 1; ++i) {
        snprintf(pattern, sizeof(pattern), "^/tenant-%05d/([^/]+)/app", i);
        put_alias(&specs, 1, pattern, "/srv/$1/app.wsgi", i % 2 ? "%{ENV:SITE}-$1" : "site");
    }
    put_alias(&specs, 0, "/last", FILE_TARGET, NULL);
    put_number(&specs, 1);
    put_number(&specs, 0);
    put_number(&specs, aliases);
    put_number(&specs, 0);
    put_number(&specs, 0);
    return specs;
}

static void put_directive(specs_t *context, const char *section, const char *name, const char *args)
{
    put_number(context, 0);
    put_text(context, section);
    put_text(context, name);
    put_text(context, args);
    put_number(context, 1);
    put_text(context, "mwa_try_bridge.c");
}

void mwa_try_begin_lint(mwa_bridge_options_t *bridge)
{
    // What most configurations have, so that lint does what it does there.
    static const char *const directives[][3] = {
        {"", "Listen", "80"},
        {"", "DocumentRoot", "/srv/www"},
        {"", "WSGIDaemonProcess", "site home=/ python-home=/usr python-path=/srv"},
        {"", "WSGIPythonPath", "/srv"},
        {"", "Alias", "/static/ /srv/static/"},
        {"", "Redirect", "/old /new"},
        {"", "RewriteEngine", "On"},
        {"", "RewriteRule", "^/a/(.*) /last/$1 [PT,L]"},
        {"", "SetEnv", "SITE one"},
        {"<Directory />", "Require", "all denied"},
        {"<Directory /srv/>", "Require", "all granted"},
        {"<Directory /srv/>", "AllowOverride", "None"},
        {"<Location /last>", "WSGIApplicationGroup", "%{GLOBAL}"},
        {"<Location /info>", "SetHandler", "server-info"},
    };
    const int count = sizeof(directives) / sizeof(directives[0]);
    static char bytes[8192];
    specs_t context = {.bytes = bytes};
    int i;

    put_number(&context, 0);
    put_number(&context, 10000);
    put_number(&context, 0);
    put_number(&context, 0x240);
    put_text(&context, "/");
    put_text(&context, "/run/wsgi");
    put_text(&context, "3.11");
    put_number(&context, 1);
    put_number(&context, count);
    put_number(&context, 0);
    put_text(&context, "www.example.com");
    put_number(&context, 0);
    put_text(&context, "");
    put_text(&context, "");
    for (i = 0; i < count; ++i) {
        put_directive(&context, directives[i][0], directives[i][1], directives[i][2]);
    }
    bridge->jvm.lint = context.bytes;
    bridge->jvm.lint_size = context.used;
}

void mwa_try_end_lint(void)
{
    char *answer = mwa_jvm_ask("lint", NULL, 0);

    if (!answer) {
        fprintf(stderr, "mwa-try: lint does not answer\n");
        _exit(1);
    }
    free(answer);
}

mwa_bridge_options_t mwa_try_bridge(const char *java_home, const char *home, const char *const *options, int aliases)
{
    specs_t specs = make_specs(aliases);

    return (mwa_bridge_options_t){
        .jvm = {.java_home = java_home, .home = home, .options = options},
        .specs = specs.bytes,
        .specs_size = specs.used,
        .prepares = 1,
        .version = MWA_VERSION,
    };
}

void mwa_try_start(const mwa_bridge_options_t *bridge)
{
    static char error[4096];

    if (!mwa_bridge_start(bridge, error, sizeof(error))) {
        fprintf(stderr, "mwa-try: %s\n", error);
        _exit(1);
    }
}

JNIEnv *mwa_try_env(const char *java_home, JavaVM **vm)
{
    char path[4096];
    jint(JNICALL * created)(JavaVM **, jsize, jsize *);
    JNIEnv *env;
    jsize count = 0;

    snprintf(path, sizeof(path), "%s/lib/server/libjvm.so", java_home);
    *(void **)&created = dlsym(dlopen(path, RTLD_NOW), "JNI_GetCreatedJavaVMs");
    if (!created || created(vm, 1, &count) != JNI_OK || count != 1
        || (**vm)->AttachCurrentThread(*vm, (void **)&env, NULL) != JNI_OK) {
        fprintf(stderr, "mwa-try: no JVM runs\n");
        _exit(1);
    }
    return env;
}

mwa_frame_t *mwa_try_frame(void)
{
    const char *error = NULL;
    mwa_frame_t *frame = mwa_bridge_frame(&error);

    if (!frame) {
        fprintf(stderr, "mwa-try: %s\n", error);
        _exit(1);
    }
    return frame;
}

void mwa_try_match(mwa_frame_t *frame, const char *uri, mwa_status_t expected)
{
    mwa_status_t status;

    mwa_frame_reset(frame, MWA_SLOT_FRAME_CAPACITY);
    frame->table = 0;
    frame->alias = -1;
    mwa_frame_put_string(frame, &frame->uri, uri);
    status = mwa_bridge_match(frame);
    if (status != expected) {
        size_t length;
        const char *message = mwa_frame_text(frame, &frame->message, &length);

        fprintf(stderr, "mwa-try: status %d instead of %d: %.*s\n", status, expected, (int)length, message);
        _exit(1);
    }
}

void mwa_try_wait(pid_t pid, const char *what)
{
    int status = -1;

    if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
        fprintf(stderr, "mwa-try: %s failed\n", what);
        _exit(1);
    }
}
