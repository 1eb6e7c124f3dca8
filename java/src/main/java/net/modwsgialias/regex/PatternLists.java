package net.modwsgialias.regex;

import java.nio.IntBuffer;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * Which pattern each number stands for, and which patterns of each list are asked by themselves. Patterns that stand in
 * several places are one, with several numbers. Immutable.
 */
final class PatternLists {

    /** {@link #nextBeside}: there is none. */
    static final int NONE = -1;

    /**
     * By number: the pattern. Null if no pattern stands in two places: a lookup then saves a load, which in a long list
     * is not cached, and each process the copy.
     */
    private final int[] patternOf;
    private final int size;
    /** The numbers of the patterns that are asked by themselves, list by list, ascending in each. */
    private final int[] beside;
    /** By list, and one more: where its own begin among those. */
    private final IntBuffer besideBegins;

    /** @param patternOf by number */
    PatternLists(IntBuffer patternOf, int[] beside, IntBuffer besideBegins) {
        this.size = patternOf.capacity();
        this.patternOf = areDistinct(patternOf) ? null : copy(patternOf);
        this.beside = beside;
        this.besideBegins = besideBegins;
    }

    private static boolean areDistinct(IntBuffer patternOf) {
        int number = 0;
        while (number < patternOf.capacity() && patternOf.get(number) == number) {
            number++;
        }
        return number == patternOf.capacity();
    }

    private static int[] copy(IntBuffer numbers) {
        int[] copy = new int[numbers.capacity()];
        numbers.duplicate().clear().get(copy);
        return copy;
    }

    void write(BlockWriter out) {
        int[] all = new int[size];
        for (int number = 0; number < size; number++) {
            all[number] = pattern(number);
        }
        out.putInts(all);
        out.putInts(beside);
        out.putInts(besideBegins);
    }

    static PatternLists read(BlockReader in) throws BlockException {
        PatternLists lists = new PatternLists(in.getIntView(), in.getInts(), in.getIntView());
        IntBuffer begins = lists.besideBegins;
        if (begins.capacity() < 2 || begins.get(begins.capacity() - 1) != lists.beside.length) {
            throw new BlockException("have " + lists.beside.length + " patterns beside the others in lists that do not "
                    + "end there");
        }
        return lists;
    }

    /** How many numbers there are. */
    int size() {
        return size;
    }

    int pattern(int number) {
        return patternOf == null ? number : patternOf[number];
    }

    /** Whether any pattern is asked by itself. */
    boolean hasBeside() {
        return beside.length > 0;
    }

    /** The lowest number above another one that is asked by itself in one of the lists, or {@link #NONE}. */
    int nextBeside(int[] lists, int above) {
        int next = NONE;
        for (int list : lists) {
            int number = nextBeside(list, above);
            next = number != NONE && (next == NONE || number < next) ? number : next;
        }
        return next;
    }

    private int nextBeside(int list, int above) {
        int low = besideBegins.get(list);
        int end = besideBegins.get(list + 1);
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (beside[middle] <= above) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < end ? beside[low] : NONE;
    }

    /** The memory held, in bytes. */
    long bytes() {
        return Integer.BYTES * ((long) besideBegins.capacity() + size + beside.length);
    }
}
