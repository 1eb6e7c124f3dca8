package net.modwsgialias.regex;

import java.util.Arrays;

/**
 * Finds bytes that every match of a pattern must have in a row, by the pattern's text. For patterns of any syntax: what
 * is not understood gives no literal, which is always right.
 *
 * <p>Only what stands outside of all parentheses counts. Without an alternative there, and without a verb that could
 * end the match early, a match goes through all of it.
 */
final class RequiredLiteral {

    /** Single-letter escapes that stand for no fixed byte and have no operand. */
    private static final String PLAIN_ESCAPES = "dDwWsShHvVbBAZzGKRX";
    /** What may follow {@code (?} without changing how the rest of the pattern is read. */
    private static final String PLAIN_GROUPS = ":=!<>|'(P&R0123456789";
    /** Shorter ones are in nearly every URL. */
    private static final int SHORTEST = 2;
    private static final int END = -1;

    private final byte[] text;
    private int at;
    private int depth;
    private byte[] run;
    private int runLength;
    private byte[] longest = {};

    private RequiredLiteral(byte[] text) {
        this.text = text;
        this.run = new byte[text.length];
    }

    /** The longest such bytes, or null if there are none worth looking for. */
    static byte[] of(PatternSpec spec) {
        if ((spec.flags() & PatternSpec.CASELESS) != 0) {
            return null;
        }
        RequiredLiteral literal = new RequiredLiteral(spec.text());
        return literal.read() && literal.longest.length >= SHORTEST ? literal.longest : null;
    }

    /** Whether the bytes occur in the first {@code length} bytes of a subject. */
    static boolean occurs(byte[] literal, byte[] subject, int length) {
        byte first = literal[0];
        for (int from = 0; from <= length - literal.length; from++) {
            if (subject[from] == first
                    && Arrays.equals(literal, 0, literal.length, subject, from, from + literal.length)) {
                return true;
            }
        }
        return false;
    }

    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] & 0xff : END;
    }

    /** Reads the whole pattern; false if something in it is not understood. */
    private boolean read() {
        while (at < text.length) {
            int next = peek(0);
            boolean understood = switch (next) {
                case '\\' -> escape();
                case '[' -> skipClass();
                case '(' -> open();
                case '{' -> brace();
                default -> plain(next);
            };
            if (!understood) {
                return false;
            }
        }
        endRun();
        return depth == 0;
    }

    private boolean plain(int next) {
        at++;
        switch (next) {
            case ')' -> depth--;
            case '*', '?' -> dropLast();
            case '.', '^', '$', '+' -> { }
            case '|' -> {
                return depth > 0;
            }
            default -> {
                add(next);
                return true;
            }
        }
        endRun();
        return true;
    }

    private void add(int literal) {
        if (depth == 0) {
            run[runLength++] = (byte) literal;
        }
    }

    /** A quantifier may ask for none of what it follows. */
    private void dropLast() {
        runLength = Math.max(0, runLength - 1);
    }

    private void endRun() {
        if (runLength > longest.length) {
            longest = Arrays.copyOf(run, runLength);
        }
        runLength = 0;
    }

    private boolean escape() {
        int letter = peek(1);
        at += 2;
        boolean digit = letter >= '1' && letter <= '9';
        if (digit || PLAIN_ESCAPES.indexOf(letter) >= 0) {
            endRun();
            // A back reference, or a byte in octal.
            while (digit && peek(0) >= '0' && peek(0) <= '9') {
                at++;
            }
            return true;
        }
        if (letter == END || letter >= 0x80 || Character.isLetterOrDigit(letter)) {
            return false;
        }
        add(letter);
        return true;
    }

    private boolean skipClass() {
        endRun();
        at += peek(1) == '^' ? 2 : 1;
        // A bracket that comes first is a member.
        do {
            // \c takes the byte behind it, a closing bracket too.
            if (peek(0) == END || peek(0) == '['
                    || peek(0) == '\\' && (peek(1) == 'Q' || peek(1) == 'E' || peek(1) == 'c')) {
                return false;
            }
            at += peek(0) == '\\' ? 2 : 1;
        } while (peek(0) != ']');
        at++;
        return true;
    }

    private boolean open() {
        endRun();
        depth++;
        at++;
        if (peek(0) == '?') {
            at += 2;
            // A condition has parentheses of its own; so may the text of a callout in it.
            depth += peek(-1) == '(' ? 1 : 0;
            return PLAIN_GROUPS.indexOf(peek(-1)) >= 0 && !(peek(-1) == '(' && peek(0) == '?' && peek(1) == 'C');
        }
        return peek(0) != '*';
    }

    private boolean brace() {
        dropLast();
        endRun();
        do {
            at++;
        } while (peek(0) == ',' || peek(0) == ' ' || (peek(0) >= '0' && peek(0) <= '9'));
        at++;
        return peek(-1) == '}';
    }
}
