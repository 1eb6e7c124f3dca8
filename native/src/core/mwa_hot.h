/**
 * @file mwa_hot.h
 * @brief Marks what runs in each request.
 */
#ifndef MWA_HOT_H
#define MWA_HOT_H

/**
 * Of a function that each request calls. The linker puts them side by side: between two requests the processor forgets
 * where pages of code are, and they lie in 5, not in 13.
 */
#define MWA_HOT __attribute__((hot))

#endif /* MWA_HOT_H */
