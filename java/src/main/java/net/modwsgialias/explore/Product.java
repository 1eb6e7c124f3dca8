package net.modwsgialias.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.IntList;

/**
 * Looks for a subject that a union of patterns matches and another does not. The search walks both automata at once,
 * over pairs of states, the nearest to the beginning first; so what it finds is as short as can be, and where it has
 * been everywhere without finding anything, there is none.
 *
 * <p>A match that ends at offset 0 is none, here as everywhere. For one search, by one thread.
 */
public final class Product {

    /** How a search ended. */
    public enum Answer {
        /** There is a subject; it is the example. */
        FOUND,
        /** There is none. */
        NONE,
        /** The bound was reached before the end. */
        UNDECIDED
    }

    /**
     * What a search found.
     *
     * @param example the subject if there is one, else null
     */
    public record Result(Answer answer, byte[] example) {
    }

    private static final Result NONE = new Result(Answer.NONE, null);
    private static final Result UNDECIDED = new Result(Answer.UNDECIDED, null);

    private final Automaton wanted;
    private final Automaton other;
    private final boolean merged;
    private final ByteClasses classes;
    private final Spelling spelling;
    private final Set<Key> seen = new HashSet<>();
    private final Deque<Pair> queue = new ArrayDeque<>();

    private Product(UnionBuilder wanted, UnionBuilder other, boolean merged, ByteClasses classes) {
        this.wanted = new Automaton(wanted.build(), classes);
        this.other = new Automaton(other.build(), classes);
        this.merged = merged;
        this.classes = classes;
        spelling = new Spelling(classes);
    }

    /**
     * Searches for a subject.
     *
     * @param wanted patterns of which one at least matches it; nothing is added to it afterwards
     * @param other patterns of which none matches it
     * @param merged whether only subjects count that never have two slashes in a row
     * @param classes of the pool of sets that both were built with
     * @param first the byte that it begins with
     * @param steps bounds the search: that many times a pair of states is taken over a byte
     */
    public static Result find(UnionBuilder wanted, UnionBuilder other, boolean merged, ByteClasses classes, int first,
            int steps) {
        return new Product(wanted, other, merged, classes).search(first, steps);
    }

    private Result search(int first, int steps) {
        Pair start = new Pair(Trail.BEGIN, wanted.start(), other.start());
        add(start.over(classes.classOf()[first], first));
        int left = steps;
        while (!queue.isEmpty()) {
            Pair pair = queue.removeFirst();
            if (pair.isFound()) {
                return new Result(Answer.FOUND, pair.trail.bytes());
            }
            for (int symbol = 0; symbol < classes.count(); symbol++) {
                int value = spelling.first(symbol);
                boolean again = merged && value == '/' && pair.trail.value() == '/';
                if (value >= 0 && !again) {
                    if (--left < 0) {
                        return UNDECIDED;
                    }
                    add(pair.over(symbol, value));
                }
            }
        }
        return NONE;
    }

    private void add(Pair pair) {
        if (!pair.isHopeless() && seen.add(pair.key())) {
            queue.addLast(pair);
        }
    }

    /** A state of the search, and how it was reached. */
    private final class Pair {

        private final Trail trail;
        private final Automaton.Side own;
        private final Automaton.Side against;

        Pair(Trail trail, Automaton.Side own, Automaton.Side against) {
            this.trail = trail;
            this.own = own;
            this.against = against;
        }

        Pair over(int symbol, int byteValue) {
            return new Pair(trail.then(byteValue), wanted.over(own, symbol), other.over(against, symbol));
        }

        boolean isHopeless() {
            return own.isDead() || against.matched();
        }

        /** Whether the subject may end here. */
        boolean isFound() {
            return wanted.matchesAtEnd(own) && !other.matchesAtEnd(against);
        }

        Key key() {
            IntList ints = new IntList();
            ints.add(trail.value() == '/' ? 1 : 0);
            own.append(ints);
            against.append(ints);
            return new Key(ints.toArray());
        }
    }
}
