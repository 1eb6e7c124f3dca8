package net.modwsgialias.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.NfaScratch;
import net.modwsgialias.nfa.PikeVm;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.api.Test;

/**
 * What can be reached from a place of a program without taking a byte is listed in four ways: in the order of a
 * backtracker with groups (PikeVm), as a set with the lowest pattern (Stepper), as a set that reads along (LookAhead),
 * and in order with a watch's numbers (MatchSearch). Each needs something the others cannot afford, so there are four;
 * here they have to agree on every short subject.
 */
class ClosuresTest {

    private static final int ROUNDS = Integer.getInteger("mwa.closures", 2000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int MOST_INSTRUCTIONS = 2000;
    private static final int LONGEST = 5;
    private static final String ALPHABET = "/ab";
    private static final String[] BEGINNINGS = {"^/", "/", "[/a]", "^[^b]"};
    private static final String[] PIECES = {"a", "b", "/", "[ab]", ".", "a?", "b*?", "(?:a|b)*", "(?:a|)*", "(?:a*b?)+",
        "(?:ab|a|)", "(?:/a)?", "$", "\\b", "\\B", "(?=a)", "(?!b)", "(?<=/)", "(?<!a)", "(?=ab)", "(?!b/)", "(?:(?!ab)|b)*",
        "(?:$|a)", "(?:\\b|b)*", "(?=/|$)"};

    /** Follows no thread, and wants every match. */
    private static final MatchSearch.Watch EVERY_MATCH = new MatchSearch.Watch() {
        @Override
        public int begin(int before) {
            return 0;
        }

        @Override
        public int save(int number, int slot) {
            return number;
        }

        @Override
        public int take(int number, int value) {
            return number;
        }

        @Override
        public boolean isWanted(int number) {
            return true;
        }
    };

    private final Random random = new Random(SEED);
    private final NfaScratch scratch = new NfaScratch();
    private final List<byte[]> subjects = subjects();

    @Test
    void shouldReachTheSame() throws Exception {
        System.out.println("closures, seed " + SEED);
        int matching = 0;
        int lookAheads = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = text();
            Node tree = tree(text);
            Pike pike = new Pike(tree);
            Stepped stepped = new Stepped(tree);
            Pike ahead = withinLookAhead(text);
            List<byte[]> matched = new ArrayList<>();
            for (byte[] subject : subjects) {
                boolean matches = pike.matches(subject);
                String message = "seed " + SEED + ": " + text + " on " + shown(subject);
                assertEquals(matches, stepped.matches(subject), message);
                if (ahead != null) {
                    assertEquals(!matches, ahead.matches(subject), () -> message + " within a look-ahead");
                    lookAheads++;
                }
                if (matches) {
                    matched.add(subject);
                }
            }
            assertSearchAgrees(text, tree, pike, !matched.isEmpty());
            matching += matched.size();
        }
        System.out.println("closures: " + matching + " matches of " + ROUNDS + " patterns, " + lookAheads
                + " subjects within look-aheads");
        assertTrue(matching > ROUNDS && lookAheads > ROUNDS, "too few of a kind: nothing has been compared");
    }

    private void assertSearchAgrees(String text, Node tree, Pike pike, boolean somethingMatches) {
        MatchSearch.Result result = MatchSearch.find(tree, new byte[0], EVERY_MATCH, false, 16, 20_000);
        for (byte[] subject : result.subjects()) {
            assertTrue(pike.matches(subject), () -> "seed " + SEED + ": " + text + " found on " + shown(subject));
        }
        assertTrue(!somethingMatches || !result.whole() || !result.subjects().isEmpty(),
                () -> "seed " + SEED + ": " + text + " matches, and no subject was found");
    }

    /** The Pike machine on a program. */
    private final class Pike {

        private final SetPool sets = new SetPool();
        private final Program program;

        Pike(Node tree) throws IrregularException {
            program = Compiler.compile(tree, 0, new Code(), sets, MOST_INSTRUCTIONS);
        }

        boolean matches(byte[] subject) {
            return PikeVm.search(program, sets.bits(), subject, subject.length, scratch);
        }
    }

    /** The automaton of a union of one pattern. */
    private static final class Stepped {

        private final ByteClasses classes;
        private final Automaton automaton;

        Stepped(Node tree) throws IrregularException {
            SetPool sets = new SetPool();
            UnionBuilder union = new UnionBuilder(sets, MOST_INSTRUCTIONS);
            union.add(0, tree);
            classes = new ByteClasses(sets);
            automaton = new Automaton(union.build(), classes);
        }

        boolean matches(byte[] subject) {
            Automaton.Side side = automaton.start();
            for (byte value : subject) {
                side = automaton.over(side, classes.classOf()[value & 0xff]);
            }
            return automaton.matchesAtEnd(side);
        }
    }

    /** Matches where the pattern does not, by a look-ahead's automaton; null where that would have to look behind. */
    private Pike withinLookAhead(String text) throws Exception {
        try {
            String anchored = text.startsWith("^") ? text.substring(1) : ".*?" + text;
            return new Pike(tree("^(?!" + anchored + ")"));
        } catch (IrregularException e) {
            return null;
        }
    }

    private static Node tree(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Parser.parse(bytes, Options.DOTALL | Options.DOLLAR_ENDONLY).root();
    }

    private String text() {
        StringBuilder text = new StringBuilder(BEGINNINGS[random.nextInt(BEGINNINGS.length)]);
        int length = 1 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** All that begin with a slash, as what httpd matches does. */
    private static List<byte[]> subjects() {
        List<byte[]> subjects = new ArrayList<>();
        List<String> level = List.of("/");
        for (int length = 1; length <= LONGEST; length++) {
            List<String> longer = new ArrayList<>();
            for (String subject : level) {
                subjects.add(subject.getBytes(StandardCharsets.ISO_8859_1));
                for (char letter : ALPHABET.toCharArray()) {
                    longer.add(subject + letter);
                }
            }
            level = longer;
        }
        return subjects;
    }

    private static String shown(byte[] subject) {
        return new String(subject, StandardCharsets.ISO_8859_1);
    }
}
