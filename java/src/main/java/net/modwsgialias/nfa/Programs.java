package net.modwsgialias.nfa;

import java.util.Arrays;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * The programs of those patterns of a list that have one, in one array: each becomes an object of its own when it is
 * first asked for, which most never are. Any number of threads may ask.
 */
public final class Programs {

    /** Ints before the code of each program: start, slots, 1 if anchored, the code's length. */
    private static final int HEADER = 4;
    private static final int NONE = -1;

    private final int[] ints;
    /** By pattern: where its program begins in {@link #ints}, or {@link #NONE}. */
    private final int[] begins;
    /** By pattern. Written by any thread, without a lock: two that come at once make the same. */
    private final Program[] made;

    private Programs(int[] ints, int[] begins) {
        this.ints = ints;
        this.begins = begins;
        this.made = new Program[begins.length];
    }

    /** @param programs by pattern; null for one that has none */
    public static Programs of(Program[] programs) {
        int[] begins = new int[programs.length];
        int size = 0;
        for (int pattern = 0; pattern < programs.length; pattern++) {
            begins[pattern] = programs[pattern] == null ? NONE : size;
            size += programs[pattern] == null ? 0 : HEADER + programs[pattern].code().length;
        }
        int[] ints = new int[size];
        for (int pattern = 0; pattern < programs.length; pattern++) {
            if (begins[pattern] != NONE) {
                put(programs[pattern], ints, begins[pattern]);
            }
        }
        return new Programs(ints, begins);
    }

    private static void put(Program program, int[] ints, int begin) {
        int[] code = program.code();
        ints[begin] = program.start();
        ints[begin + 1] = program.slots();
        ints[begin + 2] = program.anchored() ? 1 : 0;
        ints[begin + 3] = code.length;
        System.arraycopy(code, 0, ints, begin + HEADER, code.length);
    }

    /** Writes all programs. */
    public void write(BlockWriter out) {
        out.putInts(ints);
        out.putInts(begins);
    }

    /** Reads what {@link #write} has written. */
    public static Programs read(BlockReader in) throws BlockException {
        return new Programs(in.getInts(), in.getInts());
    }

    /** The program of a pattern that has one. */
    public Program get(int pattern) {
        Program known = made[pattern];
        if (known == null) {
            known = make(begins[pattern]);
            made[pattern] = known;
        }
        return known;
    }

    private Program make(int begin) {
        int[] code = Arrays.copyOfRange(ints, begin + HEADER, begin + HEADER + ints[begin + 3]);
        return new Program(code, ints[begin], ints[begin + 1], ints[begin + 2] != 0);
    }

    /** The memory held, in bytes; without programs that have been asked for. */
    public long bytes() {
        return Integer.BYTES * ((long) ints.length + begins.length);
    }
}
