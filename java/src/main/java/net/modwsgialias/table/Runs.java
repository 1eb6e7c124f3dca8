package net.modwsgialias.table;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.BitSet;
import net.modwsgialias.block.BlockException;

/**
 * Which ids the aliases of a whole and of its patch have together: the twin of {@code mwa_run_t}. A run goes to where the
 * next one begins. Immutable.
 */
final class Runs {

    /** By run, and one more. */
    private final int[] firsts;
    /** By run: the id of its first alias in the whole, or in the patch. */
    private final int[] froms;
    private final boolean[] areOfPatch;
    /** The runs of the whole, and those of the patch. */
    private final int[] ofWhole;
    private final int[] ofPatch;
    private final int wholeCount;

    private Runs(int[] firsts, int[] froms, boolean[] areOfPatch, int wholeCount) {
        this.firsts = firsts;
        this.froms = froms;
        this.areOfPatch = areOfPatch;
        this.ofWhole = select(false);
        this.ofPatch = select(true);
        this.wholeCount = wholeCount;
    }

    private int[] select(boolean patch) {
        int[] selected = new int[froms.length];
        int count = 0;
        for (int run = 0; run < froms.length; run++) {
            if (areOfPatch[run] == patch) {
                selected[count++] = run;
            }
        }
        return Arrays.copyOf(selected, count);
    }

    /**
     * Reads and checks what C has written.
     *
     * @param in {@link PatchedTables#RUN_SIZE} ints for each, from its position to its limit, which is not moved
     * @param aliases how many there are together
     * @param wholeCount how many the whole has
     * @param patchCount how many the patch has
     * @throws BlockException if it is not what the header promises
     */
    static Runs of(IntBuffer in, int aliases, int wholeCount, int patchCount) throws BlockException {
        IntBuffer from = in.duplicate();
        int count = from.remaining() / PatchedTables.RUN_SIZE;
        int[] firsts = new int[count + 1];
        int[] froms = new int[count];
        boolean[] areOfPatch = new boolean[count];
        firsts[count] = aliases;
        for (int run = 0; run < count; run++) {
            firsts[run] = from.get();
            froms[run] = from.get();
            int side = from.get();
            areOfPatch[run] = side != 0;
            if (side < 0 || side > 1) {
                throw new BlockException("have aliases that are neither a patch's nor the whole's: " + side);
            }
        }
        if (firsts[0] != 0) {
            throw new BlockException("have aliases from " + firsts[0] + " on");
        }
        int[] ends = {0, 0};
        int[] counts = {wholeCount, patchCount};
        for (int run = 0; run < count; run++) {
            int side = areOfPatch[run] ? 1 : 0;
            int length = firsts[run + 1] - firsts[run];
            if (firsts[run + 1] <= firsts[run]) {
                throw new BlockException("have aliases that end before they begin, at " + firsts[run]);
            }
            if (froms[run] < ends[side] || froms[run] > counts[side] - length || side == 1 && froms[run] != ends[1]) {
                throw new BlockException("have " + length + " aliases of " + (side == 1 ? "a patch" : "the whole")
                        + " from " + froms[run] + " on, and not from " + ends[side] + " to " + counts[side]);
            }
            ends[side] = froms[run] + length;
        }
        if (ends[1] != patchCount) {
            throw new BlockException("have a patch of " + patchCount + " aliases, and use " + ends[1]);
        }
        return new Runs(firsts, froms, areOfPatch, wholeCount);
    }

    /** The ids of the whole that no run has. */
    BitSet removed() {
        BitSet removed = new BitSet();
        removed.set(0, wholeCount);
        for (int run : ofWhole) {
            removed.clear(froms[run], froms[run] + length(run));
        }
        return removed;
    }

    private int length(int run) {
        return firsts[run + 1] - firsts[run];
    }

    /**
     * The id that an alias has now.
     *
     * @param id in the patch, or in the whole, where it was not removed
     */
    int id(boolean isPatch, int id) {
        int[] runs = isPatch ? ofPatch : ofWhole;
        int low = 0;
        int high = runs.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (froms[runs[middle]] <= id) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        int place = high < 0 ? -1 : id - froms[runs[low]];
        if (place < 0 || place >= length(runs[low])) {
            throw new IllegalStateException("alias " + id + " was removed");
        }
        return firsts[runs[low]] + place;
    }

    /** The run that an alias is in. @throws IndexOutOfBoundsException if there is none of that id */
    int runOf(int id) {
        if (id < 0 || id >= firsts[froms.length]) {
            throw new IndexOutOfBoundsException(id);
        }
        int found = Arrays.binarySearch(firsts, 0, froms.length, id);
        return found >= 0 ? found : -found - 2;
    }

    boolean isPatch(int run) {
        return areOfPatch[run];
    }

    /** The id that an alias of a run has in the patch, or in the whole. */
    int from(int run, int id) {
        return froms[run] + id - firsts[run];
    }
}
