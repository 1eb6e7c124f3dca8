#include "jvm/mwa_jvm_attach.h"

#include <jni.h>
#include <stddef.h>

static JavaVM *the_vm;

void mwa_jvm_attach_to(void *vm)
{
    the_vm = (JavaVM *)vm;
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
