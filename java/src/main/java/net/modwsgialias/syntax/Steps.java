package net.modwsgialias.syntax;

/**
 * Counts what it costs to compile a pattern, and refuses one that costs too much: what takes steps cannot go on for
 * ever, whatever the pattern. For one thread.
 */
public final class Steps {

    private long left;

    /** @param most how many steps may be taken, 1 or more */
    public Steps(long most) {
        this.left = most;
    }

    /**
     * Takes steps.
     *
     * @param count how many, 0 or more
     * @throws IrregularException if so many are not left: the pattern is for an engine that needs no compiling of ours
     */
    public void take(long count) throws IrregularException {
        left -= count;
        if (left < 0) {
            throw new IrregularException("pattern that takes too many steps to compile", 0);
        }
    }
}
