package net.modwsgialias.dfa;

import java.util.Arrays;
import net.modwsgialias.nfa.Op;

/**
 * The threads with which floating patterns begin at a place of the subject, which can depend on the byte before.
 * Immutable.
 */
final class Restarts {

    private final Union union;
    private final IntList[] lists;
    /** The lowest pattern that matches at once, by list. */
    private final int[] matches;
    private final boolean[] pending;
    /** By class of the byte before; the last is for the beginning of the subject. */
    private final int[] listOf;

    Restarts(Union union, ByteClasses classes) {
        this.union = union;
        Stepper stepper = new Stepper(union, classes, null);
        int contexts = classes.count() + 1;
        this.lists = new IntList[contexts];
        this.matches = new int[contexts];
        this.pending = new boolean[contexts];
        this.listOf = new int[contexts];
        int known = 0;
        boolean sensitive = union.looksBehind();
        for (int context = 0; context < contexts; context++) {
            if (context > 0 && !sensitive) {
                continue;
            }
            int before = context == classes.count() ? Threads.BEGIN : context;
            IntList list = new IntList();
            int match = union.floating.length == 0 ? Stepper.NO_MATCH : stepper.begin(before, list);
            listOf[context] = find(list, match, known);
            if (listOf[context] == known) {
                lists[known] = list;
                matches[known] = match;
                pending[known] = hasPending(list);
                known++;
            }
        }
    }

    private int find(IntList list, int match, int known) {
        int index = 0;
        while (index < known && !(matches[index] == match
                && Arrays.equals(lists[index].toArray(), list.toArray()))) {
            index++;
        }
        return index;
    }

    private boolean hasPending(IntList list) {
        for (int i = 0; i < list.size(); i++) {
            if (union.code[list.get(i)] == Op.AHEAD) {
                return true;
            }
        }
        return false;
    }

    /** The number of the list behind a byte of the class {@code before}, or at {@link Threads#BEGIN}. */
    int after(int before) {
        return listOf[before == Threads.BEGIN ? listOf.length - 1 : before];
    }

    IntList list(int number) {
        return lists[number];
    }

    /** The lowest pattern that matches the empty string there, or {@link Stepper#NO_MATCH}. */
    int match(int number) {
        return matches[number];
    }

    /** Whether the list has conditions on the byte to come. */
    boolean isPending(int number) {
        return pending[number];
    }

    /**
     * The highest limit that allows the same floating patterns to begin anew as {@code limit} does; 0 if none may.
     */
    int canonicalLimit(int limit) {
        int index = Arrays.binarySearch(union.floating, limit);
        int below = index < 0 ? ~index : index;
        return below == 0 ? 0 : union.floating[below - 1] + 1;
    }
}
