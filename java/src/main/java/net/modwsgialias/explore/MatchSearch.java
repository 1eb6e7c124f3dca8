package net.modwsgialias.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;

/**
 * Looks for subjects by what one pattern's match is like there: where it ends, what its groups have taken.
 *
 * <p>The search goes through the lists of threads that the Pike machine can be in, the nearest to the beginning first.
 * Beside its place, a thread has a number, which a {@link Watch} makes of what the thread has been through. As the
 * lists are in the order in which a backtracker would try, the thread that matches is the one that the engine reports.
 * A watch with few numbers has few lists; where the search has been everywhere, there is no other subject.
 *
 * <p>A match that ends at offset 0 is none, here as everywhere. For one search, by one thread.
 */
public final class MatchSearch {

    /** Follows a thread. Numbers are its own, from 0 on; none of the methods has a state of its own. */
    public interface Watch {

        /** In place of a byte before the first. */
        int BEGIN = -1;

        /** The number of a thread that begins behind a byte, 0 to 255, or {@link #BEGIN}. */
        int begin(int before);

        /** The number behind a slot of {@link Program}; the one of the match's end comes once. */
        int save(int number, int slot);

        /** The number behind a byte, which may come behind the match's end. */
        int take(int number, int value);

        /** Whether the match of a thread with this number is looked for, if the subject ends here. */
        boolean isWanted(int number);
    }

    /**
     * What a search found.
     *
     * @param subjects that are wanted, none if there is none
     * @param whole whether the search was not cut short: what is not among them is like one of them, or not wanted
     */
    public record Result(List<byte[]> subjects, boolean whole) {
    }

    private static final int MOST_INSTRUCTIONS = 2000;
    /** How many subjects are made of one way through the lists. */
    private static final int VARIANTS = 4;
    /** In place of a symbol: not known, or of no interest. */
    private static final int UNKNOWN = -2;
    /** In place of a thread's number: there has been no match. */
    private static final int NO_MATCH = -1;
    /** In place of a thread's number: its match has ended at offset 0. */
    private static final int EMPTY_MATCH = -2;

    /** Where the parts of a state are: an array of these and of pairs, a thread's place and its number. */
    private static final int SLASH = 0;
    private static final int BEFORE = 1;
    private static final int HELD = 2;
    private static final int THREADS = 3;

    private final Program program;
    private final int[] code;
    private final Watch watch;
    private final boolean merged;
    private final ByteClasses classes;
    private final int end;
    private final Spelling spelling;
    private final Set<Key> seen = new HashSet<>();
    private final Deque<State> queue = new ArrayDeque<>();

    /** By instruction: the round in which it was reached last. */
    private final int[] reached;
    private int round;
    private final IntList stack = new IntList();
    private final IntList resolved = new IntList();
    private final IntList next = new IntList();
    private int matched;

    private MatchSearch(Program program, SetPool sets, Watch watch, boolean merged) {
        this.program = program;
        this.code = program.code();
        this.watch = watch;
        this.merged = merged;
        this.classes = new ByteClasses(sets);
        this.end = classes.count();
        this.reached = new int[program.size()];
        this.spelling = new Spelling(classes);
    }

    /**
     * Searches.
     *
     * @param root the tree of the pattern
     * @param apart bytes that the watch tells from others, beside the slash
     * @param merged whether only subjects count that never have two slashes in a row
     * @param most how many subjects are wanted: of one way through the lists, several with different bytes
     * @param steps bounds the search: that many times a list is taken over a byte
     */
    public static Result find(Node root, byte[] apart, Watch watch, boolean merged, int most, int steps) {
        SetPool sets = new SetPool();
        sets.id(ByteSet.of('/'));
        for (byte value : apart) {
            sets.id(ByteSet.of(value & 0xff));
        }
        try {
            Program program = Compiler.compile(root, 9, new Code(), sets, MOST_INSTRUCTIONS);
            return new MatchSearch(program, sets, watch, merged).search(most, steps);
        } catch (IrregularException e) {
            return new Result(List.of(), false);
        }
    }

    private Result search(int most, int steps) {
        List<byte[]> found = new ArrayList<>();
        int left = steps;
        add(over(begin(), classes.classOf()['/']));
        while (!queue.isEmpty()) {
            State state = queue.removeFirst();
            if (isWanted(state)) {
                for (int variant = 0; variant < VARIANTS && found.size() < most; variant++) {
                    found.add(subject(state, variant));
                }
                if (found.size() == most) {
                    return new Result(found, false);
                }
            }
            for (int symbol = 0; symbol < end; symbol++) {
                boolean again = merged && state.ints[SLASH] != 0 && symbol == classes.classOf()['/'];
                if (spelling.first(symbol) >= 0 && !again) {
                    if (--left < 0) {
                        return new Result(found, false);
                    }
                    add(over(state, symbol));
                }
            }
        }
        return new Result(found, true);
    }

    private void add(State state) {
        boolean hopeless = state.ints.length == THREADS
                && (state.ints[HELD] == EMPTY_MATCH || state.ints[HELD] == NO_MATCH && program.anchored());
        if (!hopeless && seen.add(new Key(state.ints))) {
            queue.addLast(state);
        }
    }

    private State begin() {
        next.clear();
        round++;
        follow(program.start(), watch.begin(Watch.BEGIN), Watch.BEGIN, UNKNOWN, next);
        return new State(Trail.BEGIN, ints(false, Watch.BEGIN, NO_MATCH));
    }

    /** Takes a list over a symbol. */
    private State over(State from, int symbol) {
        resolve(from, symbol);
        int value = spelling.first(symbol);
        next.clear();
        round++;
        for (int i = 0; i < resolved.size(); i += 2) {
            int place = resolved.get(i);
            if (classes.contains(code[place + 1], symbol)) {
                follow(code[place + 2], take(resolved.get(i + 1), value), symbol, UNKNOWN, next);
            }
        }
        int held = matched == NO_MATCH ? from.ints[HELD] : matched;
        held = held == NO_MATCH ? held : take(held, value);
        if (held == NO_MATCH && !program.anchored()) {
            follow(program.start(), watch.begin(value), symbol, UNKNOWN, next);
        }
        return new State(from.trail.then(symbol), ints(value == '/', symbol, held));
    }

    private boolean isWanted(State state) {
        resolve(state, end);
        int held = matched == NO_MATCH ? state.ints[HELD] : matched;
        return held >= 0 && watch.isWanted(held);
    }

    /** Now that the symbol is known, decides the conditions on it; a match makes all threads behind it pointless. */
    private void resolve(State state, int symbol) {
        resolved.clear();
        matched = NO_MATCH;
        round++;
        for (int i = THREADS; i < state.ints.length && matched == NO_MATCH; i += 2) {
            follow(state.ints[i], state.ints[i + 1], state.ints[BEFORE], symbol, resolved);
        }
    }

    /**
     * Lists, in order, what can be reached from a place without taking a byte.
     *
     * @param before the class of the byte before, or {@link Watch#BEGIN}
     * @param ahead the class of the byte to come, or the number of classes at the end, or {@link #UNKNOWN}: then what
     *     depends on it is listed, matches too
     */
    private void follow(int from, int number, int before, int ahead, IntList to) {
        push(from, number);
        while (stack.size() > 0) {
            int own = stack.removeLast();
            int place = stack.removeLast();
            if (reached[place / Op.SIZE] != round) {
                reached[place / Op.SIZE] = round;
                followInstruction(place, own, before, ahead, to);
            }
        }
    }

    private void followInstruction(int place, int number, int before, int ahead, IntList to) {
        int x = code[place + 1];
        int y = code[place + 2];
        switch (code[place]) {
            case Op.SPLIT -> {
                push(y, number);
                push(x, number);
            }
            case Op.SAVE -> push(y, save(number, x, before));
            case Op.BEHIND -> {
                if (before == Watch.BEGIN ? Op.lookEdge(x) : classes.contains(Op.lookSet(x), before)) {
                    push(y, number);
                }
            }
            default -> {
                if (ahead == UNKNOWN || code[place] == Op.SET) {
                    to.add(place);
                    to.add(number);
                } else if (code[place] == Op.MATCH) {
                    matched = number;
                    stack.clear();
                } else if (ahead == end ? Op.lookEdge(x) : classes.contains(Op.lookSet(x), ahead)) {
                    push(y, number);
                }
            }
        }
    }

    private void push(int place, int number) {
        stack.add(place);
        stack.add(number);
    }

    private int save(int number, int slot, int before) {
        boolean empty = slot == Program.MATCH_END && before == Watch.BEGIN;
        return number == EMPTY_MATCH || empty ? EMPTY_MATCH : watch.save(number, slot);
    }

    private int take(int number, int value) {
        return number == EMPTY_MATCH ? number : watch.take(number, value);
    }

    private int[] ints(boolean slash, int before, int held) {
        int[] ints = new int[THREADS + next.size()];
        boolean pending = false;
        for (int i = 0; i < next.size(); i++) {
            ints[THREADS + i] = next.get(i);
            pending |= i % 2 == 0 && code[next.get(i)] == Op.AHEAD;
        }
        ints[SLASH] = slash ? 1 : 0;
        // Of interest only where a condition on the byte to come may lead to one on the byte before.
        ints[BEFORE] = pending ? before : UNKNOWN;
        ints[HELD] = held;
        return ints;
    }

    /** A subject that leads to the state; the variants differ where any byte of a class will do. */
    private byte[] subject(State state, int variant) {
        int[] symbols = state.trail.values();
        byte[] subject = new byte[symbols.length];
        for (int i = 0; i < subject.length; i++) {
            subject[i] = spelling.get(symbols[i], variant * 7 + Math.max(0, i - 1));
        }
        return subject;
    }

    /** A list of threads, and the way to it, in symbols. */
    private record State(Trail trail, int[] ints) {
    }
}
