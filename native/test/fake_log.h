/**
 * @file fake_log.h
 * @brief httpd's error log, where what is said does not matter.
 */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

#include <stdatomic.h>

/** How many lines were logged; a test sets it back. Any thread may log. */
extern atomic_int fake_log_lines;

#endif /* FAKE_LOG_H */
