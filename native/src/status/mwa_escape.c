#include "status/mwa_escape.h"
#include "core/mwa_utf8.h"

#include <stdio.h>
#include <string.h>

/** Writes one character's replacement, or nothing if it stands for itself. @return the bytes written */
typedef size_t (*escape_t)(char *to, unsigned char c);

/** The longest replacement of a byte: "&quot;", "\u001f". */
#define LONGEST 6

#define REPLACEMENT "\xef\xbf\xbd"

static size_t put(char *to, const char *text)
{
    size_t length = strlen(text);

    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): the caller ends the text.
    memcpy(to, text, length);
    return length;
}

static size_t put_hex(char *to, unsigned char c)
{
    char text[8];

    snprintf(text, sizeof(text), "\\x%02x", c);
    return put(to, text);
}

static const char *escape(apr_pool_t *p, const char *text, escape_t replace)
{
    const char *from = text ? text : "";
    size_t left = strlen(from);
    char *escaped = apr_palloc(p, LONGEST * left + 1);
    char *to = escaped;

    while (left) {
        // A byte that begins no character is replaced by itself.
        size_t character = mwa_utf8_size(from, left);
        size_t size = character ? character : 1;
        size_t written = size > 1 ? 0 : replace(to, (unsigned char)*from);

        if (!written) {
            memcpy(to, from, size);
            written = size;
        }
        from += size;
        left -= size;
        to += written;
    }
    *to = '\0';
    return escaped;
}

static size_t replace_byte(char *to, unsigned char c)
{
    return c == '\\' ? put(to, "\\\\") : c < 0x20 || c >= 0x7f ? put_hex(to, c) : 0;
}

static size_t replace_html(char *to, unsigned char c)
{
    switch (c) {
    case '<':
        return put(to, "&lt;");
    case '>':
        return put(to, "&gt;");
    case '&':
        return put(to, "&amp;");
    case '"':
        return put(to, "&quot;");
    case '\'':
        return put(to, "&#39;");
    default:
        return c < 0x20 || c >= 0x7f ? put_hex(to, c) : 0;
    }
}

static size_t replace_json(char *to, unsigned char c)
{
    char text[8];

    if (c == '"' || c == '\\') {
        snprintf(text, sizeof(text), "\\%c", c);
        return put(to, text);
    }
    if (c < 0x20 || c == 0x7f) {
        snprintf(text, sizeof(text), "\\u%04x", c);
        return put(to, text);
    }
    return c > 0x7f ? put(to, REPLACEMENT) : 0;
}

static size_t replace_label(char *to, unsigned char c)
{
    switch (c) {
    case '\\':
        return put(to, "\\\\");
    case '"':
        return put(to, "\\\"");
    case '\n':
        return put(to, "\\n");
    default:
        return c < 0x20 || c >= 0x7f ? put(to, REPLACEMENT) : 0;
    }
}

const char *mwa_escape_bytes(apr_pool_t *p, const char *text)
{
    return escape(p, text, replace_byte);
}

const char *mwa_escape_html(apr_pool_t *p, const char *text)
{
    return escape(p, text, replace_html);
}

const char *mwa_escape_json(apr_pool_t *p, const char *text)
{
    return escape(p, text, replace_json);
}

const char *mwa_escape_label(apr_pool_t *p, const char *text)
{
    return escape(p, text, replace_label);
}

const char *mwa_escape_query(apr_pool_t *p, const char *text)
{
    static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    const char *from = text ? text : "";
    char *escaped = apr_palloc(p, 3 * strlen(from) + 1);
    char *to = escaped;

    for (; *from; ++from) {
        if (strchr(unreserved, *from)) {
            *to++ = *from;
        }
        else {
            to += sprintf(to, "%%%02X", (unsigned char)*from);
        }
    }
    *to = '\0';
    return escaped;
}
