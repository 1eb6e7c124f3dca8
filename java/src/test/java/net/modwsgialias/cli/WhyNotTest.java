package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyNotTest {

    private static Report.Alias alias(boolean match, String pattern, String engine) {
        return new Report.Alias(0, "D", "f", 1, match, 0x240, pattern, "/t", null, null, null, null, null, null, engine,
                null, null);
    }

    private static String explain(Report.Alias alias, String path) {
        try (WhyNot whyNot = new WhyNot()) {
            return whyNot.explain(alias, path);
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(delimiter = ';', value = {
        "/shop;/show;the URL differs at byte 4: 'w', not 'p'",
        "/shop;/sh;the URL is too short: the prefix goes on with 'op'",
        "/shop;/shopper;the URL continues after the prefix without a slash",
        "//a/b;/a///c;the URL differs at byte 5: 'c', not 'b'",
        "foo;/foo;the URL differs at byte 0: '/', not 'f'",
    })
    void shouldTellWhereAPrefixDiffers(String prefix, String path, String reason) {
        assertEquals(reason, explain(alias(false, prefix, "prefix"), path));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(delimiter = ';', value = {
        "^/b;/a;one-pass;the pattern does not match",
        "x*;/a;one-pass;the pattern matches the empty string at the beginning, which counts as no match",
        "^;/a;one-pass;the pattern matches the empty string at the beginning, which counts as no match",
        "^/(.)\\1;/ab;pcre2;the pattern does not match (according to PCRE2)",
    })
    void shouldTellWhyARegexDoesNotCount(String pattern, String path, String engine, String reason) {
        assertEquals(reason, explain(alias(true, pattern, engine), path));
    }

    @Test
    void shouldTellWhatTheWinnerCaptured() {
        try (WhyNot whyNot = new WhyNot()) {
            assertArrayEquals(new String[] {"/t-red", "red"},
                    whyNot.captures(alias(true, "^/t-([^/]+)(x)?", "one-pass"), "/t-red/home"));
            assertArrayEquals(new String[] {"/a", null, "a"},
                    whyNot.captures(alias(true, "^/(?:(b)|(a))", "one-pass"), "/a"));
            assertArrayEquals(new String[] {"//a"}, whyNot.captures(alias(false, "/a", "prefix"), "//a/b"));
        }
    }
}
