/**
 * @file map_text_judge.h
 * @brief Whether the pieces of a text are what they are said to be.
 */
#ifndef MAP_TEXT_JUDGE_H
#define MAP_TEXT_JUDGE_H

#include "httpd_unit.h"
#include "config/mwa_map_text.h"

/** Where a line begins, from 1. */
apr_size_t map_text_place(const char *bytes, int line);

/** All that is promised of the pieces of a text. @param whole the one that was read whole */
void map_text_check(apr_pool_t *p, const char *whole, const mwa_map_text_t *text);

#endif /* MAP_TEXT_JUDGE_H */
