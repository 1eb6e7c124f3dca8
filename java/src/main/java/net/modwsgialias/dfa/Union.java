package net.modwsgialias.dfa;

import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.Op;

/**
 * The program of all patterns of a table that the automaton decides. It has no order and no groups: it only knows
 * which patterns match. Immutable.
 *
 * <p>Common beginnings are shared in a trie, so that a place in the program may stand for thousands of patterns.
 * Patterns that may match anywhere begin at {@link #floatingRoot}, which is entered anew at every byte; all others
 * are entered once.
 */
public final class Union {

    final int[] code;
    /** By trie node, and one more: where its children begin in the two arrays that follow. */
    final int[] childStart;
    final int[] childSet;
    final int[] childPlace;
    /** By trie node, and one more: where its targets begin in the array that follows. */
    final int[] targetStart;
    final int[] targetPlace;
    /** By instruction: the lowest pattern that it serves. */
    final int[] owner;
    /** By instruction: the one pattern that it serves, or -1. */
    final int[] only;
    /** The places that are entered at offset 0 only. */
    final int[] anchoredStarts;
    /** The place that is entered at every offset. */
    final int floatingRoot;
    /** The patterns that begin there, ascending. */
    final int[] floating;

    Union(UnionBuilder.Parts parts) {
        this.code = parts.code();
        this.childStart = parts.childStart();
        this.childSet = parts.childSet();
        this.childPlace = parts.childPlace();
        this.targetStart = parts.targetStart();
        this.targetPlace = parts.targetPlace();
        this.owner = parts.owner();
        this.only = parts.only();
        this.anchoredStarts = parts.anchoredStarts();
        this.floatingRoot = parts.floatingRoot();
        this.floating = parts.floating();
    }

    void write(BlockWriter out) {
        out.putInts(code);
        out.putInts(childStart);
        out.putInts(childSet);
        out.putInts(childPlace);
        out.putInts(targetStart);
        out.putInts(targetPlace);
        out.putInts(owner);
        out.putInts(only);
        out.putInts(anchoredStarts);
        out.putInt(floatingRoot);
        out.putInts(floating);
    }

    static Union read(BlockReader in) throws BlockException {
        return new Union(new UnionBuilder.Parts(in.getInts(), in.getInts(), in.getInts(), in.getInts(), in.getInts(),
                in.getInts(), in.getInts(), in.getInts(), in.getInts(), in.getInt(), in.getInts()));
    }

    int instructions() {
        return code.length / Op.SIZE;
    }

    int ownerOf(int place) {
        return owner[place / Op.SIZE];
    }

    public int onlyOf(int place) {
        return only[place / Op.SIZE];
    }

    /** Whether any condition on the byte before is in the code. */
    boolean looksBehind() {
        for (int place = 0; place < code.length; place += Op.SIZE) {
            if (code[place] == Op.BEHIND) {
                return true;
            }
        }
        return false;
    }

    /** The memory held, in bytes. */
    long bytes() {
        return Integer.BYTES * ((long) code.length + childStart.length + childSet.length + childPlace.length
                + targetStart.length + targetPlace.length + owner.length + only.length + anchoredStarts.length
                + floating.length);
    }
}
