package net.modwsgialias.dfa;

/**
 * What one pattern adds to a {@link Union}, free of the pattern's number and of where it is written: places in its code
 * count from its own beginning. Immutable; nobody writes to the arrays.
 *
 * @param anchored whether it is entered at offset 0 alone
 * @param edges where it goes through the trie: a set, and 1 in the low bit for a star
 * @param code instructions as {@link net.modwsgialias.nfa.Op} lays them out
 * @param target where it goes on in the code behind the trie, or -1 if the trie does not lead to it
 * @param seeds where it is entered at offset 0 beside the trie
 */
public record UnionPiece(boolean anchored, int[] edges, int[] code, int target, int[] seeds) {

    static final int NO_TARGET = -1;
}
