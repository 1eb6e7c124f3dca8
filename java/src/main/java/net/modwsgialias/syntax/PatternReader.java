package net.modwsgialias.syntax;

/** A pattern's bytes with a place in them. */
final class PatternReader {

    /** What {@link #peek()} gives at the end. */
    static final int END = -1;

    private final byte[] text;
    private int offset;

    PatternReader(byte[] text) {
        this.text = text;
    }

    int offset() {
        return offset;
    }

    boolean atEnd() {
        return offset >= text.length;
    }

    /** The next byte, unread, or {@link #END}. */
    int peek() {
        return peek(0);
    }

    /** The byte {@code ahead} places behind the next one, unread, or {@link #END}. */
    int peek(int ahead) {
        return offset + ahead < text.length ? text[offset + ahead] & 0xff : END;
    }

    void skip(int count) {
        offset += count;
    }

    /** Reads a byte that must be there. */
    int next(String within) throws SyntaxException {
        if (atEnd()) {
            throw new SyntaxException("pattern ends within " + within, offset);
        }
        return text[offset++] & 0xff;
    }

    /** Reads the next byte if it is {@code expected}. */
    boolean take(int expected) {
        if (peek() == expected) {
            offset++;
            return true;
        }
        return false;
    }

    /** Reads the next bytes if they are {@code expected}. */
    boolean take(String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (peek(i) != expected.charAt(i)) {
                return false;
            }
        }
        offset += expected.length();
        return true;
    }
}
