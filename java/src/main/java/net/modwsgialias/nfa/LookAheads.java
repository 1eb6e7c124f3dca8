package net.modwsgialias.nfa;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.Steps;

/**
 * Rewrites a program with look-aheads into one without them that finds the same.
 *
 * <p>A thread that has passed a look-ahead reads on, and the look-ahead's own automaton reads the same bytes beside
 * it: the thread dies where that fails, and is rid of it where that holds. So the program is copied into layers, one
 * for each combination of states that such automata can be in, and each byte leads from a layer to the next; layer 0
 * owes nothing and is the program as it was. A byte set is divided only into disjoint parts, so the order in which a
 * backtracker would try things stays what it was, and with it the groups. A thread that reaches the end of the
 * pattern while something is still owed reads on behind its match until nothing is.
 *
 * <p>For one thread, for one program.
 */
final class LookAheads {

    private static final int NOTHING_OWED = 0;
    /** In place of a layer: a look-ahead fails. */
    private static final int DEAD = -1;
    /** In place of a place of the old program: behind the match. */
    private static final int BEHIND_MATCH = -1;
    private static final int STATE_BITS = 16;

    private final SetPool sets;
    private final int limit;
    private final Steps steps;
    private final List<Node.Ahead> nodes = new ArrayList<>();
    private final List<LookAhead> automata = new ArrayList<>();
    /** What is owed in a layer, ascending: the number of a look-ahead and its state in one int. */
    private final List<int[]> layers = new ArrayList<>();
    private final Map<IntBuffer, Integer> layerOf = new HashMap<>();
    /** By layer: where the bytes lead from there, once that is known. */
    private final Map<Integer, List<Edge>> edgesOf = new HashMap<>();

    private Code old;
    private int base;
    private int match;
    private final Code out = new Code();
    private final Map<Long, Integer> written = new HashMap<>();
    /** Triples: a place of the old program, a layer, and where to write it. */
    private int[] pending = new int[64];
    private int pendingSize;

    /** A set of bytes and the layer they lead to. */
    private record Edge(ByteSet set, int layer) {
    }

    /** @param limit how many instructions the rewritten program may have */
    LookAheads(SetPool sets, int limit, Steps steps) {
        this.sets = sets;
        this.limit = limit;
        this.steps = steps;
        addLayer(new int[0]);
    }

    /** The number of a look-ahead, for {@link Op#LOOK_AHEAD}; copies of one have the same. */
    int number(Node.Ahead ahead) throws IrregularException {
        steps.take(nodes.size());
        for (int number = 0; number < nodes.size(); number++) {
            if (nodes.get(number) == ahead) {
                return number;
            }
        }
        nodes.add(ahead);
        automata.add(new LookAhead(ahead, sets, limit, steps));
        return nodes.size() - 1;
    }

    /**
     * Rewrites the code of one pattern.
     *
     * @param from where the pattern's own code begins; everything from there on is replaced
     * @param start the place to begin at
     * @param matchPlace the match, before {@code from}
     * @return the new place to begin at
     * @throws IrregularException if the new code would be too large
     */
    int rewrite(Code code, int from, int start, int matchPlace) throws IrregularException {
        old = code;
        base = from;
        match = matchPlace;
        int entry = place(start, NOTHING_OWED);
        while (pendingSize > 0) {
            pendingSize -= 3;
            write(pending[pendingSize], pending[pendingSize + 1], pending[pendingSize + 2]);
        }
        code.truncate(from);
        for (int at = 0; at < out.length(); at += Op.SIZE) {
            code.emit(out.op(at), out.x(at), out.y(at));
        }
        return entry;
    }

    /** The place in the new code that does what {@code from} does in the old, in a layer. */
    private int place(int from, int layer) throws IrregularException {
        int at = from;
        int owed = layer;
        while (at != BEHIND_MATCH && old.op(at) == Op.LOOK_AHEAD && owed != DEAD) {
            owed = owing(owed, old.x(at));
            at = old.y(at);
        }
        if (owed == DEAD) {
            return base + emit(Op.SET, sets.id(ByteSet.NONE), match);
        }
        if (at == match || at == BEHIND_MATCH) {
            if (owed == NOTHING_OWED) {
                return match;
            }
            at = BEHIND_MATCH;
        }
        long key = (long) at << Integer.SIZE | owed;
        Integer known = written.get(key);
        if (known == null) {
            known = emit(Op.SPLIT, 0, 0);
            written.put(key, known);
            push(at, owed, known);
        }
        return base + known;
    }

    private int emit(int op, int x, int y) throws IrregularException {
        if (out.length() >= limit * Op.SIZE) {
            throw tooLarge();
        }
        return out.emit(op, x, y);
    }

    private static IrregularException tooLarge() {
        return new IrregularException("look-ahead that makes the program too large", 0);
    }

    private void push(int at, int layer, int to) {
        if (pendingSize + 3 > pending.length) {
            pending = Arrays.copyOf(pending, 2 * pending.length);
        }
        pending[pendingSize++] = at;
        pending[pendingSize++] = layer;
        pending[pendingSize++] = to;
    }

    private void write(int at, int layer, int to) throws IrregularException {
        if (at == BEHIND_MATCH) {
            writeBehindMatch(layer, to);
            return;
        }
        int x = old.x(at);
        int y = old.y(at);
        switch (old.op(at)) {
            case Op.SET -> writeSet(sets.get(x), y, layer, to);
            case Op.SPLIT -> out.replace(to, Op.SPLIT, place(x, layer), place(y, layer));
            default -> out.replace(to, old.op(at), x, place(y, layer));
        }
    }

    private void writeSet(ByteSet set, int next, int layer, int to) throws IrregularException {
        int[] choices = new int[3];
        int count = 0;
        for (Edge edge : edges(layer)) {
            ByteSet part = edge.set().intersection(set);
            if (part.size() > 0) {
                choices = with(choices, count++, Op.SET, sets.id(part), place(next, edge.layer()));
            }
        }
        writeChoices(choices, count, to);
    }

    private void writeBehindMatch(int layer, int to) throws IrregularException {
        int[] choices = new int[3];
        int count = 0;
        ByteSet free = ByteSet.NONE;
        for (Edge edge : edges(layer)) {
            if (edge.layer() == NOTHING_OWED) {
                free = edge.set();
            } else {
                choices = with(choices, count++, Op.SET, sets.id(edge.set()), place(BEHIND_MATCH, edge.layer()));
            }
        }
        boolean atEnd = step(layer, LookAhead.END) == NOTHING_OWED;
        if (atEnd || free.size() > 0) {
            choices = with(choices, count++, Op.AHEAD, Op.look(sets.id(free), atEnd), match);
        }
        writeChoices(choices, count, to);
    }

    private static int[] with(int[] choices, int index, int op, int x, int y) {
        int[] grown = Arrays.copyOf(choices, Math.max(choices.length, 3 * (index + 1)));
        grown[3 * index] = op;
        grown[3 * index + 1] = x;
        grown[3 * index + 2] = y;
        return grown;
    }

    /** Writes instructions of which one at most can go on; without any, one that never does. */
    private void writeChoices(int[] choices, int count, int to) throws IrregularException {
        if (count == 0) {
            out.replace(to, Op.SET, sets.id(ByteSet.NONE), match);
        }
        int at = to;
        for (int i = 0; i < count; i++) {
            int place = at;
            if (i < count - 1) {
                place = emit(Op.SPLIT, 0, 0);
                int rest = emit(Op.SPLIT, 0, 0);
                out.replace(at, Op.SPLIT, base + place, base + rest);
                at = rest;
            }
            out.replace(place, choices[3 * i], choices[3 * i + 1], choices[3 * i + 2]);
        }
    }

    /** Where the bytes lead from a layer; those that lead nowhere are left out. */
    private List<Edge> edges(int layer) throws IrregularException {
        List<Edge> known = edgesOf.get(layer);
        if (known == null) {
            known = findEdges(layer);
            edgesOf.put(layer, known);
        }
        return known;
    }

    private List<Edge> findEdges(int layer) throws IrregularException {
        List<ByteSet> parts = List.of(ByteSet.ALL);
        for (int owed : layers.get(layer)) {
            parts = automata.get(owed >>> STATE_BITS).divide(owed & (1 << STATE_BITS) - 1, parts);
        }
        List<Edge> edges = new ArrayList<>();
        for (ByteSet part : parts) {
            int next = step(layer, part.first());
            if (next != DEAD) {
                steps.take(edges.size());
                addEdge(edges, part, next);
            }
        }
        return edges;
    }

    private static void addEdge(List<Edge> edges, ByteSet part, int layer) {
        for (int i = 0; i < edges.size(); i++) {
            if (edges.get(i).layer() == layer) {
                edges.set(i, new Edge(edges.get(i).set().union(part), layer));
                return;
            }
        }
        edges.add(new Edge(part, layer));
    }

    private int step(int layer, int symbol) throws IrregularException {
        int next = NOTHING_OWED;
        steps.take(layers.get(layer).length);
        for (int owed : layers.get(layer)) {
            int number = owed >>> STATE_BITS;
            next = owing(next, number, automata.get(number).step(owed & (1 << STATE_BITS) - 1, symbol));
        }
        return next;
    }

    private int owing(int layer, int number) throws IrregularException {
        return owing(layer, number, automata.get(number).begin());
    }

    /** The layer in which one state more is owed. */
    private int owing(int layer, int number, int state) throws IrregularException {
        if (layer == DEAD || state == LookAhead.FAILS) {
            return DEAD;
        }
        if (state == LookAhead.HOLDS) {
            return layer;
        }
        int more = number << STATE_BITS | state;
        int[] owed = layers.get(layer);
        int at = Arrays.binarySearch(owed, more);
        if (at >= 0) {
            return layer;
        }
        int[] grown = new int[owed.length + 1];
        System.arraycopy(owed, 0, grown, 0, ~at);
        grown[~at] = more;
        System.arraycopy(owed, ~at, grown, ~at + 1, owed.length - ~at);
        return layer(grown);
    }

    private int layer(int[] owed) throws IrregularException {
        steps.take(owed.length);
        Integer known = layerOf.get(IntBuffer.wrap(owed));
        if (known != null) {
            return known;
        }
        if (layers.size() > limit) {
            throw tooLarge();
        }
        return addLayer(owed);
    }

    private int addLayer(int[] owed) {
        layers.add(owed);
        layerOf.put(IntBuffer.wrap(owed), layers.size() - 1);
        return layers.size() - 1;
    }
}
