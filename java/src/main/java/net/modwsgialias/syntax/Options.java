package net.modwsgialias.syntax;

/** What PCRE2's options, from httpd or from within a pattern, switch: a sum of bits. */
public final class Options {

    /** Letters match both cases. */
    public static final int CASELESS = 0x01;
    /** {@code ^} and {@code $} match at line breaks too. */
    public static final int MULTILINE = 0x02;
    /** {@code .} matches a newline. */
    public static final int DOTALL = 0x04;
    /** {@code $} matches at the very end only. */
    public static final int DOLLAR_ENDONLY = 0x08;
    /** {@code (?x)}: white space and comments between items are skipped. */
    static final int EXTENDED = 0x10;
    /** {@code (?xx)}: blanks in classes are skipped too. */
    static final int EXTENDED_MORE = 0x20;
    /** {@code (?n)}: plain parentheses do not capture. */
    static final int NO_AUTO_CAPTURE = 0x40;
    /** {@code (?U)}: quantifiers are lazy, and greedy with a question mark. */
    static final int UNGREEDY = 0x80;
    /** What {@code (?^)} switches off. */
    static final int UNSET_BY_CARET =
            CASELESS | MULTILINE | DOTALL | EXTENDED | EXTENDED_MORE | NO_AUTO_CAPTURE;

    private Options() {
    }

    static boolean has(int options, int option) {
        return (options & option) != 0;
    }

    /**
     * Reads the letters of an option setting up to {@code )} or {@code :}, which stays unread.
     *
     * @return the options as they are from there on
     */
    static int read(PatternReader in, int options) throws SyntaxException, IrregularException {
        int set = 0;
        int unset = 0;
        boolean negative = false;
        boolean caret = in.take('^');
        if (caret) {
            options &= ~UNSET_BY_CARET;
        }
        while (in.peek() != ')' && in.peek() != ':') {
            int offset = in.offset();
            int letter = in.next("option setting");
            if (letter == '-') {
                if (negative || caret) {
                    throw new SyntaxException("invalid hyphen in option setting", offset);
                }
                negative = true;
            } else if (negative) {
                unset |= option(in, letter, offset);
            } else {
                set |= option(in, letter, offset);
            }
        }
        // A single x takes back an earlier xx, and without x there is no xx.
        if ((set & (EXTENDED | EXTENDED_MORE)) == EXTENDED || has(unset, EXTENDED)) {
            unset |= EXTENDED_MORE;
        }
        return (options | set) & ~unset;
    }

    private static int option(PatternReader in, int letter, int offset) throws IrregularException {
        return switch (letter) {
            case 'i' -> CASELESS;
            case 'm' -> MULTILINE;
            case 's' -> DOTALL;
            case 'n' -> NO_AUTO_CAPTURE;
            case 'U' -> UNGREEDY;
            case 'J' -> 0;
            case 'x' -> in.take('x') ? EXTENDED | EXTENDED_MORE : EXTENDED;
            default -> throw new IrregularException("unknown option letter or group type", offset);
        };
    }
}
