package net.modwsgialias.dfa;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.modwsgialias.nfa.IntList;

/**
 * The threads with which floating patterns begin at a place of the subject, which can depend on the byte before. Found
 * by the stepper that needs them, when it first does: of thousands of lists of patterns most are never searched. For one
 * thread.
 */
final class Restarts {

    /** How many lists' are kept. */
    private static final int MOST_GROUPS = 1024;

    private final Union union;
    private final int contexts;
    private final Stepper stepper;
    private final Map<Integer, Group> groups = new HashMap<>();
    /** The one that was asked for last; a search asks for no other. */
    private Group recent;

    /** The floating patterns of a list, and of the one that follows it. */
    private final class Group {

        private final int list;
        /** The lowest of them. */
        private final int lowest;
        /** The only one, or -1. */
        private final int only;
        private final IntList[] places = new IntList[contexts];
        /** The lowest pattern that matches at once. */
        private final int[] matches = new int[contexts];
        private final boolean[] pending = new boolean[contexts];
        /** By class of the byte before, the last for the beginning of the subject: the first class with the same. */
        private final int[] sameAs = new int[contexts];

        Group(int list) {
            this.list = list;
            int own = union.floatingRoot(list);
            int following = list == union.last() ? Union.NONE : union.floatingRoot(union.last());
            lowest = union.ownerOf(own);
            only = following == Union.NONE ? union.onlyOf(own) : -1;
            boolean sensitive = union.looksBehind(list) || union.looksBehind(union.last());
            for (int context = 0; context < contexts && (sensitive || context == 0); context++) {
                fill(context);
            }
        }

        private void fill(int context) {
            IntList list = new IntList();
            matches[context] = stepper.restart(this.list, context == contexts - 1 ? Threads.BEGIN : context, list);
            places[context] = list;
            for (int i = 0; i < list.size(); i++) {
                pending[context] |= union.isPending(list.get(i));
            }
            int same = 0;
            while (!isSame(same, context)) {
                same++;
            }
            sameAs[context] = same;
        }

        private boolean isSame(int one, int other) {
            return matches[one] == matches[other]
                    && Arrays.equals(places[one].toArray(), places[other].toArray());
        }
    }

    /** @param stepper of the same union */
    Restarts(Union union, ByteClasses classes, Stepper stepper) {
        this.union = union;
        this.contexts = classes.count() + 1;
        this.stepper = stepper;
    }

    private Group group(int list) {
        if (recent == null || recent.list != list) {
            recent = groups.get(list);
            if (recent == null) {
                if (groups.size() == MOST_GROUPS) {
                    groups.clear();
                }
                recent = new Group(list);
                groups.put(list, recent);
            }
        }
        return recent;
    }

    private Group groupOf(int restart) {
        return group(restart / contexts);
    }

    /** @param restart as {@link #atBegin} or {@link #after} gave it, of any stepper of the same union */
    IntList list(int restart) {
        return groupOf(restart).places[restart % contexts];
    }

    /** The lowest pattern that matches the empty string there, or {@link Stepper#NO_MATCH}. */
    int match(int restart) {
        return restart == Threads.NO_RESTART ? Stepper.NO_MATCH : groupOf(restart).matches[restart % contexts];
    }

    /** Whether there are conditions on the byte to come. */
    boolean isPending(int restart) {
        return groupOf(restart).pending[restart % contexts];
    }

    /** The one pattern that begins anew, or -1. */
    int only(int restart) {
        return groupOf(restart).only;
    }

    /** What is alive at the beginning of the subject when pattern {@code match} is known to match. */
    int atBegin(int list, int match) {
        int floats = union.floatingRoot(list) == Union.NONE ? union.last() : list;
        return union.floatingRoot(floats) == Union.NONE ? Threads.NO_RESTART : of(floats, Threads.BEGIN, match);
    }

    /**
     * What is alive behind a byte of the class {@code before} when pattern {@code match} is known to match: nothing when
     * no floating pattern stands before that one. To begin fewer of them would make states of their own for each pattern
     * that can match; so either all begin or none.
     */
    int after(int restart, int before, int match) {
        return restart == Threads.NO_RESTART ? restart : of(restart / contexts, before, match);
    }

    private int of(int list, int before, int match) {
        Group group = group(list);
        int context = before == Threads.BEGIN ? contexts - 1 : before;
        return group.lowest >= match ? Threads.NO_RESTART : list * contexts + group.sameAs[context];
    }
}
