package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Patterns that make backtracking engines exponential or polynomial: here, eight times the subject takes about
 * eight times the time. A quadratic engine would take 64 times.
 */
class LinearTimeTest {

    /** Long enough that both subjects are for the machines without a bound on the subject. */
    private static final int SHORT = 32_000;
    private static final int FACTOR = 8;
    private static final double WORST_RATIO = 32;
    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    /** The pattern, what the subject begins with, what is repeated, and what it ends with. */
    @ParameterizedTest(name = "{0}")
    @CsvSource( value = {
        "(a+)+$, '', a, b",
        "^(a+)+$, '', a, b",
        "(a*)*c, '', a, b",
        "(a|a)*c, '', a, b",
        "(a|aa)+$, '', a, b",
        "(.*)*x, '', a, b",
        "(.*a){12}, '', a, b",
        "^(([a-z])+.)+[A-Z]([a-z])+$, '', a, '!'",
        "(x+x+)+y, '', x, ''",
        "^/files/((?:[^/]+/?)+)\\.py$, /files/, a, .pyc",
        "^/((a+)+c|a*b)$, /, a, b",
        "^/((a+)+c|a*b)$, /, a, x",
        "(.*)-(.*)-(.*)-(.*)\\.py$, '', -, x",
        "(\\d+)+#, '', 1, x",
        "\\s+$, '', ' ', x",
        "a[^b]*bc, '', a, b",
        "a[^b]*xyz$, '', a, b",
        "a.*b.*c.*d, '', abc, ''",
        "'^(.*?,){20}P', '', '1,', x",
        "([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+, '', a, '!'",
        "^((ab)*)+$, '', ab, x",
        "(?:a?){30}a{30}, '', a, b",
        "(a?b?c?)*d, '', abc, x",
        "/(?:[^/]*/)*x\\.php$, '', a/, y",
    })
    void shouldTakeTimeInProportionToTheSubject(String pattern, String begin, String repeated, String end)
            throws Exception {
        PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern), FLAGS);
        for (List<PatternSpec> specs : List.of(List.of(spec), List.of(spec, spec))) {
            PatternSet set = PatternSet.compile(specs);
            byte[] shorter = Bytes.of(begin + repeated.repeat(SHORT / repeated.length()) + end);
            byte[] longer = Bytes.of(begin + repeated.repeat(FACTOR * SHORT / repeated.length()) + end);
            double ratio = ratio(set, shorter, longer);
            assertTrue(ratio < WORST_RATIO, () -> "ratio " + ratio + " by " + set.served(0));
        }
    }

    /** The smallest of a few tries: the machine may be busy with other things. */
    private static double ratio(PatternSet set, byte[] shorter, byte[] longer) throws MatchLimitException {
        double ratio = Double.MAX_VALUE;
        try (MatchScratch scratch = new MatchScratch()) {
            for (int round = 0; round < 10 && ratio > 1.5 * FACTOR; round++) {
                time(set, shorter, scratch);
                long shortTime = time(set, shorter, scratch);
                ratio = Math.min(ratio, (double) time(set, longer, scratch) / shortTime);
            }
        }
        return ratio;
    }

    private static long time(PatternSet set, byte[] subject, MatchScratch scratch) throws MatchLimitException {
        long begin = System.nanoTime();
        set.match(subject, subject.length, scratch);
        return Math.max(1, System.nanoTime() - begin);
    }
}
