#include "core/mwa_json.h"

#include <string.h>

static void put_string(FILE *out, const char *bytes, size_t length)
{
    size_t i;

    putc('"', out);
    for (i = 0; i < length; ++i) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte == '"' || byte == '\\') {
            putc('\\', out);
            putc(byte, out);
        }
        else if (byte < ' ' || byte > '~') {
            fprintf(out, "\\u%04x", byte);
        }
        else {
            putc(byte, out);
        }
    }
    putc('"', out);
}

static void put_name(FILE *out, const char *name)
{
    putc(',', out);
    put_string(out, name, strlen(name));
    putc(':', out);
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
