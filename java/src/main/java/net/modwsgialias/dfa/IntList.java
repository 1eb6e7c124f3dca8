package net.modwsgialias.dfa;

import java.util.Arrays;

/** A list of ints that grows. For one thread. */
final class IntList {

    private int[] values;
    private int size;

    IntList() {
        this(new int[16], 0);
    }

    private IntList(int[] values, int size) {
        this.values = values;
        this.size = size;
    }

    /** A list of these values; nothing may be added to it. */
    static IntList of(int[] values) {
        return new IntList(values, values.length);
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    int removeLast() {
        return values[--size];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void truncate(int newSize) {
        size = newSize;
    }

    void copyFrom(IntList other) {
        clear();
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    void sort() {
        Arrays.sort(values, 0, size);
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
