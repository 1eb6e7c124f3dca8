package net.modwsgialias.nfa;

/**
 * The program of one pattern, with its groups. Immutable: nobody writes to the array.
 *
 * @param code instructions as {@link Op} lays them out
 * @param start the place to begin at
 * @param slots the number of places noted: two for the match and for each group
 * @param anchored whether a match can only begin at offset 0
 */
public record Program(int[] code, int start, int slots, boolean anchored) {

    /** The slot of the beginning of the match; the machines fill it themselves. */
    public static final int MATCH_START = 0;
    /** The slot of the end of the match. */
    public static final int MATCH_END = 1;

    /** The number of instructions. */
    public int size() {
        return code.length / Op.SIZE;
    }
}
