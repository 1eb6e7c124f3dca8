package net.modwsgialias.regex;

/** How a pattern of a {@link PatternSet} is served. */
public enum Engine {
    /** A prefix: decided by the automaton, its end found by comparing. */
    PREFIX,
    /** Decided by the automaton, its groups found in one pass. */
    ONE_PASS,
    /** Decided by the automaton, its groups found by simulation. */
    AUTOMATON,
    /** Asked by itself, by simulation: linear, but not together with the others. */
    ALONE,
    /** Asked by itself, by PCRE2, within its limits. */
    PCRE2
}
