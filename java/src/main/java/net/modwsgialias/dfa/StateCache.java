package net.modwsgialias.dfa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.modwsgialias.nfa.IntList;

/**
 * One generation of the states of a {@link LazyDfa}: the transition table, and what each state stands for.
 *
 * <p>Only the holder of the automaton's lock writes. The table and the actions are also read without the lock; the
 * rest is not.
 */
final class StateCache {

    /** In place of the next state: none. */
    static final int NO_STATE = 0;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(int[].class);
    /** Ints held for each state beside its row and its places: hash slots, and {@link #HEADER}. */
    private static final int STATE_INTS = 8;
    /** Ints before a state's restarts and its places: the number of those, and of these, before. */
    private static final int HEADER = 3;
    /** Keeps every offset far from the end of the range of int. */
    private static final long MOST_INTS = 1 << 28;
    /** A rough bound for a map entry with its key and value, in ints. */
    private static final int ACTION_INTS = 24;

    private final int stride;
    private final long mostInts;
    private volatile int[] table;
    /** The number of the next state; 0 is never used, so that no state's offset is {@link Entries#UNKNOWN}. */
    private int states = 1;
    private int[] places = new int[1024];
    private int placesSize;
    /** By state: where its header begins in {@link #places}. */
    private int[] headers = new int[16];
    /** State numbers by hash, 0 where free. */
    private int[] buckets = new int[32];
    /**
     * By action: the match in the upper half, the next state in the lower.
     *
     * <p>Who has acquired an entry that names an action finds that action in every array that is read here from then
     * on. An action is written before the entry that names it is released, and its element never changes; so it is in
     * the array of that time. A later array is complete before it is published, which is what volatile is for: a plain
     * reference could be seen before its elements, and they would read as a match of pattern 0.
     */
    private volatile long[] actions = new long[4];
    private int actionCount;
    private final Map<Long, Integer> actionIds = new HashMap<>();

    /**
     * @param symbols columns of the table: byte classes, and one for the end of the subject
     * @param mostBytes how much memory the generation may take
     */
    StateCache(int symbols, long mostBytes) {
        this.stride = symbols;
        this.mostInts = Math.min(mostBytes / Integer.BYTES, MOST_INTS);
        this.table = new int[16 * stride];
    }

    /** The current table: a state's offset plus a symbol is the index of an entry. */
    int[] table() {
        return table;
    }

    int states() {
        return states - 1;
    }

    /** The memory in use, in bytes. */
    long bytes() {
        return Integer.BYTES * usedInts();
    }

    private long usedInts() {
        return (long) states * (stride + STATE_INTS) + placesSize + (long) actionCount * ACTION_INTS;
    }

    /** The entry at an index of a table, with everything that its writer had written before it. */
    static int acquire(int[] table, int index) {
        return (int) ENTRY.getAcquire(table, index);
    }

    /** Writes an entry; who reads it by {@link #acquire} sees what was written before. */
    static void release(int[] table, int index, int entry) {
        ENTRY.setRelease(table, index, entry);
    }

    /** Writes a transition. What the entry stands for must have been written before. */
    void setEntry(int state, int symbol, int entry) {
        release(table, state + symbol, entry);
    }

    /**
     * The entry that stands for a match, or none, and a next state, {@link #NO_STATE} or the complement of a pattern
     * to commit to; or {@link Entries#FULL}.
     */
    int entryFor(int match, int next) {
        if (next == NO_STATE) {
            return Entries.end(match);
        }
        if (match == Stepper.NO_MATCH) {
            return next > 0 ? next : Entries.commitment(~next);
        }
        long action = action(match, next);
        Integer known = actionIds.get(action);
        if (known == null) {
            if (usedInts() + ACTION_INTS > mostInts) {
                return Entries.FULL;
            }
            known = actionCount;
            add(action);
            actionIds.put(action, known);
        }
        return Entries.action(known);
    }

    private void add(long action) {
        long[] known = actions;
        if (actionCount == known.length) {
            known = Arrays.copyOf(known, 2 * actionCount);
            actions = known;
        }
        known[actionCount++] = action;
    }

    private static long action(int match, int next) {
        return (long) match << 32 | next & 0xffffffffL;
    }

    /** The action that an entry names. The entry must have been read under the lock, or by {@link #acquire}. */
    long action(int entry) {
        return actions[Entries.number(entry)];
    }

    /** The pattern that matches when an action is taken. */
    static int matchOf(long action) {
        return (int) (action >>> 32);
    }

    /** Where an action leads: a state's offset, or the complement of a pattern to commit to. */
    static int nextOf(long action) {
        return (int) action;
    }

    /** The offset of the state that stands for the threads, which is added if it is new; or {@link Entries#FULL}. */
    int state(Threads threads) {
        threads.places.sort();
        int hash = hash(threads);
        int slot = hash & buckets.length - 1;
        while (buckets[slot] != 0) {
            if (isState(buckets[slot], threads)) {
                return buckets[slot] * stride;
            }
            slot = slot + 1 & buckets.length - 1;
        }
        if (usedInts() + stride + STATE_INTS + HEADER + threads.restarts.size() + threads.places.size() > mostInts) {
            return Entries.FULL;
        }
        int state = add(threads);
        buckets[slot] = state;
        if (2 * states > buckets.length) {
            rehash();
        }
        return state * stride;
    }

    private int add(Threads threads) {
        int state = states++;
        if (state == headers.length) {
            headers = Arrays.copyOf(headers, 2 * state);
        }
        headers[state] = placesSize;
        int needed = placesSize + HEADER + threads.restarts.size() + threads.places.size();
        if (needed > places.length) {
            places = Arrays.copyOf(places, Math.max(needed, places.length + (places.length >> 1)));
        }
        places[placesSize++] = threads.restarts.size();
        places[placesSize++] = threads.places.size();
        places[placesSize++] = threads.before;
        for (int i = 0; i < threads.restarts.size(); i++) {
            places[placesSize++] = threads.restarts.get(i);
        }
        for (int i = 0; i < threads.places.size(); i++) {
            places[placesSize++] = threads.places.get(i);
        }
        if (states * stride > table.length) {
            table = Arrays.copyOf(table, Math.max(states * stride, table.length + (table.length >> 1)));
        }
        return state;
    }

    /** Reads the threads that a state stands for. */
    void load(int offset, Threads threads) {
        int header = headers[offset / stride];
        threads.before = places[header + 2];
        threads.restarts.clear();
        threads.places.clear();
        int at = header + HEADER;
        for (int i = 0; i < places[header]; i++) {
            threads.restarts.add(places[at++]);
        }
        for (int i = 0; i < places[header + 1]; i++) {
            threads.places.add(places[at++]);
        }
    }

    private boolean isState(int state, Threads threads) {
        int header = headers[state];
        int restarts = threads.restarts.size();
        return places[header] == restarts && places[header + 1] == threads.places.size()
                && places[header + 2] == threads.before && isAt(header + HEADER, threads.restarts)
                && isAt(header + HEADER + restarts, threads.places);
    }

    private boolean isAt(int from, IntList list) {
        for (int i = 0; i < list.size(); i++) {
            if (places[from + i] != list.get(i)) {
                return false;
            }
        }
        return true;
    }

    private void rehash() {
        buckets = new int[2 * buckets.length];
        Threads threads = new Threads();
        for (int state = 1; state < states; state++) {
            load(state * stride, threads);
            int slot = hash(threads) & buckets.length - 1;
            while (buckets[slot] != 0) {
                slot = slot + 1 & buckets.length - 1;
            }
            buckets[slot] = state;
        }
    }

    private static int hash(Threads threads) {
        int hash = threads.before;
        for (int i = 0; i < threads.restarts.size(); i++) {
            hash = hash * 31 + threads.restarts.get(i);
        }
        for (int i = 0; i < threads.places.size(); i++) {
            hash = hash * 0x01000193 + threads.places.get(i);
        }
        hash *= 0x9E3779B1;
        return hash ^ hash >>> 15;
    }
}
