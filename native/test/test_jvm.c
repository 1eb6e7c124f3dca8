/*
 * The JVM's start, with a libjvm.so that fails as HotSpot does. Whatever it does, the process must outlive it and
 * be told why. Arguments: a directory with the fake as lib/server/libjvm.so, and one with empty files for the jars.
 */
#include "unit.h"
#include "jvm_process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *java_home;
static const char *home;

static jvm_process_t start_with(const char *const *own)
{
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own};
    jvm_process_t process;

    jvm_process_start(&process, &options);
    return process;
}

static void expect_failure(const char *way, const char *sentence)
{
    const char *const own[] = {way, NULL};
    jvm_process_t process = start_with(own);

    jvm_process_expect_failure(&process, sentence);
}

static void what_the_jvm_refuses_is_told_in_one_line(void **state)
{
    (void)state;
    expect_failure("-Dfake=refuse",
                   " does not start (JNI error -6): Unrecognized option: -Xnope; see "
                   "WSGIAliasJvmOptions");
}

static void a_jvm_that_aborts_leaves_the_process_alive(void **state)
{
    (void)state;
    expect_failure("-Dfake=give-up",
                   " aborted while it started: Error occurred during initialization of VM out of "
                   "something; see WSGIAliasJvmOptions");
}

static void a_jvm_that_aborts_on_another_thread_leaves_the_process_alive(void **state)
{
    (void)state;
    expect_failure("-Dfake=give-up-elsewhere", " aborted while it started: ");
}

static void a_jvm_that_halts_leaves_the_process_alive(void **state)
{
    (void)state;
    expect_failure("-Dfake=halt", " aborted while it started: see the error log for its message, if there is one;");
}

static void an_agent_that_exits_leaves_the_process_alive(void **state)
{
    (void)state;
    expect_failure("-Dfake=leave", " aborted while it started: ");
}

/** Where it does, glibc 2.41 has everybody else wait who calls exit(). */
static void only_an_agent_that_exits_keeps_the_process_from_exit(void **state)
{
    static const struct {
        const char *way;
        int allows_exit;
    } cases[] = {{"-Dfake=leave", 0}, {"-Dfake=give-up", 1}, {"-Dfake=halt", 1}, {"-Dfake=refuse", 1}};
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        const char *const own[] = {cases[i].way, NULL};
        jvm_process_t process = start_with(own);

        assert_true(process.told && !process.ready);
        assert_int_equal(cases[i].allows_exit, process.allows_exit);
        assert_int_equal(JVM_PROCESS_EXIT_CODE, process.exit_code);
    }
}

static void a_jvm_that_says_more_than_there_is_room_for_is_cut(void **state)
{
    (void)state;
    expect_failure("-Dfake=babble", ": line 0 line 1 line 2 ");
}

/** Whether the text holds "warning 0" to "warning 999", each on a line. */
static int has_every_warning(const char *text)
{
    char line[32];
    int i;

    for (i = 0; i < 1000; ++i) {
        snprintf(line, sizeof(line), "warning %d\n", i);
        if (!strstr(text, line)) {
            return 0;
        }
    }
    return 1;
}

static void what_a_jvm_that_starts_has_warned_of_goes_to_stderr(void **state)
{
    const char *const own[] = {"-Dfake=warn", NULL};
    static char text[64 * 1024];
    int before = dup(STDERR_FILENO);
    FILE *file = tmpfile();
    jvm_process_t process;

    (void)state;
    if (before < 0 || !file || dup2(fileno(file), STDERR_FILENO) != STDERR_FILENO) {
        fail_msg("cannot redirect stderr");
    }
    process = start_with(own);
    dup2(before, STDERR_FILENO);
    close(before);
    assert_int_equal(0, fseek(file, 0, SEEK_SET));
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    assert_true(process.told && process.ready);
    assert_true(has_every_warning(text));
}

static void a_jar_without_the_entry_class_is_told(void **state)
{
    (void)state;
    expect_failure("-Dfake=no-entry",
                   "/mod_wsgi_alias.jar does not belong to this mod_wsgi_alias.so, or "
                   "the jna.jar beside it does not; install all three from one build: the.Exception: its message");
}

static void a_java_that_throws_as_it_starts_is_told(void **state)
{
    (void)state;
    expect_failure("-Dfake=throw", ": the.Exception: its message");
    expect_failure("-Dfake=throw-without-words", ": see the error log for the exception");
}

static void the_administrator_s_options_come_last_in_their_order(void **state)
{
    const char *const own[] = {"-Done", "-Dtwo=three four", NULL};
    jvm_process_t process = start_with(own);

    (void)state;
    jvm_process_expect_failure(&process, " -Done -Dtwo=three four; see");
    jvm_process_expect_failure(&process, " -Xrs ");
    // The fake's release file says 25.
    jvm_process_expect_failure(&process, " --enable-native-access=ALL-UNNAMED ");
    assert_null(strstr(process.error, "SharedArchiveFile"));
}

static void the_heap_is_as_large_as_asked_for_unless_the_administrator_says_otherwise(void **state)
{
    const char *const own[] = {"-Done", "-Xmx99m", NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own};
    jvm_process_t process;

    (void)state;
    jvm_process_start(&process, &options);
    jvm_process_expect_failure(&process, " -Xmx64m ");
    assert_null(strstr(process.error, "TieredStopAtLevel"));
    options.heap_megabytes = 300;
    options.brief = 1;
    jvm_process_start(&process, &options);
    jvm_process_expect_failure(&process, " -Xmx300m ");
    jvm_process_expect_failure(&process, " -XX:TieredStopAtLevel=1 ");
    assert_null(strstr(process.error, "CompileThresholdScaling"));
    assert_true(strstr(process.error, " -Xmx99m;") > strstr(process.error, " -Xmx300m "));
}

static void little_is_compiled_where_there_is_little_to_do(void **state)
{
    const char *const own[] = {"-Done", NULL};
    mwa_jvm_options_t options = {.java_home = java_home, .home = home, .options = own, .brief = 1, .few = 1};
    jvm_process_t process;

    (void)state;
    jvm_process_start(&process, &options);
    jvm_process_expect_failure(&process, " -XX:CompileThresholdScaling=30 ");
    options.brief = 0;
    jvm_process_start(&process, &options);
    jvm_process_expect_failure(&process, " -Xmx64m ");
    assert_null(strstr(process.error, "CompileThresholdScaling"));
}

/** An option that a Java does not know would keep it from starting. */
static void the_c_library_s_heap_is_trimmed_where_java_knows_how(void **state)
{
    static const struct {
        const char *version;
        int trims;
    } cases[] = {{"17.0.9", 0}, {"17.0.10", 1}, {"18.0.2.1", 0}, {"20.0.2", 0}, {"21", 0},
                 {"21.0.1", 0}, {"21.0.2", 1},  {"22", 1},       {"25.0.3", 1}, {"none", 0}};
    char directory[] = "/tmp/mwa-jvm-XXXXXX";
    char lib[sizeof(directory) + 8];
    char release[sizeof(directory) + 8];
    char target[4096];
    size_t i;

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(target, sizeof(target), "%s/lib", java_home);
    snprintf(lib, sizeof(lib), "%s/lib", directory);
    snprintf(release, sizeof(release), "%s/release", directory);
    assert_int_equal(0, symlink(target, lib));
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const char *const own[] = {"-Done", NULL};
        mwa_jvm_options_t options = {.java_home = directory, .home = home, .options = own};
        jvm_process_t process;
        FILE *file = fopen(release, "w");

        if (!file) {
            fail_msg("cannot write %s", release);
        }
        fprintf(file, "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"%s\"\n", cases[i].version);
        fclose(file);
        jvm_process_start(&process, &options);
        assert_int_equal(cases[i].trims, strstr(process.error, " -XX:TrimNativeHeapInterval=5000 ") != NULL);
        // Not where the process ends before.
        options.brief = 1;
        jvm_process_start(&process, &options);
        assert_null(strstr(process.error, "TrimNativeHeapInterval"));
    }
    unlink(release);
    unlink(lib);
    rmdir(directory);
}

static void too_many_options_and_one_too_long_are_refused(void **state)
{
    const char *many[128];
    char longest[8192];
    const char *const one[] = {longest, NULL};
    jvm_process_t process;
    size_t i;

    (void)state;
    for (i = 0; i + 1 < COUNT_OF(many); ++i) {
        many[i] = "-Dx";
    }
    many[i] = NULL;
    process = start_with(many);
    jvm_process_expect_failure(&process, "too many or too long options in WSGIAliasJvmOptions, at -Dx");
    memset(longest, '-', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    process = start_with(one);
    jvm_process_expect_failure(&process, "too many or too long options in WSGIAliasJvmOptions, at ---");
}

/* ---------------------------------------------------------------- a system that denies executable memory */

static int nothing_may_execute;

void *__real_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);

void *__wrap_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (nothing_may_execute && (protection & PROT_EXEC)) {
        errno = EACCES;
        return MAP_FAILED;
    }
    return __real_mmap(address, length, protection, flags, fd, offset);
}

static void a_jvm_that_may_not_execute_what_it_writes_is_not_tried(void **state)
{
    (void)state;
    nothing_may_execute = 1;
    expect_failure("-Dfake=warn",
                   "the system denies memory that is both writable and executable, which Java needs "
                   "(Permission denied); under SELinux set the boolean httpd_execmem");
    nothing_may_execute = 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_jvm_refuses_is_told_in_one_line),
        cmocka_unit_test(a_jvm_that_aborts_leaves_the_process_alive),
        cmocka_unit_test(a_jvm_that_aborts_on_another_thread_leaves_the_process_alive),
        cmocka_unit_test(a_jvm_that_halts_leaves_the_process_alive),
        cmocka_unit_test(an_agent_that_exits_leaves_the_process_alive),
        cmocka_unit_test(only_an_agent_that_exits_keeps_the_process_from_exit),
        cmocka_unit_test(a_jvm_that_says_more_than_there_is_room_for_is_cut),
        cmocka_unit_test(what_a_jvm_that_starts_has_warned_of_goes_to_stderr),
        cmocka_unit_test(a_jar_without_the_entry_class_is_told),
        cmocka_unit_test(a_java_that_throws_as_it_starts_is_told),
        cmocka_unit_test(the_administrator_s_options_come_last_in_their_order),
        cmocka_unit_test(the_heap_is_as_large_as_asked_for_unless_the_administrator_says_otherwise),
        cmocka_unit_test(little_is_compiled_where_there_is_little_to_do),
        cmocka_unit_test(the_c_library_s_heap_is_trimmed_where_java_knows_how),
        cmocka_unit_test(too_many_options_and_one_too_long_are_refused),
        cmocka_unit_test(a_jvm_that_may_not_execute_what_it_writes_is_not_tried),
    };

    if (argc != 3) {
        fprintf(stderr, "usage: %s JAVA_HOME HOME\n", argv[0]);
        return 2;
    }
    java_home = argv[1];
    home = argv[2];
    return cmocka_run_group_tests_name("jvm", tests, NULL, NULL);
}
