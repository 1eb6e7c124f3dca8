package net.modwsgialias.syntax;

/** The named sets of PCRE2's default tables, which are those of the C locale. */
final class Sets {

    static final ByteSet DIGIT = ByteSet.range('0', '9');
    static final ByteSet UPPER = ByteSet.range('A', 'Z');
    static final ByteSet LOWER = ByteSet.range('a', 'z');
    static final ByteSet ALPHA = UPPER.union(LOWER);
    static final ByteSet ALNUM = ALPHA.union(DIGIT);
    static final ByteSet WORD = ALNUM.union(ByteSet.of('_'));
    static final ByteSet SPACE = ByteSet.of(" \t\n\u000b\f\r");
    /** {@code \h}: it knows the Latin-1 no-break space, although the tables do not. */
    static final ByteSet HORIZONTAL = ByteSet.of(" \t\u00a0");
    /** {@code \v}: it knows the Latin-1 next-line, although the tables do not. */
    static final ByteSet VERTICAL = ByteSet.of("\n\u000b\f\r\u0085");
    static final ByteSet NEWLINE = ByteSet.of('\n');
    static final ByteSet NOT_NEWLINE = NEWLINE.complement();

    private Sets() {
    }

    /** The set of a POSIX class, or null if there is none of that name. */
    static ByteSet posix(String name, boolean caseless) {
        return switch (name) {
            case "alpha" -> ALPHA;
            case "lower" -> caseless ? ALPHA : LOWER;
            case "upper" -> caseless ? ALPHA : UPPER;
            case "alnum" -> ALNUM;
            case "ascii" -> ByteSet.range(0, 127);
            case "blank" -> ByteSet.of(" \t");
            case "cntrl" -> ByteSet.range(0, 31).union(ByteSet.of(127));
            case "digit" -> DIGIT;
            case "graph" -> ByteSet.range(33, 126);
            case "print" -> ByteSet.range(32, 126);
            case "punct" -> ByteSet.range(33, 126).intersection(ALNUM.complement());
            case "space" -> SPACE;
            case "word" -> WORD;
            case "xdigit" -> DIGIT.union(ByteSet.of("abcdefABCDEF"));
            default -> null;
        };
    }

    /** The set of {@code \d}, {@code \D} and their like, or null for another letter. */
    static ByteSet escape(int letter) {
        return switch (letter) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.complement();
            case 'h' -> HORIZONTAL;
            case 'H' -> HORIZONTAL.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 'v' -> VERTICAL;
            case 'V' -> VERTICAL.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            default -> null;
        };
    }
}
