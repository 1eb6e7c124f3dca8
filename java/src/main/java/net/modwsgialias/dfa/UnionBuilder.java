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

/** Collects the patterns of a {@link Union}, list by list. For one thread. */
public final class UnionBuilder {

    /** Bounds the plain copies of a repeat's body that go into the trie. */
    private static final int MOST_COPIES = 16;

    private static final int[] NO_SEEDS = {};

    /** Numbers that are kept of each list that has ended. */
    private static final int ENDED_SIZE = 5;

    private final SetPool sets;
    private final int instructions;
    private final Code code = new Code();
    /** Of one pattern, as what follows. */
    private final Code draft = new Code();
    private final IntList edges = new IntList();
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

    /** What is added from now on belongs to the next list. */
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
     * @param pattern its number, higher than those added to the list before
     * @return false if it has to be asked by itself: whether its match ends at offset 0 depends on the bytes there
     * @throws IrregularException if it would be too large
     */
    public boolean add(int pattern, Node root) throws IrregularException {
        UnionPiece piece = piece(root);
        if (piece != null) {
            add(pattern, piece);
        }
        return piece != null;
    }

    /** Adds what {@link #piece} has made of a pattern, with the same pool of sets. */
    public void add(int pattern, UnionPiece piece) {
        int before = code.length();
        code.append(piece.code(), pattern);
        if (piece.target() != UnionPiece.NO_TARGET) {
            int node = piece.anchored() ? anchoredRoot : floatingRoot;
            trie.visit(node, pattern);
            for (int edge : piece.edges()) {
                node = trie.child(node, edge >>> 1, (edge & 1) != 0);
                trie.visit(node, pattern);
            }
            trie.addTarget(node, before + piece.target());
        }
        for (int seed : piece.seeds()) {
            seeds.add(before + seed);
        }
        looksBehind |= looksBehind(before);
        codeEnds.add(code.length());
        codeOwners.add(pattern);
    }

    /**
     * What a pattern will add.
     *
     * @return null if it has to be asked by itself
     * @throws IrregularException if it would be too large
     */
    public UnionPiece piece(Node root) throws IrregularException {
        draft.truncate(0);
        edges.clear();
        return canBeEmpty(root) ? nullablePiece(root) : plainPiece(root);
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

    private UnionPiece plainPiece(Node root) throws IrregularException {
        boolean anchored = Anchors.atBegin(root);
        List<Node> items = new ArrayList<>();
        flatten(root, items);
        int from = anchored && items.get(0) instanceof Node.Look look && look.isBegin() ? 1 : 0;
        int to = from;
        while (to < items.size() && fitsTrie(items.get(to))) {
            to++;
        }
        int match = draft.emit(Op.MATCH, 0, 0);
        Node rest = new Node.Concat(items.subList(to, items.size()));
        int place = Compiler.append(rest, match, draft, sets, instructions);
        for (Node item : items.subList(from, to)) {
            descend(item);
        }
        return new UnionPiece(anchored, edges.toArray(), draft.toArray(), place, NO_SEEDS);
    }

    /**
     * A pattern that can match nothing counts as matching only if its match does not end at offset 0. So at offset
     * 0 it is entered with those threads alone that a backtracker would prefer to the empty match; and if there is
     * an empty match, it is not entered again: the leftmost match begins here.
     */
    private UnionPiece nullablePiece(Node root) throws IrregularException {
        if (root.contains(Node.Ahead.class)) {
            // Whether there is an empty match can depend on more than the next byte.
            return null;
        }
        int match = draft.emit(Op.MATCH, 0, 0);
        int start = Compiler.append(root, match, draft, sets, instructions);
        EmptyStart empty = new EmptyStart(draft, sets);
        return switch (empty.explore(start)) {
            case DEPENDS -> null;
            case ALWAYS -> new UnionPiece(true, NO_SEEDS, draft.toArray(), UnionPiece.NO_TARGET,
                    empty.preferred().toArray());
            default -> new UnionPiece(Anchors.atBegin(root), NO_SEEDS, draft.toArray(), start, NO_SEEDS);
        };
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

    private void descend(Node item) {
        if (item instanceof Node.Bytes bytes) {
            edges.add(sets.id(bytes.set()) << 1);
            return;
        }
        Node.Repeat repeat = (Node.Repeat) item;
        for (int i = 0; i < repeat.min(); i++) {
            descend(repeat.body());
        }
        if (repeat.max() == Node.Repeat.UNBOUNDED) {
            edges.add(sets.id(((Node.Bytes) repeat.body()).set()) << 1 | 1);
        }
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
