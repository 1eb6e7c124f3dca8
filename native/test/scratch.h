/**
 * @file scratch.h
 * @brief A directory of the test program's own, below /tmp, for what its tests write.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

/** Room for the name of a directory in it. */
#define SCRATCH_SIZE 64

/** Makes it: a group's setup. */
int scratch_make(void **state);

/** Removes it with all that is in it: a group's teardown. */
int scratch_remove(void **state);

/**
 * Makes a new directory in it.
 * @param path receives its name; SCRATCH_SIZE bytes
 * @return the same
 */
const char *scratch_directory(char *path);

#endif /* SCRATCH_H */
