/**
 * @file mwa_change.h
 * @brief How one generation differs from another: for people.
 */
#ifndef MWA_CHANGE_H
#define MWA_CHANGE_H

#include "config/mwa_tables.h"

/** How many aliases are new, are gone, and are the same but for their options. */
typedef struct mwa_change_s {
    int added;
    int removed;
    int changed;
} mwa_change_t;

/** What is remembered of an alias. */
typedef struct mwa_alias_mark_s {
    apr_uint64_t name;    /**< of the server, directive, pattern, target and host names */
    apr_uint64_t options; /**< of all else but its line */
} mwa_alias_mark_t;

/** What is remembered of tables: sorted, as many as aliases. @return memory from malloc(), or NULL */
mwa_alias_mark_t *mwa_change_marks(const mwa_tables_t *tables);

/** Of one alias. */
mwa_alias_mark_t mwa_change_mark(const mwa_alias_t *alias);

/** Puts marks in the order that mwa_change_between() needs. */
void mwa_change_sort(mwa_alias_mark_t *marks, int count);

/** Compares what is remembered; NULL has no alias. */
mwa_change_t mwa_change_between(const mwa_alias_mark_t *before, int count_before, const mwa_alias_mark_t *after,
                                int count_after);

#endif /* MWA_CHANGE_H */
