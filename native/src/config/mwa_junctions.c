#include "config/mwa_junctions.h"

/** Whether a section has any of some lines; or, if there are none, begins before them and ends behind them. */
static int touches_section(const mwa_map_kept_t *kept, int from, int to)
{
    int low = 0;
    int high = kept->sections->nelts;

    // The first one that ends there, or later.
    while (low < high) {
        int middle = (low + high) / 2;

        if (APR_ARRAY_IDX(kept->sections, middle, mwa_map_section_t).last < from) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low < kept->sections->nelts && APR_ARRAY_IDX(kept->sections, low, mwa_map_section_t).first < to;
}

/** @return 0 if they are not fit for a patch */
static int read_piece(mwa_map_parse_t *parse, const mwa_map_text_t *text, const mwa_map_piece_t *piece, int line,
                      mwa_junction_t *junction)
{
    int own = parse->own->nelts;
    int others = parse->others->nelts;

    if (mwa_map_parse_lines(parse, text->bytes + piece->at, piece->size, line)) {
        return 0;
    }
    junction->own = parse->own->nelts - own;
    junction->others = parse->others->nelts - others;
    return 1;
}

int mwa_junctions_read(mwa_map_parse_t *parse, const mwa_map_kept_t *kept, const mwa_map_text_t *text,
                       apr_array_header_t *junctions)
{
    mwa_junction_t junction = {.before = 1};
    int line = 1;
    int lines = 0;
    int i;

    for (i = 0; i <= text->count; ++i) {
        const mwa_map_piece_t *piece = i < text->count ? &text->pieces[i] : NULL;

        if (piece && !piece->line) {
            if (!read_piece(parse, text, piece, line, &junction)) {
                return 0;
            }
            line += piece->lines;
            continue;
        }
        junction.after = piece ? piece->line : text->lines + 1;
        junction.lines = line - junction.after;
        // Lines that come in place of no other move what is behind them, maybe back to where it was.
        if (junction.after > junction.before || junction.lines != lines) {
            if (touches_section(kept, junction.before, junction.after)) {
                return 0;
            }
            APR_ARRAY_PUSH(junctions, mwa_junction_t) = junction;
            lines = junction.lines;
        }
        if (piece) {
            line += piece->lines;
            junction = (mwa_junction_t){.before = piece->line + piece->lines};
        }
    }
    return 1;
}
