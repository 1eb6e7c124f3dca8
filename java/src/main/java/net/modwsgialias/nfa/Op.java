package net.modwsgialias.nfa;

/**
 * The instructions of a program. Each takes {@link #SIZE} ints: the operation and its operands X and Y. A place in
 * a program is the index of the first of them.
 */
public final class Op {

    /** Ints for each instruction. */
    public static final int SIZE = 3;

    /** The pattern with number X has matched. */
    public static final int MATCH = 0;
    /** One byte out of set X, then on to Y. */
    public static final int SET = 1;
    /** On to X, and should that lead nowhere, to Y. */
    public static final int SPLIT = 2;
    /** The place is noted in slot X, then on to Y. */
    public static final int SAVE = 3;
    /** On to Y if the next byte satisfies look X: see {@link #look}. */
    public static final int AHEAD = 4;
    /** On to Y if the byte before satisfies look X: see {@link #look}. */
    public static final int BEHIND = 5;
    /** On to every target of trie node X at once, and over one byte to its children: for sets of patterns only. */
    public static final int TRIE = 6;

    /** On to Y if look-ahead X holds: only while a program is written, see {@link LookAheads}. */
    static final int LOOK_AHEAD = 7;

    private Op() {
    }

    /** The operand of a look: a set, and whether the edge of the subject, where there is no byte, satisfies it. */
    public static int look(int set, boolean edge) {
        return set << 1 | (edge ? 1 : 0);
    }

    /** The set of a look operand. */
    public static int lookSet(int look) {
        return look >>> 1;
    }

    /** Whether the edge of the subject satisfies a look operand. */
    public static boolean lookEdge(int look) {
        return (look & 1) != 0;
    }
}
