#include "map_text_judge.h"

#include <string.h>

/** Where httpd's line ends that begins there, as its ap_cfg_getline() puts it together. */
static apr_size_t end_of_line(apr_pool_t *p, const char *bytes, apr_size_t size, apr_size_t at)
{
    char *line = apr_palloc(p, size + 1);
    apr_size_t length = 0;

    while (at < size) {
        const char *newline = memchr(bytes + at, '\n', size - at);
        apr_size_t count = newline ? (apr_size_t)(newline - bytes) + 1 - at : size - at;

        memcpy(line + length, bytes + at, count);
        length += count;
        at += count;
        if (!newline) {
            break;
        }
        --length;
        length -= length && line[length - 1] == '\r';
        if (!length || line[length - 1] != '\\') {
            break;
        }
        --length;
    }
    return at;
}

static int begins_line(apr_pool_t *p, const char *bytes, apr_size_t size, apr_size_t at)
{
    apr_size_t line = 0;

    while (line < at) {
        line = end_of_line(p, bytes, size, line);
    }
    return line == at;
}

static int lines_of(const char *bytes, apr_size_t size)
{
    int lines = size && bytes[size - 1] != '\n';
    apr_size_t i;

    for (i = 0; i < size; ++i) {
        lines += bytes[i] == '\n';
    }
    return lines;
}

apr_size_t map_text_place(const char *bytes, int line)
{
    const char *at = bytes;

    for (; line > 1; --line) {
        at = strchr(at, '\n') + 1;
    }
    return (apr_size_t)(at - bytes);
}

/** A piece that was there when the text was read whole. */
static void check_kept(apr_pool_t *p, const char *whole, const mwa_map_text_t *text, const mwa_map_piece_t *piece)
{
    apr_size_t from = map_text_place(whole, piece->line);

    assert_in_range(piece->line + piece->lines - 1, piece->line, text->lines);
    assert_true(from + piece->size <= strlen(whole));
    assert_memory_equal(whole + from, text->bytes + piece->at, piece->size);
    assert_true(begins_line(p, whole, strlen(whole), from));
    assert_true(begins_line(p, whole, strlen(whole), from + piece->size));
}

void map_text_check(apr_pool_t *p, const char *whole, const mwa_map_text_t *text)
{
    const mwa_map_piece_t *last = NULL;
    apr_size_t at = 0;
    int line = 1;
    int i;

    assert_int_equal(lines_of(whole, strlen(whole)), text->lines);
    for (i = 0; i < text->count; ++i) {
        const mwa_map_piece_t *piece = &text->pieces[i];

        assert_int_equal(at, piece->at);
        assert_true(piece->size > 0 && piece->size <= text->size - at);
        assert_int_equal(lines_of(text->bytes + at, piece->size), piece->lines);
        assert_true(begins_line(p, text->bytes, text->size, at));
        if (piece->line) {
            check_kept(p, whole, text, piece);
            assert_true(piece->line >= line);
            assert_true(!last || !last->line || piece->line > line);
            line = piece->line + piece->lines;
        }
        else {
            assert_true(!last || last->line);
        }
        at += piece->size;
        last = piece;
    }
    assert_int_equal(text->size, at);
}
