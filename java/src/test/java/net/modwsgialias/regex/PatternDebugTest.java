package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternDebugTest {

    @Test
    void shouldPrintEveryStage() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PatternDebug.print(new PrintStream(bytes, true, StandardCharsets.UTF_8),
                List.of("^/a(b|c)*d$", "-i", "/X", "(a)\\1", "--", "/abcd", "/zx", "/zz"));
        String out = bytes.toString(StandardCharsets.UTF_8);
        for (String expected : List.of("engine ONE_PASS", "engine PCRE2: back reference \\1 at offset 3", "repeat {0,} GREEDY",
                "split ->", "subject /abcd: pattern 0 $0=0-5 $1=3-4", "subject /zx: no match", "class 0:",
                "match of pattern 0, dead")) {
            assertTrue(out.contains(expected), () -> expected + " is missing in\n" + out);
        }
    }

    @Test
    void shouldDescribeAnAutomatonWithoutMemory() throws Exception {
        String text = PatternSet.compile(List.of(regex("^/a"), regex("^/b")), 0).describe();
        assertTrue(text.contains("start -> no memory"), text);
    }

    private static PatternSpec regex(String text) {
        return new PatternSpec(PatternSpec.Kind.REGEX, text.getBytes(StandardCharsets.US_ASCII), 0);
    }
}
