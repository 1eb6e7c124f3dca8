package net.modwsgialias.regex;

import net.modwsgialias.dfa.Start;

/**
 * Which lists of a {@link PatternSet} are asked together, and what searches have found out about where they begin. It
 * serves one set and any number of threads, and is worth keeping.
 */
public final class Asked extends Start {

    /** @param lists not to be changed afterwards; in which order does not matter, since patterns are numbered */
    public Asked(int... lists) {
        super(lists);
    }
}
