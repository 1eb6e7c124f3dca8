/* What a thread remembers: the answer is Java's for every URL that it holds for, and for all others there is none. */
#include "unit.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_memo.h"
#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CAPACITY 4096u
#define TABLES 7

/** A question. */
typedef struct question_s {
    const char *uri;
    const char *host; /**< or NULL */
    uint64_t tables;
    int32_t table;
    uint32_t wants_captures;
} question_t;

static mwa_memo_t *memo;
static mwa_frame_t *frame;

static int begin(void **state)
{
    (void)state;
    memo = mwa_memo_make();
    // On the heap, so that a sanitizer sees every byte beyond.
    frame = malloc(CAPACITY);
    return !memo || !frame;
}

static int end(void **state)
{
    (void)state;
    free(memo);
    free(frame);
    return 0;
}

static void put(const question_t *question, uint32_t capacity)
{
    mwa_frame_reset(frame, capacity);
    frame->table = question->table;
    frame->alias = -1;
    frame->wants_captures = question->wants_captures;
    assert_true(mwa_frame_put_string(frame, &frame->uri, question->uri));
    assert_true(mwa_frame_put_string(frame, &frame->host, question->host));
}

/** @return whether the question is answered from what is remembered */
static int asks(const question_t *question)
{
    put(question, CAPACITY);
    return mwa_memo_answer(memo, question->tables, question->uri, frame);
}

static int asks_for(const char *uri)
{
    return asks(&(question_t){.uri = uri, .tables = TABLES});
}

/** Java's answer to a question, to be remembered. @param filename NULL: declined */
static void keep(const question_t *question, uint32_t read, const char *filename)
{
    put(question, CAPACITY);
    frame->read = read;
    frame->status = filename ? MWA_MATCHED : MWA_DECLINED;
    if (filename) {
        frame->alias = 5;
        mwa_frame_put_string(frame, &frame->filename, filename);
    }
    mwa_memo_keep(memo, question->tables, question->uri, frame);
}

static void keep_for(const char *uri, uint32_t read, const char *filename)
{
    keep(&(question_t){.uri = uri, .tables = TABLES}, read, filename);
}

static void assert_text(const char *expected, const mwa_text_t *text)
{
    size_t length;
    const char *bytes = mwa_frame_text(frame, text, &length);

    assert_non_null(bytes);
    assert_int_equal(strlen(expected), length);
    assert_memory_equal(expected, bytes, length);
}

static void assert_file(const char *expected, const char *uri)
{
    assert_true(asks_for(uri));
    assert_int_equal(MWA_MATCHED, frame->status);
    assert_int_equal(5, frame->alias);
    assert_text(expected, &frame->filename);
    assert_text(uri, &frame->uri);
}

static void all_of_an_answer_is_remembered(void **state)
{
    question_t question = {.uri = "/a/b", .tables = TABLES, .wants_captures = 1};
    int i;

    (void)state;
    put(&question, CAPACITY);
    frame->read = 3;
    frame->status = MWA_MATCHED;
    frame->alias = 5;
    frame->process_group.length = MWA_TEXT_LATE;
    mwa_frame_put_string(frame, &frame->filename, "/srv/a.wsgi/b");
    mwa_frame_put_string(frame, &frame->application_group, "");
    mwa_frame_put(frame, &frame->variables, "ONE\0TWO\0", 8);
    for (i = 0; i < 2 * MWA_GROUPS; ++i) {
        frame->captures[i] = i < 2 ? i : -1;
    }
    mwa_memo_keep(memo, TABLES, question.uri, frame);

    question.uri = "/a/other";
    assert_true(asks(&question));
    assert_int_equal(MWA_MATCHED, frame->status);
    assert_int_equal(5, frame->alias);
    assert_text("/srv/a.wsgi/other", &frame->filename);
    assert_int_equal(MWA_TEXT_LATE, frame->process_group.length);
    assert_text("", &frame->application_group);
    assert_int_equal(8, frame->variables.length);
    assert_memory_equal("ONE\0TWO\0", (const char *)frame + frame->variables.offset, 8);
    assert_int_equal(MWA_TEXT_ABSENT, frame->message.length);
    for (i = 0; i < 2 * MWA_GROUPS; ++i) {
        assert_int_equal(i < 2 ? i : -1, frame->captures[i]);
    }
}

static void an_answer_serves_every_url_that_begins_with_what_was_read(void **state)
{
    (void)state;
    assert_false(asks_for("/app/x"));
    keep_for("/app/x", 5, "/srv/app.wsgi/x");
    assert_file("/srv/app.wsgi/x", "/app/x");
    assert_file("/srv/app.wsgi/", "/app/");
    assert_file("/srv/app.wsgi//y.z/", "/app//y.z/");
    assert_false(asks_for("/app"));
    assert_false(asks_for("/apq/x"));
    assert_false(asks_for("/"));

    keep_for("/static/x", 2, NULL);
    assert_true(asks_for("/s"));
    assert_int_equal(MWA_DECLINED, frame->status);
    assert_int_equal(-1, frame->alias);
    assert_int_equal(MWA_TEXT_ABSENT, frame->filename.length);
    assert_false(asks_for("/t"));
}

static void an_answer_that_hangs_on_the_end_serves_its_own_url(void **state)
{
    (void)state;
    keep_for("/app", 5, "/srv/app.wsgi");
    assert_file("/srv/app.wsgi", "/app");
    assert_false(asks_for("/app/"));
    assert_false(asks_for("/app/x"));
    assert_false(asks_for("/ap"));
}

static void all_that_is_asked_with_makes_a_difference(void **state)
{
    const question_t asked = {.uri = "/a/b", .host = "a.example", .tables = TABLES, .table = 1};
    question_t other;

    (void)state;
    keep(&asked, 3, "/srv/a/b");
    assert_true(asks(&asked));
    other = asked;
    other.table = 2;
    assert_false(asks(&other));
    other = asked;
    other.tables = TABLES + 1;
    assert_false(asks(&other));
    other = asked;
    other.host = "b.example";
    assert_false(asks(&other));
    other.host = NULL;
    assert_false(asks(&other));
    // The same bytes in a row.
    other.host = "a.exampl";
    other.uri = "e/a/b";
    assert_false(asks(&other));
    other = asked;
    other.wants_captures = 1;
    assert_false(asks(&other));
    keep(&other, 3, "/srv/a/b");
    assert_true(asks(&other));
    assert_true(asks(&asked));
}

static void other_tables_make_it_forget(void **state)
{
    const question_t newer = {.uri = "/b/x", .tables = TABLES + 1};

    (void)state;
    keep_for("/a/x", 3, "/srv/a/x");
    keep(&newer, 3, "/srv/b/x");
    assert_true(asks(&newer));
    assert_false(asks_for("/a/x"));
    assert_false(asks(&(question_t){.uri = "/a/x", .tables = TABLES + 1}));
}

static void java_is_asked_whether_a_file_is_in_its_directory(void **state)
{
    (void)state;
    keep_for("/a.x", 3, "/srv/.x");
    assert_file("/srv/.y", "/a.y");
    assert_false(asks_for("/a../x"));
    assert_false(asks_for("/a./../x"));
    assert_false(asks_for("/a.x/y..z"));
}

static void what_cannot_be_answered_so_again_is_not_remembered(void **state)
{
    static const mwa_status_t failures[] = {MWA_NO_ANSWER,  MWA_OUTSIDE,  MWA_LIMIT,        MWA_FAILED,
                                            MWA_FRAME_FULL, MWA_RESOLVED, MWA_GROUP_REFUSED};
    char longer[MWA_MEMO_LONGEST + 2];
    char large[MWA_MEMO_SIZE];
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(failures); ++i) {
        put(&(question_t){.uri = "/a/x"}, CAPACITY);
        frame->read = 3;
        frame->status = (int32_t)failures[i];
        mwa_frame_put_string(frame, &frame->filename, "/srv/a/x");
        mwa_memo_keep(memo, TABLES, "/a/x", frame);
        assert_false(asks_for("/a/x"));
    }
    // Java says so.
    keep_for("/a/x", 0, "/srv/a/x");
    assert_false(asks_for("/a/x"));
    // More than the URL has.
    keep_for("/a/x", 6, "/srv/a/x");
    assert_false(asks_for("/a/x"));
    // The file's name does not end in the rest of the URL, or is shorter.
    keep_for("/a/x", 3, "/srv/a/y");
    assert_false(asks_for("/a/x"));
    keep_for("/a/xyz", 3, "z");
    assert_false(asks_for("/a/xyz"));
    // There is no name.
    put(&(question_t){.uri = "/a/x"}, CAPACITY);
    frame->read = 3;
    frame->status = MWA_MATCHED;
    mwa_memo_keep(memo, TABLES, "/a/x", frame);
    assert_false(asks_for("/a/x"));

    memset(longer, 'a', sizeof(longer) - 1);
    longer[0] = '/';
    longer[sizeof(longer) - 1] = '\0';
    keep_for(longer, MWA_MEMO_LONGEST + 1, "/srv");
    assert_false(asks_for(longer));
    keep_for(longer, MWA_MEMO_LONGEST, "/srv/aa");
    assert_true(asks_for(longer));

    memset(large, 'a', sizeof(large) - 1);
    large[sizeof(large) - 1] = '\0';
    keep_for("/b/x", 5, large);
    assert_false(asks_for("/b/x"));
    large[sizeof(large) - 1 - sizeof(mwa_frame_t) - strlen("/b/x") - 1] = '\0';
    keep_for("/b/x", 5, large);
    assert_true(asks_for("/b/x"));
    assert_text(large, &frame->filename);
}

static void an_answer_that_does_not_fit_leaves_the_frame_as_it_was(void **state)
{
    const question_t question = {.uri = "/a/x", .tables = TABLES};
    mwa_frame_t before;

    (void)state;
    keep(&question, 3, "/srv/a/x");
    put(&question, sizeof(mwa_frame_t) + 4 + MWA_MEMO_SIZE);
    before = *frame;
    assert_false(mwa_memo_answer(memo, TABLES, question.uri, frame));
    assert_memory_equal(&before, frame, sizeof(before));
    put(&question, sizeof(mwa_frame_t) + 5 + MWA_MEMO_SIZE);
    assert_true(mwa_memo_answer(memo, TABLES, question.uri, frame));
}

static void without_memory_there_is_none(void **state)
{
    (void)state;
    fail_allocation = 1;
    assert_null(mwa_memo_make());
}

/* ---------------------------------------------------------------- generated */

#define ALIASES 6
#define ROUNDS 200000

static char aliases[ALIASES][8];

static int below(unsigned *seed, int limit)
{
    return rand_r(seed) % limit;
}

static void random_text(char *text, int longest, unsigned *seed)
{
    size_t length = (size_t)below(seed, longest);
    size_t i;

    text[0] = '/';
    for (i = 1; i <= length; ++i) {
        text[i] = "ab/."[below(seed, 4)];
    }
    text[i] = '\0';
}

/** Answers as simply as can be: the first alias that begins the URL takes it. Notes how far it has looked. */
static void judge(const question_t *question)
{
    char filename[64];
    uint32_t read = 0;
    int i;

    put(question, CAPACITY);
    frame->status = MWA_DECLINED;
    // Each table has the aliases from its own number on.
    for (i = question->table; i < ALIASES && frame->status == MWA_DECLINED; ++i) {
        uint32_t at = 0;

        while (aliases[i][at] && aliases[i][at] == question->uri[at]) {
            ++at;
        }
        if (!aliases[i][at]) {
            frame->status = MWA_MATCHED;
            frame->alias = i;
            frame->captures[1] = (int32_t)at;
            snprintf(filename, sizeof(filename), "/srv/%d-%s%s", i, question->host ? question->host : "",
                     question->uri + at);
            mwa_frame_put_string(frame, &frame->filename, filename);
        }
        read = at + 1 > read ? at + 1 : read;
    }
    frame->read = read;
}

static void what_is_remembered_is_what_java_would_say(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    int remembered = 0;
    int round;

    (void)state;
    print_message("seed %u\n", seed);
    for (round = 0; round < ROUNDS; ++round) {
        static const char *const hosts[] = {NULL, "a", "ab"};
        char uri[16];
        question_t question = {.uri = uri};
        char filename[64] = "";
        mwa_frame_t answer;
        int i;

        if (round % 1000 == 0) {
            for (i = 0; i < ALIASES; ++i) {
                random_text(aliases[i], sizeof(aliases[i]) - 2, &seed);
            }
        }
        // Now and then a request still has the tables of before; they have the same aliases here, but nobody knows.
        question.tables = (uint64_t)(1 + round / 1000 - (round % 1000 == 500 && round > 1000));
        question.table = below(&seed, 3);
        question.host = hosts[below(&seed, 3)];
        random_text(uri, 10, &seed);
        if (!asks(&question)) {
            judge(&question);
            mwa_memo_keep(memo, question.tables, uri, frame);
            continue;
        }
        ++remembered;
        answer = *frame;
        if (answer.status == MWA_MATCHED) {
            memcpy(filename, (const char *)frame + answer.filename.offset, (size_t)answer.filename.length);
        }
        judge(&question);
        assert_int_equal(frame->status, answer.status);
        assert_int_equal(frame->alias, answer.alias);
        assert_memory_equal(frame->captures, answer.captures, sizeof(answer.captures));
        if (answer.status == MWA_MATCHED) {
            assert_text(filename, &frame->filename);
        }
    }
    assert_true(remembered > ROUNDS / 10 && remembered < ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_of_an_answer_is_remembered, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_serves_every_url_that_begins_with_what_was_read, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_that_hangs_on_the_end_serves_its_own_url, begin, end),
        cmocka_unit_test_setup_teardown(all_that_is_asked_with_makes_a_difference, begin, end),
        cmocka_unit_test_setup_teardown(other_tables_make_it_forget, begin, end),
        cmocka_unit_test_setup_teardown(java_is_asked_whether_a_file_is_in_its_directory, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_answered_so_again_is_not_remembered, begin, end),
        cmocka_unit_test_setup_teardown(an_answer_that_does_not_fit_leaves_the_frame_as_it_was, begin, end),
        cmocka_unit_test(without_memory_there_is_none),
        cmocka_unit_test_setup_teardown(what_is_remembered_is_what_java_would_say, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
