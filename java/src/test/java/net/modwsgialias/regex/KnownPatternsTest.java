package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is compiled with what is known from before answers as if nothing were known; and no more is kept than is used. */
class KnownPatternsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 60);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);

    private final Random random = new Random(SEED);

    private static int[][] oneList(List<PatternSpec> specs) {
        return new int[][] {{0, specs.size()}};
    }

    @Test
    void shouldAnswerAsIfNothingWereKnown() throws Exception {
        System.out.println("known patterns, seed " + SEED);
        RandomSets sets = new RandomSets(random);
        List<PatternSpec> pool = sets.specs(80);
        KnownPatterns known = new KnownPatterns();
        List<PatternSpec> specs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (specs.size() > 20) {
                specs.remove(random.nextInt(specs.size()));
            }
            specs.add(random.nextInt(specs.size() + 1), pool.get(random.nextInt(pool.size())));
            PatternSet set = PatternSet.compile(List.copyOf(specs), oneList(specs), 40_000, known);
            assertEquals(specs.stream().distinct().count(), known.size());
            try (OneByOne oneByOne = new OneByOne(specs); MatchScratch scratch = new MatchScratch()) {
                for (int i = 0; i < 100; i++) {
                    OneByOne.compare(specs, set, oneByOne, sets.subject(), scratch, SEED);
                }
            }
        }
    }

    private static PatternSpec regex(String text) {
        return new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(text), PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY);
    }

    @Test
    void shouldGoOnBehindAPatternThatIsNone() throws Exception {
        KnownPatterns known = new KnownPatterns();
        List<PatternSpec> wrong = List.of(regex("^/a"), regex("(b"));
        PatternException failure = assertThrows(PatternException.class,
                () -> PatternSet.compile(wrong, oneList(wrong), 0, known));
        assertEquals(1, failure.index());
        List<PatternSpec> right = List.of(regex("^/c"), regex("^/a"));
        PatternSet set = PatternSet.compile(right, oneList(right), 0, known);
        try (MatchScratch scratch = new MatchScratch()) {
            assertEquals(1, set.match(Bytes.of("/a"), 2, scratch));
        }
    }

    @Test
    void shouldKeepNoMoreThanItMay() throws Exception {
        KnownPatterns known = new KnownPatterns(2000);
        List<PatternSpec> specs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            specs.add(regex("^/tenant-" + i));
        }
        PatternSet.compile(specs, oneList(specs), 0, known);
        assertTrue(known.size() > 0 && known.size() < 10, known.size() + " patterns are kept");
        assertTrue(known.clear());
        assertEquals(0, known.size());
    }
}
