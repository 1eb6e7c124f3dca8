#include "process/mwa_compiler.h"

#include "apr_signal.h"
#include "apr_strings.h"
#include "http_config.h"
#include "mpm_common.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/** Specs and prepared tables are less than 2 GB each. */
#define MOST ((size_t)5 * 1024 * 1024 * 1024)
#define MOST_FINDINGS ((apr_uint64_t)4 * 1024 * 1024)
#define ERROR_SIZE 4096

/** Milliseconds for findings. */
#define LONGEST_LINT 250
/** It is in no hurry that requests should feel. */
#define NICENESS 5
/** Where memory is short, the kernel ends it first, and the server goes on as it is. */
#define OOM_SCORE "500"

/** What is asked with; with it comes the memory of the specs. */
typedef struct question_s {
    apr_uint64_t specs_size;
    apr_uint32_t aliases;
    apr_uint32_t is_patch;
} question_t;

/** What an answer's memory begins with; the parts follow, in this order, each ended by a NUL. */
typedef struct answer_s {
    apr_uint64_t works;
    apr_uint64_t prepared_size;
    apr_uint64_t engines_size;
    apr_uint64_t findings_size; /**< or that of the sentence that says what is wrong */
} answer_t;

/** Comes before the memory of an answer does: to a question, or of a process that cannot start. */
#define ANSWERED 0x4d574143U
#define UNABLE 0x4d574155U

/* ---------------------------------------------------------------- in the compiling process */

static char *put(char *at, const void *bytes, apr_size_t size)
{
    if (size) {
        memcpy(at, bytes, size);
    }
    at[size] = '\0';
    return at + size + 1;
}

/** @return 0 if it cannot be sent: then there is nobody any more to compile for */
static int send_answer(int to, apr_uint32_t word, const mwa_generation_block_t *block, const unsigned char *engines,
                       apr_size_t aliases, const char *text)
{
    answer_t answer = {.works = !block->message[0], .findings_size = strlen(text)};
    mwa_memory_t memory;
    int sent;
    char *at;

    if (answer.works) {
        answer.prepared_size = block->prepared_size;
        answer.engines_size = aliases;
    }
    if (!mwa_memory_make(&memory,
                         sizeof(answer) + answer.prepared_size + answer.engines_size + answer.findings_size + 3)) {
        return 0;
    }
    memcpy(memory.bytes, &answer, sizeof(answer));
    at = (char *)memory.bytes + sizeof(answer);
    at = put(at, (const void *)(uintptr_t)block->prepared, answer.prepared_size);
    at = put(at, engines, answer.engines_size);
    put(at, text, answer.findings_size);
    sent = mwa_memory_seal(&memory) && mwa_pass(to, &word, sizeof(word), memory.fd);
    mwa_memory_free(&memory);
    return sent;
}

/** @return for mwa_findings_read(); of many aliases, and of a patch, that none was looked at */
static const char *find(const mwa_compiler_work_t *work, apr_pool_t *p, const question_t *question)
{
    return question->aliases <= MWA_COMPILER_MOST_LINTED && !question->is_patch
        ? work->lint(p, work->server, LONGEST_LINT)
        : apr_psprintf(p, "0 %u\n", question->aliases);
}

/** Compiles, and answers. @param specs are Java's until the next have been compiled */
static int compile(const mwa_compiler_work_t *work, int socket, const question_t *question, const mwa_memory_t *specs)
{
    mwa_generation_block_t block = {.specs = (uintptr_t)specs->bytes,
                                    .specs_size = (uint32_t)question->specs_size,
                                    .whole = question->is_patch ? 0 : MWA_NO_WHOLE};
    unsigned char *engines = calloc(question->aliases + 1, 1);
    const char *text = block.message;
    apr_pool_t *pool;
    int sent;

    apr_pool_create(&pool, NULL);
    block.engines = (uintptr_t)engines;
    if (engines && mwa_bridge_load(&block)) {
        text = find(work, pool, question);
    }
    else if (!engines) {
        apr_cpystrn(block.message, "no memory to compile the maps", sizeof(block.message));
    }
    sent = send_answer(socket, ANSWERED, &block, engines, question->aliases, text);
    free((void *)(uintptr_t)block.prepared);
    free(engines);
    apr_pool_destroy(pool);
    return sent;
}

static void serve(const mwa_compiler_work_t *work, int socket)
{
    mwa_memory_t last = {.fd = -1};
    mwa_memory_t specs;
    question_t question;
    int fd;

    while (mwa_receive(socket, &question, sizeof(question), 0, &fd) == 1 && mwa_memory_map(&specs, fd, MOST)
           && question.specs_size <= specs.size && compile(work, socket, &question, &specs)) {
        // Of a patch, Java keeps nothing.
        mwa_memory_free(question.is_patch ? &specs : &last);
        last = question.is_patch ? last : specs;
    }
}

static void set_score(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0) {
        if (write(fd, OOM_SCORE, sizeof(OOM_SCORE) - 1) < 0) {
            // Then it is as likely to be ended as others.
            errno = 0;
        }
        close(fd);
    }
}

/** Compiles what is served already: of the next, Java then compiles only what is new. */
static void warm_up(const mwa_bridge_options_t *options)
{
    mwa_generation_block_t block = {.specs = (uintptr_t)options->specs,
                                    .specs_size = (uint32_t)options->specs_size,
                                    .whole = MWA_NO_WHOLE};

    mwa_bridge_load(&block);
    free((void *)(uintptr_t)block.prepared);
}

/** @return NULL, or why nothing can be compiled */
static const char *start(const mwa_compiler_work_t *work, int aliases, char *error)
{
    apr_pool_t *pool;
    mwa_bridge_options_t *options;

    apr_pool_create(&pool, NULL);
    set_score();
    setpriority(PRIO_PROCESS, 0, NICENESS);
    if (ap_run_drop_privileges(pool, work->server)) {
        return "cannot switch to the user that httpd's children run as";
    }
    // Behind the change of user, which takes both back.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) {
        return "cannot keep debuggers out of the process that compiles";
    }
    options = work->options(pool, work->server, aliases);
    if (mwa_bridge_start(options, error, ERROR_SIZE) != MWA_JVM_READY) {
        return error;
    }
    warm_up(options);
    return NULL;
}

static void run(const mwa_compiler_work_t *work, int aliases, int socket) __attribute__((noreturn));
static void run(const mwa_compiler_work_t *work, int aliases, int socket)
{
    mwa_generation_block_t none = {0};
    char error[ERROR_SIZE];
    const char *fault = start(work, aliases, error);

    if (fault) {
        apr_cpystrn(none.message, fault, sizeof(none.message));
        send_answer(socket, UNABLE, &none, NULL, 0, fault);
    }
    else {
        serve(work, socket);
    }
    // Not exit(): what others have registered to happen at the end is not ours to run.
    _exit(0);
}

/* ---------------------------------------------------------------- in the map process */

int mwa_compiler_start(mwa_compiler_t *compiler, int aliases, void (*in_child)(void))
{
    int ends[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
        return 0;
    }
    pid = fork();
    if (pid == 0) {
        // What the map process does as it is ended is not for this one to do.
        apr_signal(SIGINT, SIG_DFL);
        apr_signal(SIGTERM, SIG_DFL);
        close(ends[0]);
        in_child();
        run(compiler->work, aliases, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return 0;
    }
    compiler->pid = pid;
    compiler->socket = ends[0];
    compiler->capacity = aliases;
    return 1;
}

const char *mwa_compiler_ask(const mwa_compiler_t *compiler, const mwa_tables_t *tables, int is_patch)
{
    question_t question = {.specs_size = tables->specs_size,
                           .aliases = (apr_uint32_t)tables->aliases->nelts,
                           .is_patch = is_patch != 0};
    mwa_memory_t specs;
    const char *error = NULL;

    if (!mwa_memory_make(&specs, tables->specs_size)) {
        return strerrordesc_np(errno);
    }
    memcpy(specs.bytes, tables->specs, tables->specs_size);
    if (!mwa_memory_seal(&specs) || !mwa_pass(compiler->socket, &question, sizeof(question), specs.fd)) {
        error = strerrordesc_np(errno);
    }
    mwa_memory_free(&specs);
    return error;
}

/** Whether the parts are in the memory, and no larger than they may be. */
static int is_sound(const answer_t *answer, const mwa_memory_t *memory, int aliases)
{
    apr_uint64_t size = sizeof(*answer) + 3;

    if (answer->prepared_size > APR_INT32_MAX
        || answer->findings_size >= (answer->works ? MOST_FINDINGS + 1 : ERROR_SIZE)
        || answer->engines_size != (answer->works ? (apr_uint64_t)aliases : 0)
        || (!answer->works && answer->prepared_size)) {
        return 0;
    }
    size += answer->prepared_size + answer->engines_size + answer->findings_size;
    return size == memory->size;
}

int mwa_compiler_answer(const mwa_compiler_t *compiler, int aliases, mwa_compiled_t *compiled)
{
    apr_uint32_t word;
    answer_t answer;
    const char *at;
    int fd;

    if (mwa_receive(compiler->socket, &word, sizeof(word), 0, &fd) != 1 || fd < 0) {
        return 0;
    }
    if (!mwa_memory_map(&compiled->memory, fd, MOST)) {
        return 0;
    }
    at = compiled->memory.bytes;
    if (compiled->memory.size >= sizeof(answer)) {
        memcpy(&answer, at, sizeof(answer));
    }
    if ((word != ANSWERED && word != UNABLE) || compiled->memory.size < sizeof(answer)
        || !is_sound(&answer, &compiled->memory, aliases) || at[compiled->memory.size - 1]) {
        mwa_memory_free(&compiled->memory);
        return 0;
    }
    at += sizeof(answer);
    compiled->prepared = at;
    compiled->prepared_size = answer.prepared_size;
    at += answer.prepared_size + 1;
    compiled->engines = at;
    at += answer.engines_size + 1;
    compiled->findings = at;
    compiled->findings_size = answer.findings_size;
    compiled->error = answer.works ? NULL : at;
    compiled->is_unable = word == UNABLE;
    return 1;
}

int mwa_compiler_end(mwa_compiler_t *compiler)
{
    int status = 0;

    if (compiler->pid > 0) {
        kill(compiler->pid, SIGKILL);
        while (waitpid(compiler->pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    if (compiler->socket >= 0) {
        close(compiler->socket);
    }
    compiler->pid = 0;
    compiler->socket = -1;
    return status;
}
