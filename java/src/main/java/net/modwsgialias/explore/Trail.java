package net.modwsgialias.explore;

/**
 * The way that a search took to one of its states, which shares its beginning with the ways to others.
 *
 * @param before the way without its last step; null where it begins
 * @param value what the last step took, a byte or a symbol; of no meaning where it begins
 */
record Trail(Trail before, int value) {

    /** No step yet. */
    static final Trail BEGIN = new Trail(null, -1);

    Trail then(int next) {
        return new Trail(this, next);
    }

    /** What the steps took, from the first. */
    int[] values() {
        int length = 0;
        for (Trail trail = this; trail.before != null; trail = trail.before) {
            length++;
        }
        int[] values = new int[length];
        for (Trail trail = this; trail.before != null; trail = trail.before) {
            values[--length] = trail.value;
        }
        return values;
    }

    /** The same, of steps that took bytes. */
    byte[] bytes() {
        int[] values = values();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
