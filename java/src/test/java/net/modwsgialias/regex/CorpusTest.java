package net.modwsgialias.regex;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs corpora of patterns and subjects in the format of PCRE2's own {@code testdata/testinput*}: files that are not
 * ours and not in this repository, given as {@code -Dmwa.corpus=FILE:FILE}, or else a small one of ours.
 */
class CorpusTest {

    private static final String FILES = System.getProperty("mwa.corpus",
            System.getProperty("mwa.source") + "/java/src/test/resources/net/modwsgialias/regex/corpus.txt");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x\\{?([0-9a-fA-F]{1,2})\\}?|([0-7]{3})|(.))");

    private final List<byte[]> subjects = new ArrayList<>();

    @Test
    void shouldAnswerLikePcre2() throws Exception {
        for (String file : FILES.split(":")) {
            try (Differential differential = new Differential()) {
                String text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
                run(text.split("\n", -1), differential);
                System.out.println(file + ": " + differential.summary());
            }
        }
    }

    /** A pattern stands in delimiters, perhaps over several lines; the indented lines behind it are subjects. */
    private void run(String[] lines, Differential differential) {
        int at = 0;
        while (at < lines.length) {
            String line = lines[at++];
            if (line.isEmpty() || line.startsWith(" ") || line.startsWith("#") || line.startsWith("\\")) {
                continue;
            }
            String delimiter = line.substring(0, 1);
            StringBuilder pattern = new StringBuilder(line.substring(1));
            while (closing(pattern, delimiter) < 0 && at < lines.length) {
                pattern.append('\n').append(lines[at++]);
            }
            subjects.clear();
            while (at < lines.length && lines[at].startsWith(" ")) {
                subjects.add(subject(lines[at++].trim()));
            }
            int end = closing(pattern, delimiter);
            if (end >= 0) {
                check(pattern.substring(0, end), pattern.substring(end + 1), differential);
            }
        }
    }

    private static int closing(StringBuilder pattern, String delimiter) {
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
            } else if (pattern.charAt(i) == delimiter.charAt(0)) {
                return i;
            }
        }
        return -1;
    }

    private void check(String pattern, String modifiers, Differential differential) {
        int flags = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
        flags ^= modifiers.contains("i") ? PatternSpec.CASELESS : 0;
        flags ^= modifiers.contains("m") ? PatternSpec.MULTILINE : 0;
        String extended = modifiers.contains("x") ? "(?x)" + pattern : pattern;
        // httpd's flags, and PCRE2's own defaults too.
        differential.check(extended, flags, subjects);
        differential.check(extended, flags ^ (PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY), subjects);
    }

    private static byte[] subject(String text) {
        Matcher matcher = ESCAPE.matcher(text);
        return Bytes.of(matcher.replaceAll(found -> Matcher.quoteReplacement(escaped(found))));
    }

    private static String escaped(MatchResult found) {
        if (found.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(found.group(1), 16));
        } else if (found.group(2) != null) {
            return String.valueOf((char) (Integer.parseInt(found.group(2), 8) & 0xff));
        }
        int index = "nrtfae".indexOf(found.group(3));
        return index < 0 ? found.group(3) : "\n\r\t\f\u0007\u001b".substring(index, index + 1);
    }
}
