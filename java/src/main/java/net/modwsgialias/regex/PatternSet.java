package net.modwsgialias.regex;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.dfa.DfaScratch;
import net.modwsgialias.dfa.LazyDfa;

/**
 * Numbered patterns in lists, compiled: tells which one of some lists together matches a subject and has the lowest
 * number. Any number of threads may search at once, each with a scratch of its own. What is compiled never changes;
 * states that searches have come to are remembered, within a bound for all lists together.
 *
 * <p>Patterns that are regular are decided together, in one pass over the subject whatever their number, and in
 * time linear in its length. The others are asked one by one, those only that stand before a pattern that matches.
 */
public final class PatternSet {

    /** No pattern of the list matches. */
    public static final int NO_MATCH = -1;

    /** No pattern had to be asked by itself. */
    private static final int ASKED_NONE = -2;

    /** Memory for remembered states that {@link #compile(List)} allows, in bytes. */
    public static final long DEFAULT_CACHE_BYTES = 8L << 20;

    /**
     * The largest program of one pattern, in instructions. Larger ones come from counted repeats, and would cost
     * every request that meets them.
     */
    public static final int MOST_INSTRUCTIONS = 2000;

    private final LazyDfa dfa;
    private final Captures captures;
    private final PatternLists lists;
    private final ServedPatterns served;
    private final IntFunction<PatternSpec> specs;
    /** By pattern, and only where there are some; made by whichever thread asks first, and by two that come at once. */
    private final Pcre2Pattern[] pcre2;
    /** Numbers that never match; null if there are none. */
    private final BitSet removed;
    /** The first list alone. */
    private final Asked first = new Asked(0);

    /** @param specs by number; asked for what PCRE2 serves */
    PatternSet(LazyDfa dfa, Captures captures, PatternLists lists, ServedPatterns served, IntFunction<PatternSpec> specs) {
        this.dfa = dfa;
        this.captures = captures;
        this.lists = lists;
        this.served = served;
        this.specs = specs;
        this.pcre2 = new Pcre2Pattern[lists.hasBeside() ? served.size() : 0];
        this.removed = null;
    }

    private PatternSet(PatternSet all, BitSet removed) {
        this.dfa = all.dfa.without(removed);
        this.captures = all.captures;
        this.lists = all.lists;
        this.served = all.served;
        this.specs = all.specs;
        this.pcre2 = all.pcre2;
        this.removed = removed;
    }

    /**
     * Compiles one list of patterns; their order is the order in which they are asked.
     *
     * @throws PatternException for the first pattern that is not valid
     */
    public static PatternSet compile(List<PatternSpec> specs) throws PatternException {
        return compile(specs, DEFAULT_CACHE_BYTES);
    }

    /**
     * Compiles one list of patterns; their order is the order in which they are asked.
     *
     * @param cacheBytes memory for remembered states; while it is being used up anew, as much again may be held by
     *        searches that are under way
     * @throws PatternException for the first pattern that is not valid
     */
    public static PatternSet compile(List<PatternSpec> specs, long cacheBytes) throws PatternException {
        return compile(specs, new int[][] {{0, specs.size()}}, cacheBytes, null);
    }

    /**
     * Compiles one list of patterns, and asks PCRE2 nothing: they must be valid, and it is taken for granted that PCRE2
     * {@link #hasUsualDefaults() has the usual defaults}.
     *
     * @throws PatternException if one cannot be compiled all the same, as for want of memory
     */
    public static PatternSet compileUnasked(List<PatternSpec> specs) throws PatternException {
        return compile(specs, new int[][] {{0, specs.size()}}, DEFAULT_CACHE_BYTES, null, false);
    }

    /** Whether PCRE2 was built with the usual defaults for line ends; if not, it serves all regular expressions. */
    public static boolean hasUsualDefaults() {
        return Pcre2.isStandardBuild();
    }

    /**
     * Compiles patterns in lists. A pattern can be in no list, but then one that is equal must be.
     *
     * @param specs the patterns by number
     * @param lists of each list, the numbers of its patterns as spans: the first, and the one behind the last, of each
     *        span, ascending
     * @param known what was compiled before, and receives what is compiled now; or null
     * @throws PatternException for the first pattern that is not valid, by its number
     */
    public static PatternSet compile(List<PatternSpec> specs, int[][] lists, long cacheBytes, KnownPatterns known)
            throws PatternException {
        return compile(specs, lists, cacheBytes, known, true);
    }

    private static PatternSet compile(List<PatternSpec> specs, int[][] lists, long cacheBytes, KnownPatterns known,
            boolean asks) throws PatternException {
        PatternSetBuilder builder = new PatternSetBuilder(specs, lists, known, asks);
        try {
            return builder.build(cacheBytes);
        } catch (RuntimeException | Error e) {
            int failed = builder.done();
            if (failed == builder.size()) {
                throw e;
            }
            // If it is memory that was used up, there is some again.
            builder = null;
            throw new PatternException(failed, e);
        }
    }

    /**
     * The same patterns, of which some never match: what this answers is what a set answers that was compiled without
     * those. Numbers stay, and of equal patterns in several places only those go that are named. It shares what was
     * compiled, and comes to states of its own, for which it may take as much memory again. An {@link Asked} serves one of
     * the two.
     *
     * @param numbers of the patterns; those that never match here do not there either
     */
    public PatternSet without(BitSet numbers) {
        BitSet all = (BitSet) numbers.clone();
        if (removed != null) {
            all.or(removed);
        }
        return new PatternSet(this, all);
    }

    /**
     * Writes what was compiled, for {@link #read}; without the patterns that PCRE2 serves.
     *
     * @throws IllegalStateException if some patterns never match: that is not written
     */
    public void write(BlockWriter out) {
        if (removed != null) {
            throw new IllegalStateException("patterns without some of them cannot be written");
        }
        dfa.write(out);
        captures.write(out);
        lists.write(out);
        served.write(out);
    }

    /**
     * Reads what {@link #write} has written: much cheaper than to compile it again. PCRE2 alone compiles anew, where it
     * is asked, and is not even loaded before.
     *
     * @param specs the patterns that were compiled, by number; those that PCRE2 serves are asked for
     */
    public static PatternSet read(BlockReader in, IntFunction<PatternSpec> specs) throws BlockException {
        LazyDfa dfa = LazyDfa.read(in);
        Captures captures = Captures.read(in);
        PatternLists lists = PatternLists.read(in);
        ServedPatterns served = ServedPatterns.read(in);
        if (served.has(Engine.PCRE2)) {
            Pcre2Pattern.load();
        }
        return new PatternSet(dfa, captures, lists, served, specs);
    }

    /** The same as {@link #match(Asked, byte[], int, MatchScratch)} for the first list alone. */
    public int match(byte[] subject, int length, MatchScratch scratch) throws MatchLimitException {
        return match(first, subject, length, scratch);
    }

    /**
     * Finds the first pattern of some lists that matches. A pattern whose match ends at offset 0 counts as not matching:
     * that is mod_wsgi's rule, which tells the two apart by the length of what was matched.
     *
     * @param asked which lists
     * @param subject the bytes to search
     * @param length how many of them count, from the first
     * @param scratch receives the bounds of the match and its groups, of a prefix only those of group 0; and how many
     *     bytes the result hangs on
     * @return the pattern's number, or {@link #NO_MATCH}
     * @throws MatchLimitException if a pattern that stands before any match could not be decided
     */
    public int match(Asked asked, byte[] subject, int length, MatchScratch scratch) throws MatchLimitException {
        if (length == 0) {
            // Whatever matches here ends at offset 0.
            scratch.setRead(1);
            return NO_MATCH;
        }
        DfaScratch decision = scratch.dfa();
        int winner = dfa.search(asked, subject, length, decision);
        scratch.setRead(decision.read());
        int candidate = decision.commitment();
        boolean found = candidate >= 0
                && captures.find(lists.pattern(candidate), subject, length, decision.offset(), scratch)
                && scratch.end(0) > 0;
        winner = found ? candidate : winner;
        if (lists.hasBeside()) {
            int alone = askBeside(asked, winner, subject, length, scratch);
            if (alone != ASKED_NONE) {
                // The scratch is no longer what the candidate left.
                found = false;
            }
            if (alone >= 0) {
                return alone;
            }
        }
        if (winner == LazyDfa.NO_MATCH) {
            return NO_MATCH;
        }
        if (!found && !captures.find(lists.pattern(winner), subject, length, 0, scratch)) {
            throw new IllegalStateException("pattern " + winner + " was decided to match, but has no match");
        }
        return winner;
    }

    /**
     * Asks one pattern, whichever others match.
     *
     * @param index of a pattern of the only list that PCRE2 does not serve
     * @param scratch receives the bounds of the match and its groups
     * @return whether it matches, and not only the empty string at offset 0
     */
    public boolean matches(int index, byte[] subject, int length, MatchScratch scratch) {
        return !isRemoved(index) && captures.find(lists.pattern(index), subject, length, 0, scratch)
                && scratch.end(0) > 0;
    }

    private boolean isRemoved(int number) {
        return removed != null && removed.get(number);
    }

    /**
     * Asks the patterns before {@code limit} that have to be asked by themselves.
     *
     * @return the number of the first that matches; or {@link #NO_MATCH}; or {@link #ASKED_NONE}, if there was none
     */
    private int askBeside(Asked asked, int limit, byte[] subject, int length, MatchScratch scratch)
            throws MatchLimitException {
        scratch.forgetSubject();
        int result = ASKED_NONE;
        int number = nextBeside(asked, -1);
        while (number != PatternLists.NONE && number < limit) {
            scratch.addRead(length + 1);
            boolean matches = served.of(lists.pattern(number)).engine() == Engine.PCRE2
                    ? askPcre2(number, subject, length, scratch)
                    : captures.find(lists.pattern(number), subject, length, 0, scratch);
            if (matches && scratch.end(0) > 0) {
                return number;
            }
            result = NO_MATCH;
            number = nextBeside(asked, number);
        }
        return result;
    }

    private int nextBeside(Asked asked, int above) {
        int number = lists.nextBeside(asked.lists(), above);
        while (number != PatternLists.NONE && isRemoved(number)) {
            number = lists.nextBeside(asked.lists(), number);
        }
        return number;
    }

    private boolean askPcre2(int number, byte[] subject, int length, MatchScratch scratch)
            throws MatchLimitException {
        Pcre2Pattern pattern = pcre2(number);
        if (!pattern.canMatch(subject, length)) {
            return false;
        }
        scratch.countPcre2Search();
        return scratch.pcre2(subject, length).search(pattern, number, scratch);
    }

    private Pcre2Pattern pcre2(int number) {
        int pattern = lists.pattern(number);
        Pcre2Pattern known = pcre2[pattern];
        if (known == null) {
            try {
                known = Pcre2Pattern.compile(specs.apply(number), number);
            } catch (PatternException e) {
                throw new IllegalStateException("PCRE2 no longer compiles a pattern: " + e.getMessage(), e);
            }
            pcre2[pattern] = known;
        }
        return known;
    }

    /** Whether PCRE2 serves any of them, so that a search may ask it. */
    public boolean mayAskPcre2() {
        return served.has(Engine.PCRE2);
    }

    /** How many patterns there are, in all lists. */
    public int size() {
        return lists.size();
    }

    /** Which engine serves a pattern, by its number, and why. */
    public Served served(int number) {
        return served.of(lists.pattern(number));
    }

    /** The byte classes and the states that searches of the first list have come to, in words, for people. */
    public String describe() {
        return dfa.describe(first);
    }

    /** The number of states that searches have come to since the cache was last emptied. */
    public int states() {
        return dfa.states();
    }

    /** Forgets the states that searches have come to. Any thread may ask for it, beside searches too. */
    public void forgetStates() {
        dfa.forgetStates();
    }

    /** How often the cache was emptied because its memory was used up. */
    public int flushes() {
        return dfa.flushes();
    }

    /** The memory held for programs, tables and the cache, in bytes; without what PCRE2 holds. */
    public long bytes() {
        return dfa.bytes() + captures.bytes() + lists.bytes();
    }
}
