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

    /** {@link #after} and {@link #atBegin}: no pattern of the list begins anew. */
    static final int NONE = -1;

    /** How many lists' are kept. */
    private static final int MOST_GROUPS = 1024;

    private final Union union;
    private final int contexts;
    private final Stepper stepper;
    private final Map<Integer, Group> groups = new HashMap<>();
    /** The one that was asked for last; a search asks for no other. */
    private Group recent;

    /** The floating patterns of a list. */
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
            lowest = union.ownerOf(union.floatingRoot(list));
            only = union.onlyOf(union.floatingRoot(list));
            boolean sensitive = union.looksBehind(list);
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
                recent = new Group(list);
                groups.put(list, recent);
            }
        }
        return recent;
    }

    /**
     * Before a step: finds what it will ask for. To find it is a round of its own, which must not come within another.
     *
     * @param restarts any
     */
    void find(IntList restarts) {
        if (groups.size() > MOST_GROUPS) {
            groups.clear();
            recent = null;
        }
        for (int i = 0; i < restarts.size(); i++) {
            groupOf(restarts.get(i));
        }
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
        return restart == NONE ? Stepper.NO_MATCH : groupOf(restart).matches[restart % contexts];
    }

    /** Whether there are conditions on the byte to come. */
    boolean isPending(int restart) {
        return groupOf(restart).pending[restart % contexts];
    }

    /** The one pattern that begins anew, or -1. */
    int only(int restart) {
        return groupOf(restart).only;
    }

    /** What of a list is alive at the beginning of the subject when pattern {@code match} is known to match. */
    int atBegin(int list, int match) {
        return union.floatingRoot(list) == Union.NONE ? NONE : of(list, Threads.BEGIN, match);
    }

    /**
     * What is alive behind a byte of the class {@code before} when pattern {@code match} is known to match: nothing when
     * no floating pattern of the list stands before that one. To begin fewer of them would make states of their own for
     * each pattern that can match; so either all begin or none.
     */
    int after(int restart, int before, int match) {
        return restart == NONE ? restart : of(restart / contexts, before, match);
    }

    private int of(int list, int before, int match) {
        Group group = group(list);
        int context = before == Threads.BEGIN ? contexts - 1 : before;
        return group.lowest >= match || stepper.isRemoved(group.only) ? NONE : list * contexts + group.sameAs[context];
    }
}
