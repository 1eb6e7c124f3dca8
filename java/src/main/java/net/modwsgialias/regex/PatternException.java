package net.modwsgialias.regex;

/**
 * A pattern that cannot be compiled: which one of the list, where in its text, and why. Where it is not the text, but
 * memory or stack that is used up over it, or a mistake of ours, the {@link #getCause() cause} is what was thrown.
 */
public final class PatternException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final int offset;

    /**
     * @param index the pattern's place in the list, from 0
     * @param offset the byte offset in the pattern's text at which the error was found
     * @param cause the cause in words, without the pattern and without the offset
     */
    public PatternException(int index, int offset, String cause) {
        super(cause);
        this.index = index;
        this.offset = offset;
    }

    /** @param thrown while the pattern was compiled */
    PatternException(int index, Throwable thrown) {
        super(thrown.toString(), thrown);
        this.index = index;
        this.offset = 0;
    }

    /** The pattern's place in the list, from 0. */
    public int index() {
        return index;
    }

    /** The byte offset in the pattern's text at which the error was found. */
    public int offset() {
        return offset;
    }
}
