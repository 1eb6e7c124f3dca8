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
 * The body of one look-ahead as an automaton that reads along with a thread which has passed it. A state is a set of
 * places in the body's code; states are made as they are asked for. For one thread.
 */
final class LookAhead {

    /** In place of a state: the look-ahead holds, whatever comes. */
    static final int HOLDS = -1;
    /** In place of a state: it does not hold, whatever comes. */
    static final int FAILS = -2;
    /** In place of a byte: the end of the subject. */
    static final int END = -1;
    private static final int UNKNOWN = -2;

    private final boolean negative;
    private final SetPool sets;
    private final int limit;
    private final Steps steps;
    private final Code code = new Code();
    private final int start;
    private final List<int[]> states = new ArrayList<>();
    private final Map<IntBuffer, Integer> stateOf = new HashMap<>();
    /** Places that wait for a byte or for a condition on it. */
    private final IntList found = new IntList();
    /** By instruction: the round in which it was reached last. */
    private final int[] reached;
    private int round;
    private final IntList stack = new IntList();
    private boolean matched;

    /**
     * @param limit how many instructions the body, and how many states it may have
     * @param steps those of the pattern
     * @throws IrregularException if the body is too large, or asks for what precedes it
     */
    LookAhead(Node.Ahead ahead, SetPool sets, int limit, Steps steps) throws IrregularException {
        this.negative = ahead.negative();
        this.sets = sets;
        this.limit = limit;
        this.steps = steps;
        this.start = Compiler.append(ahead.body(), code.emit(Op.MATCH, 0, 0), code, sets, limit, steps);
        this.reached = new int[code.length() / Op.SIZE];
        for (int place = 0; place < code.length(); place += Op.SIZE) {
            if (code.op(place) == Op.BEHIND) {
                throw new IrregularException("look-behind in a look-ahead", ahead.offset());
            }
        }
    }

    /** The state before the first byte. */
    int begin() throws IrregularException {
        clear();
        follow(start, UNKNOWN);
        return state();
    }

    /**
     * The state behind a byte, or behind {@link #END}.
     *
     * @throws IrregularException if there would be too many states
     */
    int step(int state, int symbol) throws IrregularException {
        int[] before = states.get(state);
        steps.take(before.length);
        clear();
        for (int place : before) {
            if (code.op(place) == Op.SET) {
                if (reach(place)) {
                    found.add(place);
                }
            } else if (satisfies(code.x(place), symbol)) {
                follow(code.y(place), symbol);
            }
        }
        if (matched || symbol == END) {
            return matched == negative ? FAILS : HOLDS;
        }
        int[] resolved = found.toArray();
        clear();
        for (int place : resolved) {
            if (sets.get(code.x(place)).contains(symbol)) {
                follow(code.y(place), UNKNOWN);
            }
        }
        return state();
    }

    /** Divides byte sets so that a state does not tell the bytes of a part from each other. */
    List<ByteSet> divide(int state, List<ByteSet> parts) throws IrregularException {
        List<ByteSet> divided = parts;
        for (int place : states.get(state)) {
            if (code.op(place) == Op.AHEAD) {
                // What it leads to reads the same byte.
                return divideByAll(parts);
            }
            divided = divide(divided, sets.get(code.x(place)));
        }
        return divided;
    }

    private List<ByteSet> divideByAll(List<ByteSet> parts) throws IrregularException {
        List<ByteSet> divided = parts;
        for (int place = 0; place < code.length(); place += Op.SIZE) {
            if (code.op(place) == Op.SET) {
                divided = divide(divided, sets.get(code.x(place)));
            } else if (code.op(place) == Op.AHEAD) {
                divided = divide(divided, sets.get(Op.lookSet(code.x(place))));
            }
        }
        return divided;
    }

    private List<ByteSet> divide(List<ByteSet> parts, ByteSet by) throws IrregularException {
        steps.take(parts.size());
        List<ByteSet> divided = new ArrayList<>();
        for (ByteSet part : parts) {
            addUnlessEmpty(divided, part.intersection(by));
            addUnlessEmpty(divided, part.intersection(by.complement()));
        }
        return divided;
    }

    private static void addUnlessEmpty(List<ByteSet> parts, ByteSet part) {
        if (part.size() > 0) {
            parts.add(part);
        }
    }

    private void clear() {
        found.clear();
        matched = false;
        round++;
    }

    /** Whether a place is reached for the first time in this round. */
    private boolean reach(int place) {
        boolean first = reached[place / Op.SIZE] != round;
        reached[place / Op.SIZE] = round;
        return first;
    }

    /** Finds what can be reached without taking a byte. */
    private void follow(int from, int ahead) throws IrregularException {
        stack.add(from);
        while (stack.size() > 0) {
            int place = stack.removeLast();
            if (reach(place)) {
                steps.take(1);
                followInstruction(place, ahead);
            }
        }
    }

    private void followInstruction(int place, int ahead) {
        int x = code.x(place);
        int y = code.y(place);
        switch (code.op(place)) {
            case Op.MATCH -> matched = true;
            case Op.SPLIT -> {
                stack.add(x);
                stack.add(y);
            }
            case Op.AHEAD -> {
                if (ahead == UNKNOWN) {
                    found.add(place);
                } else if (satisfies(x, ahead)) {
                    stack.add(y);
                }
            }
            default -> found.add(place);
        }
    }

    private boolean satisfies(int look, int symbol) {
        return symbol == END ? Op.lookEdge(look) : sets.get(Op.lookSet(look)).contains(symbol);
    }

    /** The state of the places found; the answer, if nothing that comes can change it. */
    private int state() throws IrregularException {
        if (matched || found.size() == 0) {
            return matched == negative ? FAILS : HOLDS;
        }
        int[] places = found.toArray();
        Arrays.sort(places);
        Integer known = stateOf.get(IntBuffer.wrap(places));
        if (known != null) {
            return known;
        }
        if (states.size() >= limit) {
            throw new IrregularException("look-ahead that makes the program too large", 0);
        }
        states.add(places);
        stateOf.put(IntBuffer.wrap(places), states.size() - 1);
        return states.size() - 1;
    }
}
