/**
 * @file mwa_backoff.h
 * @brief Holds children back from starting Java if one after the other ends while starting it. Does not use httpd.
 *
 * httpd replaces a child that ends within a second. If every child is killed while it starts Java, because memory is
 * short or the JVM crashes, this would never stop, and each child costs the start of a JVM. So after
 * MWA_BACKOFF_DEATHS such children in a row, the next ones do not start Java for some time, which grows. Then one of
 * them may try.
 *
 * The parent and its children share memory for this. A child can be killed at any moment, so there is no lock: each
 * field is read and written separately. A reader that gets two values that do not belong together starts Java once too
 * often, or too late.
 *
 * The parent may be root, and code in a child can write anything into that memory. So the values that control the
 * parent's steps, the address and the number of places, are not in it. Each field is read once, and a number that no
 * correct process writes is ignored.
 */
#ifndef MWA_BACKOFF_H
#define MWA_BACKOFF_H

#include <stddef.h>
#include <stdint.h>

/** So many in a row may be bad luck. */
#define MWA_BACKOFF_DEATHS 3
/** Nanoseconds before the first attempt; doubled each time that it ends as those before, up to the longest. */
#define MWA_BACKOFF_SHORTEST 1000000000U
#define MWA_BACKOFF_LONGEST (60 * (uint64_t)1000000000)

/** What is shared; all zeroes at first. Times are mwa_clock()'s. */
typedef struct mwa_backoff_shared_s {
    uint64_t delay;     /**< how long children are held back; 0: they are not */
    uint64_t until;     /**< when the next one may try, while they are */
    int32_t deaths;     /**< children in a row that ended while they started Java */
    int32_t trial;      /**< the process that tries while the others are held back; 0: none */
    int32_t starting[]; /**< the processes that start Java; 0: a free place */
} mwa_backoff_shared_t;

/** Each process' own; a child inherits the parent's. */
typedef struct mwa_backoff_s {
    mwa_backoff_shared_t *shared; /**< mwa_backoff_size() bytes that parent and children share */
    int32_t capacity;             /**< how many can start at once: the places in "starting" */
} mwa_backoff_t;

/** Bytes of what is shared by so many children. */
size_t mwa_backoff_size(int children);

/**
 * In a child: asks whether it may start Java now.
 * @param pid of the calling process
 * @param now mwa_clock()
 * @return 1 if it may, and must call mwa_backoff_end() when it is done; 0 if it is held back
 */
int mwa_backoff_begin(const mwa_backoff_t *backoff, int32_t pid, uint64_t now);

/**
 * In a child: the start of Java is over, and the process lives.
 * @param ready whether Java is ready: then no child is held back any longer. A reported failure says nothing about
 *              whether the next child will be killed
 */
void mwa_backoff_end(const mwa_backoff_t *backoff, int32_t pid, int ready);

/** In the parent: a child has ended, whatever it was doing. */
void mwa_backoff_died(const mwa_backoff_t *backoff, int32_t pid, uint64_t now);

/** Nanoseconds until the next one may try, two minutes at most; 0: at once, or when the one is done that does. */
uint64_t mwa_backoff_wait(const mwa_backoff_t *backoff, uint64_t now);

/**
 * Seconds to wait before something is tried again that has failed, for what only one process does.
 * @param failures in a row
 * @return 0 where there is none, then 1, doubled with each one more, a minute at most
 */
int mwa_backoff_seconds(int failures);

/** Children in a row that ended while they started Java; never negative. */
int mwa_backoff_deaths(const mwa_backoff_t *backoff);

#endif /* MWA_BACKOFF_H */
