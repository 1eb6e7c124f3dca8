package net.modwsgialias.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.modwsgialias.explore.MatchSearch;
import net.modwsgialias.regex.Engine;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.PatternTree;
import net.modwsgialias.syntax.Node;
import org.junit.jupiter.api.Test;

/**
 * What a search says of the ends of matches, and of what the target puts there: compared with asking the engine about
 * all short URLs.
 */
class EndsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.ends", 3000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int STEPS = 20_000;
    private static final int LONGEST = 6;
    private static final String ALPHABET = "/ab-";
    private static final String[] PIECES = {"a", "b", "/", "[ab]", ".", "[^/]+", "a?", "b*?", "(a)", "(b|/)", "([^/]*)",
        "(.*)", "(?:/(a))?", "(?:(a)|/b)", "(a|ab)", "$", "\\b", "(?=/|$)", "(?!/a)", "(?=ab)", "(?<=/)", "((a)/)*",
        "(a+?)", "(/.*)?", "-"};

    private final Random random = new Random(SEED);
    private final MatchScratch scratch = new MatchScratch();

    /** A pattern that the automata can judge. */
    private record Subject(PatternSet set, Node tree, String text, boolean merged) {
    }

    @Test
    void shouldFindEndsWithinAPartOfThePath() throws Exception {
        System.out.println("ends, seed " + SEED);
        int found = 0;
        int none = 0;
        int swallowed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Subject subject = subject();
            MatchSearch.Result result =
                    MatchSearch.find(subject.tree(), new byte[0], new OpenEnd(), subject.merged(), 1, STEPS);
            String message = "seed " + SEED + ": " + subject;
            for (byte[] url : result.subjects()) {
                assertTrue(isOpenEnd(subject, url),
                        () -> message + " for " + new String(url, StandardCharsets.ISO_8859_1));
            }
            boolean exists = false;
            for (byte[] url : urls(subject.merged())) {
                exists |= isOpenEnd(subject, url);
            }
            assertTrue(!(exists && result.whole() && result.subjects().isEmpty()), message);
            if (Trees.swallowsSegment(subject.tree())) {
                assertTrue(!exists && result.subjects().isEmpty(), message);
                swallowed++;
            }
            found += result.subjects().size();
            none += result.whole() && result.subjects().isEmpty() ? 1 : 0;
        }
        System.out.printf("ends: %d patterns, %d may end within a part, %d never do%n", ROUNDS, found, none);
        assertTrue(found > ROUNDS / 10 && none > ROUNDS / 10 && found + none > ROUNDS * 0.98);
        assertTrue(swallowed > ROUNDS / 30, swallowed + " end in what takes the rest of a part");
    }

    private boolean isOpenEnd(Subject subject, byte[] url) throws MatchLimitException {
        int end = end(subject, url);
        return end > 0 && end < url.length && url[end - 1] != '/' && url[end] != '/';
    }

    /** Where the match ends, or -1. */
    private int end(Subject subject, byte[] url) throws MatchLimitException {
        return subject.set().match(url, url.length, scratch) == 0 ? scratch.end(0) : -1;
    }

    @Test
    void shouldFindWhatIsNotWhereTheTargetPutsIt() throws Exception {
        int aligned = 0;
        int wrong = 0;
        int missed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Subject subject = subject();
            byte[] captures = new byte[random.nextInt(3)];
            byte[][] literals = new byte[captures.length + 1][];
            for (int i = 0; i < literals.length; i++) {
                literals[i] = List.of("", "", "/", "a", "/a").get(random.nextInt(5))
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            for (int i = 0; i < captures.length; i++) {
                captures[i] = (byte) random.nextInt(3);
            }
            Alignment watch = Alignment.of(literals, captures);
            if (watch == null) {
                continue;
            }
            MatchSearch.Result result = MatchSearch.find(subject.tree(), "a".getBytes(StandardCharsets.ISO_8859_1),
                    watch, subject.merged(), 16, STEPS);
            List<byte[]> different = new ArrayList<>();
            for (byte[] url : urls(subject.merged())) {
                if (isDifferent(subject, literals, captures, url)) {
                    different.add(url);
                }
            }
            String message = "seed " + SEED + ": " + subject + ", behind the script " + shown(literals, captures);
            if (result.whole() && result.subjects().isEmpty()) {
                assertEquals(List.of(), different.stream().map(url -> new String(url, StandardCharsets.ISO_8859_1))
                        .toList(), message);
                aligned++;
            }
            boolean told = false;
            for (byte[] url : result.subjects()) {
                assertTrue(end(subject, url) > 0, message);
                told |= isDifferent(subject, literals, captures, url);
            }
            wrong += told ? 1 : 0;
            missed += !told && !different.isEmpty() ? 1 : 0;
        }
        System.out.printf("ends: %d targets, %d always the URL, %d not, %d missed%n", ROUNDS, aligned, wrong, missed);
        assertTrue(aligned > ROUNDS / 20 && wrong > ROUNDS / 10 && missed < ROUNDS / 100);
    }

    private static String shown(byte[][] literals, byte[] captures) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literals.length; i++) {
            text.append(new String(literals[i], StandardCharsets.ISO_8859_1));
            text.append(i < captures.length ? "$" + captures[i] : "");
        }
        return text.toString();
    }

    /** Whether SCRIPT_NAME and PATH_INFO are not the URL: what the target makes is not what the URL ends with. */
    private boolean isDifferent(Subject subject, byte[][] literals, byte[] captures, byte[] url)
            throws MatchLimitException {
        int end = end(subject, url);
        if (end <= 0) {
            return false;
        }
        String text = new String(url, StandardCharsets.ISO_8859_1);
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < literals.length; i++) {
            made.append(new String(literals[i], StandardCharsets.ISO_8859_1));
            if (i < captures.length && scratch.start(captures[i]) >= 0) {
                made.append(text, scratch.start(captures[i]), scratch.end(captures[i]));
            }
        }
        made.append(text.substring(end == 1 ? 0 : end));
        return !text.endsWith(made.toString());
    }

    private Subject subject() {
        while (true) {
            String[] begin = {"^/", "^/", "^", "/", ""};
            StringBuilder text = new StringBuilder(begin[random.nextInt(begin.length)]);
            int length = 1 + random.nextInt(4);
            for (int i = 0; i < length; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX,
                    text.toString().getBytes(StandardCharsets.ISO_8859_1),
                    PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY);
            try {
                PatternSet set = PatternSet.compile(List.of(spec));
                if (set.served(0).engine() != Engine.PCRE2) {
                    return new Subject(set, PatternTree.of(spec).root(), text.toString(), random.nextBoolean());
                }
            } catch (PatternException e) {
                // Only what httpd would accept.
            } catch (Exception e) {
                throw new AssertionError(text.toString(), e);
            }
        }
    }

    private static List<byte[]> urls(boolean merged) {
        return merged ? MERGED : ALL;
    }

    private static final List<byte[]> ALL = urls();
    private static final List<byte[]> MERGED = ALL.stream()
            .filter(url -> !new String(url, StandardCharsets.ISO_8859_1).contains("//")).toList();

    private static List<byte[]> urls() {
        List<byte[]> urls = new ArrayList<>();
        List<byte[]> level = List.of(new byte[] {'/'});
        for (int length = 1; length <= LONGEST; length++) {
            List<byte[]> longer = new ArrayList<>();
            for (byte[] url : level) {
                urls.add(url);
                for (char letter : ALPHABET.toCharArray()) {
                    byte[] next = Arrays.copyOf(url, url.length + 1);
                    next[url.length] = (byte) letter;
                    longer.add(next);
                }
            }
            level = longer;
        }
        return urls;
    }
}
