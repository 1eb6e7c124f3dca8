/**
 * @file mwa_engines.h
 * @brief Which engine serves each alias, and why: asked of Java, for reports.
 */
#ifndef MWA_ENGINES_H
#define MWA_ENGINES_H

#include "config/mwa_tables.h"

/** How Java serves an alias. */
typedef struct mwa_engine_s {
    const char *name;   /**< of net.modwsgialias.regex.Engine, in small letters with hyphens */
    const char *reason; /**< what keeps the pattern from a faster one, or empty */
} mwa_engine_t;

/**
 * @return an array by the aliases' ids, from @p p; NULL, and a sentence in @p error, if Java does not tell
 */
const mwa_engine_t *mwa_engines(apr_pool_t *p, const mwa_tables_t *tables, const char **error);

/** The same in a child that serves: without the reasons, which nobody has kept. */
const mwa_engine_t *mwa_engines_of(apr_pool_t *p, const mwa_tables_t *tables);

#endif /* MWA_ENGINES_H */
