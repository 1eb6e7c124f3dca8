package net.modwsgialias.bridge;

import java.util.Arrays;
import net.modwsgialias.table.Tables;

/**
 * The tables that are loaded, by the slots that C gives them. Aliases can change while a server runs; a request is
 * answered from the same tables from its beginning to its end. C says which, and counts the requests that use a slot: it
 * drops one that nobody uses any more, and only then takes away the memory that its tables are in. Any thread may read.
 */
final class Generations {

    /** Replaced, not changed, so that a reader needs no lock. */
    private volatile Tables[] slots = new Tables[0];

    /** Tables in slot 0 alone. */
    static Generations of(Tables tables) {
        Generations generations = new Generations();
        generations.put(0, tables);
        return generations;
    }

    /** @throws IllegalStateException if nothing is loaded there */
    Tables get(int slot) {
        Tables[] known = slots;
        if (slot < 0 || slot >= known.length || known[slot] == null) {
            throw new IllegalStateException("no tables are loaded in slot " + slot);
        }
        return known[slot];
    }

    /** @param tables null to drop what is there; nothing of it is kept */
    synchronized void put(int slot, Tables tables) {
        Tables[] changed = Arrays.copyOf(slots, Math.max(slots.length, slot + 1));
        changed[slot] = tables;
        slots = changed;
    }
}
