package net.modwsgialias.dfa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Where searches begin: the lists that they search together, and what {@link LazyDfa} has found out of it. It serves one
 * automaton and any number of threads. Two for the same lists answer the same.
 */
public class Start {

    private static final VarHandle KNOWN = known();

    private final int[] lists;
    /** The number of a generation of states, and in the low half the entry with which a search begins there. */
    private long known;

    /** @param lists not to be changed afterwards; which of two patterns wins is told by their numbers alone */
    public Start(int... lists) {
        this.lists = lists;
    }

    private static VarHandle known() {
        try {
            return MethodHandles.lookup().findVarHandle(Start.class, "known", long.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lists; not to be changed. */
    public int[] lists() {
        return lists;
    }

    /** Whether it has the first {@code count} lists of an array, in their order. */
    public boolean has(int[] others, int count) {
        return Arrays.equals(lists, 0, lists.length, others, 0, count);
    }

    /**
     * The entry of a generation of states, or {@link Entries#UNKNOWN}. What it stands for is visible then. Generations
     * are numbered, and not kept: a start that nobody uses any more must not hold the states of long ago.
     *
     * @param generation from 1
     */
    int entry(int generation) {
        long found = (long) KNOWN.getAcquire(this);
        return (int) (found >>> 32) == generation ? (int) found : Entries.UNKNOWN;
    }

    /** Notes the entry, whose writing everything precedes that it stands for. */
    void setEntry(int generation, int entry) {
        KNOWN.setRelease(this, (long) generation << 32 | entry & 0xffffffffL);
    }
}
