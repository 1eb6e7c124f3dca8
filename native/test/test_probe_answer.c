/* The probe's answer, from a process that writes what it likes: what the parent takes, and what it refuses. */
#include "fake_system.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHANGED "the process that tested the start left an invalid result: did another process of its user change it?"

/** What is written into the pipe in place of what the probe writes; and whether the process then lives on. */
typedef struct answer_s {
    struct {
        int works;
        apr_size_t sizes[MWA_OUTCOMES];
    } verdict;
    const void *bytes;
    size_t length;
    int closes_and_stays;
} answer_t;

static void put(const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length) {
        ssize_t written = write(fake_system.result_end, at, length);

        if (written <= 0) {
            return;
        }
        at += written;
        length -= (size_t)written;
    }
}

static int answers(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    const answer_t *answer = data;

    (void)left;
    (void)error;
    (void)error_size;
    put(&answer->verdict, sizeof(answer->verdict));
    put(answer->bytes, answer->length);
    if (answer->closes_and_stays) {
        close(fake_system.result_end);
        pause();
    }
    _exit(0);
}

static int writes_bytes(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    const answer_t *answer = data;

    (void)left;
    (void)error;
    (void)error_size;
    put(answer->bytes, answer->length);
    _exit(0);
}

static void sizes_that_no_process_leaves_are_refused(void **state)
{
    static const char page[4096];
    static const answer_t cases[] = {
        {.verdict = {1, {SIZE_MAX, 0, 0}}, .bytes = "x", .length = 1},
        {.verdict = {1, {SIZE_MAX - 1, 0, 0}}},
        {.verdict = {1, {SIZE_MAX / 2, SIZE_MAX / 2, 2}}},
        {.verdict = {1, {(apr_size_t)1 << 63, 0, 0}}},
        {.verdict = {1, {MUCH + 1, 0, 0}}},
        {.verdict = {1, {0, 5, 0}}, .bytes = "12345", .length = 5},
        {.verdict = {-1, {0, 0, 2}}, .bytes = "12", .length = 2},
        {.verdict = {1, {0, 0, SIZE_MAX}}},
        {.verdict = {0, {SIZE_MAX, 0, 0}}},
        {.verdict = {0, {4096, 0, 0}}, .bytes = page, .length = sizeof(page)},
        {.verdict = {0, {1, 1, 0}}, .bytes = "12", .length = 2},
    };
    size_t i;

    for (i = 0; i < COUNT_OF(cases); ++i) {
        answer_t answer = cases[i];

        assert_string_equal(CHANGED, probe(*state, answers, &answer));
    }
}

static void more_than_what_was_said_is_refused(void **state)
{
    answer_t answer = {.verdict = {1, {1, 0, 0}}, .bytes = "12", .length = 2};

    assert_string_equal(CHANGED, probe(*state, answers, &answer));
}

static void an_answer_that_could_be_is_taken(void **state)
{
    answer_t answer = {.verdict = {1, {3, 4, 1}}, .bytes = "abc\0xyz\377", .length = 8};

    assert_null(probe(*state, answers, &answer));
    assert_string_equal("abc", probed[0].bytes);
    assert_int_equal(4, probed[1].size);
    assert_memory_equal("\0xyz", probed[1].bytes, 5);
    assert_memory_equal("\377", probed[2].bytes, 2);
}

static void a_process_that_has_answered_and_stays_is_ended(void **state)
{
    answer_t answer = {.verdict = {1, {0, 0, 0}}, .closes_and_stays = 1};

    fake_system.poll_takes = 119;
    probe(*state, answers, &answer);
    answer.verdict.sizes[0] = SIZE_MAX;
    assert_string_equal(CHANGED, probe(*state, answers, &answer));
    fake_system.poll_takes = 0;
}

/** A byte now and then, each of them in time. */
static int trickles(void *data, mwa_outcome_t *left, char *error, apr_size_t error_size)
{
    (void)data;
    (void)left;
    (void)error;
    (void)error_size;
    while (!usleep(1000)) {
        put("", 1);
    }
    return 0;
}

static void all_of_it_together_has_a_time(void **state)
{
    // Over before what is written first is whole.
    fake_system.poll_takes = 10;
    assert_string_equal("the JVM did not start within 120 seconds", probe(*state, trickles, NULL));
    fake_system.poll_takes = 0;
}

/** Sound answers with some bytes changed, and mere noise: what is taken is within its bounds. */
static void random_answers_are_refused_or_within_their_bounds(void **state)
{
    const char *given = getenv("MWA_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261127;
    int round;

    print_message("seed %u\n", seed);
    srandom(seed);
    for (round = 0; round < 300; ++round) {
        const answer_t sound = {.verdict = {(int)(random() % 2), {(apr_size_t)(random() % 9), 4, 1}}};
        unsigned char bytes[sizeof(sound.verdict) + 16] = {0};
        answer_t answer = {.bytes = bytes, .length = (size_t)random() % (sizeof(bytes) + 1)};
        int changed = (int)(random() % 4);
        const char *error;
        int i;

        memcpy(bytes, &sound.verdict, sizeof(sound.verdict));
        while (changed--) {
            bytes[random() % (long)sizeof(bytes)] = (unsigned char)random();
        }
        memset(probed, 0, sizeof(probed));
        error = probe(*state, writes_bytes, &answer);
        assert_true(!error || strlen(error) < 4096);
        for (i = 0; i < MWA_OUTCOMES && !error; ++i) {
            assert_true(probed[i].size <= most[i]);
            assert_int_equal('\0', ((const char *)probed[i].bytes)[probed[i].size]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(sizes_that_no_process_leaves_are_refused),
        POOL_TEST(more_than_what_was_said_is_refused),
        POOL_TEST(an_answer_that_could_be_is_taken),
        POOL_TEST(a_process_that_has_answered_and_stays_is_ended),
        POOL_TEST(all_of_it_together_has_a_time),
        POOL_TEST(random_answers_are_refused_or_within_their_bounds),
    };

    return RUN_POOL_TESTS("probe answer", tests);
}
