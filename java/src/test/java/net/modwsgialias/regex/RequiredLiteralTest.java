package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is required must be in every match, and whatever is not understood requires nothing. */
class RequiredLiteralTest {

    private static final int PATTERNS = Integer.getInteger("mwa.random", 50_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(quoteCharacter = '"', value = {
        "^/shop-1/(\\w+)/\\1$, /shop-1/",
        "^/(\\w+)/shop-1/\\1$, /shop-1/",
        "/ab?(c)\\1, /a",
        "/abx?(c)\\1, /ab",
        "/abc*, /ab",
        "/abc+d, /abc",
        "\"/abc{0,3}x(d)\", /ab",
        "\"/abc{0,3}12\", /ab",
        "/ab|/cd, ",
        "(?:/ab|/cd)/ef\\1, /ef",
        "(a|b)xy(?:c|d), xy",
        "a\\.b\\-c, a.b-c",
        "ab\\x41cd, ",
        "ab\\12345cd, ab",
        "ab\\Qcd\\E, ",
        "ab[cd]ef, ab",
        "a[]b]efg, efg",
        "a[^]b]efg, efg",
        "a[[:alpha:]]efg, ",
        "a[\\]b]efg, efg",
        "(a)\\1[\\c]x]yz, ",
        "(?(?C1)(?=x)xy|z)ab, ",
        "(?i)abc, ",
        "(a(?i)b)cde, ",
        "(?x) ab c, ",
        "(?#abc)def, ",
        "ab(*ACCEPT)cd, ",
        "(*UTF)abc, ",
        "\"abcd{x\", ",
        "ab(?=cdefg)c, ab",
        "ab(?<n>cdefg)c\\k<n>, ",
        "(a)?(?(1)abc)de, de",
        "(a)?(?(?=b)abc|x)de, de",
        "abc\\Kdefg, defg",
    })
    void shouldFindWhatEveryMatchHas(String pattern, String expected) {
        byte[] found = RequiredLiteral.of(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern), FLAGS));
        assertEquals(expected, found == null ? null : Bytes.text(found));
    }

    @Test
    void shouldRequireNothingWhereLettersMatchBothCases() {
        assertNull(RequiredLiteral.of(
                new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of("abc"), FLAGS | PatternSpec.CASELESS)));
    }

    @Test
    void shouldBeInEveryMatchOfRandomPatterns() throws Exception {
        System.out.println("required literals, seed " + SEED);
        Random random = new Random(SEED);
        RandomPatterns patterns = new RandomPatterns(random);
        int judged = 0;
        try (MatchScratch scratch = new MatchScratch()) {
            for (int i = 0; i < PATTERNS; i++) {
                PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(patterns.next()), patterns.flags());
                byte[] required = RequiredLiteral.of(spec);
                if (required != null) {
                    for (byte[] subject : subjects(patterns)) {
                        judged += judge(spec, required, subject, scratch) ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(judged > 100, "matches that were judged: " + judged);
    }

    private static List<byte[]> subjects(RandomPatterns patterns) {
        List<byte[]> subjects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            subjects.add(patterns.subject());
        }
        return subjects;
    }

    /** Whether the pattern matches; then the literal must be there. */
    private static boolean judge(PatternSpec spec, byte[] required, byte[] subject, MatchScratch scratch) {
        try {
            scratch.pcre2().setSubject(subject, subject.length);
            boolean matches = scratch.pcre2().search(Pcre2Pattern.compile(spec, 0), 0, scratch);
            assertTrue(!matches || RequiredLiteral.occurs(required, subject, subject.length),
                    () -> "seed " + SEED + ": " + Differential.describe(spec) + " on '" + Bytes.text(subject) + "'");
            return matches;
        } catch (PatternException | MatchLimitException e) {
            return false;
        }
    }
}
