package net.modwsgialias.regex;

import net.modwsgialias.dfa.UnionPiece;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.onepass.OnePassPiece;

/**
 * What is compiled of one pattern, free of the list that it stands in. Immutable but for a note of its keeper.
 */
final class PatternPiece {

    final Served served;
    /** Null where the automaton does not serve it. */
    final UnionPiece union;
    /** Null where there is none. */
    final OnePassPiece onePass;
    /** For {@link Captures#set}, beside a one-pass program: the set of bytes that a match can begin with. */
    final int first;
    /** Null where a one-pass program or a prefix can always do. */
    final Program program;
    /** The sets of the pool that it needs. */
    final int[] sets;
    /** The round of {@link KnownPatterns} in which it was used last. */
    int usedIn;

    PatternPiece(Served served, UnionPiece union, OnePassPiece onePass, int first, Program program, int[] sets) {
        this.served = served;
        this.union = union;
        this.onePass = onePass;
        this.first = first;
        this.program = program;
        this.sets = sets;
    }

    /** Whether the pattern's own program or prefix decides alone whether it matches. */
    boolean decides() {
        return onePass != null || served.engine() == Engine.PREFIX;
    }

    /** The memory held, in bytes, roughly. */
    long bytes() {
        long ints = sets.length;
        ints += union == null ? 0 : union.edges().length + union.code().length + union.seeds().length;
        ints += program == null ? 0 : program.code().length;
        int literals = onePass == null ? 0 : onePass.literals().length + Integer.BYTES * onePass.code().length;
        // Headers of objects, and the map's entry and key.
        return Integer.BYTES * ints + literals + 400;
    }
}
