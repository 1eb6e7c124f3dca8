package net.modwsgialias.regex;

import java.util.Arrays;
import net.modwsgialias.dfa.OnePass;
import net.modwsgialias.nfa.Backtracker;
import net.modwsgialias.nfa.NfaScratch;
import net.modwsgialias.nfa.PikeVm;
import net.modwsgialias.nfa.Program;

/** Finds the match of one pattern and its groups. Immutable. */
final class Captures {

    /** A floating pattern may read this many times the subject before simulation takes over, which is linear. */
    private static final int PASSES = 4;

    private final Prefix[] prefixes;
    private final OnePass onePass;
    private final int[] entries;
    private final int[] firstSets;
    private final Program[] programs;
    private final long[] sets;

    /**
     * @param prefixes by pattern: the prefix, or null
     * @param entries by pattern: where its one-pass program begins, or negative
     * @param firstSets by pattern: the set of bytes that a match can begin with, if it has a one-pass program
     * @param programs by pattern: its program, or null where one of the above can always do
     * @param sets the bits of the pool of the programs
     */
    Captures(Prefix[] prefixes, OnePass onePass, int[] entries, int[] firstSets, Program[] programs,
            long[] sets) {
        this.prefixes = prefixes;
        this.onePass = onePass;
        this.entries = entries;
        this.firstSets = firstSets;
        this.programs = programs;
        this.sets = sets;
    }

    /**
     * Searches with one pattern.
     *
     * @param known how many bytes, from the first, are known to be such as the pattern wants them; 0 for one that floats
     * @param scratch receives the groups
     * @return whether the pattern matches
     */
    boolean find(int pattern, byte[] subject, int length, int known, MatchScratch scratch) {
        if (prefixes[pattern] != null) {
            int end = prefixes[pattern].match(subject, length);
            scratch.setWhole(0, end);
            return end > 0;
        }
        if (entries[pattern] < 0) {
            return simulate(programs[pattern], subject, length, scratch);
        }
        int[] slots = scratch.slots();
        Arrays.fill(slots, MatchScratch.ABSENT);
        if (programs[pattern] == null) {
            return onePass.run(entries[pattern], subject, length, 0, known, slots) == OnePass.MATCHED;
        }
        return findFloating(pattern, subject, length, scratch);
    }

    private boolean findFloating(int pattern, byte[] subject, int length, MatchScratch scratch) {
        int entry = entries[pattern];
        int first = firstSets[pattern];
        long budget = (long) PASSES * length;
        for (int from = 0; budget >= 0; from++) {
            from = onePass.nextStart(entry, first, subject, length, from);
            if (from < 0) {
                return false;
            }
            int result = onePass.run(entry, subject, length, from, 0, scratch.slots());
            if (result == OnePass.MATCHED) {
                return true;
            }
            // A failed run may have noted groups.
            Arrays.fill(scratch.slots(), MatchScratch.ABSENT);
            budget -= ~result - from;
        }
        return simulate(programs[pattern], subject, length, scratch);
    }

    private boolean simulate(Program program, byte[] subject, int length, MatchScratch scratch) {
        NfaScratch nfa = scratch.nfa();
        boolean matches = Backtracker.fits(program, length)
                ? Backtracker.search(program, sets, subject, length, nfa)
                : PikeVm.search(program, sets, subject, length, nfa);
        if (matches) {
            scratch.setSlots(nfa.slots(), program.slots());
        }
        return matches;
    }

    /** The memory held, in bytes, roughly. */
    long bytes() {
        long ints = 2L * entries.length + 2L * prefixes.length;
        for (Program program : programs) {
            ints += program == null ? 0 : program.code().length + 12;
        }
        return onePass.bytes() + ints * Integer.BYTES;
    }
}
