package net.modwsgialias.dfa;

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
    private final Restarts restarts;
    private final int end;
    /** By instruction: the round in which it was reached last. */
    private final int[] reached;
    private int round;
    private final IntList stack = new IntList();
    private final IntList resolved = new IntList();
    private int match;

    /** @param restarts of the same union and classes; null while no byte has been taken, as these are found so */
    public Stepper(Union union, ByteClasses classes, Restarts restarts) {
        this.union = union;
        this.classes = classes;
        this.restarts = restarts;
        this.end = classes.count();
        this.reached = new int[union.instructions()];
    }

    /** The threads at offset 0. */
    public void begin(Threads to) {
        begin(NO_MATCH, to);
    }

    /** The same without those of pattern {@code limit} and of those behind it. */
    public void begin(int limit, Threads to) {
        match = limit;
        to.places.clear();
        to.restart = restarts.after(Threads.BEGIN, limit);
        beginRound(to);
        for (int place : union.anchoredStarts) {
            follow(place, Threads.BEGIN, UNKNOWN, to.places);
        }
        settle(to, Threads.BEGIN);
    }

    /** The places of all floating patterns behind a byte of the class {@code before}; gives what matches there. */
    public int begin(int before, IntList places) {
        match = NO_MATCH;
        round++;
        follow(union.floatingRoot, before, UNKNOWN, places);
        places.sort();
        return match;
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
        resolve(from, symbol);
        to.places.clear();
        to.restart = Threads.NO_RESTART;
        to.before = Threads.ANY;
        if (symbol != end) {
            if (from.restart != Threads.NO_RESTART) {
                to.restart = restarts.after(symbol, match);
                match = Math.min(match, restarts.match(to.restart));
            }
            beginRound(to);
            advance(from.places, symbol, to.places);
            advance(resolved, symbol, to.places);
            if (from.restart != Threads.NO_RESTART) {
                advance(restarts.list(from.restart), symbol, to.places);
            }
            settle(to, symbol);
        }
        return match;
    }

    /** Now that the symbol is known, decides the conditions on it. */
    private void resolve(Threads from, int symbol) {
        resolved.clear();
        round++;
        resolve(from.places, from.before, symbol);
        if (from.restart != Threads.NO_RESTART && restarts.isPending(from.restart)) {
            resolve(restarts.list(from.restart), from.before, symbol);
        }
    }

    private void resolve(IntList places, int before, int symbol) {
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            if (union.code[place] == Op.AHEAD && satisfies(union.code[place + 1], symbol)) {
                follow(union.code[place + 2], before, symbol, resolved);
            }
        }
    }

    /** What the restart stands for need not be listed, so it counts as reached. */
    private void beginRound(Threads to) {
        round++;
        if (to.restart == Threads.NO_RESTART) {
            return;
        }
        IntList implied = restarts.list(to.restart);
        for (int i = 0; i < implied.size(); i++) {
            reached[implied.get(i) / Op.SIZE] = round;
        }
    }

    private void advance(IntList places, int symbol, IntList to) {
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            if (union.code[place] == Op.SET) {
                if (classes.contains(union.code[place + 1], symbol)) {
                    follow(union.code[place + 2], symbol, UNKNOWN, to);
                }
            } else if (union.code[place] == Op.TRIE) {
                advanceTrie(union.code[place + 1], symbol, to);
            }
        }
    }

    private void advanceTrie(int node, int symbol, IntList to) {
        for (int child = union.childStart[node]; child < union.childStart[node + 1]; child++) {
            if (classes.contains(union.childSet[child], symbol)) {
                follow(union.childPlace[child], symbol, UNKNOWN, to);
            }
        }
    }

    /** Lists what can be reached from a place without taking a byte. */
    private void follow(int from, int before, int ahead, IntList to) {
        stack.add(from);
        while (stack.size() > 0) {
            int place = stack.removeLast();
            int instruction = place / Op.SIZE;
            // Configuration order wins: once a pattern has matched, those behind it are of no interest.
            if (reached[instruction] != round && union.owner[instruction] < match) {
                reached[instruction] = round;
                followInstruction(place, before, ahead, to);
            }
        }
    }

    private void followInstruction(int place, int before, int ahead, IntList to) {
        int x = union.code[place + 1];
        int y = union.code[place + 2];
        switch (union.code[place]) {
            case Op.MATCH -> match = Math.min(match, x);
            case Op.SPLIT -> {
                stack.add(x);
                stack.add(y);
            }
            case Op.BEHIND -> {
                if (before == Threads.BEGIN ? Op.lookEdge(x) : classes.contains(Op.lookSet(x), before)) {
                    stack.add(y);
                }
            }
            case Op.AHEAD -> {
                if (ahead == UNKNOWN) {
                    to.add(place);
                } else if (satisfies(x, ahead)) {
                    stack.add(y);
                }
            }
            case Op.TRIE -> {
                if (union.childStart[x] < union.childStart[x + 1]) {
                    to.add(place);
                }
                for (int i = union.targetStart[x]; i < union.targetStart[x + 1]; i++) {
                    stack.add(union.targetPlace[i]);
                }
            }
            default -> to.add(place);
        }
    }

    private boolean satisfies(int look, int symbol) {
        return symbol == end ? Op.lookEdge(look) : classes.contains(Op.lookSet(look), symbol);
    }

    /** Drops what a match makes pointless, and forgets what makes no difference. */
    private void settle(Threads to, int before) {
        if (match != NO_MATCH) {
            dropFrom(match, to.places);
            to.restart = to.restart == Threads.NO_RESTART ? to.restart : restarts.after(before, match);
        }
        boolean pending = to.restart != Threads.NO_RESTART && restarts.isPending(to.restart);
        for (int i = 0; i < to.places.size() && !pending; i++) {
            pending = union.code[to.places.get(i)] == Op.AHEAD;
        }
        to.before = pending ? before : Threads.ANY;
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
