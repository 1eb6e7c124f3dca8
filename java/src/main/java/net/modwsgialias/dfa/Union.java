package net.modwsgialias.dfa;

import java.nio.IntBuffer;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.Op;

/**
 * The program of all patterns that the automaton decides, of all lists. It has no order and no groups: it only knows
 * which patterns match. Immutable.
 *
 * <p>Common beginnings are shared in a trie for each list, so that a place in the program may stand for thousands of
 * patterns. Patterns that may match anywhere begin at the list's floating root, which is entered anew at every byte;
 * all others are entered once.
 *
 * <p>An instruction is one int or more, and its place is the index of the first, which has the operation in its low bits
 * and the operand X above them:
 *
 * <pre>
 *   MATCH  pattern
 *   NEXT   set                     over a byte of the set to the place behind
 *   SET    set,   place
 *   SPLIT  place, place
 *   AHEAD  look,  place
 *   BEHIND look,  place
 *   TRIE   edges, targets, edges times: set, place; targets times: place
 * </pre>
 *
 * It is kept where it was read from, in memory that all processes share: a state is made of it once, and most of the
 * program of ten thousand servers is never looked at in most processes.
 */
public final class Union {

    /** To the place behind, over one byte out of set X; most of a program. */
    static final int NEXT = 7;
    /** In place of a place. */
    static final int NONE = -1;

    private static final int OP_BITS = 3;
    private static final int OP = (1 << OP_BITS) - 1;

    /** By list: its two roots, or {@link #NONE}, where its seeds begin, and 1 if it has conditions on the byte before. */
    private static final int ANCHORED = 0;
    private static final int FLOATING = 1;
    private static final int SEEDS = 2;
    private static final int BEHIND = 3;
    static final int LIST_SIZE = 4;

    private final IntBuffer code;
    /** Where runs of places of the same patterns begin, ascending, and their lowest pattern, and 1 if there are more. */
    private final IntBuffer runs;
    private final IntBuffer lists;
    /** Places that are entered at offset 0 only, beside the anchored roots. */
    private final IntBuffer seeds;

    /**
     * @param runs three ints for each
     * @param lists {@link #LIST_SIZE} ints for each list
     */
    Union(IntBuffer code, IntBuffer runs, IntBuffer lists, IntBuffer seeds) {
        this.code = code;
        this.runs = runs;
        this.lists = lists;
        this.seeds = seeds;
    }

    void write(BlockWriter out) {
        out.putInts(code);
        out.putInts(runs);
        out.putInts(lists);
        out.putInts(seeds);
    }

    static Union read(BlockReader in) throws BlockException {
        return new Union(in.getIntView(), in.getIntView(), in.getIntView(), in.getIntView());
    }

    static int word(int op, int x) {
        return x << OP_BITS | op;
    }

    /** Ints of the code: places are below. */
    int size() {
        return code.capacity();
    }

    int op(int place) {
        return code.get(place) & OP;
    }

    /** Operand X. */
    int x(int place) {
        return code.get(place) >>> OP_BITS;
    }

    /** One of the ints of an instruction beside its first. */
    int operand(int place, int index) {
        return code.get(place + index);
    }

    /** Whether the place waits for a condition on the byte to come. */
    boolean isPending(int place) {
        return op(place) == Op.AHEAD;
    }

    /** The number of lists. */
    int lists() {
        return lists.capacity() / LIST_SIZE;
    }

    /** The place that is entered at offset 0, or {@link #NONE}. */
    int anchoredRoot(int list) {
        return lists.get(list * LIST_SIZE + ANCHORED);
    }

    /** The place that is entered at every offset, or {@link #NONE}. */
    int floatingRoot(int list) {
        return lists.get(list * LIST_SIZE + FLOATING);
    }

    /** Where the list's seeds begin; those of the next one follow. */
    int seedsBegin(int list) {
        return list == lists() ? seeds.capacity() : lists.get(list * LIST_SIZE + SEEDS);
    }

    int seed(int index) {
        return seeds.get(index);
    }

    /** Whether any condition on the byte before is in the list's code. */
    boolean looksBehind(int list) {
        return lists.get(list * LIST_SIZE + BEHIND) != 0;
    }

    /** The lowest pattern that a place serves. */
    int ownerOf(int place) {
        return runs.get(3 * run(place) + 1);
    }

    /** The one pattern that a place serves, or -1. */
    public int onlyOf(int place) {
        int run = run(place);
        return runs.get(3 * run + 2) != 0 ? -1 : runs.get(3 * run + 1);
    }

    private int run(int place) {
        int low = 0;
        int high = runs.capacity() / 3 - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (runs.get(3 * middle) <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The memory held, in bytes, of the block or of this process' own. */
    long bytes() {
        return Integer.BYTES * ((long) code.capacity() + runs.capacity() + lists.capacity() + seeds.capacity());
    }
}
