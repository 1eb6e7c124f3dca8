package net.modwsgialias.regex;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A line of {@code hostile.txt}: a pattern, and subjects of any length that are hard for it. */
record Hostile(String pattern, String begin, String repeated, String end) {

    static List<Hostile> read() throws IOException {
        List<Hostile> families = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Hostile.class.getResourceAsStream("hostile.txt"), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    families.add(parse(line));
                }
            }
        }
        return families;
    }

    private static Hostile parse(String line) {
        String[] fields = line.split("  on  ", 2);
        String subject = fields[1];
        int open = subject.indexOf('{');
        int close = subject.indexOf('}', open);
        return new Hostile(fields[0], Bytes.unescape(subject.substring(0, open)),
                Bytes.unescape(subject.substring(open + 1, close)), Bytes.unescape(subject.substring(close + 1)));
    }

    PatternSpec spec() {
        return new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern),
                PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY);
    }

    /** A subject of {@code length} bytes, or a few less. */
    byte[] subject(int length) {
        return Bytes.of(begin + repeated.repeat((length - begin.length() - end.length()) / repeated.length()) + end);
    }

    @Override
    public String toString() {
        return pattern + " on " + text(begin) + "{" + text(repeated) + "}" + text(end);
    }

    private static String text(String part) {
        return Bytes.text(Bytes.of(part));
    }
}
