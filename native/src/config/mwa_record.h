/**
 * @file mwa_record.h
 * @brief An alias of a generation that is in memory of its own: numbers, and places of texts.
 */
#ifndef MWA_RECORD_H
#define MWA_RECORD_H

#include "config/mwa_tables.h"

#define MWA_ALIAS_TEXTS 10

/** An alias. Texts are named by their places among the texts; 0: NULL. */
typedef struct mwa_alias_record_s {
    apr_uint64_t counters; /**< an address that is the same in all processes */
    apr_uint64_t since;
    apr_uint32_t server; /**< its place among mwa_tables_t's servers */
    apr_int32_t line;
    apr_int32_t regex_flags;
    apr_int32_t nth;
    apr_uint32_t texts[MWA_ALIAS_TEXTS];
    apr_int16_t is_match;
    apr_int16_t pass_authorization;
} mwa_alias_record_t;

/** Bytes of the texts of all aliases that were built, and one before them. */
apr_size_t mwa_records_texts_size(const mwa_tables_t *tables);

/** Writes the aliases that were built. @param texts room for mwa_records_texts_size() */
void mwa_records_put(mwa_alias_record_t *records, char *texts, const mwa_tables_t *tables);

/**
 * Whether every text and every server that records name is there.
 * @param texts_size bytes of the texts; a NUL is behind them
 */
int mwa_records_are_sound(const mwa_alias_record_t *records, apr_uint32_t count, apr_uint64_t texts_size,
                          const mwa_tables_t *tables);

#endif /* MWA_RECORD_H */
