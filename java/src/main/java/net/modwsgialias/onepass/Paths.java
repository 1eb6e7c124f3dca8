package net.modwsgialias.onepass;

import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.First;

/** What can be said about the ways on from a place in a program. For one thread. */
final class Paths {

    /** Bounds the search for an answer; beyond it, the answer is the cautious one. */
    private static final int MOST_STEPS = 256;

    private final int[] code;
    private final SetPool sets;
    private int steps;

    Paths(int[] code, SetPool sets) {
        this.code = code;
        this.sets = sets;
    }

    /** What may come next at a place, on any way to a match. */
    First first(int place) {
        steps = MOST_STEPS;
        return firstOf(place);
    }

    private First firstOf(int place) {
        if (--steps <= 0) {
            return First.ANY;
        }
        int x = code[place + 1];
        int y = code[place + 2];
        return switch (code[place]) {
            case Op.MATCH -> First.ANY;
            case Op.SET -> new First(sets.get(x), false);
            case Op.SPLIT -> firstOf(x).union(firstOf(y));
            case Op.AHEAD -> firstOf(y).intersection(new First(sets.get(Op.lookSet(x)), Op.lookEdge(x)));
            default -> firstOf(y);
        };
    }

    /** Whether a match is certain from here, whatever the subject. */
    boolean alwaysMatches(int place) {
        steps = MOST_STEPS;
        return isCertain(place);
    }

    private boolean isCertain(int place) {
        return --steps > 0 && switch (code[place]) {
            case Op.MATCH -> true;
            case Op.SAVE -> isCertain(code[place + 2]);
            case Op.SPLIT -> isCertain(code[place + 1]) || isCertain(code[place + 2]);
            default -> false;
        };
    }

    /** Whether a match is certain from here once the first byte has been taken. */
    boolean matchesOnceBegun(int place) {
        steps = MOST_STEPS;
        return isCertainOnceBegun(place);
    }

    private boolean isCertainOnceBegun(int place) {
        return --steps > 0 && switch (code[place]) {
            case Op.SET -> isCertain(code[place + 2]);
            case Op.SAVE -> isCertainOnceBegun(code[place + 2]);
            case Op.SPLIT -> isCertainOnceBegun(code[place + 1]) && isCertainOnceBegun(code[place + 2]);
            default -> false;
        };
    }

    /** Whether the place is the body of a repeat of one set whose choice is at {@code choice}. */
    boolean isRound(int place, int choice) {
        return code[place] == Op.SET && code[place + 2] == choice;
    }

    /** How many bytes must come from here if they are always as many, up to the end of the subject; or -1. */
    int fixedTail(int place) {
        int count = 0;
        int at = place;
        for (int step = 0; step < MOST_STEPS; step++) {
            switch (code[at]) {
                case Op.SET -> count++;
                case Op.SAVE -> { }
                case Op.AHEAD -> {
                    ByteSet set = sets.get(Op.lookSet(code[at + 1]));
                    return Op.lookEdge(code[at + 1]) && set.equals(ByteSet.NONE) ? count : -1;
                }
                default -> {
                    return -1;
                }
            }
            at = code[at + 2];
        }
        return -1;
    }
}
