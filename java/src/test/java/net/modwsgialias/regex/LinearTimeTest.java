package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Patterns that make backtracking engines exponential or polynomial, {@code hostile.txt}: here, a byte of a subject
 * eight times as long costs about as much, and states stay within their bound. A quadratic engine would take eight
 * times as long for a byte.
 */
class LinearTimeTest {

    /** Long enough that both subjects are for the machines without a bound on the subject. */
    private static final int SHORT = 32_000;
    private static final int LONG = 8 * SHORT;
    private static final double WORST_GROWTH = 4;
    private static final int ROUNDS = 12;
    private static final long CACHE_BYTES = 64 * 1024;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Stream<Hostile> families() throws IOException {
        return Hostile.read().stream();
    }

    @Test
    void shouldReadAllFamilies() throws IOException {
        assertTrue(families().count() > 60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void shouldTakeTimeInProportionToTheSubject(Hostile family) throws Exception {
        byte[] shorter = family.subject(SHORT);
        byte[] longer = family.subject(LONG);
        PatternSpec spec = family.spec();
        // Twice the same pattern keeps the automaton from leaving the decision to the one-pass program.
        for (List<PatternSpec> specs : List.of(List.of(spec), List.of(spec, spec))) {
            PatternSet set = PatternSet.compile(specs, CACHE_BYTES);
            assertNotEquals(Engine.PCRE2, set.served(0).engine(), () -> set.served(0).reason());
            long empty = set.bytes();
            double growth = growth(set, shorter, longer);
            assertTrue(growth < WORST_GROWTH, () -> "time for a byte grows by " + growth + ", " + set.served(0));
            assertTrue(set.bytes() - empty <= CACHE_BYTES, () -> "bytes " + set.bytes() + " after " + empty);
        }
    }

    /** How much more a byte of the longer subject costs; the least of several tries counts, on both sides. */
    private static double growth(PatternSet set, byte[] shorter, byte[] longer) throws MatchLimitException {
        double shortest = Double.MAX_VALUE;
        double longest = Double.MAX_VALUE;
        try (MatchScratch scratch = new MatchScratch()) {
            for (int round = 0; round < 2 || (round < ROUNDS && longest > WORST_GROWTH / 2 * shortest); round++) {
                shortest = Math.min(shortest, perByte(set, shorter, scratch));
                longest = Math.min(longest, perByte(set, longer, scratch));
            }
        }
        return longest / shortest;
    }

    /** Processor time, for the machine may be busy with other things. */
    private static double perByte(PatternSet set, byte[] subject, MatchScratch scratch) throws MatchLimitException {
        long begin = THREADS.getCurrentThreadCpuTime();
        set.match(subject, subject.length, scratch);
        // Where a few bytes decide, that is all there is to measure.
        return Math.max(1000, THREADS.getCurrentThreadCpuTime() - begin) / (double) subject.length;
    }
}
