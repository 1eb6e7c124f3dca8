package net.modwsgialias.dfa;

import java.nio.IntBuffer;
import java.util.Arrays;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;

/**
 * Lays the tries and the code of all lists out in as few ints as it takes, as {@link Union} tells: what follows over a
 * byte stands right behind, where it can. One walk gives each node and each instruction its place, and a second one
 * along the same way writes. For one thread.
 */
final class UnionPacker {

    private final Code code;
    private final Trie trie;
    /** By pattern that was added: where its code ends, and its number. */
    private final IntList codeEnds;
    private final IntList codeOwners;
    private final int[] placeOfNode;
    /** By instruction, or {@link Union#NONE} where none was given yet. */
    private final int[] placeOfCode;
    /** What is written, in order: a node, or the complement of a place in {@link #codeEnds}. */
    private final IntList items = new IntList();
    private final IntList waiting = new IntList();
    private final IntList runs = new IntList();
    private int size;

    UnionPacker(Code code, Trie trie, IntList codeEnds, IntList codeOwners) {
        this.code = code;
        this.trie = trie;
        this.codeEnds = codeEnds;
        this.codeOwners = codeOwners;
        this.placeOfNode = new int[trie.size()];
        this.placeOfCode = new int[code.length() / Op.SIZE];
        Arrays.fill(placeOfCode, Union.NONE);
    }

    /** Gives a place to all that hangs on a root. @return the root's, or {@link Union#NONE} if nothing does */
    int placeRoot(int root) {
        if (trie.firstChild(root) == Trie.NONE && trie.firstTarget(root) == Trie.NONE) {
            return Union.NONE;
        }
        waiting.add(root);
        while (waiting.size() > 0) {
            int item = waiting.removeLast();
            if (item < 0) {
                placeCode(~item);
            } else {
                placeChain(item);
            }
        }
        return placeOfNode[root];
    }

    /** Gives places to a node, and to those that follow right behind. */
    private void placeChain(int first) {
        int node = first;
        while (isLink(node)) {
            placeNode(node, 1);
            node = trie.firstChild(node);
        }
        int through = throughTo(node);
        if (through >= 0) {
            placeOfNode[node] = size;
            placeCode(through);
            return;
        }
        placeNode(node, 2 + 2 * edges(node) + targets(node));
        for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
            waiting.add(child);
        }
        for (int target = trie.firstTarget(node); target != Trie.NONE; target = trie.nextTarget(target)) {
            waiting.add(~codeOf(trie.target(target)));
        }
    }

    private void placeNode(int node, int ints) {
        placeOfNode[node] = size;
        beginRun(trie.owner(node), trie.only(node) == Trie.NONE);
        items.add(node);
        size += ints;
    }

    private void beginRun(int owner, boolean shared) {
        int before = runs.size();
        int more = shared ? 1 : 0;
        if (before == 0 || runs.get(before - 2) != owner || runs.get(before - 1) != more) {
            runs.add(size);
            runs.add(owner);
            runs.add(more);
        }
    }

    /** Whether all that a node does is to lead to its one child. */
    private boolean isLink(int node) {
        int child = trie.firstChild(node);
        return child != Trie.NONE && trie.nextSibling(child) == Trie.NONE && !trie.isStar(child) && !trie.isStar(node)
                && trie.firstTarget(node) == Trie.NONE;
    }

    /** The code that a node does nothing else than to lead to, if its first instruction can stand in its place; or -1. */
    private int throughTo(int node) {
        int target = trie.firstTarget(node);
        if (target == Trie.NONE || trie.nextTarget(target) != Trie.NONE || trie.firstChild(node) != Trie.NONE
                || trie.isStar(node)) {
            return -1;
        }
        int index = codeOf(trie.target(target));
        return trie.target(target) == codeEnds.get(index) - Op.SIZE ? index : -1;
    }

    private int edges(int node) {
        int edges = trie.isStar(node) ? 1 : 0;
        for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
            edges += trie.isStar(child) ? 0 : 1;
        }
        return edges;
    }

    private int targets(int node) {
        int targets = 0;
        for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
            targets += trie.isStar(child) ? 1 : 0;
        }
        for (int target = trie.firstTarget(node); target != Trie.NONE; target = trie.nextTarget(target)) {
            targets++;
        }
        return targets;
    }

    /** The pattern to whose code a place belongs. */
    private int codeOf(int place) {
        int low = 0;
        int high = codeEnds.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (codeEnds.get(middle) <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int codeBegin(int index) {
        return index == 0 ? 0 : codeEnds.get(index - 1);
    }

    /** Gives places to the code of a pattern to which no trie leads. */
    void placeCodeOnce(int index) {
        if (placeOfCode[codeBegin(index) / Op.SIZE] == Union.NONE) {
            placeCode(index);
        }
    }

    /** Gives places to the code of a pattern, last instruction first: it was written from its end. */
    private void placeCode(int index) {
        beginRun(codeOwners.get(index), false);
        items.add(~index);
        for (int at = codeEnds.get(index) - Op.SIZE; at >= codeBegin(index); at -= Op.SIZE) {
            placeOfCode[at / Op.SIZE] = size;
            size += code.op(at) == Op.MATCH || isNext(index, at) ? 1 : 2;
        }
    }

    private boolean isNext(int index, int at) {
        return code.op(at) == Op.SET && code.y(at) == at - Op.SIZE && at > codeBegin(index);
    }

    /** The place of an instruction of a pattern that has been placed. */
    int place(int old) {
        return placeOfCode[old / Op.SIZE];
    }

    /** All that has a place. */
    IntBuffer code() {
        IntBuffer out = IntBuffer.allocate(size);
        for (int i = 0; i < items.size(); i++) {
            int item = items.get(i);
            if (item < 0) {
                writeCode(~item, out);
            } else if (isLink(item)) {
                out.put(Union.word(Union.NEXT, trie.set(trie.firstChild(item))));
            } else {
                writeNode(item, out);
            }
        }
        return out;
    }

    IntBuffer runs() {
        return IntBuffer.wrap(runs.toArray());
    }

    private void writeNode(int node, IntBuffer out) {
        out.put(Union.word(Op.TRIE, edges(node))).put(targets(node));
        if (trie.isStar(node)) {
            out.put(trie.set(node)).put(placeOfNode[node]);
        }
        for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
            if (!trie.isStar(child)) {
                out.put(trie.set(child)).put(placeOfNode[child]);
            }
        }
        for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
            if (trie.isStar(child)) {
                out.put(placeOfNode[child]);
            }
        }
        for (int target = trie.firstTarget(node); target != Trie.NONE; target = trie.nextTarget(target)) {
            out.put(place(trie.target(target)));
        }
    }

    private void writeCode(int index, IntBuffer out) {
        for (int at = codeEnds.get(index) - Op.SIZE; at >= codeBegin(index); at -= Op.SIZE) {
            int op = code.op(at);
            if (isNext(index, at)) {
                out.put(Union.word(Union.NEXT, code.x(at)));
            } else if (op == Op.SPLIT) {
                out.put(Union.word(op, place(code.x(at)))).put(place(code.y(at)));
            } else {
                out.put(Union.word(op, code.x(at)));
                if (op != Op.MATCH) {
                    out.put(place(code.y(at)));
                }
            }
        }
    }
}
