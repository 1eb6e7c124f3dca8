package net.modwsgialias.explore;

import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.Stepper;
import net.modwsgialias.dfa.Threads;
import net.modwsgialias.dfa.Union;
import net.modwsgialias.nfa.IntList;

/** Whether a union of patterns matches, state by state: for searches that go through its states. For one thread. */
final class Automaton {

    /** The only list of a union of this package. */
    static final int[] LIST = {0};

    private final Stepper stepper;
    private final int end;
    private final Threads to = new Threads();

    Automaton(Union union, ByteClasses classes) {
        stepper = new Stepper(union, classes);
        end = classes.count();
    }

    Side start() {
        Threads threads = new Threads();
        stepper.begin(LIST, Stepper.NO_MATCH, threads);
        return new Side(threads, false);
    }

    Side over(Side from, int symbol) {
        if (from.matched) {
            return from;
        }
        boolean matched = stepper.step(from.threads, symbol, to) != Stepper.NO_MATCH;
        Threads threads = new Threads();
        if (!matched) {
            threads.copyFrom(to);
            threads.places.sort();
        }
        return new Side(threads, matched);
    }

    boolean matchesAtEnd(Side side) {
        return over(side, end).matched;
    }

    /** Where the automaton is; that it has matched is all that matters once it has. */
    record Side(Threads threads, boolean matched) {

        boolean isDead() {
            return !matched && threads.isDead();
        }

        /** Adds the numbers that tell it from any other. */
        void append(IntList ints) {
            ints.add(matched ? 1 : 0);
            threads.append(ints);
        }
    }
}
