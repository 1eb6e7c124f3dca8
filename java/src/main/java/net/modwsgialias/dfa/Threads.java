package net.modwsgialias.dfa;

import net.modwsgialias.nfa.IntList;

/**
 * The state of a search at one place of the subject: where in the union its threads are. For one thread at a time.
 *
 * <p>The threads that begin anew at every byte are not listed: {@link #restarts} stands for them.
 */
public final class Threads {

    /** {@link #before}: not needed to go on. */
    static final int ANY = -2;
    /** {@link #before}: the subject begins here. */
    static final int BEGIN = -1;

    /** Places in the union's code that wait for a byte or for a condition on it; ascending where order matters. */
    public final IntList places = new IntList();
    /** What is alive too, by its numbers in {@link Restarts}: one for each list whose floating patterns begin anew. */
    final IntList restarts = new IntList();
    /** The class of the byte before, {@link #BEGIN}, or {@link #ANY}. */
    int before = ANY;

    /** Makes this state equal to the other, in memory of its own. */
    public void copyFrom(Threads other) {
        places.copyFrom(other.places);
        restarts.copyFrom(other.restarts);
        before = other.before;
    }

    /** Adds the numbers that tell the state from any other. */
    public void append(IntList ints) {
        ints.add(restarts.size());
        for (int i = 0; i < restarts.size(); i++) {
            ints.add(restarts.get(i));
        }
        ints.add(before);
        ints.add(places.size());
        for (int i = 0; i < places.size(); i++) {
            ints.add(places.get(i));
        }
    }

    /** Whether patterns may still begin anew. */
    public boolean isRestarting() {
        return restarts.size() > 0;
    }

    /** Whether nothing that comes can lead to a match. */
    public boolean isDead() {
        return places.size() == 0 && restarts.size() == 0;
    }
}
