package net.modwsgialias.dfa;

import java.nio.IntBuffer;
import java.util.ArrayList;
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

/** Collects the patterns of a {@link Union}, in ascending order, list by list. For one thread. */
public final class UnionBuilder {

    /** Bounds the plain copies of a repeat's body that go into the trie. */
    private static final int MOST_COPIES = 16;

    /** Numbers that are kept of each list that has ended. */
    private static final int ENDED_SIZE = 5;

    private final SetPool sets;
    private final int instructions;
    private final Code code = new Code();
    private final Trie trie = new Trie();
    private int anchoredRoot;
    private int floatingRoot;
    private boolean looksBehind;
    /** Of each list that has ended: the two roots, where its seeds begin and its patterns end, and how it looks. */
    private final IntList lists = new IntList();
    private final IntList seeds = new IntList();
    private int seedsBegin;
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
        begin();
    }

    private void begin() {
        anchoredRoot = trie.addRoot();
        floatingRoot = trie.addRoot();
        looksBehind = false;
        seedsBegin = seeds.size();
    }

    /** What is added from now on belongs to the next list; the last one follows each of the others. */
    public void nextList() {
        endList();
        begin();
    }

    private void endList() {
        lists.add(anchoredRoot);
        lists.add(floatingRoot);
        lists.add(seedsBegin);
        lists.add(looksBehind ? 1 : 0);
        lists.add(codeEnds.size());
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
            looksBehind |= looksBehind(before);
            codeEnds.add(code.length());
            codeOwners.add(pattern);
        } else {
            code.truncate(before);
        }
        return added;
    }

    private boolean looksBehind(int from) {
        for (int place = from; place < code.length(); place += Op.SIZE) {
            if (code.op(place) == Op.BEHIND) {
                return true;
            }
        }
        return false;
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
        endList();
        UnionPacker packer = new UnionPacker(code, trie, codeEnds, codeOwners);
        int[] built = new int[lists.size() / ENDED_SIZE * Union.LIST_SIZE];
        int pattern = 0;
        for (int list = 0, at = 0; list < lists.size(); list += ENDED_SIZE, at += Union.LIST_SIZE) {
            built[at] = packer.placeRoot(lists.get(list));
            built[at + 1] = packer.placeRoot(lists.get(list + 1));
            built[at + 2] = lists.get(list + 2);
            built[at + 3] = lists.get(list + 3);
            for (; pattern < lists.get(list + 4); pattern++) {
                packer.placeCodeOnce(pattern);
            }
        }
        int[] places = new int[seeds.size()];
        for (int seed = 0; seed < places.length; seed++) {
            places[seed] = packer.place(seeds.get(seed));
        }
        return new Union(packer.code(), packer.runs(), IntBuffer.wrap(built), IntBuffer.wrap(places));
    }
}
