package net.modwsgialias.benchmarks;

import java.util.Random;

/** Path segments that look like those of real URLs. */
final class Words {

    private static final String[] SYLLABLES = {
        "ba", "co", "de", "fi", "gu", "ha", "in", "jo", "ka", "lu", "me", "no", "or", "pa", "qui", "re", "so", "tu",
        "ul", "ve", "wa", "xe", "ya", "zo"
    };

    private Words() {
    }

    /** One segment of 4 to 10 letters. */
    static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int syllables = 2 + random.nextInt(3);
        for (int i = 0; i < syllables; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }

    /** Segments with slashes between them, none at the ends. */
    static String path(Random random, int segments) {
        StringBuilder path = new StringBuilder(word(random));
        for (int i = 1; i < segments; i++) {
            path.append('/').append(word(random));
        }
        return path.toString();
    }

    static String number(Random random, int below) {
        return Integer.toString(random.nextInt(below));
    }
}
