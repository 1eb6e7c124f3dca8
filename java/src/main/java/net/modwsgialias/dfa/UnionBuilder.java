package net.modwsgialias.dfa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.nfa.Anchors;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;

/** Collects the patterns of a {@link Union}, in ascending order. For one thread. */
public final class UnionBuilder {

    /** The arrays of a union, as {@link Union} names them. */
    record Parts(int[] code, int[] childStart, int[] childSet, int[] childPlace, int[] targetStart,
            int[] targetPlace, int[] owner, int[] only, int[] anchoredStarts, int floatingRoot, int[] floating) {
    }

    /** Bounds the plain copies of a repeat's body that go into the trie. */
    private static final int MOST_COPIES = 16;

    private final SetPool sets;
    private final int instructions;
    private final Code code = new Code();
    private final Trie trie = new Trie();
    private final int anchoredRoot = trie.addRoot();
    private final int floatingRoot = trie.addRoot();
    private final IntList floating = new IntList();
    private final IntList seeds = new IntList();
    /** Where the code of each added pattern ends, and which pattern it is. */
    private final IntList codeEnds = new IntList();
    private final IntList codeOwners = new IntList();

    /**
     * @param sets the pool of the table
     * @param instructions how many instructions one pattern may take
     */
    public UnionBuilder(SetPool sets, int instructions) {
        this.sets = sets;
        this.instructions = instructions;
    }

    /**
     * Adds a pattern.
     *
     * @param pattern its number, higher than those added before
     * @return false if it has to be asked by itself: whether its match ends at offset 0 depends on the bytes there
     * @throws IrregularException if it would be too large
     */
    public boolean add(int pattern, Node root) throws IrregularException {
        int before = code.length();
        boolean added;
        try {
            added = canBeEmpty(root) ? addNullable(pattern, root) : addPlain(pattern, root);
        } catch (IrregularException e) {
            code.truncate(before);
            throw e;
        }
        if (added) {
            codeEnds.add(code.length());
            codeOwners.add(pattern);
        } else {
            code.truncate(before);
        }
        return added;
    }

    /** Whether a match can be empty at the beginning of a subject that is not: not if it must reach the end. */
    private static boolean canBeEmpty(Node root) {
        if (root instanceof Node.Concat concat) {
            for (Node item : concat.items()) {
                if (!canBeEmpty(item)) {
                    return false;
                }
            }
            return true;
        }
        return root instanceof Node.Look look ? !(look.ahead() && look.set().equals(ByteSet.NONE)) : root.isNullable();
    }

    private boolean addPlain(int pattern, Node root) throws IrregularException {
        boolean anchored = Anchors.atBegin(root);
        List<Node> items = new ArrayList<>();
        flatten(root, items);
        int from = anchored && items.get(0) instanceof Node.Look look && look.isBegin() ? 1 : 0;
        int to = from;
        while (to < items.size() && fitsTrie(items.get(to))) {
            to++;
        }
        int match = code.emit(Op.MATCH, pattern, 0);
        Node rest = new Node.Concat(items.subList(to, items.size()));
        int place = Compiler.append(rest, match, code, sets, instructions);
        int node = anchored ? anchoredRoot : floatingRoot;
        trie.visit(node, pattern);
        for (Node item : items.subList(from, to)) {
            node = descend(node, item, pattern);
        }
        trie.addTarget(node, place);
        if (!anchored) {
            floating.add(pattern);
        }
        return true;
    }

    /**
     * A pattern that can match nothing counts as matching only if its match does not end at offset 0. So at offset
     * 0 it is entered with those threads alone that a backtracker would prefer to the empty match; and if there is
     * an empty match, it is not entered again: the leftmost match begins here.
     */
    private boolean addNullable(int pattern, Node root) throws IrregularException {
        if (root.contains(Node.Ahead.class)) {
            // Whether there is an empty match can depend on more than the next byte.
            return false;
        }
        int match = code.emit(Op.MATCH, pattern, 0);
        int start = Compiler.append(root, match, code, sets, instructions);
        EmptyStart empty = new EmptyStart(code, sets);
        switch (empty.explore(start)) {
            case DEPENDS -> {
                return false;
            }
            case ALWAYS -> {
                for (int i = 0; i < empty.preferred().size(); i++) {
                    seeds.add(empty.preferred().get(i));
                }
            }
            default -> {
                boolean anchored = Anchors.atBegin(root);
                int node = anchored ? anchoredRoot : floatingRoot;
                trie.visit(node, pattern);
                trie.addTarget(node, start);
                if (!anchored) {
                    floating.add(pattern);
                }
            }
        }
        return true;
    }

    /** The items of a sequence, without regard to groups: here they are only parentheses. */
    private static void flatten(Node node, List<Node> items) {
        if (node instanceof Node.Concat concat) {
            for (Node item : concat.items()) {
                flatten(item, items);
            }
        } else if (node instanceof Node.Capture capture) {
            flatten(capture.body(), items);
        } else if (node instanceof Node.Atomic atomic) {
            flatten(atomic.body(), items);
        } else {
            items.add(node);
        }
    }

    private static boolean fitsTrie(Node node) {
        return node instanceof Node.Bytes || (node instanceof Node.Repeat repeat
                && repeat.body() instanceof Node.Bytes && repeat.min() <= MOST_COPIES
                && (repeat.max() == Node.Repeat.UNBOUNDED || repeat.max() == repeat.min()));
    }

    private int descend(int from, Node item, int pattern) {
        if (item instanceof Node.Bytes bytes) {
            int child = trie.child(from, sets.id(bytes.set()), false);
            trie.visit(child, pattern);
            return child;
        }
        Node.Repeat repeat = (Node.Repeat) item;
        int node = from;
        for (int i = 0; i < repeat.min(); i++) {
            node = descend(node, repeat.body(), pattern);
        }
        if (repeat.max() == Node.Repeat.UNBOUNDED) {
            node = trie.child(node, sets.id(((Node.Bytes) repeat.body()).set()), true);
            trie.visit(node, pattern);
        }
        return node;
    }

    /** The union of what was added; nothing may be added afterwards. */
    public Union build() {
        int patternCode = code.length();
        int nodes = trie.size();
        int[] childStart = new int[nodes + 1];
        int[] targetStart = new int[nodes + 1];
        IntList childSet = new IntList();
        IntList childPlace = new IntList();
        IntList targetPlace = new IntList();
        for (int node = 0; node < nodes; node++) {
            code.emit(Op.TRIE, node, 0);
            childStart[node] = childSet.size();
            targetStart[node] = targetPlace.size();
            if (trie.isStar(node)) {
                childSet.add(trie.set(node));
                childPlace.add(patternCode + node * Op.SIZE);
            }
            for (int child = trie.firstChild(node); child != Trie.NONE; child = trie.nextSibling(child)) {
                if (trie.isStar(child)) {
                    targetPlace.add(patternCode + child * Op.SIZE);
                } else {
                    childSet.add(trie.set(child));
                    childPlace.add(patternCode + child * Op.SIZE);
                }
            }
            for (int index = trie.firstTarget(node); index != Trie.NONE; index = trie.nextTarget(index)) {
                targetPlace.add(trie.target(index));
            }
        }
        childStart[nodes] = childSet.size();
        targetStart[nodes] = targetPlace.size();
        seeds.add(patternCode + anchoredRoot * Op.SIZE);
        return new Union(new Parts(code.toArray(), childStart, childSet.toArray(), childPlace.toArray(), targetStart,
                targetPlace.toArray(), owners(patternCode, false), owners(patternCode, true), seeds.toArray(),
                patternCode + floatingRoot * Op.SIZE, floating.toArray()));
    }

    private int[] owners(int patternCode, boolean only) {
        int[] owners = new int[code.length() / Op.SIZE];
        int from = 0;
        for (int i = 0; i < codeEnds.size(); i++) {
            int to = codeEnds.get(i) / Op.SIZE;
            Arrays.fill(owners, from, to, codeOwners.get(i));
            from = to;
        }
        for (int node = 0; node < trie.size(); node++) {
            owners[patternCode / Op.SIZE + node] = only ? trie.only(node) : trie.owner(node);
        }
        return owners;
    }
}
