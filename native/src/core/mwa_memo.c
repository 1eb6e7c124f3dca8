#include "core/mwa_memo.h"
#include "core/mwa_frame_io.h"
#include "core/mwa_hash.h"

#include <stdlib.h>
#include <string.h>

/**
 * An answer, in a frame as small as that. Of its texts, uri is what it hangs on, and the file's name lacks the rest of
 * the URL. Without a read, nothing is remembered here.
 */
typedef union place_u {
    mwa_frame_t frame;
    char bytes[MWA_MEMO_SIZE];
} place_t;

struct mwa_memo_s {
    uint64_t tables;
    uint64_t reads; /**< bit i: some answer may hang on i bytes */
    place_t places[MWA_MEMO_PLACES];
};

mwa_memo_t *mwa_memo_make(void)
{
    mwa_memo_t *memo = malloc(sizeof(*memo));

    if (memo) {
        // No tables have that number, so the places are emptied before they are first looked at.
        memo->tables = 0;
    }
    return memo;
}

static void forget(mwa_memo_t *memo, uint64_t tables)
{
    int i;

    for (i = 0; i < MWA_MEMO_PLACES; ++i) {
        memo->places[i].frame.read = 0;
    }
    memo->reads = 0;
    memo->tables = tables;
}

/** The hash of what is asked with beside the URL. */
MWA_HOT static uint64_t begin(const mwa_frame_t *asked)
{
    size_t length;
    const char *host = mwa_frame_text(asked, &asked->host, &length);

    return mwa_hash(mwa_hash(MWA_HASH_BEGIN, &asked->table, sizeof(asked->table)), host, length);
}

static mwa_frame_t *place_of(mwa_memo_t *memo, uint64_t hash)
{
    return &memo->places[(hash ^ hash >> 32) % MWA_MEMO_PLACES].frame;
}

static int is_same_text(const mwa_frame_t *one, const mwa_text_t *text, const char *other, size_t other_length)
{
    size_t length;
    const char *bytes = mwa_frame_text(one, text, &length);

    return length == other_length && (!length || !memcmp(bytes, other, length));
}

/** Whether an answer is to the question, and to a URL of which so many bytes are the same. */
static int is_for(const mwa_frame_t *place, const mwa_frame_t *asked, const char *uri, size_t read)
{
    size_t length;
    const char *host = mwa_frame_text(asked, &asked->host, &length);

    return place->read == read && place->table == asked->table && place->wants_captures >= asked->wants_captures
        && is_same_text(place, &place->uri, uri, read) && is_same_text(place, &place->host, host, length);
}

/** Copies a text. @return 0 if there is no room */
static int copy(mwa_frame_t *to, mwa_text_t *text, const mwa_frame_t *from, const mwa_text_t *from_text)
{
    size_t length;
    const char *bytes = mwa_frame_text(from, from_text, &length);

    if (!bytes) {
        // It is absent, or late.
        text->length = from_text->length;
        return 1;
    }
    return mwa_frame_put(to, text, bytes, length);
}

/** Copies an answer, but for its file's name. @return 0 if there is no room */
MWA_HOT static int copy_answer(mwa_frame_t *to, const mwa_frame_t *from)
{
    to->alias = from->alias;
    to->read = from->read;
    memcpy(to->captures, from->captures, sizeof(to->captures));
    to->status = from->status;
    return copy(to, &to->process_group, from, &from->process_group)
        && copy(to, &to->application_group, from, &from->application_group)
        && copy(to, &to->variables, from, &from->variables);
}

/** What follows so many bytes of a URL, of which its NUL can be one; behind that, nothing does. */
static const char *rest_of(const char *uri, size_t read)
{
    return uri + (uri[read - 1] ? read : read - 1);
}

/** Has the frame answer. @return 0 if there is no room; the frame is unchanged then */
static int give(mwa_frame_t *frame, const mwa_frame_t *place, const char *rest)
{
    size_t length = strlen(rest);
    mwa_text_t end = {.length = 0};

    if (frame->capacity - frame->used < MWA_MEMO_SIZE + length) {
        return 0;
    }
    copy(frame, &frame->filename, place, &place->filename);
    if (frame->filename.length >= 0) {
        mwa_frame_put(frame, &end, rest, length);
        frame->filename.length += end.length;
    }
    return copy_answer(frame, place);
}

int mwa_memo_answer(mwa_memo_t *memo, uint64_t tables, const char *uri, mwa_frame_t *frame)
{
    uint64_t hash = begin(frame);
    size_t read;

    if (memo->tables != tables) {
        return 0;
    }
    // If several fit, they say the same.
    for (read = 1; read <= MWA_MEMO_LONGEST && memo->reads >> read; ++read) {
        hash = mwa_hash(hash, uri + read - 1, 1);
        if (memo->reads >> read & 1) {
            const mwa_frame_t *place = place_of(memo, hash);

            if (is_for(place, frame, uri, read)) {
                // Directory.containsOneThatGoesOn() has looked at all before the last byte that was read.
                return !strstr(uri + read - 1, "..") && give(frame, place, rest_of(uri, read));
            }
        }
        if (!uri[read - 1]) {
            break;
        }
    }
    return 0;
}

/** Copies the file's name without its end, which is the URL's. @return 0 if it has another, or there is no room */
static int keep_filename(mwa_frame_t *place, const mwa_frame_t *frame, const char *rest)
{
    size_t length;
    const char *name = mwa_frame_text(frame, &frame->filename, &length);
    size_t end = strlen(rest);

    if (!name) {
        return frame->status == MWA_DECLINED;
    }
    return length >= end && !memcmp(name + length - end, rest, end)
        && mwa_frame_put(place, &place->filename, name, length - end);
}

void mwa_memo_keep(mwa_memo_t *memo, uint64_t tables, const char *uri, const mwa_frame_t *frame)
{
    size_t read = frame->read;
    mwa_frame_t *place;

    if (!read || read > MWA_MEMO_LONGEST || strnlen(uri, read) + 1 < read
        || (frame->status != MWA_MATCHED && frame->status != MWA_DECLINED)) {
        return;
    }
    if (memo->tables != tables) {
        forget(memo, tables);
    }
    place = place_of(memo, mwa_hash(begin(frame), uri, read));
    mwa_frame_reset(place, MWA_MEMO_SIZE);
    place->table = frame->table;
    place->wants_captures = frame->wants_captures;
    if (mwa_frame_put(place, &place->uri, uri, read) && copy(place, &place->host, frame, &frame->host)
        && keep_filename(place, frame, rest_of(uri, read)) && copy_answer(place, frame)) {
        memo->reads |= 1ULL << read;
    }
    else {
        place->read = 0;
    }
}
