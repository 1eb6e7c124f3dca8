/* The compiling process: what the map process takes from it, and what it refuses of one that answers what it likes. */
#include "fake_compiler.h"

#include "apr_signal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ANSWERED 0x4d574143U
/** Room for the sentence of an answer that says what is wrong. */
#define ERROR_SIZE 4096

/* ---------------------------------------------------------------- the map process */

static mwa_compiler_t compiler;

static mwa_tables_t *tables_of(apr_pool_t *p, const char *specs)
{
    mwa_tables_t *tables = apr_pcalloc(p, sizeof(*tables));

    tables->aliases = apr_array_make(p, ALIASES, sizeof(void *));
    tables->aliases->nelts = ALIASES;
    tables->specs = specs;
    tables->specs_size = strlen(specs);
    return tables;
}

static void in_child(void) {}

static void start(void)
{
    compiler = (mwa_compiler_t){.work = &work, .socket = -1};
    assert_true(mwa_compiler_start(&compiler, ALIASES, in_child));
    assert_true(compiler.pid > 0);
    assert_int_equal(ALIASES, compiler.capacity);
}

/* ---------------------------------------------------------------- a process as it should be */

static void what_was_compiled_comes_back(void **state)
{
    mwa_compiled_t compiled;

    start_fails = NULL;
    start();
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "some specs"), 0));
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_null(compiled.error);
    assert_int_equal(10, compiled.prepared_size);
    assert_memory_equal("some specs", compiled.prepared, 10);
    assert_memory_equal("\7\7\7", compiled.engines, ALIASES);
    assert_string_equal("3 3\n", compiled.findings);
    mwa_memory_free(&compiled.memory);
    // It says what is wrong, and goes on.
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "wrong"), 0));
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_string_equal("a.map:1: wrong", compiled.error);
    mwa_memory_free(&compiled.memory);
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "more"), 0));
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_memory_equal("more", compiled.prepared, 4);
    mwa_memory_free(&compiled.memory);
    assert_true(WIFSIGNALED(mwa_compiler_end(&compiler)));
    assert_int_equal(0, compiler.pid);
    assert_int_equal(-1, compiler.socket);
}

static void of_a_patch_java_knows_that_it_is_one_and_finds_nothing(void **state)
{
    mwa_compiled_t compiled;

    start();
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "? patch"), 1));
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_memory_equal("p patch", compiled.prepared, 7);
    assert_string_equal("0 3\n", compiled.findings);
    mwa_memory_free(&compiled.memory);
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "? whole"), 0));
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_memory_equal("w whole", compiled.prepared, 7);
    assert_string_equal("3 3\n", compiled.findings);
    mwa_memory_free(&compiled.memory);
    mwa_compiler_end(&compiler);
}

static void one_that_cannot_start_says_why(void **state)
{
    mwa_compiled_t compiled;

    (void)state;
    start_fails = "no Java";
    start();
    assert_true(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    assert_string_equal("no Java", compiled.error);
    mwa_memory_free(&compiled.memory);
    mwa_compiler_end(&compiler);
    start_fails = NULL;
}

static void one_that_dies_gives_no_answer(void **state)
{
    mwa_compiled_t compiled;
    int status;

    start();
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "die"), 0));
    assert_false(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    status = mwa_compiler_end(&compiler);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(SIGKILL, WTERMSIG(status));
    assert_non_null(mwa_compiler_ask(&compiler, tables_of(*state, "more"), 0));
}

static void end_map_process(int signal_number)
{
    (void)signal_number;
    _exit(3);
}

static void what_the_map_process_does_at_its_end_is_not_done_by_it(void **state)
{
    mwa_compiled_t compiled;
    int status;

    apr_signal(SIGTERM, end_map_process);
    start();
    apr_signal(SIGTERM, SIG_DFL);
    assert_null(mwa_compiler_ask(&compiler, tables_of(*state, "terminated"), 0));
    assert_false(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    status = mwa_compiler_end(&compiler);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(SIGTERM, WTERMSIG(status));
}

/* ---------------------------------------------------------------- one that does as it likes */

typedef struct head_s {
    apr_uint64_t works;
    apr_uint64_t prepared_size;
    apr_uint64_t engines_size;
    apr_uint64_t findings_size;
} head_t;

static int ends[2];

static int open_ends(void **state)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
        return 1;
    }
    compiler = (mwa_compiler_t){.work = &work, .socket = ends[0]};
    return make_pool(state);
}

static int close_ends(void **state)
{
    close(ends[0]);
    close(ends[1]);
    return destroy_pool(state);
}

/** Passes a descriptor on as an answer, and sees what is made of it. It is nobody's afterwards. */
static int answered_with(apr_uint32_t word, int fd, mwa_compiled_t *compiled)
{
    int before;
    int taken;

    assert_true(mwa_pass(ends[1], &word, sizeof(word), fd));
    if (fd >= 0) {
        close(fd);
    }
    before = free_number();
    memset(compiled, 0, sizeof(*compiled));
    taken = mwa_compiler_answer(&compiler, ALIASES, compiled);
    if (!taken) {
        // Nor is a descriptor left open of what was refused.
        assert_int_equal(before, free_number());
    }
    return taken;
}

/** Sealed memory with a head, and @p rest bytes behind it, all of the same. */
static int memory_of(const head_t *head, size_t rest, int byte)
{
    mwa_memory_t memory;
    int fd;

    assert_true(mwa_memory_make(&memory, sizeof(*head) + rest));
    memcpy(memory.bytes, head, sizeof(*head));
    memset((char *)memory.bytes + sizeof(*head), byte, rest);
    assert_true(mwa_memory_seal(&memory));
    fd = dup(memory.fd);
    mwa_memory_free(&memory);
    return fd;
}

static void what_adds_up_is_taken(void **state)
{
    const head_t works = {.works = 1, .prepared_size = 5, .engines_size = ALIASES, .findings_size = 2};
    const head_t fails = {.findings_size = ERROR_SIZE - 1};
    mwa_compiled_t compiled;

    (void)state;
    assert_true(answered_with(ANSWERED, memory_of(&works, 5 + ALIASES + 2 + 3, 0), &compiled));
    assert_null(compiled.error);
    assert_int_equal(5, compiled.prepared_size);
    assert_int_equal(2, compiled.findings_size);
    mwa_memory_free(&compiled.memory);
    assert_true(answered_with(ANSWERED, memory_of(&fails, ERROR_SIZE - 1 + 3, 0), &compiled));
    assert_string_equal("", compiled.error);
    mwa_memory_free(&compiled.memory);
}

static void sizes_that_do_not_add_up_are_refused(void **state)
{
    static const struct {
        head_t head;
        size_t rest;
    } cases[] = {
        {{1, 5, ALIASES, 2}, 5 + ALIASES + 2 + 2},
        {{1, 5, ALIASES, 2}, 5 + ALIASES + 2 + 4},
        {{1, 5, ALIASES, 2}, 1},
        {{1, 5, ALIASES - 1, 2}, 5 + ALIASES - 1 + 2 + 3},
        {{1, 5, ALIASES + 1, 2}, 5 + ALIASES + 1 + 2 + 3},
        {{0, 5, ALIASES, 2}, 5 + ALIASES + 2 + 3},
        {{0, 0, 0, ERROR_SIZE}, ERROR_SIZE + 3},
        {{1, UINT64_MAX, ALIASES, 2}, 16},
        {{1, UINT64_MAX - ALIASES - 1, ALIASES, 2}, 16},
        {{1, UINT64_MAX / 2 + 1, ALIASES, UINT64_MAX / 2 + 1}, ALIASES + 3},
        {{1, 0, ALIASES, UINT64_MAX - ALIASES - 34}, 16},
        {{1, 0, UINT64_MAX, 0}, 2},
        {{1, (apr_uint64_t)1 << 31, ALIASES, 0}, 16},
        {{1, 0, ALIASES, (apr_uint64_t)4 * 1024 * 1024 + 1}, ALIASES + 4 * 1024 * 1024 + 1 + 3},
    };
    mwa_compiled_t compiled;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        if (answered_with(ANSWERED, memory_of(&cases[i].head, cases[i].rest, 0), &compiled)) {
            fail_msg("case %zu was taken", i);
        }
    }
}

static void texts_without_an_end_are_refused(void **state)
{
    const head_t head = {.works = 1, .prepared_size = 5, .engines_size = ALIASES, .findings_size = 2};
    mwa_compiled_t compiled;

    (void)state;
    assert_false(answered_with(ANSWERED, memory_of(&head, 5 + ALIASES + 2 + 3, 'x'), &compiled));
}

static void what_is_no_sealed_memory_is_refused(void **state)
{
    static const unsigned seals[] = {
        0,
        F_SEAL_SHRINK,
        F_SEAL_GROW,
        F_SEAL_WRITE,
        F_SEAL_SHRINK | F_SEAL_GROW,
        F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
        F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL,
    };
    const head_t head = {.works = 1, .prepared_size = 5, .engines_size = ALIASES, .findings_size = 2};
    const char name[] = "/tmp/test_compiler.XXXXXX";
    char file[sizeof(name)];
    char room[sizeof(head) + 64] = {0};
    mwa_compiled_t compiled;
    int pipe_ends[2] = {-1, -1};
    size_t i;
    int fd;

    (void)state;
    memcpy(room, &head, sizeof(head));
    for (i = 0; i < COUNT_OF(seals); ++i) {
        fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        assert_int_equal(sizeof(head) + 5 + ALIASES + 2 + 3, write(fd, room, sizeof(head) + 5 + ALIASES + 2 + 3));
        assert_int_equal(0, fcntl(fd, F_ADD_SEALS, seals[i]));
        assert_false(answered_with(ANSWERED, fd, &compiled));
    }
    memcpy(file, name, sizeof(name));
    fd = mkstemp(file);
    assert_int_equal(sizeof(room), write(fd, room, sizeof(room)));
    unlink(file);
    assert_false(answered_with(ANSWERED, fd, &compiled));
    assert_int_equal(0, pipe(pipe_ends));
    assert_false(answered_with(ANSWERED, pipe_ends[0], &compiled));
    close(pipe_ends[1]);
    assert_false(answered_with(ANSWERED, open("/", O_RDONLY | O_DIRECTORY), &compiled));
    assert_false(answered_with(ANSWERED, open("/dev/zero", O_RDWR), &compiled));
}

static void memory_that_is_empty_short_or_huge_is_refused(void **state)
{
    static const off_t sizes[] = {0, 1, sizeof(head_t) - 1, (off_t)6 * 1024 * 1024 * 1024};
    mwa_compiled_t compiled;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(sizes); ++i) {
        int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

        // It has holes, so there is no need for that much memory.
        assert_int_equal(0, ftruncate(fd, sizes[i]));
        assert_int_equal(0, fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
        assert_false(answered_with(ANSWERED, fd, &compiled));
    }
}

static void another_word_no_memory_and_no_word_at_all_are_refused(void **state)
{
    const head_t head = {.works = 1, .prepared_size = 5, .engines_size = ALIASES, .findings_size = 2};
    mwa_compiled_t compiled;

    (void)state;
    assert_false(answered_with(ANSWERED + 1, memory_of(&head, 5 + ALIASES + 2 + 3, 0), &compiled));
    assert_false(answered_with(ANSWERED, -1, &compiled));
    assert_true(mwa_pass(ends[1], "abc", 3, STDIN_FILENO));
    assert_false(mwa_compiler_answer(&compiler, ALIASES, &compiled));
    shutdown(ends[1], SHUT_RDWR);
    assert_false(mwa_compiler_answer(&compiler, ALIASES, &compiled));
}

static void random_answers_are_refused_or_within_their_bounds(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    int i;

    (void)state;
    print_message("seed %u\n", seed);
    for (i = 0; i < 500; ++i) {
        head_t head = {.works = rand_r(&seed) % 2U,
                       .prepared_size = (apr_uint64_t)(rand_r(&seed) % 20),
                       .engines_size = (apr_uint64_t)(rand_r(&seed) % 5),
                       .findings_size = (apr_uint64_t)(rand_r(&seed) % 20)};
        mwa_compiled_t compiled;

        if (answered_with(ANSWERED, memory_of(&head, (size_t)rand_r(&seed) % 50, 0), &compiled)) {
            const char *begin = compiled.memory.bytes;
            const char *end = begin + compiled.memory.size;

            assert_true((const char *)compiled.prepared + compiled.prepared_size < end);
            assert_true(compiled.error || (const char *)compiled.engines + ALIASES < end);
            assert_true(compiled.findings + compiled.findings_size < end);
            assert_true(compiled.error == NULL || compiled.error == compiled.findings);
            mwa_memory_free(&compiled.memory);
        }
    }
}

#define ENDS_TEST(name) cmocka_unit_test_setup_teardown(name, open_ends, close_ends)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(what_was_compiled_comes_back),
        POOL_TEST(of_a_patch_java_knows_that_it_is_one_and_finds_nothing),
        POOL_TEST(one_that_cannot_start_says_why),
        POOL_TEST(one_that_dies_gives_no_answer),
        POOL_TEST(what_the_map_process_does_at_its_end_is_not_done_by_it),
        ENDS_TEST(what_adds_up_is_taken),
        ENDS_TEST(sizes_that_do_not_add_up_are_refused),
        ENDS_TEST(texts_without_an_end_are_refused),
        ENDS_TEST(what_is_no_sealed_memory_is_refused),
        ENDS_TEST(memory_that_is_empty_short_or_huge_is_refused),
        ENDS_TEST(another_word_no_memory_and_no_word_at_all_are_refused),
        ENDS_TEST(random_answers_are_refused_or_within_their_bounds),
    };

    return RUN_POOL_TESTS("compiler", tests);
}
