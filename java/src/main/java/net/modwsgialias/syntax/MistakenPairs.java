package net.modwsgialias.syntax;

/**
 * Pairs of escapes that PCRE2 takes for disjoint although they share a byte: between them it never gives back what
 * a repeat has taken, and so misses matches. A pattern with both is left to PCRE2, for the answer must be the same.
 */
final class MistakenPairs {

    static final int LINE_BREAK = 1;
    static final int NOT_NEWLINE = 2;
    private static final int SPACE = 4;
    private static final int NOT_SPACE = 8;
    private static final int HORIZONTAL = 16;
    private static final int VERTICAL = 32;

    private int seen;
    private int last;

    /** What to {@link #add} for the escape of a set; 0 for those that are told apart rightly. */
    static int bit(int letter) {
        return switch (letter) {
            case 's' -> SPACE;
            case 'S' -> NOT_SPACE;
            case 'h' -> HORIZONTAL;
            case 'v' -> VERTICAL;
            default -> 0;
        };
    }

    void add(int bit, int offset) {
        seen |= bit;
        last = bit == 0 ? last : offset;
    }

    void check() throws IrregularException {
        // \R matches a lone carriage return, which is a space, and not a newline; and the next-line, which is neither.
        boolean lineBreak = has(LINE_BREAK) && (has(SPACE) || has(NOT_SPACE) || has(NOT_NEWLINE));
        // The Latin-1 no-break space and next-line are not spaces in the C locale, but \h and \v know them.
        boolean space = has(NOT_SPACE) && (has(HORIZONTAL) || has(VERTICAL));
        if (lineBreak || space) {
            throw new IrregularException("escapes that PCRE2 takes for disjoint", last);
        }
    }

    private boolean has(int bit) {
        return (seen & bit) != 0;
    }
}
