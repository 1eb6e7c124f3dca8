package net.modwsgialias.dfa;

import java.util.BitSet;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * Decides which of an ordered list of patterns matches a subject, in one pass over its bytes.
 *
 * <h2>The idea</h2>
 * A search through the union of all patterns is at many places of the program at once. That set of places, the state,
 * is all that matters for what comes; and over the URLs of a server only few states ever occur. So states are made when
 * a search first comes to them, and remembered: a row of a table, with the next state for each class of bytes. A search
 * in a known part of the table costs one dependent load for each byte, whatever the number of patterns.
 *
 * <h2>Which pattern</h2>
 * The lowest pattern that matches anywhere wins; where its match begins and ends is found afterwards, for the winner
 * alone. So threads have no order here. When a pattern is known to match, threads of higher patterns are dropped, and
 * higher floating patterns are no longer begun; a search stops when no thread is left, and no later byte matters then.
 * An entry of the table says all of it in one number; see {@link Entries}.
 *
 * <h2>Many lists</h2>
 * A search goes through one list or several together, and begins at an entry of its own, which the first such search
 * makes: {@link Start} keeps it. All else is in common: states, their memory, and its bound.
 *
 * <h2>Commitment</h2>
 * When all threads belong to one pattern, nothing is left to be decided between patterns. If that pattern's groups can
 * be found in one pass, that pass also decides whether it matches, so the walk stops there. The long tails of thousands
 * of patterns then never become states, and no byte is read by two machines.
 *
 * <h2>Threads of the JVM</h2>
 * All share one table and hits take no lock. Entries go from 0 to their value once and never change. A plain read
 * gives either, and both are right: after 0 the search takes the lock and looks again. A row that is reached before
 * its entries are visible reads as zeros, because the array was published (through a volatile field) after it was
 * made. An entry that stands for an action in another array is read again with acquire, which pairs with the writer's
 * release; other entries stand for nothing but themselves, and rows. When the table must grow, the writer puts a
 * copy in its place: the old array gets no more entries, so it never leads beyond its own end.
 *
 * <h2>Bounded memory</h2>
 * A generation of states has a budget. When it is used up, the next generation begins, empty; searches that are under
 * way take their state along when they next miss. Where states are used up faster than they are worth, as hostile
 * patterns can make it, the generation is frozen instead: what is known is still used, what is not known is computed
 * without being remembered, without the lock, linear in the subject. After enough of that another one gets its chance.
 */
public final class LazyDfa {

    /** No pattern matches: above every pattern. */
    public static final int NO_MATCH = Stepper.NO_MATCH;

    /** A generation that served fewer bytes than this for each of its states was not worth making. */
    private static final int WORTHY_BYTES_PER_STATE = 8;
    /** How many bytes are searched without the cache, for each of its states, before a frozen one is given up. */
    private static final int FROZEN_BYTES_PER_STATE = 64;

    private final Union union;
    private final ByteClasses classes;
    private final int[] classOf;
    private final int end;
    private final boolean[] committable;
    private final long cacheBytes;
    private final BitSet removed; // patterns that never match, or null

    private final Object lock = new Object();
    private Stepper stepper;
    private final Threads from = new Threads();
    private final Threads to = new Threads();
    private volatile Generation generation;
    private final Simulation simulation;
    private long served; // bytes that searches have reported for the current generation
    private boolean frozen;
    private int flushes = -1; // the first generation replaces none
    /** False while the lock's holder changes what it guards, and for good where an error keeps it from finishing. */
    private boolean whole = true;

    /** A cache and its number, from 1, which tells the entries of {@link Start} apart. */
    private record Generation(StateCache cache, int number) {
    }

    /**
     * @param builder the patterns
     * @param classes the classes of the same table
     * @param committable by pattern: whether the caller can decide it by itself
     * @param cacheBytes how much memory the states may take
     */
    public LazyDfa(UnionBuilder builder, ByteClasses classes, boolean[] committable, long cacheBytes) {
        this(builder.build(), classes, committable, cacheBytes, null);
    }

    private LazyDfa(Union union, ByteClasses classes, boolean[] committable, long cacheBytes, BitSet removed) {
        this.union = union;
        this.classes = classes;
        this.classOf = classes.classOf();
        this.end = classes.count();
        this.committable = committable;
        this.cacheBytes = cacheBytes;
        this.removed = removed;
        this.stepper = newStepper();
        this.simulation = new Simulation(union, classes, removed);
        renew();
    }

    /** Writes all but the states, which each process comes to by itself. */
    public void write(BlockWriter out) {
        union.write(out);
        classes.write(out);
        out.putBooleans(committable);
        out.putLong(cacheBytes);
    }

    /** Reads what {@link #write} has written. */
    public static LazyDfa read(BlockReader in) throws BlockException {
        return new LazyDfa(Union.read(in), ByteClasses.read(in), in.getBooleans(), in.getLong(), null);
    }

    /** The same patterns, of which some never match, which are not to be changed; shares all but the states. */
    public LazyDfa without(BitSet patterns) {
        return new LazyDfa(union, classes, committable, cacheBytes, patterns);
    }

    Stepper newStepper() {
        return new Stepper(union, classes, removed);
    }

    /**
     * Searches a subject that is not empty, with the patterns of one list or several.
     * If the scratch afterwards has a {@link DfaScratch#commitment()}, that pattern must be asked: if it
     * matches, it is the answer, otherwise the result is.
     *
     * @return the lowest pattern that matches, or {@link #NO_MATCH}
     */
    public int search(Start start, byte[] subject, int length, DfaScratch scratch) {
        scratch.commitment = DfaScratch.NO_COMMITMENT;
        scratch.served += length;
        Generation current = generation;
        int state = start.entry(current.number);
        int entry = state;
        int at = -1;
        if (state > 0) {
            // Nearly every search goes from row to row and ends. It has this loop for itself, which the JVM then
            // compiles as well as a loop can be, whatever it has seen of the rest.
            int[] table = current.cache.table();
            int[] classes = classOf;
            at = 0;
            while (at < length && (entry = table[state + classes[subject[at] & 0xff]]) > 0) {
                state = entry;
                at++;
            }
            if (at == length) {
                entry = table[state + end];
            }
            if (Entries.isEnd(entry)) {
                scratch.read = at + 1;
                return Entries.number(entry);
            } else if (Entries.isCommitment(entry)) {
                return commit(NO_MATCH, Entries.number(entry), at + 1, scratch);
            }
            entry = StateCache.acquire(table, state + symbol(subject, length, at));
        }
        scratch.cache = current.cache;
        scratch.state = state;
        if (state == Entries.UNKNOWN) {
            entry = entryOf(start, scratch);
        }
        int best = walk(start, entry, subject, length, at, scratch);
        // An idle scratch must not keep a generation alive that has been replaced.
        scratch.cache = null;
        return best;
    }

    /**
     * Goes on with any entry, from the scratch's cache and state.
     *
     * @param at the place of the entry's symbol; -1 for the entry of the start
     */
    private int walk(Start start, int first, byte[] subject, int length, int at, DfaScratch scratch) {
        int[] classes = classOf;
        StateCache cache = scratch.cache;
        int[] table = cache.table();
        int state = scratch.state;
        int entry = first;
        int best = NO_MATCH;
        if (entry == Entries.FULL) {
            scratch.best = best;
            simulation.begin(start, scratch.from());
            return simulation.search(subject, length, 0, scratch);
        }
        while (true) {
            if (Entries.isEnd(entry)) {
                scratch.read = at + 1;
                return Math.min(best, Entries.number(entry));
            } else if (Entries.isCommitment(entry)) {
                return commit(best, Entries.number(entry), at + 1, scratch);
            } else if (entry == Entries.UNKNOWN) {
                scratch.cache = cache;
                scratch.state = state;
                scratch.best = best;
                entry = miss(symbol(subject, length, at), scratch);
                if (entry == Entries.FULL) {
                    return simulation.search(subject, length, at, scratch);
                }
                cache = scratch.cache;
                table = cache.table();
                continue;
            } else if (Entries.isAction(entry)) {
                long action = cache.action(entry);
                best = Math.min(best, StateCache.matchOf(action));
                state = StateCache.nextOf(action);
                if (state < StateCache.NO_STATE) {
                    return commit(best, ~state, at + 1, scratch);
                }
            } else {
                state = entry;
            }
            at++;
            while (at < length && (entry = table[state + classes[subject[at] & 0xff]]) > 0) {
                state = entry;
                at++;
            }
            entry = StateCache.acquire(table, state + symbol(subject, length, at));
        }
    }

    private int symbol(byte[] subject, int length, int at) {
        return at == length ? end : classOf[subject[at] & 0xff];
    }

    private static int commit(int best, int pattern, int offset, DfaScratch scratch) {
        scratch.read = offset;
        if (pattern < best) {
            scratch.commitment = pattern;
            scratch.offset = offset;
        }
        return best;
    }

    /**
     * Computes an entry under the lock, and remembers it.
     *
     * @return the entry, of the cache that the scratch now has; or {@link StateCache#FULL} if there is no room, and
     *         the threads to go on with are in the scratch
     */
    private int miss(int symbol, DfaScratch scratch) {
        synchronized (lock) {
            int before = flushes;
            begin(scratch);
            scratch.cache.load(scratch.state, from);
            int entry = lookUp(symbol, scratch);
            if (entry == Entries.FULL && flush()) {
                entry = lookUp(symbol, scratch);
            }
            if (entry == Entries.FULL) {
                scratch.from().copyFrom(from);
            }
            scratch.flushes += flushes - before;
            whole = true;
            return entry;
        }
    }

    /**
     * Whoever ran out of stack or heap while it held the lock may have left anything half-written, but no entry that
     * leads there: entries are written last. So what is known can still be used by those who are under way, and
     * nothing is added to it.
     */
    private void begin(DfaScratch scratch) {
        served += scratch.served;
        scratch.served = 0;
        boolean broken = !whole;
        whole = false;
        if (broken) {
            stepper = newStepper();
        }
        if (broken || frozen && simulation.symbols() > (long) generation.cache.states() * FROZEN_BYTES_PER_STATE) {
            renew();
        }
    }

    private void renew() {
        flushes++;
        generation = new Generation(new StateCache(end + 1, cacheBytes), flushes + 1);
        frozen = false;
        served = 0;
    }

    /** The same for the entry with which searches begin. */
    private int entryOf(Start start, DfaScratch scratch) {
        synchronized (lock) {
            int before = flushes;
            begin(scratch);
            int entry = entryOf(start);
            if (entry == Entries.FULL && flush()) {
                entry = entryOf(start);
            }
            scratch.cache = generation.cache;
            scratch.flushes += flushes - before;
            whole = true;
            return entry;
        }
    }

    private int entryOf(Start start) {
        int entry = start.entry(generation.number);
        if (entry == Entries.UNKNOWN && !frozen) {
            stepper.begin(start.lists(), NO_MATCH, to);
            entry = entryTo(generation.cache, NO_MATCH);
            if (entry != Entries.FULL) {
                start.setEntry(generation.number, entry);
            }
        }
        return entry == Entries.UNKNOWN ? Entries.FULL : entry;
    }

    /** The entry for the threads in {@link #from}, computed if need be, or {@link StateCache#FULL}. */
    private int lookUp(int symbol, DfaScratch scratch) {
        StateCache cache = generation.cache;
        if (scratch.cache != cache) {
            scratch.cache = cache;
            scratch.state = cache.state(from);
        }
        if (scratch.state == Entries.FULL) {
            return Entries.FULL;
        }
        int entry = cache.table()[scratch.state + symbol];
        if (entry == Entries.UNKNOWN && !frozen) {
            entry = entryTo(cache, stepper.step(from, symbol, to));
            if (entry != Entries.FULL) {
                cache.setEntry(scratch.state, symbol, entry);
            }
        }
        return entry == Entries.UNKNOWN ? Entries.FULL : entry;
    }

    /** Begins a new generation, unless the old one was not worth it; then it is frozen, and this gives false. */
    private boolean flush() {
        if (frozen) {
            return false;
        }
        StateCache full = generation.cache;
        frozen = served < (long) full.states() * WORTHY_BYTES_PER_STATE;
        simulation.resetSymbols();
        if (!frozen) {
            renew();
        }
        return !frozen;
    }

    /** The entry that stands for the threads in {@link #to} and a match before them, or {@link StateCache#FULL}. */
    private int entryTo(StateCache cache, int match) {
        if (to.isDead()) {
            return cache.entryFor(match, StateCache.NO_STATE);
        }
        int only = stepper.onlyPattern(to);
        if (only >= 0 && committable[only]) {
            return cache.entryFor(match, ~only);
        }
        int state = cache.state(to);
        return state == Entries.FULL ? state : cache.entryFor(match, state);
    }

    /** The byte classes and the states that searches have come to, in words; and where searches begin. */
    public String describe(Start start) {
        synchronized (lock) {
            return classes.describe() + new DfaText(generation.cache, classes, union).text(entryOf(start));
        }
    }

    /** The number of states in the cache. */
    public int states() {
        synchronized (lock) {
            return generation.cache.states();
        }
    }

    /** Empties the cache. Searches that are under way take their state along. */
    public void forgetStates() {
        synchronized (lock) {
            if (!whole) {
                stepper = newStepper();
            }
            whole = false;
            renew();
            whole = true;
        }
    }

    /** How often the cache was emptied. */
    public int flushes() {
        synchronized (lock) {
            return flushes;
        }
    }

    /** The memory in use, in bytes. */
    public long bytes() {
        synchronized (lock) {
            return union.bytes() + classes.bytes() + generation.cache.bytes();
        }
    }
}
