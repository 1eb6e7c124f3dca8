#include "jvm/mwa_jvm.h"
#include "jvm/mwa_jvm_attach.h"

#include <jni.h>
#include <stdlib.h>

/** A copy of the bytes, ended by a NUL. */
static char *copy_bytes(JNIEnv *env, jbyteArray bytes)
{
    jsize size = (*env)->GetArrayLength(env, bytes);
    char *copy = malloc((size_t)size + 1);

    if (copy) {
        (*env)->GetByteArrayRegion(env, bytes, 0, size, (jbyte *)copy);
        copy[size] = '\0';
    }
    return copy;
}

/** Bytes for Java, or NULL. */
static jbyteArray give_bytes(JNIEnv *env, const void *bytes, size_t size)
{
    jbyteArray array = (*env)->NewByteArray(env, (jsize)size);

    if (array) {
        (*env)->SetByteArrayRegion(env, array, 0, (jsize)size, bytes);
    }
    return array;
}

char *mwa_jvm_ask(const char *method_name, const void *question, size_t size)
{
    int attached = mwa_jvm_attach();
    JNIEnv *env = (JNIEnv *)mwa_jvm_env();
    jclass entry = env ? (*env)->FindClass(env, MWA_JVM_ENTRY) : NULL;
    jmethodID method = NULL;
    jbyteArray bytes = NULL;
    char *answer = NULL;

    if (entry) {
        method = (*env)->GetStaticMethodID(env, entry, method_name, question ? "([B)[B" : "()[B");
    }
    if (method && question) {
        jbyteArray given = give_bytes(env, question, size);

        bytes = given ? (*env)->CallStaticObjectMethod(env, entry, method, given) : NULL;
    }
    else if (method) {
        bytes = (*env)->CallStaticObjectMethod(env, entry, method);
    }
    if (env && (*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        (*env)->ExceptionClear(env);
    }
    else if (bytes) {
        answer = copy_bytes(env, bytes);
    }
    if (attached > 0) {
        mwa_jvm_detach();
    }
    return answer;
}

int mwa_jvm_tell(const char *method_name, const char *signature, int64_t number)
{
    int attached = mwa_jvm_attach();
    JNIEnv *env = (JNIEnv *)mwa_jvm_env();
    jclass entry = env ? (*env)->FindClass(env, MWA_JVM_ENTRY) : NULL;
    jmethodID method = entry ? (*env)->GetStaticMethodID(env, entry, method_name, signature) : NULL;
    jvalue argument;
    int told = method != NULL;

    if (method) {
        if (signature[1] == 'J') {
            argument.j = number;
        }
        else {
            argument.i = (jint)number;
        }
        (*env)->CallStaticVoidMethodA(env, entry, method, &argument);
    }
    if (env && (*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        (*env)->ExceptionClear(env);
        told = 0;
    }
    if (entry) {
        (*env)->DeleteLocalRef(env, entry);
    }
    if (attached > 0) {
        mwa_jvm_detach();
    }
    return told;
}
