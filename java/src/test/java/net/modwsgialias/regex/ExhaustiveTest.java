package net.modwsgialias.regex;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Every small pattern on every small subject, against PCRE2. By default the larger sizes are sampled; with
 * {@code -Dmwa.exhaustive=N} every pattern up to size N is run (6 makes 42 million comparisons).
 */
class ExhaustiveTest {

    private static final int FULL = Integer.getInteger("mwa.exhaustive", 4);
    private static final int LARGEST = Math.max(FULL, 5);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int ONE_IN = 20;

    @Test
    void shouldAnswerLikePcre2OnLettersAndAnchors() {
        run(new SmallWorld("a", "b", "^", "$"), SmallWorld.subjects("ab", 4));
    }

    @Test
    void shouldAnswerLikePcre2OnEmptyAndDot() {
        run(new SmallWorld("a", "()", "."), SmallWorld.subjects("ab", 4));
    }

    @Test
    void shouldAnswerLikePcre2OnWordsAndLines() {
        run(new SmallWorld("\\w", "\\b", "\\R", "(?m:^)", "(?m:$)"), SmallWorld.subjects("a\r\n", 3));
    }

    @Test
    void shouldAnswerLikePcre2OnLookAheads() {
        run(new SmallWorld("a", "b", "$", "(?!ab)", "(?!a*$)"), SmallWorld.subjects("ab", 4));
    }

    @Test
    void shouldAnswerLikePcre2OnLookAheadsBehindABeginning() {
        run(new SmallWorld("a", "a(?=ba|b$)", "(?:(?!ba).)*", "(?!b|ab)"), SmallWorld.subjects("ab", 4));
    }

    @Test
    void shouldAnswerLikePcre2OnAtomicParts() {
        run(new SmallWorld("a", "b", "b(?>a*)", "b(?:a|b)*+", "a++"), SmallWorld.subjects("ab", 4));
    }

    @Test
    void shouldAnswerLikePcre2OnBracketsInClasses() {
        String[] tokens = {"[", "]", ":", ".", "=", "^", "-", "\\", "alpha"};
        List<byte[]> subjects = SmallWorld.subjects("[]:.=^-\\l,", 1);
        for (String subject : new String[] {":]", ".]", "=]", "l]", "[:]", "[.]", "[=]", "alpha:]"}) {
            subjects.add(Bytes.of(subject));
        }
        run((size, action) -> classes("[", size, tokens, action), subjects);
    }

    private static void classes(String begin, int size, String[] tokens, Consumer<String> action) {
        if (size == 0) {
            action.accept(begin + "]");
            return;
        }
        for (String token : tokens) {
            classes(begin + token, size - 1, tokens, action);
        }
    }

    private static void run(SmallWorld world, List<byte[]> subjects) {
        run(world::patterns, subjects);
    }

    /** @param patterns gives every pattern of a size to an action */
    private static void run(BiConsumer<Integer, Consumer<String>> patterns, List<byte[]> subjects) {
        Random random = new Random(SEED);
        try (Differential differential = new Differential()) {
            for (int size = 1; size <= LARGEST; size++) {
                boolean all = size <= FULL;
                patterns.accept(size, pattern -> {
                    if (all || random.nextInt(ONE_IN) == 0) {
                        differential.check(pattern, PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY, subjects);
                    }
                });
            }
            System.out.println("exhaustive, seed " + SEED + ": " + differential.summary());
        }
    }
}
