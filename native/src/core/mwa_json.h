/**
 * @file mwa_json.h
 * @brief Writes JSON, one object a line. Knows no httpd. No other thread may use the stream meanwhile.
 *
 * What httpd handles are bytes in no particular encoding. A byte above 127 is written as the character of that number,
 * so that a reader gets back every byte of it.
 */
#ifndef MWA_JSON_H
#define MWA_JSON_H

#include <stddef.h>
#include <stdio.h>

/** Begins a line, whose member "record" tells what it is. */
void mwa_json_begin(FILE *out, const char *record);

/** Adds a member; NULL adds none. */
void mwa_json_text(FILE *out, const char *name, const char *text);

/** Adds a member of so many bytes, NULs among them. */
void mwa_json_bytes(FILE *out, const char *name, const char *bytes, size_t length);

void mwa_json_number(FILE *out, const char *name, long number);

void mwa_json_truth(FILE *out, const char *name, int truth);

/** Ends the line. */
void mwa_json_end(FILE *out);

#endif /* MWA_JSON_H */
