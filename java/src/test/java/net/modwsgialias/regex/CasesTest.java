package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of {@code cases.txt} on every engine; PCRE2 is one of them, of the version that is there. */
class CasesTest {

    private static final Pattern VERSIONS = Pattern.compile("(.*)  (before|from)  10\\.(\\d+)");

    record Case(String pattern, int flags, String subject, String groups, Engine engine) {
        @Override
        public String toString() {
            return pattern + " on " + subject;
        }
    }

    static Stream<Case> cases() throws IOException {
        return read().stream();
    }

    static List<Case> read() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                CasesTest.class.getResourceAsStream("cases.txt"), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher versions = VERSIONS.matcher(line);
                boolean bound = versions.matches();
                if (!line.isBlank() && !line.startsWith("#") && (!bound || counts(versions))) {
                    cases.add(parse(bound ? versions.group(1) : line));
                }
            }
        }
        return cases;
    }

    private static boolean counts(Matcher versions) {
        return Pcre2Version.isFrom(Integer.parseInt(versions.group(3))) == versions.group(2).equals("from");
    }

    private static Case parse(String line) {
        String[] fields = line.split("  on  |  gives  |  by  ");
        assertEquals(4, fields.length, line);
        int flags = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
        String pattern = fields[0];
        if (pattern.matches("\\(\\*[mds]\\).*")) {
            flags ^= switch (pattern.charAt(2)) {
                case 'm' -> PatternSpec.MULTILINE;
                case 'd' -> PatternSpec.DOLLAR_ENDONLY;
                default -> PatternSpec.DOTALL;
            };
            pattern = pattern.substring(4);
        }
        return new Case(pattern, flags, Bytes.unescape(fields[1]), fields[2], Engine.valueOf(fields[3]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldGiveTheGroups(Case test) throws Exception {
        PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(test.pattern), test.flags);
        byte[] subject = Bytes.of(test.subject);
        try (MatchScratch scratch = new MatchScratch(); Differential differential = new Differential()) {
            Pcre2Pattern pcre2 = Pcre2Pattern.compile(spec, 0);
            scratch.pcre2().setSubject(subject, subject.length);
            boolean matches = scratch.pcre2().search(pcre2, 0, scratch);
            assertEquals(test.groups, matches ? groups(scratch) : "nothing", "PCRE2");

            PatternSet set = PatternSet.compile(List.of(spec));
            assertEquals(test.engine, set.served(0).engine(), () -> set.served(0).toString());
            int index = set.match(subject, subject.length, scratch);
            boolean counts = matches && !test.groups.startsWith("0-0");
            assertEquals(counts ? test.groups : "nothing", index == 0 ? groups(scratch) : "nothing", "the set");
            differential.check(test.pattern, test.flags, List.of(subject));
        }
    }

    private static String groups(MatchScratch scratch) {
        StringBuilder out = new StringBuilder();
        int last = 0;
        for (int group = 0; group < MatchScratch.GROUPS; group++) {
            boolean set = scratch.start(group) != MatchScratch.ABSENT;
            out.append(group == 0 ? "" : " ").append(set ? scratch.start(group) + "-" + scratch.end(group) : "-");
            last = set ? out.length() : last;
        }
        return out.substring(0, last);
    }
}
