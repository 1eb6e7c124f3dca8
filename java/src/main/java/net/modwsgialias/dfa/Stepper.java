package net.modwsgialias.dfa;

import java.util.BitSet;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;

/**
 * Takes the threads of a search over one byte. This is the automaton itself; {@link LazyDfa} only remembers what
 * comes out. For one thread.
 */
public final class Stepper {

    /** No pattern matches: above every pattern, and the highest number that an entry holds. */
    public static final int NO_MATCH = Entries.HIGHEST;
    /** The byte to come is not known. */
    private static final int UNKNOWN = -1;

    private final Union union;
    private final ByteClasses classes;
    /** Patterns that never match; null if there are none. */
    private final BitSet removed;
    private final Restarts restarts;
    private final int end;
    private final Marks reached;
    private final IntList stack = new IntList();
    private final IntList resolved = new IntList();
    private int match;

    /** @param classes of the same pool of sets as the union */
    public Stepper(Union union, ByteClasses classes) {
        this(union, classes, null);
    }

    /** @param removed patterns of the union that never match; null for none; not to be changed afterwards */
    Stepper(Union union, ByteClasses classes, BitSet removed) {
        this.union = union;
        this.classes = classes;
        this.removed = removed;
        this.restarts = new Restarts(union, classes, this);
        this.end = classes.count();
        this.reached = new Marks(union.size());
    }

    /**
     * The threads at offset 0.
     *
     * @param lists whose patterns are searched with
     * @param limit their patterns from this one on are left out; or {@link #NO_MATCH}
     */
    public void begin(int[] lists, int limit, Threads to) {
        match = limit;
        to.places.clear();
        to.restarts.clear();
        restarts.find(to.restarts);
        for (int list : lists) {
            addRestart(restarts.atBegin(list, limit), to);
        }
        beginRound(to);
        for (int list : lists) {
            enter(list, to);
        }
        settle(to, Threads.BEGIN);
    }

    private static void addRestart(int restart, Threads to) {
        if (restart != Restarts.NONE) {
            to.restarts.add(restart);
        }
    }

    private void enter(int list, Threads to) {
        for (int seed = union.seedsBegin(list); seed < union.seedsBegin(list + 1); seed++) {
            follow(union.seed(seed), Threads.BEGIN, UNKNOWN, to.places);
        }
        enter(union.anchoredRoot(list), Threads.BEGIN, to.places);
    }

    private void enter(int root, int before, IntList to) {
        if (root != Union.NONE) {
            follow(root, before, UNKNOWN, to);
        }
    }

    /**
     * The places of all floating patterns of a list behind a byte of the class {@code before}; gives what matches there.
     * May be called between two rounds of a step.
     */
    int restart(int list, int before, IntList places) {
        int known = match;
        match = NO_MATCH;
        reached.clear();
        enter(union.floatingRoot(list), before, places);
        places.sort();
        int found = match;
        match = known;
        return found;
    }

    /** The pattern that all threads of a state that is not dead belong to, or -1. */
    int onlyPattern(Threads threads) {
        int only = threads.isRestarting() ? restarts.only(threads.restarts.get(0))
                : union.onlyOf(threads.places.get(0));
        for (int i = 1; i < threads.restarts.size() && only >= 0; i++) {
            only = restarts.only(threads.restarts.get(i)) == only ? only : -1;
        }
        for (int i = 0; i < threads.places.size() && only >= 0; i++) {
            only = union.onlyOf(threads.places.get(i)) == only ? only : -1;
        }
        return only;
    }

    /**
     * Takes threads over one symbol.
     *
     * @param symbol the class of the byte, or the number of classes for the end of the subject
     * @param to receives the threads behind it; none behind the end
     * @return the lowest pattern that is known to match by now, or {@link #NO_MATCH}
     */
    public int step(Threads from, int symbol, Threads to) {
        return step(from, symbol, NO_MATCH, to);
    }

    /** The same without the threads of pattern {@code limit} and of those behind it, which is given if none matches. */
    public int step(Threads from, int symbol, int limit, Threads to) {
        match = limit;
        restarts.find(from.restarts);
        resolve(from, symbol);
        to.places.clear();
        to.restarts.clear();
        to.before = Threads.ANY;
        if (symbol != end) {
            for (int i = 0; i < from.restarts.size(); i++) {
                int restart = restarts.after(from.restarts.get(i), symbol, match);
                addRestart(restart, to);
                match = Math.min(match, restarts.match(restart));
            }
            beginRound(to);
            advance(from.places, symbol, to.places);
            advance(resolved, symbol, to.places);
            for (int i = 0; i < from.restarts.size(); i++) {
                advance(restarts.list(from.restarts.get(i)), symbol, to.places);
            }
            settle(to, symbol);
        }
        return match;
    }

    /** Now that the symbol is known, decides the conditions on it. */
    private void resolve(Threads from, int symbol) {
        resolved.clear();
        reached.clear();
        resolve(from.places, from.before, symbol);
        for (int i = 0; i < from.restarts.size(); i++) {
            if (restarts.isPending(from.restarts.get(i))) {
                resolve(restarts.list(from.restarts.get(i)), from.before, symbol);
            }
        }
    }

    private void resolve(IntList places, int before, int symbol) {
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            if (union.isPending(place) && satisfies(union.x(place), symbol)) {
                follow(union.operand(place, 1), before, symbol, resolved);
            }
        }
    }

    /** What the restart stands for need not be listed, so it counts as reached. */
    private void beginRound(Threads to) {
        reached.clear();
        for (int restart = 0; restart < to.restarts.size(); restart++) {
            IntList implied = restarts.list(to.restarts.get(restart));
            for (int i = 0; i < implied.size(); i++) {
                reached.add(implied.get(i));
            }
        }
    }

    private void advance(IntList places, int symbol, IntList to) {
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            switch (union.op(place)) {
                case Union.NEXT -> {
                    if (classes.contains(union.x(place), symbol)) {
                        follow(place + 1, symbol, UNKNOWN, to);
                    }
                }
                case Op.SET -> {
                    if (classes.contains(union.x(place), symbol)) {
                        follow(union.operand(place, 1), symbol, UNKNOWN, to);
                    }
                }
                case Op.TRIE -> advanceTrie(place, symbol, to);
                default -> { }
            }
        }
    }

    private void advanceTrie(int place, int symbol, IntList to) {
        int targets = 2 + 2 * union.x(place);
        for (int edge = 2; edge < targets; edge += 2) {
            if (classes.contains(union.operand(place, edge), symbol)) {
                follow(union.operand(place, edge + 1), symbol, UNKNOWN, to);
            }
        }
    }

    /** Lists what can be reached from a place without taking a byte. */
    private void follow(int from, int before, int ahead, IntList to) {
        stack.add(from);
        while (stack.size() > 0) {
            int place = stack.removeLast();
            // Configuration order wins: once a pattern has matched, those behind it are of no interest.
            if (reached.add(place) && (match == NO_MATCH || union.ownerOf(place) < match)) {
                followInstruction(place, before, ahead, to);
            }
        }
    }

    private void followInstruction(int place, int before, int ahead, IntList to) {
        int x = union.x(place);
        switch (union.op(place)) {
            case Op.MATCH -> match = isRemoved(x) ? match : Math.min(match, x);
            case Op.SPLIT -> {
                stack.add(x);
                stack.add(union.operand(place, 1));
            }
            case Op.BEHIND -> {
                if (before == Threads.BEGIN ? Op.lookEdge(x) : classes.contains(Op.lookSet(x), before)) {
                    stack.add(union.operand(place, 1));
                }
            }
            case Op.AHEAD -> {
                if (ahead == UNKNOWN) {
                    to.add(place);
                } else if (satisfies(x, ahead)) {
                    stack.add(union.operand(place, 1));
                }
            }
            case Op.TRIE -> {
                if (x > 0) {
                    to.add(place);
                }
                int targets = 2 + 2 * x;
                for (int i = targets; i < targets + union.operand(place, 1); i++) {
                    stack.add(union.operand(place, i));
                }
            }
            default -> to.add(place);
        }
    }

    /** Whether a pattern never matches. @param pattern -1 for none */
    boolean isRemoved(int pattern) {
        return removed != null && pattern >= 0 && removed.get(pattern);
    }

    private boolean satisfies(int look, int symbol) {
        return symbol == end ? Op.lookEdge(look) : classes.contains(Op.lookSet(look), symbol);
    }

    /**
     * Drops what a match makes pointless, and what leads to removed patterns alone: so none of those is ever the only
     * pattern of a state. Forgets what makes no difference.
     */
    private void settle(Threads to, int before) {
        if (removed != null) {
            dropRemoved(to.places);
        }
        if (match != NO_MATCH) {
            dropFrom(match, to.places);
            int kept = 0;
            for (int i = 0; i < to.restarts.size(); i++) {
                int restart = restarts.after(to.restarts.get(i), before, match);
                if (restart != Restarts.NONE) {
                    to.restarts.set(kept++, restart);
                }
            }
            to.restarts.truncate(kept);
        }
        boolean pending = false;
        for (int i = 0; i < to.restarts.size() && !pending; i++) {
            pending = restarts.isPending(to.restarts.get(i));
        }
        for (int i = 0; i < to.places.size() && !pending; i++) {
            pending = union.isPending(to.places.get(i));
        }
        to.before = pending ? before : Threads.ANY;
    }

    private void dropRemoved(IntList places) {
        int kept = 0;
        for (int i = 0; i < places.size(); i++) {
            if (!isRemoved(union.onlyOf(places.get(i)))) {
                places.set(kept++, places.get(i));
            }
        }
        places.truncate(kept);
    }

    private void dropFrom(int limit, IntList places) {
        int kept = 0;
        for (int i = 0; i < places.size(); i++) {
            if (union.ownerOf(places.get(i)) < limit) {
                places.set(kept++, places.get(i));
            }
        }
        places.truncate(kept);
    }
}
