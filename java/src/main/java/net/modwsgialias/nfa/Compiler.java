package net.modwsgialias.nfa;

import java.util.List;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.Steps;

/**
 * Tree to instructions, written from the end of the pattern to its beginning: each part is given the place to go
 * on to, and gives its own.
 *
 * <p>A part is given two places to go on to: one for having taken nothing, one for having taken something. They
 * differ only within a repeat whose body can be empty. PCRE2 ends such a repeat after a round that took nothing,
 * and otherwise tries another; so the body is written in two copies, one for a round that has taken nothing yet.
 * With that, what happens next depends on the place in the program and in the subject alone, never on where a
 * round began, and machines that visit each pair of places once find what a backtracker finds.
 */
public final class Compiler {

    /** Bounds the steps by the instructions; patterns that are not made for it take fewer than 20. */
    private static final int STEPS_PER_INSTRUCTION = 500;

    private final Code code;
    private final SetPool sets;
    private final int highestGroup;
    private final int limit;
    private final int match;
    private final int begin;
    private final int instructions;
    private final Steps steps;
    /** Null as long as there is none, which is so in most patterns. */
    private LookAheads lookAheads;

    /**
     * @param groups how many groups are noted; -1 for a program that only decides
     * @param match the place to go on to behind the pattern
     * @param instructions how many instructions the pattern's own code may take
     */
    private Compiler(Code code, SetPool sets, int groups, int match, int instructions, Steps steps) {
        this.code = code;
        this.sets = sets;
        this.highestGroup = groups;
        this.match = match;
        this.begin = code.length();
        this.limit = begin + instructions * Op.SIZE;
        this.instructions = instructions;
        this.steps = steps;
    }

    /**
     * The program of a pattern with its groups.
     *
     * @param code where to write; emptied before
     * @param groups the number of the highest group to note
     * @param instructions how many instructions the program may have
     * @throws IrregularException if it would have more
     */
    public static Program compile(Node root, int groups, Code code, SetPool sets, int instructions)
            throws IrregularException {
        code.truncate(0);
        int match = code.emit(Op.MATCH, 0, 0);
        Compiler compiler = new Compiler(code, sets, groups, match, instructions, newSteps(instructions));
        int end = code.emit(Op.SAVE, Program.MATCH_END, match);
        boolean anchored = Anchors.atBegin(root);
        int start = compiler.pattern(root, end, anchored);
        return new Program(code.toArray(), start, 2 * (groups + 1), anchored);
    }

    /**
     * Appends code for a tree that only decides whether it matches.
     *
     * @param match the place to go on to behind it
     * @param instructions how many instructions it may take
     * @return the place to begin at
     * @throws IrregularException if it would take more
     */
    public static int append(Node root, int match, Code code, SetPool sets, int instructions)
            throws IrregularException {
        return append(root, match, code, sets, instructions, newSteps(instructions));
    }

    /** The same with steps that others take of too. */
    static int append(Node root, int match, Code code, SetPool sets, int instructions, Steps steps)
            throws IrregularException {
        return new Compiler(code, sets, -1, match, instructions, steps).pattern(root, match, false);
    }

    private static Steps newSteps(int instructions) {
        return new Steps((long) STEPS_PER_INSTRUCTION * instructions);
    }

    private int pattern(Node root, int behind, boolean anchored) throws IrregularException {
        int start = withoutDeadEnds(node(root, behind, behind), anchored);
        if (lookAheads == null) {
            return start;
        }
        return withoutDeadEnds(lookAheads.rewrite(code, begin, start, match), anchored);
    }

    private int withoutDeadEnds(int start, boolean anchored) throws IrregularException {
        return DeadEnds.remove(code, begin, start, anchored, match, sets, steps);
    }

    private int emit(int op, int x, int y) throws IrregularException {
        if (code.length() >= limit) {
            throw new IrregularException("repeats that make the program too large", 0);
        }
        return code.emit(op, x, y);
    }

    /**
     * Writes a part.
     *
     * @param empty the place to go on to if the part has taken nothing
     * @param taken the place to go on to if it has taken something
     */
    private int node(Node node, int empty, int taken) throws IrregularException {
        // Not all parts write instructions, whose number is bounded.
        steps.take(1);
        if (node instanceof Node.Bytes bytes) {
            return emit(Op.SET, sets.id(bytes.set()), taken);
        } else if (node instanceof Node.Look look) {
            return emit(look.ahead() ? Op.AHEAD : Op.BEHIND, Op.look(sets.id(look.set()), look.edge()), empty);
        } else if (node instanceof Node.Concat concat) {
            return concat(concat.items(), empty, taken);
        } else if (node instanceof Node.Alternation alternation) {
            return alternation(alternation.branches(), empty, taken);
        } else if (node instanceof Node.Capture capture) {
            return capture(capture, empty, taken);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.max() == Node.Repeat.UNBOUNDED
                    ? unbounded(repeat, empty, taken)
                    : bounded(repeat, empty, taken);
        } else if (node instanceof Node.Atomic atomic) {
            return node(atomic.body(), empty, taken);
        } else if (node instanceof Node.Ahead ahead) {
            return lookAhead(ahead, empty);
        }
        return tail((Node.Tail) node);
    }

    private int concat(List<Node> items, int empty, int taken) throws IrregularException {
        int onEmpty = empty;
        int onTaken = taken;
        for (int i = items.size() - 1; i >= 0; i--) {
            Node item = items.get(i);
            boolean same = onEmpty == onTaken;
            int entry = node(item, onEmpty, onTaken);
            // Nothing has been taken before the first item, so it needs no copy for that.
            onTaken = same || i == 0 ? entry : node(item, onTaken, onTaken);
            onEmpty = entry;
        }
        return onEmpty;
    }

    private int alternation(List<Node> branches, int empty, int taken) throws IrregularException {
        int entry = node(branches.get(branches.size() - 1), empty, taken);
        for (int i = branches.size() - 2; i >= 0; i--) {
            entry = emit(Op.SPLIT, node(branches.get(i), empty, taken), entry);
        }
        return entry;
    }

    private int capture(Node.Capture capture, int empty, int taken) throws IrregularException {
        int group = capture.group();
        if (group > highestGroup) {
            return node(capture.body(), empty, taken);
        }
        int onTaken = emit(Op.SAVE, 2 * group + 1, taken);
        int onEmpty = empty == taken ? onTaken : emit(Op.SAVE, 2 * group + 1, empty);
        return emit(Op.SAVE, 2 * group, node(capture.body(), onEmpty, onTaken));
    }

    private int unbounded(Node.Repeat repeat, int empty, int taken) throws IrregularException {
        Node body = repeat.body();
        boolean nullable = body.isNullable();
        int head = emit(Op.SPLIT, 0, 0);
        int round = node(body, nullable ? taken : head, head);
        patchChoice(repeat, head, round, taken);
        int onTaken = repeat.min() == 0 ? head : round;
        int onEmpty = onTaken;
        if (empty != taken) {
            int firstRound = nullable ? node(body, empty, head) : round;
            onEmpty = repeat.min() == 0 ? choice(repeat, firstRound, empty) : firstRound;
        }
        return copies(body, repeat.min() - 1, onEmpty, onTaken);
    }

    private int bounded(Node.Repeat repeat, int empty, int taken) throws IrregularException {
        int onEmpty = empty;
        int onTaken = taken;
        for (int i = repeat.min(); i < repeat.max(); i++) {
            boolean same = onEmpty == onTaken;
            int entry = choice(repeat, node(repeat.body(), onEmpty, onTaken), empty);
            onTaken = same ? entry : choice(repeat, node(repeat.body(), onTaken, onTaken), taken);
            onEmpty = entry;
        }
        return copies(repeat.body(), repeat.min(), onEmpty, onTaken);
    }

    private int copies(Node body, int count, int empty, int taken) throws IrregularException {
        int onEmpty = empty;
        int onTaken = taken;
        for (int i = 0; i < count; i++) {
            boolean same = onEmpty == onTaken;
            int entry = node(body, onEmpty, onTaken);
            onTaken = same ? entry : node(body, onTaken, onTaken);
            onEmpty = entry;
        }
        return onEmpty;
    }

    private int choice(Node.Repeat repeat, int round, int exit) throws IrregularException {
        int place = emit(Op.SPLIT, 0, 0);
        patchChoice(repeat, place, round, exit);
        return place;
    }

    private void patchChoice(Node.Repeat repeat, int place, int round, int exit) {
        boolean lazy = repeat.greed() == Node.Greed.LAZY;
        code.patch(place, lazy ? exit : round, lazy ? round : exit);
    }

    private int lookAhead(Node.Ahead ahead, int empty) throws IrregularException {
        if (lookAheads == null) {
            lookAheads = new LookAheads(sets, instructions, steps);
        }
        return emit(Op.LOOK_AHEAD, lookAheads.number(ahead), empty);
    }

    /** The match ends where its tail begins. */
    private int tail(Node.Tail tail) throws IrregularException {
        int body = node(tail.body(), match, match);
        return highestGroup < 0 ? body : emit(Op.SAVE, Program.MATCH_END, body);
    }
}
