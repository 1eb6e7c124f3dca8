#include "config/mwa_map_diff.h"
#include "core/mwa_hash.h"

#include <stdlib.h>
#include <string.h>

int mwa_map_is_begin(const char *bytes, apr_size_t at)
{
    if (!at) {
        return 1;
    }
    if (bytes[at - 1] != '\n') {
        return 0;
    }
    at -= at > 1 && bytes[at - 2] == '\r' ? 2 : 1;
    // Of a line that ends with two backslashes, httpd takes the second one off where the next line is empty, and goes
    // on.
    return !at || (bytes[at - 1] != '\\' && bytes[at - 1] != '\n');
}

/** The end of the line that begins at a place. */
static apr_size_t end_of(const char *bytes, apr_size_t at, apr_size_t size)
{
    do {
        const char *end = memchr(bytes + at, '\n', size - at);

        at = end ? (apr_size_t)(end + 1 - bytes) : size;
    } while (at < size && !mwa_map_is_begin(bytes, at));
    return at;
}

mwa_map_lines_t mwa_map_lines(apr_pool_t *p, const char *bytes, apr_size_t from, apr_size_t to)
{
    mwa_map_lines_t lines = {0};
    apr_size_t at;

    for (at = from; at < to; at = end_of(bytes, at, to)) {
        ++lines.count;
    }
    lines.list = apr_palloc(p, ((apr_size_t)lines.count + 1) * sizeof(*lines.list));
    lines.count = 0;
    for (at = from; at < to;) {
        apr_size_t end = end_of(bytes, at, to);

        lines.list[lines.count++] = (mwa_map_line_t){.bytes = bytes + at,
                                                     .size = end - at,
                                                     .hash = mwa_hash(MWA_HASH_BEGIN, bytes + at, end - at)};
        at = end;
    }
    return lines;
}

static int are_equal(const mwa_map_line_t *one, const mwa_map_line_t *other)
{
    return one->hash == other->hash && one->size == other->size && !memcmp(one->bytes, other->bytes, one->size);
}

/** How far a path comes that has so many changes behind it, and ends on diagonal k: lines of before less those of now.
 */
static int extend(const mwa_map_lines_t *before, const mwa_map_lines_t *now, const int *furthest, int changes, int k)
{
    int x =
        k == -changes || (k != changes && furthest[k - 1] < furthest[k + 1]) ? furthest[k + 1] : furthest[k - 1] + 1;

    while (x < before->count && x - k < now->count && are_equal(&before->list[x], &now->list[x - k])) {
        ++x;
    }
    return x;
}

/** Goes a shortest path back, from its end. @param trails by number of changes: how far its paths have come */
static void mark(const mwa_map_lines_t *before, const mwa_map_lines_t *now, int *const *trails, int changes)
{
    int x = before->count;
    int y = now->count;

    for (; x > 0 || y > 0; --changes) {
        const int *last = changes ? trails[changes - 1] : NULL;
        int k = x - y;
        int came = changes && (k == -changes || (k != changes && last[k - 1] < last[k + 1]));
        int from = !changes ? 0 : came ? last[k + 1] : last[k - 1] + 1;

        for (; x > from; --x, --y) {
            before->list[x - 1].is_common = 1;
            now->list[y - 1].is_common = 1;
        }
        if (!changes) {
            return;
        }
        x -= !came;
        y -= came;
    }
}

int mwa_map_diff(apr_pool_t *p, const mwa_map_lines_t *before, const mwa_map_lines_t *now, int most)
{
    int **trails = (int **)apr_palloc(p, ((apr_size_t)most + 1) * sizeof(*trails));
    int *furthest = (int *)apr_pcalloc(p, (2 * (apr_size_t)most + 5) * sizeof(int)) + most + 2;
    int changes;
    int k;

    for (changes = 0; changes <= most; ++changes) {
        // From one diagonal less to one more than there can be paths on: those are looked at later.
        trails[changes] = (int *)apr_palloc(p, (2 * (apr_size_t)changes + 3) * sizeof(int)) + changes + 1;
        for (k = -changes; k <= changes; k += 2) {
            furthest[k] = extend(before, now, furthest, changes, k);
            if (furthest[k] >= before->count && furthest[k] - k >= now->count) {
                mark(before, now, trails, changes);
                return 1;
            }
        }
        memcpy(trails[changes] - changes - 1, furthest - changes - 1, (2 * (apr_size_t)changes + 3) * sizeof(int));
    }
    return 0;
}
