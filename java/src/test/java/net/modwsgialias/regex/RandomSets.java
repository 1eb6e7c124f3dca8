package net.modwsgialias.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random lists of patterns, and subjects that some of them match. */
final class RandomSets {

    private final Random random;
    private final RandomPatterns patterns;

    RandomSets(Random random) {
        this.random = random;
        this.patterns = new RandomPatterns(random);
    }

    /** Patterns that PCRE2 takes. */
    List<PatternSpec> specs(int count) {
        List<PatternSpec> specs = new ArrayList<>();
        while (specs.size() < count) {
            PatternSpec spec = spec();
            try {
                Pcre2Pattern.check(spec, 0);
                specs.add(spec);
            } catch (PatternException e) {
                // Another one, then.
            }
        }
        return specs;
    }

    /** Short random patterns match almost everything; so most are made to match only now and then. */
    private PatternSpec spec() {
        int kind = random.nextInt(10);
        if (kind < 2) {
            return new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/" + word() + (kind == 0 ? "/" : "")), 0);
        }
        String text = switch (kind) {
            case 2, 3, 4 -> "^/" + word() + "/([^/]+)/" + patterns.next();
            case 5, 6 -> word() + "/(?:" + patterns.next() + ")";
            case 7 -> "^/(.*)" + word() + "/(.*)" + word() + "$";
            case 8 -> patterns.next() + word() + word();
            default -> "(?:" + patterns.next() + ")" + word() + "/" + word();
        };
        return new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(text), patterns.flags());
    }

    private String word() {
        String letters = "abc0-";
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    byte[] subject() {
        if (random.nextInt(4) == 0) {
            return patterns.subject();
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            text.append(random.nextInt(8) == 0 ? "//" : "/").append(word());
        }
        return Bytes.of(text.toString());
    }
}
