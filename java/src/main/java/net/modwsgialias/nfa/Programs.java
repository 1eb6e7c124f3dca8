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

    private final int[] ints;
    /** The patterns that have a program, ascending: in a configuration of thousands, few do. */
    private final int[] patterns;
    /** Where the program of each of those begins in {@link #ints}. */
    private final int[] begins;
    /** Of each of those. Written by any thread, without a lock: two that come at once make the same. */
    private final Program[] made;

    private Programs(int[] ints, int[] patterns, int[] begins) {
        this.ints = ints;
        this.patterns = patterns;
        this.begins = begins;
        this.made = new Program[patterns.length];
    }

    /** @param programs by pattern; null for one that has none */
    public static Programs of(Program[] programs) {
        int[] patterns = new int[programs.length];
        int[] begins = new int[programs.length];
        int count = 0;
        int size = 0;
        for (int pattern = 0; pattern < programs.length; pattern++) {
            if (programs[pattern] != null) {
                patterns[count] = pattern;
                begins[count++] = size;
                size += HEADER + programs[pattern].code().length;
            }
        }
        int[] ints = new int[size];
        for (int i = 0; i < count; i++) {
            put(programs[patterns[i]], ints, begins[i]);
        }
        return new Programs(ints, Arrays.copyOf(patterns, count), Arrays.copyOf(begins, count));
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
        out.putInts(patterns);
        out.putInts(begins);
    }

    /** Reads what {@link #write} has written. */
    public static Programs read(BlockReader in) throws BlockException {
        return new Programs(in.getInts(), in.getInts(), in.getInts());
    }

    /** The program of a pattern that has one. */
    public Program get(int pattern) {
        int index = Arrays.binarySearch(patterns, pattern);
        Program known = made[index];
        if (known == null) {
            known = make(begins[index]);
            made[index] = known;
        }
        return known;
    }

    private Program make(int begin) {
        int[] code = Arrays.copyOfRange(ints, begin + HEADER, begin + HEADER + ints[begin + 3]);
        return new Program(code, ints[begin], ints[begin + 1], ints[begin + 2] != 0);
    }

    /** The memory held, in bytes; without programs that have been asked for. */
    public long bytes() {
        return Integer.BYTES * ((long) ints.length + patterns.length + begins.length);
    }
}
