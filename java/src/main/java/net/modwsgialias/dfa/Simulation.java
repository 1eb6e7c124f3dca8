package net.modwsgialias.dfa;

import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Searches without the cache of states: each state is computed from the one before, and none is remembered. That takes
 * no lock and no memory that grows, and time linear in the subject. Any number of threads may search at a time.
 */
final class Simulation {

    private final Union union;
    private final ByteClasses classes;
    private final BitSet removed;
    private final int[] classOf;
    private final AtomicLong symbols = new AtomicLong();
    /** They are kept here, and not by who searches, so that they go with the automaton. */
    private final Queue<Stepper> idle = new ConcurrentLinkedQueue<>();

    /** @param removed patterns that never match; null for none */
    Simulation(Union union, ByteClasses classes, BitSet removed) {
        this.union = union;
        this.classes = classes;
        this.removed = removed;
        this.classOf = classes.classOf();
    }

    /** Gives the threads with which searches begin. */
    void begin(Start start, Threads threads) {
        Stepper own = take();
        own.begin(start.lists(), LazyDfa.NO_MATCH, threads);
        idle.add(own);
    }

    /**
     * Goes on from {@link DfaScratch#from()} and {@link DfaScratch#best}, at a place of the subject.
     *
     * @return the lowest pattern that matches, or {@link LazyDfa#NO_MATCH}
     */
    int search(byte[] subject, int length, int from, DfaScratch scratch) {
        Stepper own = take();
        Threads current = scratch.from();
        Threads next = scratch.to();
        int best = scratch.best;
        int at = from;
        while (at <= length && !current.isDead()) {
            int symbol = at == length ? classes.count() : classOf[subject[at] & 0xff];
            best = Math.min(best, own.step(current, symbol, next));
            Threads swapped = current;
            current = next;
            next = swapped;
            at++;
        }
        scratch.read = at;
        symbols.addAndGet(at - from);
        // Only now: what an error has left half-written is not used again.
        idle.add(own);
        return best;
    }

    private Stepper take() {
        Stepper known = idle.poll();
        return known == null ? new Stepper(union, classes, removed) : known;
    }

    /** How many bytes and ends of subjects were searched since {@link #resetSymbols}. */
    long symbols() {
        return symbols.get();
    }

    void resetSymbols() {
        symbols.set(0);
    }
}
