package net.modwsgialias.dfa;

/** What one search of a {@link LazyDfa} writes. For one thread at a time; serves any automaton. */
public final class DfaScratch {

    /** {@link #commitment()}: the answer does not hang on a pattern. */
    public static final int NO_COMMITMENT = -1;

    /** While a search is under way and has missed: the generation it is in, and its state there. */
    StateCache cache;
    int state;
    int best;
    int commitment;
    int offset;
    int read;
    /** Bytes searched since the last miss: tells whether the cache is worth its misses. */
    long served;
    /** How often searches emptied the cache. */
    int flushes;
    private final Threads from = new Threads();
    private final Threads to = new Threads();

    /** A pattern that the search has left to be decided by the caller, or {@link #NO_COMMITMENT}. */
    public int commitment() {
        return commitment;
    }

    /** How many bytes of the subject the search had taken when it left the pattern to the caller. */
    public int offset() {
        return offset;
    }

    /** How many bytes of the subject the search's result hangs on, from the first; the end counts as one more byte. */
    public int read() {
        return read;
    }

    /** How often searches emptied a cache since {@link #forgetFlushes()}. */
    public int flushes() {
        return flushes;
    }

    public void forgetFlushes() {
        flushes = 0;
    }

    /** Where a search goes on without the cache. */
    Threads from() {
        return from;
    }

    Threads to() {
        return to;
    }
}
