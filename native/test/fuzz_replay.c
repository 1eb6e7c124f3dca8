/* Runs a fuzz target in place of libFuzzer: over its cases, and over what damage makes of them. */
#include "fuzz.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 4096
#define MOST_CASES 256
#define DAMAGED 30000

typedef struct case_s {
    uint8_t bytes[LONGEST];
    size_t size;
} case_t;

typedef int (*target_t)(const uint8_t *data, size_t size);

static case_t cases[MOST_CASES];
static target_t target;
static uint64_t seed;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

/** Reads the lines "TARGET HEX" of one target. @return how many there are */
static size_t read_cases(const char *file, const char *wanted)
{
    static char line[3 * LONGEST];
    FILE *in = fopen(file, "re");
    size_t count = 0;
    char name[16];
    int at;

    MUST(in);
    while (fgets(line, sizeof(line), in)) {
        if (sscanf(line, "%15s %n", name, &at) != 1 || strcmp(name, wanted) != 0) {
            continue;
        }
        MUST(count < MOST_CASES);
        for (; isxdigit(line[at]) && isxdigit(line[at + 1]); at += 2) {
            char digits[] = {line[at], line[at + 1], '\0'};

            MUST(cases[count].size < LONGEST);
            cases[count].bytes[cases[count].size++] = (uint8_t)strtoul(digits, NULL, 16);
        }
        ++count;
    }
    fclose(in);
    return count;
}

/** On the heap and of just its size, so that a sanitizer sees every byte beyond. */
static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    MUST(copy);
    memcpy(copy, bytes, size);
    target(copy, size);
    free(copy);
}

/** The beginning of one case and the end of another, and some bytes of them changed. */
static void run_damaged(size_t count)
{
    static uint8_t bytes[2 * LONGEST];
    const case_t *first = &cases[next_random((uint32_t)count)];
    const case_t *second = &cases[next_random((uint32_t)count)];
    size_t kept = next_random((uint32_t)first->size + 1);
    size_t from = next_random((uint32_t)second->size + 1);
    size_t size = kept + second->size - from;
    uint32_t i;

    memcpy(bytes, first->bytes, kept);
    memcpy(bytes + kept, second->bytes + from, second->size - from);
    for (i = size ? next_random(6) : 0; i; --i) {
        bytes[next_random((uint32_t)size)] = (uint8_t)next_random(256);
    }
    run(bytes, size);
}

/** Arguments: the file of cases, the target's name, and the seed if it is to be another. As libFuzzer has it. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, target_t function);
int LLVMFuzzerRunDriver(int *argc, char ***argv, target_t function)
{
    const char *const *words = (const char *const *)*argv;
    size_t count = *argc > 2 ? read_cases(words[1], words[2]) : 0;
    size_t i;

    MUST(count > 0);
    target = function;
    seed = *argc > 3 ? strtoull(words[3], NULL, 10) : 20260101;
    printf("fuzz %s: %zu cases, %d damaged ones, seed %llu\n", words[2], count, DAMAGED, (unsigned long long)seed);
    fflush(stdout);
    for (i = 0; i < count; ++i) {
        run(cases[i].bytes, cases[i].size);
    }
    for (i = 0; i < DAMAGED; ++i) {
        run_damaged(count);
    }
    return 0;
}

int main(int argc, char **argv)
{
    return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput);
}
