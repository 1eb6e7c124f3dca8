package net.modwsgialias.regex;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Patterns that are made to take long: nested, repeated, full of look-aheads, with loops that have no way out.
 */
public final class NastyPatterns {

    private static final int DEEP = 240;

    private NastyPatterns() {
    }

    /** All of them; PCRE2 refuses some. */
    public static Stream<String> all() {
        String words = IntStream.range(0, 3000).mapToObj(i -> "word-" + i).collect(Collectors.joining("|"));
        String lookAheads = IntStream.range('a', 'z').mapToObj(i -> "(?!.*" + (char) i + ")").collect(Collectors.joining());
        return Stream.of("^/b(?=7+$.)$", "^/c(?=a+\\z.)$", "(?:a+$.)+", "(?:a+^)*?b", "(?:)*", "(?:a|)*", "(?:|a)*?b",
                "(?:(?:)*)*", "(?:a*|b*)*c", "((a{1,1000}){1,1000})", "(?:(?:(?:){60000}){60000}){60000}",
                "(?:(?:(?:a?){200}){200}){200}", "(?:a{0,65535}){0,65535}", "a{65535}", "(a?){30}a{30}",
                nested("(?:", "a", ")*"), nested("(?:", "a", ")+?"), nested("(?:", "a?", ")?"), nested("(", "a", ")*"),
                nested("(?:a|", "", ")*+"), nested("(?:a|", "", "|b)*"), nested("(?>", "a".repeat(5000), ")b"),
                nested("(?>a", "", "|b)+"), nested("(?:a++", "b", ")*"), nested("(?=a", "b", ")"), nested("(?!a", "b", ")"),
                nested("(?:(?!ab)", "b", ")*"), nested("(?:(?!a+b)a", "", ")*"), nested("(?:b$.|", "c", ")*"),
                nested("(?:b$|", "c", "^)+"), nested("(?:", "^", ")+"), nested("(?:", "", ")+?"), "\\\\".repeat(9000) + "a++ab",
                joining(239, 6), joining(100, 17), wide(10), "a".repeat(30_000),
                "(?:a|b)".repeat(900), "(?:" + words + ")", "^/(?!" + words + ").*$", "[" + "a-z0-9".repeat(5000) + "]",
                "[a-z]?".repeat(900),
                "(?:(?!ab)|(?!cd))*d", "(?:(?!a+b)[ab])*c", "(?:a(?=b+c)b|c(?!d+a)d)*e", "^/(?:(?!x+y)(?!y+z)(?!z+x)[xyz])*$",
                "(?!.*a.{9}b)a", "^/(?!.*a.{9}b).*$", "^/(?!(?:.*[ab]){20}c).*$", "^/" + lookAheads + ".*$",
                "^/(?:" + lookAheads + "[a-z])*$", "^/" + "(?!.*[ab]{40}c)".repeat(20) + ".*$", "a(?!b)".repeat(300),
                "(?:^|$|\\b|\\B)*a", "(?m:^$)*".repeat(100), "(?:\\b|a){500}", "(?:[^\\x00-\\xff]|a)*".repeat(200));
    }

    static String nested(String begin, String middle, String end) {
        return begin.repeat(DEEP) + middle + end.repeat(DEEP);
    }

    /** Ways that lead into one run of bytes, each at another place of it. */
    static String joining(int ways, int bytes) {
        String joins = IntStream.range(1, ways + 1).mapToObj(i -> String.format("|\\x%02x)", i) + "a".repeat(bytes))
                .collect(Collectors.joining());
        return "(?:".repeat(ways) + "x" + joins;
    }

    /** Look-aheads of which each tells many bytes apart, beside each other. */
    static String wide(int lookAheads) {
        String branches = IntStream.range(1, 200).mapToObj(i -> String.format("\\x%02x\\x%02x", i, 255 - i))
                .collect(Collectors.joining("|"));
        return "^/(?:" + ("(?!.*(?:" + branches + "))").repeat(lookAheads) + "b)*$";
    }
}
