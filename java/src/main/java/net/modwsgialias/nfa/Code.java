package net.modwsgialias.nfa;

import java.util.Arrays;

/** A program that is being written. For one thread. */
public final class Code {

    private int[] ints = new int[64 * Op.SIZE];
    private int length;

    /** Appends an instruction and gives its place. */
    public int emit(int op, int x, int y) {
        if (length + Op.SIZE > ints.length) {
            ints = Arrays.copyOf(ints, 2 * ints.length);
        }
        int place = length;
        ints[length++] = op;
        ints[length++] = x;
        ints[length++] = y;
        return place;
    }

    /**
     * Appends a program whose places count from its own beginning.
     *
     * @param match what MATCH is to have as operand X
     */
    public void append(int[] program, int match) {
        int shift = length;
        if (length + program.length > ints.length) {
            ints = Arrays.copyOf(ints, Math.max(2 * ints.length, length + program.length));
        }
        for (int at = 0; at < program.length; at += Op.SIZE) {
            int op = program[at];
            int x = program[at + 1];
            ints[length] = op;
            ints[length + 1] = op == Op.MATCH ? match : op == Op.SPLIT ? x + shift : x;
            ints[length + 2] = op == Op.MATCH ? 0 : program[at + 2] + shift;
            length += Op.SIZE;
        }
    }

    /** Gives the instruction at {@code place} other operands. */
    public void patch(int place, int x, int y) {
        ints[place + 1] = x;
        ints[place + 2] = y;
    }

    /** Puts another instruction at {@code place}. */
    void replace(int place, int op, int x, int y) {
        ints[place] = op;
        patch(place, x, y);
    }

    /** The number of ints written: the place of the next instruction. */
    public int length() {
        return length;
    }

    /** Takes back all instructions from {@code place} on. */
    public void truncate(int place) {
        length = place;
    }

    /** The operation at {@code place}. */
    public int op(int place) {
        return ints[place];
    }

    /** Operand X at {@code place}. */
    public int x(int place) {
        return ints[place + 1];
    }

    /** Operand Y at {@code place}. */
    public int y(int place) {
        return ints[place + 2];
    }

    /** A copy of what is written. */
    public int[] toArray() {
        return Arrays.copyOf(ints, length);
    }
}
