package net.modwsgialias.dfa;

import net.modwsgialias.nfa.IntList;

/**
 * The state of a search at one place of the subject: where in the union its threads are. For one thread at a time.
 *
 * <p>The threads that begin anew at every byte are not listed: {@link #restart} stands for them.
 */
public final class Threads {

    /** {@link #restart}: no pattern begins anew any more. */
    static final int NO_RESTART = -1;
    /** {@link #before}: not needed to go on. */
    static final int ANY = -2;
    /** {@link #before}: the subject begins here. */
    static final int BEGIN = -1;

    /** Places in the union's code that wait for a byte or for a condition on it; ascending where order matters. */
    public final IntList places = new IntList();
    /** Which list of {@link Restarts} is alive too, or {@link #NO_RESTART}. */
    int restart = NO_RESTART;
    /** The class of the byte before, {@link #BEGIN}, or {@link #ANY}. */
    int before = ANY;

    /** Makes this state equal to the other, in memory of its own. */
    public void copyFrom(Threads other) {
        places.copyFrom(other.places);
        restart = other.restart;
        before = other.before;
    }

    /** Adds the numbers that tell the state from any other. */
    public void append(IntList ints) {
        ints.add(restart);
        ints.add(before);
        ints.add(places.size());
        for (int i = 0; i < places.size(); i++) {
            ints.add(places.get(i));
        }
    }

    /** Whether patterns may still begin anew. */
    public boolean isRestarting() {
        return restart != NO_RESTART;
    }

    /** Whether nothing that comes can lead to a match. */
    public boolean isDead() {
        return places.size() == 0 && restart == NO_RESTART;
    }
}
