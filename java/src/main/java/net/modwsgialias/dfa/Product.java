package net.modwsgialias.dfa;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks for a subject by what two unions of patterns say to it: that the first matches it and the second does not, or
 * that both do. The search walks both automata at once, over pairs of states, the nearest to the beginning first; so
 * what it finds is as short as can be, and where it has been everywhere without finding anything, there is none.
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
    /** Bytes from which an example is made, the most readable first. */
    private static final String READABLE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~";

    private final Automaton wanted;
    private final Automaton other;
    private final boolean both;
    private final boolean merged;
    private final ByteClasses classes;
    /** By class: a byte of it, the most readable one; -1 for the class of NUL alone, which no URL has. */
    private final int[] byteOf;
    private final Set<Key> seen = new HashSet<>();
    private final Deque<Pair> queue = new ArrayDeque<>();

    private Product(UnionBuilder wanted, UnionBuilder other, boolean both, boolean merged,
            ByteClasses classes) {
        this.wanted = new Automaton(wanted.build(), classes);
        this.other = new Automaton(other.build(), classes);
        this.both = both;
        this.merged = merged;
        this.classes = classes;
        byteOf = readableBytes(classes);
    }

    /**
     * Searches for a subject.
     *
     * @param wanted patterns of which one at least matches it; nothing is added to it afterwards
     * @param other patterns of which none matches it, or one at least if {@code both}
     * @param merged whether only subjects count that never have two slashes in a row
     * @param classes of the pool of sets that both were built with
     * @param first the byte that it begins with
     * @param steps bounds the search: that many times a pair of states is taken over a byte
     */
    public static Result find(UnionBuilder wanted, UnionBuilder other, boolean both, boolean merged,
            ByteClasses classes, int first, int steps) {
        return new Product(wanted, other, both, merged, classes).search(first, steps);
    }

    private static int[] readableBytes(ByteClasses classes) {
        int[] bytes = new int[classes.count()];
        Arrays.fill(bytes, -1);
        // Of a class that has others too the slash is never taken, so that a run of it is no matter there.
        bytes[classes.classOf()['/']] = '/';
        for (int value = 255; value > 0; value = value == '/' + 1 ? '/' - 1 : value - 1) {
            bytes[classes.classOf()[value]] = value;
        }
        for (int i = READABLE.length() - 1; i >= 0; i--) {
            bytes[classes.classOf()[READABLE.charAt(i)]] = READABLE.charAt(i);
        }
        return bytes;
    }

    private Result search(int first, int steps) {
        Pair start = new Pair(null, -1, wanted.start(), other.start());
        add(start.over(classes.classOf()[first], first));
        int left = steps;
        while (!queue.isEmpty()) {
            Pair pair = queue.removeFirst();
            if (pair.isFound()) {
                return new Result(Answer.FOUND, pair.subject());
            }
            for (int symbol = 0; symbol < byteOf.length; symbol++) {
                boolean again = merged && byteOf[symbol] == '/' && pair.value == '/';
                if (byteOf[symbol] >= 0 && !again) {
                    if (--left < 0) {
                        return UNDECIDED;
                    }
                    add(pair.over(symbol, byteOf[symbol]));
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

    /** One of the two, and the way it takes its states over a symbol. */
    private static final class Automaton {

        private final Stepper stepper;
        private final int end;
        private final Threads to = new Threads();

        Automaton(Union union, ByteClasses classes) {
            stepper = new Stepper(union, classes, new Restarts(union, classes));
            end = classes.count();
        }

        Side start() {
            Threads threads = new Threads();
            stepper.begin(threads);
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
    }

    /** Where one automaton is; that it has matched is all that matters once it has. */
    private record Side(Threads threads, boolean matched) {

        boolean isDead() {
            return !matched && threads.isDead();
        }
    }

    /** A state of the search, and how it was reached. */
    private final class Pair {

        private final Pair before;
        private final int value;
        private final Side own;
        private final Side against;

        Pair(Pair before, int value, Side own, Side against) {
            this.before = before;
            this.value = value;
            this.own = own;
            this.against = against;
        }

        Pair over(int symbol, int byteValue) {
            return new Pair(this, byteValue, wanted.over(own, symbol), other.over(against, symbol));
        }

        boolean isHopeless() {
            return own.isDead() || (both ? against.isDead() : against.matched);
        }

        /** Whether the subject may end here. */
        boolean isFound() {
            return wanted.matchesAtEnd(own) && other.matchesAtEnd(against) == both;
        }

        byte[] subject() {
            int length = 0;
            for (Pair pair = this; pair.before != null; pair = pair.before) {
                length++;
            }
            byte[] subject = new byte[length];
            for (Pair pair = this; pair.before != null; pair = pair.before) {
                subject[--length] = (byte) pair.value;
            }
            return subject;
        }

        Key key() {
            IntList ints = new IntList();
            ints.add(value == '/' ? 1 : 0);
            append(own, ints);
            append(against, ints);
            return new Key(ints.toArray());
        }

        private void append(Side side, IntList ints) {
            ints.add(side.matched ? 1 : 0);
            ints.add(side.threads.restart);
            ints.add(side.threads.before);
            ints.add(side.threads.places.size());
            for (int i = 0; i < side.threads.places.size(); i++) {
                ints.add(side.threads.places.get(i));
            }
        }
    }

    /** Tells pairs of states apart. */
    private record Key(int[] ints) {

        @Override
        public boolean equals(Object object) {
            return object instanceof Key key && Arrays.equals(ints, key.ints);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ints);
        }
    }
}
