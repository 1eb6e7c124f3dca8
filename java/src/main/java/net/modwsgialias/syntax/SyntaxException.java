package net.modwsgialias.syntax;

/** A pattern text that is not a pattern. Its message says why, without the text and without the offset. */
public final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /** @param offset the byte offset in the pattern's text at which the error was found */
    public SyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** The byte offset in the pattern's text at which the error was found. */
    public int offset() {
        return offset;
    }
}
