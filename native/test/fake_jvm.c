#include "fake_jvm.h"

#include <stdio.h>
#include <string.h>

fake_jvm_t fake_jvm;

mwa_jvm_outcome_t mwa_jvm_start(const mwa_jvm_options_t *options, mwa_start_t *start, char *error, size_t error_size)
{
    fake_jvm.started_with = *start;
    if (options->gives_way && options->gives_way()) {
        return MWA_JVM_STARTING;
    }
    return mwa_jvm_await(error, error_size);
}

mwa_jvm_outcome_t mwa_jvm_await(char *error, size_t error_size)
{
    if (fake_jvm.error) {
        snprintf(error, error_size, "%s", fake_jvm.error);
        return MWA_JVM_FAILED;
    }
    if (fake_jvm.on_start) {
        fake_jvm.on_start();
    }
    return MWA_JVM_READY;
}

int mwa_jvm_tell(const char *method, const char *signature, int64_t number)
{
    (void)signature;
    fake_jvm.told = method;
    if (fake_jvm.refusal && !strcmp(method, "load")) {
        snprintf(((mwa_generation_block_t *)(intptr_t)number)->message, MWA_GENERATION_MESSAGE_SIZE, "%s",
                 fake_jvm.refusal);
    }
    return !fake_jvm.throws;
}

int mwa_jvm_attach(void)
{
    int result = fake_jvm.attach_result;

    ++fake_jvm.attach_calls;
    if (result == 1) {
        ++fake_jvm.attached;
    }
    return result;
}

void mwa_jvm_detach(void)
{
    ++fake_jvm.detach_calls;
    --fake_jvm.attached;
}
