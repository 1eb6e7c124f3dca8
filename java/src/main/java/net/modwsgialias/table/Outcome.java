package net.modwsgialias.table;

/** How a lookup ended. */
public enum Outcome {
    /** No alias takes the URL. */
    DECLINED,
    /** An alias takes it; alias, match and file name are set. */
    MATCHED,
    /** As {@link #MATCHED}, but the file would lie outside the alias' directory and must not be served. */
    OUTSIDE
}
