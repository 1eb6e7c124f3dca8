package net.modwsgialias.bridge;

import java.util.Arrays;

/** Java's side of C's slots: grows with the highest id seen. */
final class Slots {

    /** Replaced, not changed, as it grows, so that a reader needs no lock. */
    private volatile Slot[] slots = new Slot[0];

    Slot get(int id) {
        Slot[] known = slots;
        return id < known.length ? known[id] : grow(id);
    }

    private synchronized Slot grow(int id) {
        int before = slots.length;
        if (id >= before) {
            Slot[] grown = Arrays.copyOf(slots, id + 1);
            for (int i = before; i < grown.length; i++) {
                grown[i] = new Slot();
            }
            slots = grown;
        }
        return slots[id];
    }
}
