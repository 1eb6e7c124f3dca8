package net.modwsgialias.nfa;

import java.util.Arrays;

/**
 * What the machines of this package write to. For one thread at a time; grows to what the largest search needed
 * and keeps it.
 */
public final class NfaScratch {

    /** A slot that nothing was noted in. */
    public static final int UNSET = -1;

    private int[] slots = new int[0];
    private int[] thread = new int[0];
    private long[] visited = new long[0];
    private int[] stack = new int[64];
    private int stackSize;
    private final PikeVm pike = new PikeVm(this);

    /** The slots of the last search that matched; valid up to the next search. */
    public int[] slots() {
        return slots;
    }

    PikeVm pike() {
        return pike;
    }

    void clearSlots(int count) {
        if (slots.length < count) {
            slots = new int[count];
        }
        Arrays.fill(slots, 0, count, UNSET);
    }

    /** Room for the slots of one thread; not cleared. */
    int[] thread(int count) {
        if (thread.length < count) {
            thread = new int[count];
        }
        return thread;
    }

    /** Gives a cleared bit set of {@code count} bits. */
    long[] clearedBits(int count) {
        int words = (count + 63) >>> 6;
        if (visited.length < words) {
            visited = new long[words];
        } else {
            Arrays.fill(visited, 0, words, 0);
        }
        return visited;
    }

    void push(int place, int value) {
        if (stackSize + 2 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[stackSize++] = place;
        stack[stackSize++] = value;
    }

    boolean isStackEmpty() {
        return stackSize == 0;
    }

    /** Takes off the top pair: this is its value, and {@link #poppedPlace()} its place. */
    int pop() {
        stackSize -= 2;
        return stack[stackSize + 1];
    }

    int poppedPlace() {
        return stack[stackSize];
    }

    void clearStack() {
        stackSize = 0;
    }
}
