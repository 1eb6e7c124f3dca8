#include "fake_compiler.h"

#include "http_config.h"
#include "httpd.h"
#include "mpm_common.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

const char *start_fails;

int ap_run_drop_privileges(apr_pool_t *p, server_rec *s)
{
    (void)p;
    (void)s;
    return 0;
}

mwa_jvm_outcome_t mwa_bridge_start(const mwa_bridge_options_t *options, char *error, size_t error_size)
{
    (void)options;
    if (start_fails) {
        apr_cpystrn(error, start_fails, error_size);
        return MWA_JVM_FAILED;
    }
    return MWA_JVM_READY;
}

int mwa_bridge_load(mwa_generation_block_t *block)
{
    const char *specs = (const char *)(uintptr_t)block->specs;
    void *prepared;

    if (*specs == 'w') {
        apr_cpystrn(block->message, "a.map:1: wrong", sizeof(block->message));
        return 0;
    }
    if (*specs == 'd') {
        raise(SIGKILL);
    }
    if (*specs == 't') {
        raise(SIGTERM);
    }
    prepared = malloc(block->specs_size);
    if (!prepared) {
        abort();
    }
    memcpy(prepared, specs, block->specs_size);
    // What somebody wants to know of the block.
    if (*specs == '?') {
        *(char *)prepared = block->whole == MWA_NO_WHOLE ? 'w' : 'p';
    }
    block->prepared = (uintptr_t)prepared;
    block->prepared_size = block->specs_size;
    if (block->engines) {
        memset((void *)(uintptr_t)block->engines, 7, ALIASES);
    }
    return 1;
}

static mwa_bridge_options_t *options(apr_pool_t *p, server_rec *s, int aliases)
{
    mwa_bridge_options_t *made = apr_pcalloc(p, sizeof(*made));

    (void)s;
    (void)aliases;
    made->specs = "warm";
    made->specs_size = 4;
    return made;
}

static const char *lint(apr_pool_t *p, server_rec *s, int milliseconds)
{
    (void)p;
    (void)s;
    (void)milliseconds;
    return "3 3\n";
}

const mwa_compiler_work_t work = {.options = options, .lint = lint};
