/**
 * @file mwa_try_cross.h
 * @brief Measures a question to Java and its parts.
 */
#ifndef MWA_TRY_CROSS_H
#define MWA_TRY_CROSS_H

/**
 * Prints nanoseconds a call in rounds: the same question each time, which a prefix alias answers; and those of the
 * parts that are in C, beside a call of JNI's own that does nothing. Java has been started.
 *
 * @param calls of a round, 1 or more
 */
void mwa_try_cross(const char *java_home, long calls);

#endif
