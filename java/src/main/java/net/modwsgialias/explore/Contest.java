package net.modwsgialias.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.Stepper;
import net.modwsgialias.dfa.Threads;
import net.modwsgialias.dfa.Union;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.SetPool;

/**
 * Looks for subjects that one pattern of an ordered list matches and an earlier one takes. The search walks the
 * automaton of that pattern and the automaton of all at once. What of the latter belongs to the pattern itself or to
 * those behind it is left out, so where the two part there is soon nothing left; and beginnings that thousands of
 * patterns share are one place. Pairs of states at which at most one earlier pattern is left go first: they are the
 * shortest way to one that takes a subject. For one thread.
 */
public final class Contest {

    /**
     * A subject that is taken.
     *
     * @param taker the pattern that takes it
     */
    public record Taken(int taker, byte[] subject) {
    }

    private final Union union;
    private final Stepper all;
    private final ByteClasses classes;
    private final Spelling spelling;
    private final boolean merged;

    private Automaton own;
    private int pattern;
    private int stepsLeft;
    private final Set<Integer> takers = new HashSet<>();
    private final Set<Key> seen = new HashSet<>();
    private final Deque<Pair> queue = new ArrayDeque<>();
    /** Of those pairs at which no or one earlier pattern is left. */
    private final Deque<Pair> narrow = new ArrayDeque<>();

    /**
     * @param all the patterns; nothing is added to it afterwards
     * @param sets that it was built with
     * @param merged whether only subjects count that never have two slashes in a row
     */
    public Contest(UnionBuilder all, SetPool sets, boolean merged) {
        this.union = all.build();
        this.classes = new ByteClasses(sets);
        this.all = new Stepper(union, classes);
        this.spelling = new Spelling(classes);
        this.merged = merged;
    }

    /**
     * Searches, for subjects that begin with a slash.
     *
     * @param builder has the pattern alone, built with the same pool of sets
     * @param pattern its number among all
     * @param most how many takers are wanted
     * @param steps bounds the search: that many times a pair of states is taken over a byte
     * @return a subject for each taker that was found
     */
    public List<Taken> find(UnionBuilder builder, int pattern, int most, int steps) {
        this.own = new Automaton(builder.build(), classes);
        this.pattern = pattern;
        this.stepsLeft = steps;
        takers.clear();
        seen.clear();
        queue.clear();
        narrow.clear();
        List<Taken> found = new ArrayList<>();
        Threads threads = new Threads();
        all.begin(Automaton.LIST, pattern, threads);
        add(new Pair(Trail.BEGIN, own.start(), threads, pattern), classes.classOf()['/'], '/');
        while (found.size() < most && stepsLeft > 0 && !(narrow.isEmpty() && queue.isEmpty())) {
            Pair pair = narrow.isEmpty() ? queue.removeFirst() : narrow.removeFirst();
            int taker = takerAtEnd(pair);
            if (taker < pattern && takers.add(taker)) {
                found.add(new Taken(taker, pair.trail.bytes()));
            }
            for (int symbol = 0; symbol < classes.count() && !pair.isPointless(); symbol++) {
                int value = spelling.first(symbol);
                if (value >= 0 && !(merged && value == '/' && pair.trail.value() == '/')) {
                    add(pair, symbol, value);
                }
            }
        }
        return found;
    }

    /** Who takes the subject if it ends here; the pattern itself if nobody does, or if it does not match. */
    private int takerAtEnd(Pair pair) {
        return own.matchesAtEnd(pair.side) ? all.step(pair.threads, classes.count(), pair.taker, new Threads())
                : pattern;
    }

    private void add(Pair from, int symbol, int value) {
        stepsLeft--;
        Automaton.Side side = own.over(from.side, symbol);
        if (side.isDead()) {
            return;
        }
        Threads threads = new Threads();
        int taker = all.step(from.threads, symbol, from.taker, threads);
        threads.places.sort();
        Pair pair = new Pair(from.trail.then(value), side, threads, taker);
        if (!pair.isPointless() && seen.add(pair.key())) {
            (isNarrow(threads) ? narrow : queue).addLast(pair);
        }
    }

    private boolean isNarrow(Threads threads) {
        boolean narrow = !threads.isRestarting();
        for (int i = 0; i < threads.places.size() && narrow; i++) {
            int only = union.onlyOf(threads.places.get(i));
            narrow = only >= 0 && only == union.onlyOf(threads.places.get(0));
        }
        return narrow;
    }

    /** A state of the search, and how it was reached. */
    private final class Pair {

        private final Trail trail;
        private final Automaton.Side side;
        /** Of patterns before the taker. */
        private final Threads threads;
        /** Who takes the subject however it goes on, if no earlier one does; the pattern itself if nobody. */
        private final int taker;

        Pair(Trail trail, Automaton.Side side, Threads threads, int taker) {
            this.trail = trail;
            this.side = side;
            this.threads = threads;
            this.taker = taker;
        }

        /** Whether no new taker can be found from here. */
        boolean isPointless() {
            return threads.isDead() && (taker == pattern || takers.contains(taker));
        }

        Key key() {
            IntList ints = new IntList();
            ints.add(trail.value() == '/' ? 1 : 0);
            ints.add(taker);
            side.append(ints);
            threads.append(ints);
            return new Key(ints.toArray());
        }
    }
}
