package net.modwsgialias.regex;

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

    /** By number: the pattern. */
    private final int[] patternOf;
    /** Whether no pattern stands in two places: a lookup then saves a load, which in a long list is not cached. */
    private final boolean distinct;
    /** The numbers of the patterns that are asked by themselves, list by list, ascending in each. */
    private final int[] beside;
    /** By list, and one more: where its own begin among those. */
    private final int[] besideBegins;

    PatternLists(int[] patternOf, int[] beside, int[] besideBegins) {
        this.patternOf = patternOf;
        this.distinct = areDistinct(patternOf);
        this.beside = beside;
        this.besideBegins = besideBegins;
    }

    private static boolean areDistinct(int[] patternOf) {
        int number = 0;
        while (number < patternOf.length && patternOf[number] == number) {
            number++;
        }
        return number == patternOf.length;
    }

    void write(BlockWriter out) {
        out.putInts(patternOf);
        out.putInts(beside);
        out.putInts(besideBegins);
    }

    static PatternLists read(BlockReader in) throws BlockException {
        PatternLists lists = new PatternLists(in.getInts(), in.getInts(), in.getInts());
        int[] begins = lists.besideBegins;
        if (begins.length < 2 || begins[begins.length - 1] != lists.beside.length) {
            throw new BlockException("have " + lists.beside.length + " patterns beside the others in lists that do not "
                    + "end there");
        }
        return lists;
    }

    /** How many numbers there are. */
    int size() {
        return patternOf.length;
    }

    int pattern(int number) {
        return distinct ? number : patternOf[number];
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
        int low = besideBegins[list];
        int end = besideBegins[list + 1];
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
        return Integer.BYTES * ((long) besideBegins.length + patternOf.length + beside.length);
    }
}
