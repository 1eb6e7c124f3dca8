/**
 * @file fuzz.h
 * @brief What a fuzz target is: a function that takes any bytes, and ends the process if a promise is broken.
 *
 * fuzz_replay.c runs a target over the cases of fuzz-cases.txt and over damaged ones; scripts/fuzz links it with
 * libFuzzer instead.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Called with each input. @return 0 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(promise) \
    do { \
        if (!(promise)) { \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #promise); \
            abort(); \
        } \
    } while (0)

/** What is left of an input. */
typedef struct fuzz_input_s {
    const uint8_t *at;
    size_t left;
} fuzz_input_t;

/** The next byte, or 0 behind the last one. */
static inline uint8_t fuzz_byte(fuzz_input_t *input)
{
    if (!input->left) {
        return 0;
    }
    --input->left;
    return *input->at++;
}

/** The next four bytes as a number. */
static inline uint32_t fuzz_word(fuzz_input_t *input)
{
    uint32_t word = fuzz_byte(input);
    int i;

    for (i = 1; i < 4; ++i) {
        word = word << 8 | fuzz_byte(input);
    }
    return word;
}

/** As many bytes as are wanted, or as are left. */
static inline fuzz_input_t fuzz_take(fuzz_input_t *input, size_t length)
{
    fuzz_input_t taken = {.at = input->at, .left = length < input->left ? length : input->left};

    input->at += taken.left;
    input->left -= taken.left;
    return taken;
}

#endif /* FUZZ_H */
