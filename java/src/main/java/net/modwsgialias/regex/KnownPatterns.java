package net.modwsgialias.regex;

import java.util.HashMap;
import java.util.Map;
import net.modwsgialias.nfa.SetPool;

/**
 * What was compiled of each pattern, for a process that compiles again and again: most patterns of a configuration stay
 * the same from one change to the next. What is no longer used is forgotten, and memory is bounded. For one thread.
 */
public final class KnownPatterns {

    /** The share of the heap that may be used. */
    private static final int SHARE = 4;
    /** Each pattern can bring sets of its own, which stay in the pool. */
    private static final int MOST_IDLE_SETS = 10_000;

    private final long mostBytes;
    private final Map<PatternSpec, PatternPiece> pieces = new HashMap<>();
    private SetPool sets = new SetPool();
    private long bytes;
    private int round;
    private int used;

    /** With a share of the heap. */
    public KnownPatterns() {
        this(Runtime.getRuntime().maxMemory() / SHARE);
    }

    KnownPatterns(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Before patterns are compiled. */
    SetPool begin() {
        round++;
        used = 0;
        return sets;
    }

    /** What is known of a pattern, or null. */
    PatternPiece get(PatternSpec spec) {
        PatternPiece piece = pieces.get(spec);
        if (piece != null && piece.usedIn != round) {
            piece.usedIn = round;
            used++;
        }
        return piece;
    }

    void keep(PatternSpec spec, PatternPiece piece) {
        if (bytes < mostBytes) {
            piece.usedIn = round;
            used++;
            bytes += piece.bytes();
            pieces.put(spec, piece);
        }
    }

    /**
     * When all patterns have been compiled.
     *
     * @param usedSets how many sets of the pool they need
     */
    void end(int usedSets) {
        if (sets.size() > usedSets + MOST_IDLE_SETS) {
            clear();
        } else if (used < pieces.size()) {
            pieces.values().removeIf(this::isIdle);
        }
    }

    private boolean isIdle(PatternPiece piece) {
        boolean idle = piece.usedIn != round;
        bytes -= idle ? piece.bytes() : 0;
        return idle;
    }

    /** Forgets everything. @return whether there was anything */
    public boolean clear() {
        boolean known = !pieces.isEmpty();
        pieces.clear();
        sets = new SetPool();
        bytes = 0;
        return known;
    }

    /** How many patterns are known. */
    public int size() {
        return pieces.size();
    }
}
