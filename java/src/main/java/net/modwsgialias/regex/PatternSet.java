package net.modwsgialias.regex;

import java.util.List;

/**
 * An ordered list of patterns, compiled: tells which one matches a subject first. Immutable; any number of threads
 * may search at once, each with a scratch of its own.
 */
public final class PatternSet {

    /** No pattern of the set matches. */
    public static final int NO_MATCH = -1;

    /** One matcher for each pattern, in order: a {@link Prefix} or a {@link Pcre2Pattern}. */
    private final Object[] matchers;

    private PatternSet(Object[] matchers) {
        this.matchers = matchers;
    }

    /**
     * Compiles the patterns; their order is the order in which they are asked.
     *
     * @throws PatternException for the first pattern that is not valid
     */
    public static PatternSet compile(List<PatternSpec> specs) throws PatternException {
        Object[] matchers = new Object[specs.size()];
        for (int index = 0; index < matchers.length; index++) {
            PatternSpec spec = specs.get(index);
            matchers[index] = switch (spec.kind()) {
                case PREFIX -> new Prefix(spec.text());
                case REGEX -> Pcre2Pattern.compile(spec, index);
            };
        }
        return new PatternSet(matchers);
    }

    /**
     * Finds the first pattern that matches. A pattern whose match ends at offset 0 counts as not matching: that is
     * mod_wsgi's rule, which tells the two apart by the length of what was matched.
     *
     * @param subject the bytes to search
     * @param length how many of them count, from the first
     * @param scratch receives the bounds of the match and its groups; of a prefix, only those of group 0
     * @return the pattern's place in the list, from 0, or {@link #NO_MATCH}
     * @throws MatchLimitException if a pattern that stands before any match could not be decided
     */
    public int match(byte[] subject, int length, MatchScratch scratch) throws MatchLimitException {
        boolean subjectSet = false;
        for (int index = 0; index < matchers.length; index++) {
            if (matchers[index] instanceof Prefix prefix) {
                int end = prefix.match(subject, length);
                if (end > 0) {
                    scratch.setWhole(0, end);
                    return index;
                }
            } else {
                Pcre2Matcher pcre2 = scratch.pcre2();
                if (!subjectSet) {
                    pcre2.setSubject(subject, length);
                    subjectSet = true;
                }
                if (pcre2.search((Pcre2Pattern) matchers[index], index, scratch) && scratch.end(0) > 0) {
                    return index;
                }
            }
        }
        return NO_MATCH;
    }
}
