package net.modwsgialias.regex;

import java.util.Arrays;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.Backtracker;
import net.modwsgialias.nfa.NfaScratch;
import net.modwsgialias.nfa.PikeVm;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.Programs;
import net.modwsgialias.onepass.OnePass;

/** Finds the match of one pattern and its groups. Immutable. */
final class Captures {

    /** A floating pattern may read this many times the subject before simulation takes over, which is linear. */
    private static final int PASSES = 4;

    /** {@link #set}: the pattern is a prefix; its number stands where the set would. */
    static final int PREFIX = -2;
    /** {@link #set}: the pattern is simulated. */
    static final int SIMULATED = -1;
    /** {@link #set}: matches begin at offset 0 only. */
    static final int ANCHORED = -1;

    private final OnePass onePass;
    /**
     * By pattern, two numbers side by side, for a table of thousands does not stay in the processor's caches: where
     * the one-pass program begins, or one of the above; and the set of bytes that a match can begin with, or
     * {@link #ANCHORED}, or the number of the prefix.
     */
    private final int[] ways;
    private final Prefixes prefixes;
    private final Programs programs;
    private final long[] sets;

    /**
     * @param ways by pattern, two numbers, as {@link #set} writes them
     * @param programs of those patterns for which neither a one-pass program nor a prefix can always do
     * @param sets the bits of the pool of the programs
     */
    Captures(OnePass onePass, int[] ways, Prefixes prefixes, Programs programs, long[] sets) {
        this.onePass = onePass;
        this.ways = ways;
        this.prefixes = prefixes;
        this.programs = programs;
        this.sets = sets;
    }

    void write(BlockWriter out) {
        out.putLongs(sets);
        onePass.write(out);
        out.putInts(ways);
        prefixes.write(out);
        programs.write(out);
    }

    static Captures read(BlockReader in) throws BlockException {
        long[] sets = in.getLongs();
        return new Captures(OnePass.read(in, sets), in.getInts(), Prefixes.read(in), Programs.read(in), sets);
    }

    /** Notes how a pattern is searched for. */
    static void set(int[] ways, int pattern, int entry, int first) {
        ways[2 * pattern] = entry;
        ways[2 * pattern + 1] = first;
    }

    /**
     * Searches with one pattern.
     *
     * @param known how many bytes, from the first, are known to be such as the pattern wants them; of no meaning
     *        for a pattern that floats
     * @param scratch receives the groups, and how many bytes the result hangs on
     * @return whether the pattern matches
     */
    boolean find(int pattern, byte[] subject, int length, int known, MatchScratch scratch) {
        int entry = ways[2 * pattern];
        int first = ways[2 * pattern + 1];
        if (entry == PREFIX) {
            int end = prefixes.match(first, subject, length);
            scratch.addRead(end > 0 ? end + 1 : ~end);
            scratch.setWhole(0, Math.max(0, end));
            return end > 0;
        }
        if (entry == SIMULATED) {
            return simulate(programs.get(pattern), subject, length, scratch);
        }
        int[] slots = scratch.slots();
        Arrays.fill(slots, MatchScratch.ABSENT);
        if (first != ANCHORED) {
            return findFloating(pattern, subject, length, scratch);
        }
        int read = onePass.run(entry, subject, length, 0, known, slots);
        scratch.addRead(read > 0 ? read : ~read);
        return read > 0;
    }

    private boolean findFloating(int pattern, byte[] subject, int length, MatchScratch scratch) {
        int entry = ways[2 * pattern];
        int first = ways[2 * pattern + 1];
        long budget = (long) PASSES * length;
        scratch.addRead(length + 1);
        for (int from = 0; budget >= 0; from++) {
            from = onePass.nextStart(entry, first, subject, length, from);
            if (from < 0) {
                return false;
            }
            if (onePass.run(entry, subject, length, from, 0, scratch.slots()) > 0) {
                return true;
            }
            budget -= scratch.end(0) - from;
            // A failed run may have noted groups.
            Arrays.fill(scratch.slots(), MatchScratch.ABSENT);
        }
        return simulate(programs.get(pattern), subject, length, scratch);
    }

    private boolean simulate(Program program, byte[] subject, int length, MatchScratch scratch) {
        NfaScratch nfa = scratch.nfa();
        scratch.addRead(length + 1);
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
        return onePass.bytes() + (long) ways.length * Integer.BYTES + prefixes.bytes() + programs.bytes();
    }
}
