package net.modwsgialias.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.explore.Contest;
import net.modwsgialias.regex.Engine;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.PatternTree;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.SyntaxException;
import org.junit.jupiter.api.Test;

/** What is called dead is what no URL reaches: compared with asking all short URLs. */
class ShadowsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.shadows", 800);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final String ALPHABET = "/ab-";
    /** No pattern below can tell longer URLs from all of these: each takes few bytes, or any number of them. */
    private static final int LONGEST = 5;
    private static final String[] PIECES = {"a", "b", "/", "[ab]", ".", "[^/]", "a?", "b*", "[ab]+", ".*", "(?:/a)?",
        "(?:a|/b)", "(a|ab)", "$", "\\b", "(?:/|$)", "(?=a)", "(?<=/)", "(?:a/)*"};

    /** Of these, several together often cover another. */
    private static final String[] NARROW_PIECES = {"a", "b", "[ab]", "[^ab]", ".", "a*", "(?:a|$)"};

    private final Random random = new Random(SEED);
    private final List<byte[]> urls = urls();

    private static List<byte[]> urls() {
        List<byte[]> urls = new ArrayList<>();
        List<String> level = List.of("/");
        for (int length = 1; length <= LONGEST; length++) {
            List<String> longer = new ArrayList<>();
            for (String url : level) {
                urls.add(url.getBytes(StandardCharsets.ISO_8859_1));
                ALPHABET.chars().forEach(letter -> longer.add(url + (char) letter));
            }
            level = longer;
        }
        return urls;
    }

    @Test
    void shouldCallDeadWhatNoUrlReaches() throws Exception {
        System.out.println("shadows, seed " + SEED);
        Map<Shadows.Verdict, Integer> counts = new EnumMap<>(Shadows.Verdict.class);
        int together = 0;
        int overlaps = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<PatternSpec> specs = specs(1 + random.nextInt(8));
            PatternSet set = PatternSet.compile(specs);
            boolean merged = random.nextBoolean();
            try (Shadows shadows = new Shadows(specs, set, merged, System.nanoTime() + TimeUnit.HOURS.toNanos(1))) {
                List<List<Integer>> matching = matching(specs, merged);
                for (int index = 0; index < specs.size(); index++) {
                    Shadows.Answer answer = shadows.judge(index, samples(specs.get(index)));
                    counts.merge(answer.verdict(), 1, Integer::sum);
                    together += answer.culprits().size() > 1 ? 1 : 0;
                    check(specs, set, matching, index, answer);
                    overlaps += isDecided(set, index) ? checkTaken(specs, set, shadows, matching, index) : 0;
                }
            }
        }
        System.out.println("shadows: " + counts + ", by several together " + together
                + ", overlaps " + overlaps);
        assertTrue(overlaps > ROUNDS / 2);
        assertTrue(counts.size() == 4 && counts.get(Shadows.Verdict.DEAD) > 100 && together > 20, counts::toString);
        assertTrue(counts.get(Shadows.Verdict.UNDECIDED) < counts.get(Shadows.Verdict.DEAD), counts::toString);
    }

    private void check(List<PatternSpec> specs, PatternSet set, List<List<Integer>> matching, int index,
            Shadows.Answer answer) {
        String message = "seed " + SEED + ", alias " + index + " of " + specs.stream()
                .map(spec -> CheckedAlias.text(spec.text())).toList() + ": " + answer.verdict();
        switch (answer.verdict()) {
            case ALIVE -> assertEquals(index, matchingOf(specs, set, answer.example()).get(0), message);
            case DEAD -> assertTrue(isCovered(matching.get(index), answer.culprits(), matching)
                    && matching.get(index).size() > 0, message);
            case EMPTY -> assertEquals(List.of(), matching.get(index), message);
            default -> assertTrue(!isDecided(set, index), message);
        }
    }

    /** Whether all URLs of a list are among those of the others. */
    private static boolean isCovered(List<Integer> own, List<Integer> others, List<List<Integer>> matching) {
        TreeSet<Integer> left = new TreeSet<>(own);
        others.forEach(other -> matching.get(other).forEach(left::remove));
        return left.isEmpty();
    }

    /** By pattern, asked by itself: the places of the URLs that it matches. */
    private List<List<Integer>> matching(List<PatternSpec> specs, boolean merged) throws Exception {
        List<List<Integer>> all = new ArrayList<>();
        try (MatchScratch scratch = new MatchScratch()) {
            for (PatternSpec spec : specs) {
                PatternSet alone = PatternSet.compile(List.of(spec));
                List<Integer> places = new ArrayList<>();
                for (int i = 0; i < urls.size(); i++) {
                    boolean comes = !merged || !CheckedAlias.text(urls.get(i)).contains("//");
                    if (comes && alone.match(urls.get(i), urls.get(i).length, scratch) == 0) {
                        places.add(i);
                    }
                }
                all.add(places);
            }
        }
        return all;
    }

    private static boolean isDecided(PatternSet set, int index) {
        return set.served(index).engine().compareTo(Engine.ALONE) < 0;
    }

    /** Those who take URLs of a pattern are just those who take one of all short URLs; how many there are. */
    private int checkTaken(List<PatternSpec> specs, PatternSet set, Shadows shadows, List<List<Integer>> matching,
            int index) {
        TreeSet<Integer> expected = new TreeSet<>();
        for (int url : matching.get(index)) {
            int taker = 0;
            while (!isDecided(set, taker) || !matching.get(taker).contains(url)) {
                taker++;
            }
            expected.add(taker);
        }
        expected.remove(index);
        TreeSet<Integer> found = new TreeSet<>();
        String message = "seed " + SEED + ", overlaps of " + index + " of "
                + specs.stream().map(spec -> CheckedAlias.text(spec.text())).toList();
        for (Contest.Taken taken : shadows.taken(index, specs.size())) {
            List<Integer> all = matchingOf(specs, set, taken.subject());
            assertTrue(all.contains(index) && all.get(0) == taken.taker() && found.add(taken.taker()), message);
        }
        assertTrue(found.containsAll(expected), () -> message + ": " + found + ", and not " + expected);
        return found.size();
    }

    /** The decided patterns that match a URL. */
    private static List<Integer> matchingOf(List<PatternSpec> specs, PatternSet set, byte[] url) {
        List<Integer> found = new ArrayList<>();
        try (MatchScratch scratch = new MatchScratch()) {
            for (int index = 0; index < specs.size(); index++) {
                if (isDecided(set, index)
                        && PatternSet.compile(List.of(specs.get(index))).match(url, url.length, scratch) == 0) {
                    found.add(index);
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return found;
    }

    /** None at all half of the time: then only the search decides. */
    private List<byte[]> samples(PatternSpec spec) {
        try {
            return random.nextBoolean() ? List.of() : new Samples(PatternTree.of(spec).root());
        } catch (SyntaxException | IrregularException e) {
            return List.of();
        }
    }

    private List<PatternSpec> specs(int count) {
        List<PatternSpec> specs = new ArrayList<>();
        String[] pieces = random.nextBoolean() ? PIECES : NARROW_PIECES;
        while (specs.size() < count) {
            PatternSpec spec = spec(pieces);
            try {
                PatternSet.compile(List.of(spec));
                specs.add(spec);
            } catch (PatternException e) {
                // Only what httpd would accept.
            }
        }
        return specs;
    }

    private PatternSpec spec(String[] choices) {
        if (choices == PIECES && random.nextInt(4) == 0) {
            String prefix = "/" + (random.nextBoolean() ? "a" : "") + (random.nextInt(3) == 0 ? "/" : "");
            return new PatternSpec(PatternSpec.Kind.PREFIX, prefix.getBytes(StandardCharsets.ISO_8859_1), 0);
        }
        boolean anchored = choices == NARROW_PIECES || random.nextInt(3) > 0;
        StringBuilder text = new StringBuilder(anchored ? "^/" : random.nextBoolean() ? "^" : "");
        int length = choices == NARROW_PIECES ? 1 + random.nextInt(2) : random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(choices[random.nextInt(choices.length)]);
        }
        if (random.nextInt(20) == 0) {
            text.append("(a)\\1");
        }
        return new PatternSpec(PatternSpec.Kind.REGEX, text.toString().getBytes(StandardCharsets.ISO_8859_1),
                PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY);
    }
}
