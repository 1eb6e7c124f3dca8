#include "config/mwa_map_text.h"
#include "config/mwa_map_diff.h"

#include "apr_strings.h"

#include <string.h>

/** Beyond these, a map is better read whole again. */
#define MOST_PIECES 500
#define MOST_NEW_LINES 1000

/** Bytes that are compared at a time. */
#define BLOCK 4096

/** Lines that end within some bytes. */
static int count_ends(const char *bytes, apr_size_t size)
{
    const char *end = bytes + size;
    int ends = 0;

    while (bytes < end && (bytes = memchr(bytes, '\n', (apr_size_t)(end - bytes))) != NULL) {
        ++bytes;
        ++ends;
    }
    return ends;
}

/** Lines, of which the last may have no end. */
static int count_lines(const char *bytes, apr_size_t size)
{
    return count_ends(bytes, size) + (size && bytes[size - 1] != '\n');
}

static apr_size_t common_beginning(const char *one, const char *other, apr_size_t most)
{
    apr_size_t same = 0;

    while (same + BLOCK <= most && !memcmp(one + same, other + same, BLOCK)) {
        same += BLOCK;
    }
    while (same < most && one[same] == other[same]) {
        ++same;
    }
    return same;
}

/** @param one where the first text ends */
static apr_size_t common_end(const char *one, const char *other, apr_size_t most)
{
    apr_size_t same = 0;

    while (same + BLOCK <= most && !memcmp(one - same - BLOCK, other - same - BLOCK, BLOCK)) {
        same += BLOCK;
    }
    while (same < most && one[-(apr_ssize_t)same - 1] == other[-(apr_ssize_t)same - 1]) {
        ++same;
    }
    return same;
}

/** What two texts do not have in common, in whole lines. */
typedef struct difference_s {
    apr_size_t from;   /**< in both */
    apr_size_t before; /**< to where, in the text of before */
    apr_size_t now;    /**< and in the one of now */
} difference_t;

static difference_t compare(const mwa_map_text_t *before, const char *bytes, apr_size_t size)
{
    apr_size_t least = before->size < size ? before->size : size;
    difference_t found;
    apr_size_t end;

    found.from = common_beginning(before->bytes, bytes, least);
    while (!mwa_map_is_begin(bytes, found.from)) {
        --found.from;
    }
    end = common_end(before->bytes + before->size, bytes + size, least - found.from);
    found.before = before->size - end;
    found.now = size - end;
    while (end && (!mwa_map_is_begin(before->bytes, found.before) || !mwa_map_is_begin(bytes, found.now))) {
        --end;
        ++found.before;
        ++found.now;
    }
    return found;
}

/** Pieces that are put together. */
typedef struct pieces_s {
    mwa_map_piece_t *list;
    int count;
    int new_lines;
} pieces_t;

static void add(pieces_t *pieces, mwa_map_piece_t piece)
{
    mwa_map_piece_t *last = pieces->count ? &pieces->list[pieces->count - 1] : NULL;

    if (!piece.size) {
        return;
    }
    pieces->new_lines += piece.line ? 0 : piece.lines;
    // What is new in a row is read as one: a section may begin and end in it.
    if (last && (piece.line ? last->line && last->line + last->lines == piece.line : !last->line)) {
        last->size += piece.size;
        last->lines += piece.lines;
        return;
    }
    pieces->list[pieces->count++] = piece;
}

/** A place in a text that is gone through. */
typedef struct cursor_s {
    const mwa_map_text_t *text;
    apr_size_t at;
    int piece;
    int lines; /**< of the piece, before the place */
} cursor_t;

/** Lines of the piece from the cursor to a place in it. They are counted where there are fewer: in it, or behind it. */
static int lines_of(const cursor_t *cursor, apr_size_t to, apr_size_t end)
{
    const char *bytes = cursor->text->bytes;

    return to - cursor->at < end - to
        ? count_ends(bytes + cursor->at, to - cursor->at)
        : cursor->text->pieces[cursor->piece].lines - cursor->lines - count_lines(bytes + to, end - to);
}

/**
 * Goes on, from where a line begins to where another one does.
 * @param pieces receives what is between; NULL: it has gone
 * @param shift how much further back in the new text that is
 */
static void go_on(cursor_t *cursor, apr_size_t to, pieces_t *pieces, apr_ssize_t shift)
{
    while (cursor->at < to) {
        const mwa_map_piece_t *piece = &cursor->text->pieces[cursor->piece];
        apr_size_t end = piece->at + piece->size;
        apr_size_t next = end < to ? end : to;
        int lines = lines_of(cursor, next, end);

        if (pieces) {
            add(pieces,
                (mwa_map_piece_t){.at = (apr_size_t)((apr_ssize_t)cursor->at + shift),
                                  .size = next - cursor->at,
                                  .lines = lines,
                                  .line = piece->line ? piece->line + cursor->lines : 0});
        }
        cursor->at = next;
        cursor->lines += lines;
        if (next == end) {
            ++cursor->piece;
            cursor->lines = 0;
        }
    }
}

static mwa_map_text_t *make(apr_pool_t *p, const char *bytes, apr_size_t size, int lines, const pieces_t *pieces)
{
    mwa_map_text_t *text = apr_palloc(p, sizeof(*text));

    *text =
        (mwa_map_text_t){.bytes = bytes, .size = size, .lines = lines, .pieces = pieces->list, .count = pieces->count};
    return text;
}

mwa_map_text_t *mwa_map_text_make(apr_pool_t *p, const char *bytes, apr_size_t size)
{
    pieces_t pieces = {.list = apr_palloc(p, sizeof(mwa_map_piece_t))};
    int lines = count_lines(bytes, size);

    add(&pieces, (mwa_map_piece_t){.size = size, .lines = lines, .line = 1});
    return make(p, bytes, size, lines, &pieces);
}

/** Of lines in a row that are common, or are not: the place behind the last one. */
static int run_of(const mwa_map_lines_t *lines, int from, int is_common)
{
    while (from < lines->count && lines->list[from].is_common == is_common) {
        ++from;
    }
    return from;
}

/** Adds what a text has between two lines, as what has come. */
static void add_new(pieces_t *pieces, const char *bytes, const mwa_map_lines_t *lines, int from, int to)
{
    const char *begin = from < to ? lines->list[from].bytes : bytes;
    apr_size_t size = from < to ? (apr_size_t)(lines->list[to - 1].bytes + lines->list[to - 1].size - begin) : 0;

    add(pieces, (mwa_map_piece_t){.at = (apr_size_t)(begin - bytes), .size = size, .lines = count_lines(begin, size)});
}

/** Adds what has changed, line by line. @return 0 if that is too much */
static int add_changed(pieces_t *pieces, apr_pool_t *scratch, cursor_t *cursor, const char *bytes,
                       const difference_t *found)
{
    const char *old = cursor->text->bytes;
    mwa_map_lines_t was = mwa_map_lines(scratch, old, found->from, found->before);
    mwa_map_lines_t is = mwa_map_lines(scratch, bytes, found->from, found->now);
    int i = 0;
    int j = 0;

    if (!mwa_map_diff(scratch, &was, &is, MOST_NEW_LINES)) {
        return 0;
    }
    while ((i < was.count || j < is.count) && pieces->count <= MOST_PIECES) {
        int came = run_of(&is, j, 0);
        int kept = run_of(&was, i, 0);

        add_new(pieces, bytes, &is, j, came);
        for (i = kept, j = came; i < was.count && was.list[i].is_common && j < is.count && is.list[j].is_common;
             ++i, ++j) {
        }
        if (i > kept) {
            go_on(cursor, (apr_size_t)(was.list[kept].bytes - old), NULL, 0);
            go_on(cursor, (apr_size_t)(was.list[i - 1].bytes - old) + was.list[i - 1].size, pieces,
                  (is.list[came].bytes - bytes) - (was.list[kept].bytes - old));
        }
    }
    go_on(cursor, found->before, NULL, 0);
    return 1;
}

/** Puts together what two texts have in common, and what is new. @return 0 if that is too much */
static int put_together(pieces_t *pieces, apr_pool_t *scratch, const mwa_map_text_t *before, const char *bytes,
                        apr_size_t size)
{
    difference_t found = compare(before, bytes, size);
    cursor_t cursor = {.text = before};

    go_on(&cursor, found.from, pieces, 0);
    if (!add_changed(pieces, scratch, &cursor, bytes, &found)) {
        return 0;
    }
    go_on(&cursor, before->size, pieces, (apr_ssize_t)found.now - (apr_ssize_t)found.before);
    return pieces->count <= MOST_PIECES && pieces->new_lines <= MOST_NEW_LINES;
}

mwa_map_text_t *mwa_map_text_change(apr_pool_t *p, const mwa_map_text_t *before, const char *bytes, apr_size_t size)
{
    pieces_t pieces = {0};
    mwa_map_text_t *text = NULL;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, p);
    // What was split once more, and the last ones before there are too many.
    pieces.list = apr_palloc(scratch, (2 * (apr_size_t)before->count + MOST_PIECES + 8) * sizeof(mwa_map_piece_t));
    if (put_together(&pieces, scratch, before, bytes, size)) {
        pieces.list = apr_pmemdup(p, pieces.list, ((apr_size_t)pieces.count + 1) * sizeof(*pieces.list));
        text = make(p, bytes, size, before->lines, &pieces);
    }
    apr_pool_destroy(scratch);
    return text;
}
