package net.modwsgialias.syntax;

/**
 * A pattern that may be valid but is not given to the automaton: it is not regular, or it is not certain that an
 * automaton would give PCRE2's answer. Its message names the construct.
 */
public final class IrregularException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param construct what stands in the way, in words
     * @param offset the byte offset in the pattern's text behind the beginning of the construct
     */
    public IrregularException(String construct, int offset) {
        // Without a stack trace: it is an answer, and tables may hold thousands of such patterns.
        super(construct, null, false, false);
        this.offset = offset;
    }

    /** The byte offset in the pattern's text at which the construct was found. */
    public int offset() {
        return offset;
    }
}
