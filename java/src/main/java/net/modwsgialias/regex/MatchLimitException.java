package net.modwsgialias.regex;

/**
 * Matching was given up before an answer was known, because a pattern that needs backtracking ran out of its
 * limits. Never treat this as "no match": the next pattern could then take a URL that is not its own.
 */
public final class MatchLimitException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int index;

    /**
     * @param index the place in the list of the pattern that gave up, from 0
     * @param cause the matcher's own words
     */
    public MatchLimitException(int index, String cause) {
        // Without a stack trace: a client can cause this at will.
        super(cause, null, false, false);
        this.index = index;
    }

    /** The place in the list of the pattern that reached the limit, from 0. */
    public int index() {
        return index;
    }
}
