/**
 * @file unit.h
 * @brief cmocka and what it wants included before it.
 */
#ifndef UNIT_H
#define UNIT_H

// The order is cmocka's.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif /* UNIT_H */
