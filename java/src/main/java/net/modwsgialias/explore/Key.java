package net.modwsgialias.explore;

import java.util.Arrays;

/** Tells states of a search apart: they are the same if these numbers are. */
record Key(int[] ints) {

    @Override
    public boolean equals(Object object) {
        return object instanceof Key key && Arrays.equals(ints, key.ints);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ints);
    }
}
