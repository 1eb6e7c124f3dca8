package net.modwsgialias.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random patterns over the whole syntax on random subjects, against PCRE2. {@code -Dmwa.random=N} sets the number
 * of patterns, {@code -Dmwa.seed=N} the seed, which is printed.
 */
class RandomTest {

    private static final int PATTERNS = Integer.getInteger("mwa.random", 50_000);
    private static final int SUBJECTS = 10;
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);

    @Test
    void shouldAnswerLikePcre2() {
        System.out.println("random, seed " + SEED);
        Random random = new Random(SEED);
        RandomPatterns patterns = new RandomPatterns(random);
        try (Differential differential = new Differential()) {
            for (int i = 0; i < PATTERNS; i++) {
                String pattern = patterns.next();
                List<byte[]> subjects = new ArrayList<>();
                for (int j = 0; j < SUBJECTS; j++) {
                    subjects.add(patterns.subject());
                }
                differential.check(pattern, patterns.flags(), subjects);
            }
            System.out.println("random, seed " + SEED + ": " + differential.summary());
        }
    }
}
