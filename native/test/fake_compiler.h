/**
 * @file fake_compiler.h
 * @brief What there would be in the compiling process: a bridge without Java.
 *
 * It compiles to the specs themselves, and each engine to 7. Of specs that begin with "w" it says that they are wrong;
 * those that begin with "d" end the process.
 */
#ifndef FAKE_COMPILER_H
#define FAKE_COMPILER_H

#include "httpd_unit.h"
#include "process/mwa_compiler.h"

/** As many as are compiled each time. */
#define ALIASES 3

/** Why the bridge does not start in the next process; NULL: it starts. */
extern const char *start_fails;

/** What the process works with. It finds "3 3\n" in whatever it has compiled. */
extern const mwa_compiler_work_t work;

#endif /* FAKE_COMPILER_H */
