package net.modwsgialias.e2e.harness;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random regular expression together with a text that it was made to match. Made text may miss all the same (an
 * anchor, a look-around): that is for the two servers to agree on. A repeat never holds another, so that no pattern
 * comes near PCRE's match limit, where ours is meant to differ.
 */
public final class RandomRegex {

    private static final List<String> WORDS = List.of("a", "b", "ab", "app", "foo", "img", "x1", "A", "-", "~", "é",
            "scripts", "users", "bob");
    private static final List<String> SPECIAL = List.of("(?i)", "\\b", "\\B", "(?=/)", "(?!x)", "(?<=/)", "(?<!a)",
            "\\K", "(?:)", "()", "(?>a|ab)", "a++", "(?#note)", "\\Q.\\E", "(?s:.)", "(?-i)", "\\G", "[[:^alpha:]]?");
    private static final List<String> REPEATS = List.of("*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "++",
            "{0}");

    private final RandomGenerator random;
    private final StringBuilder pattern = new StringBuilder();
    private final StringBuilder sample = new StringBuilder();
    private int groups;

    private RandomRegex(RandomGenerator random) {
        this.random = random;
    }

    /** The pattern, a text for it, and how many groups it has. */
    public record Made(String pattern, String sample, int groups) {
    }

    public static Made make(RandomGenerator random) {
        RandomRegex regex = new RandomRegex(random);
        regex.whole();
        return new Made(regex.pattern.toString(), regex.sample.toString(), regex.groups);
    }

    private void whole() {
        int kind = random.nextInt(10);
        if (kind < 7) {
            both(kind == 0 ? "\\A" : "^", "");
        }
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            if (kind < 8 || random.nextBoolean()) {
                both("/", "/");
            }
            part();
        }
        if (random.nextInt(4) == 0) {
            both(random.nextInt(4) == 0 ? "\\z" : "$", "");
        }
    }

    private void part() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> literal();
            case 3 -> group("(", true);
            case 4 -> group("(?:", false);
            case 5 -> group("(?<n" + groups + ">", true);
            case 6 -> alternatives();
            case 7 -> classRepeat(true);
            case 8 -> classRepeat(false);
            case 9 -> backReference();
            case 10 -> both(pick(SPECIAL), "");
            default -> optional();
        }
    }

    private void literal() {
        String word = pick(WORDS);
        both(word, word);
    }

    private void group(String open, boolean counted) {
        groups += counted ? 1 : 0;
        pattern.append(open);
        if (random.nextBoolean()) {
            classRepeat(false);
        } else {
            literal();
        }
        pattern.append(')');
    }

    private void alternatives() {
        groups++;
        String first = pick(WORDS);
        String second = random.nextInt(4) == 0 ? "" : pick(WORDS) + pick(List.of("", ".", "?", "/"));
        String third = pick(List.of("", "|", "|" + pick(WORDS)));
        both("(" + first + "|" + second + third + ")", first);
    }

    private void classRepeat(boolean captured) {
        groups += captured ? 1 : 0;
        String of = pick(List.of("[^/]", ".", "\\w", "\\d", "[a-z0-9]", "[^-]", "\\S", "[\\x80-\\xff]", "[/.]", "\\W",
                "[[:alnum:]_]", "\\x2f", "[^a]", "[]a]", "\\.", "\\D"));
        String piece = of + (random.nextInt(4) == 0 ? "" : pick(REPEATS));
        both(captured ? "(" + piece + ")" : piece, pick(List.of("foo", "a", "b.wsgi", "1", "", "..", "\u00e9\u00ff")));
    }

    private void backReference() {
        if (groups == 0) {
            literal();
        } else {
            both("(?:\\" + (1 + random.nextInt(Math.min(9, groups))) + ")" + pick(List.of("", "?")), "");
        }
    }

    private void optional() {
        groups++;
        String word = pick(WORDS);
        both("(" + word + ")?", random.nextBoolean() ? word : "");
    }

    private void both(String text, String matched) {
        pattern.append(text);
        sample.append(matched);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
