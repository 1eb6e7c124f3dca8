package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;

/** The slow way: PCRE2 and prefixes, in order. */
final class OneByOne implements AutoCloseable {

    private final Object[] matchers;
    private final MatchScratch scratch = new MatchScratch();

    OneByOne(List<PatternSpec> specs) throws PatternException {
        matchers = new Object[specs.size()];
        for (int i = 0; i < matchers.length; i++) {
            PatternSpec spec = specs.get(i);
            matchers[i] = spec.kind() == PatternSpec.Kind.PREFIX
                    ? new Prefix(spec.text())
                    : Pcre2Pattern.compile(spec, i);
        }
    }

    MatchScratch scratch() {
        return scratch;
    }

    int match(byte[] subject) throws MatchLimitException {
        scratch.pcre2().setSubject(subject, subject.length);
        for (int i = 0; i < matchers.length; i++) {
            if (matchers[i] instanceof Prefix prefix) {
                scratch.setWhole(0, prefix.match(subject, subject.length));
            } else if (!scratch.pcre2().search((Pcre2Pattern) matchers[i], i, scratch)) {
                continue;
            }
            if (scratch.end(0) > 0) {
                return i;
            }
        }
        return PatternSet.NO_MATCH;
    }

    /** Whether the set would ask PCRE2 about the subject, if it came so far. */
    boolean canMatch(int index, byte[] subject) {
        return subject.length > 0 && ((Pcre2Pattern) matchers[index]).canMatch(subject, subject.length);
    }

    @Override
    public void close() {
        scratch.close();
    }

    /** Asks the only list of a set, and the patterns that it consists of one by one. */
    static void compare(List<PatternSpec> specs, PatternSet set, OneByOne oneByOne, byte[] subject,
            MatchScratch scratch, long seed) throws MatchLimitException {
        compare(specs, set, new Asked(0), IntStream.range(0, specs.size()).toArray(), oneByOne, subject, scratch, seed);
    }

    /**
     * Asks lists of a set, and the patterns that they consist of one by one.
     *
     * @param numbers of those patterns
     */
    static void compare(List<PatternSpec> specs, PatternSet set, Asked asked, int[] numbers, OneByOne oneByOne,
            byte[] subject, MatchScratch scratch, long seed) throws MatchLimitException {
        int wanted;
        try {
            wanted = oneByOne.match(subject);
        } catch (MatchLimitException e) {
            // Where PCRE2 gives up, so does the set, and names the same pattern; unless it needs no PCRE2 for it,
            // because the automaton serves it or a literal that it requires is missing.
            int number = numbers[e.index()];
            if (set.served(number).engine() == Engine.PCRE2 && oneByOne.canMatch(e.index(), subject)) {
                assertEquals(number, assertThrows(MatchLimitException.class,
                        () -> set.match(asked, subject, subject.length, scratch)).index());
            }
            return;
        }
        int got = set.match(asked, subject, subject.length, scratch);
        assertEquals(wanted < 0 ? wanted : numbers[wanted], got, () -> "seed " + seed + ", '" + Bytes.text(subject)
                + "' on " + specs.stream().map(Differential::describe).toList());
        if (wanted >= 0) {
            assertEquals(Differential.groups(oneByOne.scratch()), Differential.groups(scratch),
                    () -> "seed " + seed + ", '" + Bytes.text(subject) + "' on "
                            + Differential.describe(specs.get(wanted)));
        }
    }
}
