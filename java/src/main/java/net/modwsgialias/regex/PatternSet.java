package net.modwsgialias.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.dfa.DfaScratch;
import net.modwsgialias.dfa.LazyDfa;

/**
 * An ordered list of patterns, compiled: tells which one matches a subject first. Any number of threads may search
 * at once, each with a scratch of its own. What is compiled never changes; states that searches have come to are
 * remembered, within a bound.
 *
 * <p>Patterns that are regular are decided together, in one pass over the subject whatever their number, and in
 * time linear in its length. The others are asked one by one, those only that stand before a pattern that matches.
 */
public final class PatternSet {

    /** No pattern of the set matches. */
    public static final int NO_MATCH = -1;

    /** Memory for remembered states that {@link #compile(List)} allows, in bytes. */
    public static final long DEFAULT_CACHE_BYTES = 8L << 20;

    /**
     * The largest program of one pattern, in instructions. Larger ones come from counted repeats, and would cost
     * every request that meets them.
     */
    public static final int MOST_INSTRUCTIONS = 2000;

    private final LazyDfa dfa;
    private final Captures captures;
    private final Pcre2Pattern[] pcre2;
    private final Served[] served;
    /** The patterns that are asked by themselves, ascending. */
    private final int[] beside;

    PatternSet(LazyDfa dfa, Captures captures, Pcre2Pattern[] pcre2, Served[] served) {
        this(dfa, captures, pcre2, served, findBeside(served));
    }

    private PatternSet(LazyDfa dfa, Captures captures, Pcre2Pattern[] pcre2, Served[] served, int[] beside) {
        this.dfa = dfa;
        this.captures = captures;
        this.pcre2 = pcre2;
        this.served = served;
        this.beside = beside;
    }

    private static int[] findBeside(Served[] served) {
        int[] found = new int[served.length];
        int count = 0;
        for (int index = 0; index < served.length; index++) {
            if (served[index].engine().compareTo(Engine.ALONE) >= 0) {
                found[count++] = index;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /**
     * Compiles the patterns; their order is the order in which they are asked.
     *
     * @throws PatternException for the first pattern that is not valid
     */
    public static PatternSet compile(List<PatternSpec> specs) throws PatternException {
        return compile(specs, DEFAULT_CACHE_BYTES);
    }

    /**
     * Compiles the patterns; their order is the order in which they are asked.
     *
     * @param cacheBytes memory for remembered states; while it is being used up anew, as much again may be held by
     *        searches that are under way
     * @throws PatternException for the first pattern that is not valid
     */
    public static PatternSet compile(List<PatternSpec> specs, long cacheBytes) throws PatternException {
        PatternSetBuilder builder = new PatternSetBuilder(specs);
        try {
            return builder.build(cacheBytes);
        } catch (RuntimeException | Error e) {
            int failed = builder.done();
            if (failed == specs.size()) {
                throw e;
            }
            // If it is memory that was used up, there is some again.
            builder = null;
            throw new PatternException(failed, e);
        }
    }

    /** Writes what was compiled, for {@link #read}; without the patterns that PCRE2 serves. */
    public void write(BlockWriter out) {
        dfa.write(out);
        captures.write(out);
        writeServed(out);
        out.putInts(beside);
    }

    /** Thousands of patterns are served in few ways: each way is written once. */
    private void writeServed(BlockWriter out) {
        Map<Served, Integer> numbers = new IdentityHashMap<>();
        List<Served> ways = new ArrayList<>();
        int[] wayOf = new int[served.length];
        for (int index = 0; index < served.length; index++) {
            Integer known = numbers.putIfAbsent(served[index], ways.size());
            wayOf[index] = known == null ? ways.size() : known;
            if (known == null) {
                ways.add(served[index]);
            }
        }
        out.putInt(ways.size());
        for (Served way : ways) {
            way.write(out);
        }
        out.putInts(wayOf);
    }

    /**
     * Reads what {@link #write} has written: much cheaper than to compile it again. PCRE2 alone compiles anew, and is
     * not even loaded if it serves none of the patterns.
     *
     * @param specs the patterns that were compiled; those that PCRE2 serves are asked for
     * @throws PatternException if PCRE2 no longer takes one of them
     */
    public static PatternSet read(BlockReader in, List<PatternSpec> specs) throws BlockException, PatternException {
        LazyDfa dfa = LazyDfa.read(in);
        Captures captures = Captures.read(in);
        Served[] served = readServed(in);
        int[] beside = in.getInts();
        if (served.length != specs.size()) {
            throw new BlockException("have " + served.length + " patterns in a list of " + specs.size());
        }
        Pcre2Pattern[] pcre2 = new Pcre2Pattern[served.length];
        for (int index : beside) {
            if (served[index].engine() == Engine.PCRE2) {
                pcre2[index] = Pcre2Pattern.compile(specs.get(index), index);
            }
        }
        return new PatternSet(dfa, captures, pcre2, served, beside);
    }

    private static Served[] readServed(BlockReader in) throws BlockException {
        List<Served> ways = new ArrayList<>();
        for (int count = in.getInt(); count > 0; count--) {
            ways.add(Served.read(in));
        }
        int[] wayOf = in.getInts();
        Served[] served = new Served[wayOf.length];
        for (int index = 0; index < wayOf.length; index++) {
            served[index] = ways.get(wayOf[index]);
        }
        return served;
    }

    /**
     * Finds the first pattern that matches. A pattern whose match ends at offset 0 counts as not matching: that is
     * mod_wsgi's rule, which tells the two apart by the length of what was matched.
     *
     * @param subject the bytes to search
     * @param length how many of them count, from the first
     * @param scratch receives the bounds of the match and its groups; of a prefix, only those of group 0
     * @return the pattern's place in the list, from 0, or {@link #NO_MATCH}
     * @throws MatchLimitException if a pattern that stands before any match could not be decided
     */
    public int match(byte[] subject, int length, MatchScratch scratch) throws MatchLimitException {
        if (length == 0) {
            // Whatever matches here ends at offset 0.
            return NO_MATCH;
        }
        DfaScratch decision = scratch.dfa();
        int winner = dfa.search(subject, length, decision);
        int candidate = decision.commitment();
        boolean found = candidate >= 0 && captures.find(candidate, subject, length, decision.offset(), scratch)
                && scratch.end(0) > 0;
        winner = found ? candidate : winner;
        if (beside.length > 0 && beside[0] < winner) {
            int alone = askBeside(winner, subject, length, scratch);
            if (alone != NO_MATCH) {
                return alone;
            }
            // The scratch is no longer what the candidate left.
            found = false;
        }
        if (winner == LazyDfa.NO_MATCH) {
            return NO_MATCH;
        }
        if (!found && !captures.find(winner, subject, length, 0, scratch)) {
            throw new IllegalStateException("pattern " + winner + " was decided to match, but has no match");
        }
        return winner;
    }

    /**
     * Asks one pattern, whichever others match.
     *
     * @param index of a pattern that PCRE2 does not serve
     * @param scratch receives the bounds of the match and its groups
     * @return whether it matches, and not only the empty string at offset 0
     */
    public boolean matches(int index, byte[] subject, int length, MatchScratch scratch) {
        return captures.find(index, subject, length, 0, scratch) && scratch.end(0) > 0;
    }

    /** Asks the patterns before {@code limit} that have to be asked by themselves. */
    private int askBeside(int limit, byte[] subject, int length, MatchScratch scratch) throws MatchLimitException {
        boolean subjectSet = false;
        for (int i = 0; i < beside.length && beside[i] < limit; i++) {
            int index = beside[i];
            boolean matches;
            if (pcre2[index] == null) {
                matches = captures.find(index, subject, length, 0, scratch);
            } else if (!pcre2[index].canMatch(subject, length)) {
                matches = false;
            } else {
                if (!subjectSet) {
                    scratch.pcre2().setSubject(subject, length);
                    subjectSet = true;
                }
                scratch.countPcre2Search();
                matches = scratch.pcre2().search(pcre2[index], index, scratch);
            }
            if (matches && scratch.end(0) > 0) {
                return index;
            }
        }
        return NO_MATCH;
    }

    /** How many patterns there are. */
    public int size() {
        return served.length;
    }

    /** Which engine serves the pattern at a place in the list, and why. */
    public Served served(int index) {
        return served[index];
    }

    /** The byte classes and the states that searches have come to, in words, for people. */
    public String describe() {
        return dfa.describe();
    }

    /** The number of states that searches have come to since the cache was last emptied. */
    public int states() {
        return dfa.states();
    }

    /** How often the cache was emptied because its memory was used up. */
    public int flushes() {
        return dfa.flushes();
    }

    /** The memory held for programs, tables and the cache, in bytes; without what PCRE2 holds. */
    public long bytes() {
        return dfa.bytes() + captures.bytes();
    }
}
