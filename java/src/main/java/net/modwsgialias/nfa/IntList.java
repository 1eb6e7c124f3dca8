package net.modwsgialias.nfa;

import java.util.Arrays;

/** A list of ints that grows. For one thread. */
public final class IntList {

    private int[] values;
    private int size;

    public IntList() {
        this(new int[16], 0);
    }

    private IntList(int[] values, int size) {
        this.values = values;
        this.size = size;
    }

    /** A list of these values; nothing may be added to it. */
    public static IntList of(int[] values) {
        return new IntList(values, values.length);
    }

    /** Appends a value. */
    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    public int get(int index) {
        return values[index];
    }

    public void set(int index, int value) {
        values[index] = value;
    }

    public int removeLast() {
        return values[--size];
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    public void truncate(int newSize) {
        size = newSize;
    }

    /** Makes this list equal to the other, in memory of its own. */
    public void copyFrom(IntList other) {
        clear();
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    public void sort() {
        Arrays.sort(values, 0, size);
    }

    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
