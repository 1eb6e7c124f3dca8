package net.modwsgialias.table;

/**
 * One server's aliases.
 *
 * @param contained whether a file outside the alias' directory is refused
 * @param own the server's own aliases, asked first
 * @param inherited those of the main server
 */
public record TableSpec(boolean contained, Range own, Range inherited) {

    /** Aliases whose ids stand in a row, in configuration order. */
    public record Range(int first, int count) {

        // By hand: what the JVM makes for a record costs milliseconds at the first call.

        @Override
        public boolean equals(Object other) {
            return other instanceof Range range && first == range.first && count == range.count;
        }

        @Override
        public int hashCode() {
            return 31 * first + count;
        }
    }
}
