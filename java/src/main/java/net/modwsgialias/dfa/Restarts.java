package net.modwsgialias.dfa;

import java.util.Arrays;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;

/**
 * The threads with which floating patterns begin at a place of the subject, which can depend on the byte before.
 * Immutable.
 */
public final class Restarts {

    /** The patterns that begin anew, ascending. */
    private final int[] floating;
    private final IntList[] lists;
    /** The lowest pattern that matches at once, by list. */
    private final int[] matches;
    private final boolean[] pending;
    /** By class of the byte before; the last is for the beginning of the subject. */
    private final int[] listOf;

    /** Finds the lists of a union, one for each class of the byte before. */
    public Restarts(Union union, ByteClasses classes) {
        Stepper stepper = new Stepper(union, classes, null);
        int contexts = classes.count() + 1;
        this.floating = union.floating;
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
            int match = floating.length == 0 ? Stepper.NO_MATCH : stepper.begin(before, list);
            listOf[context] = find(list, match, known);
            if (listOf[context] == known) {
                lists[known] = list;
                matches[known] = match;
                pending[known] = hasPending(union, list);
                known++;
            }
        }
    }

    private Restarts(Union union, IntList[] lists, int[] matches, boolean[] pending, int[] listOf) {
        this.floating = union.floating;
        this.lists = lists;
        this.matches = matches;
        this.pending = pending;
        this.listOf = listOf;
    }

    void write(BlockWriter out) {
        for (IntList list : lists) {
            out.putInts(list == null ? new int[0] : list.toArray());
        }
        out.putInts(matches);
        out.putBooleans(pending);
        out.putInts(listOf);
    }

    static Restarts read(BlockReader in, Union union, ByteClasses classes) throws BlockException {
        IntList[] lists = new IntList[classes.count() + 1];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = IntList.of(in.getInts());
        }
        return new Restarts(union, lists, in.getInts(), in.getBooleans(), in.getInts());
    }

    private int find(IntList list, int match, int known) {
        int index = 0;
        while (index < known && !(matches[index] == match
                && Arrays.equals(lists[index].toArray(), list.toArray()))) {
            index++;
        }
        return index;
    }

    private static boolean hasPending(Union union, IntList list) {
        for (int i = 0; i < list.size(); i++) {
            if (union.code[list.get(i)] == Op.AHEAD) {
                return true;
            }
        }
        return false;
    }

    IntList list(int number) {
        return lists[number];
    }

    /** The lowest pattern that matches the empty string there, or {@link Stepper#NO_MATCH}. */
    int match(int number) {
        return number == Threads.NO_RESTART ? Stepper.NO_MATCH : matches[number];
    }

    /** Whether the list has conditions on the byte to come. */
    boolean isPending(int number) {
        return pending[number];
    }

    /**
     * The list that is alive behind a byte of the class {@code before} when pattern {@code match} is known to match:
     * none when no floating pattern stands before that one. To begin fewer of them would make states of their own
     * for each pattern that can match; so either all begin or none.
     */
    int after(int before, int match) {
        boolean pointless = floating.length == 0 || floating[0] >= match;
        return pointless ? Threads.NO_RESTART : listOf[before == Threads.BEGIN ? listOf.length - 1 : before];
    }
}
