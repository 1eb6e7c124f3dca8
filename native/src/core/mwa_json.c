#include "core/mwa_json.h"

#include <string.h>

// Once Java has threads, putc() takes a lock for each byte; but only one thread writes to the stream.
static void put_string(FILE *out, const char *bytes, size_t length)
{
    size_t i;

    putc_unlocked('"', out);
    for (i = 0; i < length; ++i) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte == '"' || byte == '\\') {
            putc_unlocked('\\', out);
            putc_unlocked(byte, out);
        }
        else if (byte < ' ' || byte > '~') {
            fprintf(out, "\\u%04x", byte);
        }
        else {
            putc_unlocked(byte, out);
        }
    }
    putc_unlocked('"', out);
}

static void put_name(FILE *out, const char *name)
{
    putc_unlocked(',', out);
    put_string(out, name, strlen(name));
    putc_unlocked(':', out);
}

void mwa_json_begin(FILE *out, const char *record)
{
    fputs("{\"record\":", out);
    put_string(out, record, strlen(record));
}

void mwa_json_text(FILE *out, const char *name, const char *text)
{
    if (text) {
        mwa_json_bytes(out, name, text, strlen(text));
    }
}

void mwa_json_bytes(FILE *out, const char *name, const char *bytes, size_t length)
{
    put_name(out, name);
    put_string(out, bytes, length);
}

void mwa_json_number(FILE *out, const char *name, long number)
{
    put_name(out, name);
    fprintf(out, "%ld", number);
}

void mwa_json_truth(FILE *out, const char *name, int truth)
{
    put_name(out, name);
    fputs(truth ? "true" : "false", out);
}

void mwa_json_end(FILE *out)
{
    fputs("}\n", out);
}
