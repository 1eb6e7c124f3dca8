package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.regex.MatchScratch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables with a patch answer what tables answer that are compiled of the resulting list. */
class PatchedTablesTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 60);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int[] CACHES = {0, 1500, 6000, 40_000, -1};
    private static final List<String> ASKED = List.of("a.org", "b.a.org", "x.b.a.org", "c.org", "b.org", "");

    private final Random random = new Random(SEED);
    private final Map<String, Integer> answers = new TreeMap<>();

    /** Tables, and the same compiled anew. */
    private record Pair(RandomSite site, Tables patched, Tables compiled) {
    }

    @Test
    void shouldAnswerAsTablesThatAreCompiledAnew() throws Exception {
        System.out.println("patches, seed " + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            int cache = CACHES[round % CACHES.length];
            RandomSite site = RandomSite.make(random);
            AliasTables whole = SpecWriter.load(site.specs(cache));
            List<Pair> pairs = new ArrayList<>(List.of(new Pair(site, whole, whole)));
            for (int i = 0; i < 3; i++) {
                RandomSite changed = site.changed();
                Tables patched = PatchedTables.of(pairs.get(i).patched.whole(), SpecWriter.load(changed.patch(cache)),
                        changed.runs(site), changed.lines().size());
                pairs.add(new Pair(changed, patched, SpecWriter.load(changed.specs(cache))));
                compare(pairs.get(i + 1), site);
                if (random.nextBoolean()) {
                    pairs.get(i).patched.forgetStates();
                }
            }
            // Requests that are under way go on with older ones.
            for (Pair pair : pairs.subList(1, pairs.size())) {
                compare(pair, site);
            }
        }
        System.out.println(answers);
        for (String answer : List.of("DECLINED", "MATCHED of the whole", "MATCHED of the patch", "OUTSIDE", "UNDECIDED",
                "others that begin so")) {
            assertTrue(answers.getOrDefault(answer, 0) > ROUNDS / 2, "too few answers were " + answer + ": " + answers);
        }
    }

    private void compare(Pair pair, RandomSite before) throws Exception {
        try (Lookup lookup = new Lookup(); Lookup wanted = new Lookup(); Beginnings beginnings = new Beginnings(random)) {
            for (int i = 0; i < 100; i++) {
                int table = random.nextInt(pair.site.servers.size());
                String uri = pair.site.uri();
                String host = ASKED.get(random.nextInt(ASKED.size()));
                String answer = ask(pair.compiled.table(table), uri, host, wanted);
                assertEquals(answer, ask(pair.patched.table(table), uri, host, lookup), () -> "seed " + SEED + ", table "
                        + table + ", " + host + " " + uri + " on " + before + "\nchanged to" + pair.site);
                String kind = answer.split(" ")[0];
                answers.merge(kind, 1, Integer::sum);
                if (!kind.equals("UNDECIDED")) {
                    beginnings.check(pair.patched.table(table), uri, host, Outcome.valueOf(kind), lookup, "seed " + SEED
                            + ", table " + table + ", " + host + " " + uri + " on " + before + "\nchanged to" + pair.site);
                }
                if (kind.equals("MATCHED")) {
                    assertSame(lookup.alias(), pair.patched.alias(lookup.id()));
                    answers.merge(pair.site.isAdded(lookup.id()) ? "MATCHED of the patch" : "MATCHED of the whole", 1,
                            Integer::sum);
                }
            }
            answers.merge("others that begin so", beginnings.asked(), Integer::sum);
        }
    }

    /** All that a lookup tells. */
    private static String ask(Table table, String uri, String host, Lookup lookup) {
        byte[] bytes = uri.getBytes(ISO_8859_1);
        int hostLength = table.hasHosts() ? host.length() : 0;
        try {
            Outcome outcome = table.lookUp(bytes, bytes.length, host.getBytes(ISO_8859_1), hostLength, lookup);
            if (outcome == Outcome.DECLINED) {
                return outcome.toString();
            }
            StringBuilder text = new StringBuilder().append(outcome).append(" by ").append(lookup.id()).append(": ")
                    .append(new String(lookup.filename().toByteArray(), ISO_8859_1));
            for (int group = 0; group < MatchScratch.GROUPS; group++) {
                text.append(' ').append(lookup.match().start(group)).append('-').append(lookup.match().end(group));
            }
            return text.toString();
        } catch (UndecidedException e) {
            return "UNDECIDED at " + e.alias() + ": " + e.getMessage();
        }
    }

    private static AliasTables three() throws Exception {
        return SpecWriter.load(new SpecWriter().alias(false, "/a", "/w/a", null, null)
                .alias(false, "/b", "/w/b", null, null).alias(false, "/c", "/w/c", null, null).write());
    }

    private static AliasTables one() throws Exception {
        return SpecWriter.load(new SpecWriter().alias(false, "/", "/w/patch", null, null).write());
    }

    private static AliasTables none() throws Exception {
        return SpecWriter.load(new SpecWriter().write());
    }

    private static int ask(Tables tables, String uri) {
        try (Lookup lookup = new Lookup()) {
            String answer = ask(tables.table(0), uri, "", lookup);
            return answer.startsWith("MATCHED") ? lookup.id() : -1;
        }
    }

    @Test
    void shouldAnswerByNewIds() throws Exception {
        // "/b" goes, and "/" comes before "/c".
        Tables tables = PatchedTables.of(three(), one(), IntBuffer.wrap(new int[] {0, 0, 0, 1, 0, 1, 2, 2, 0}), 3);
        assertEquals(0, ask(tables, "/a"));
        assertEquals(1, ask(tables, "/b"));
        assertEquals(1, ask(tables, "/c"));
        assertEquals(2, tables.alias(2).id());
        assertThrows(IndexOutOfBoundsException.class, () -> tables.alias(3));
        assertThrows(IndexOutOfBoundsException.class, () -> tables.alias(-1));
    }

    @Test
    void shouldRemoveEverything() throws Exception {
        assertEquals(-1, ask(PatchedTables.of(three(), none(), IntBuffer.allocate(0), 0), "/a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "1 0 0 | 3 | from 1 on", "0 0 0 0 1 0 | 2 | before they begin", "0 0 0 | 4 | from 0 on",
        "0 0 2 | 3 | neither", "0 0 -1 | 3 | neither", "0 1 0 1 0 0 | 2 | from 0 on", "0 0 0 | -1 | before they begin",
        "0 0 0 2 1 0 | 3 | from 1 on", "0 -1 0 | 2 | from -1 on", "0 3 0 | 1 | from 3 on", "- | 1 | from 1 on",
        "0 0 0 | 0 | before they begin", "0 0 0 1 0 1 2 0 1 | 3 | from 0 on", "0 0 0 1 1 1 | 2 | from 1 on",
        "0 0 0 | 3 | use 0", "0 0 0 2147483647 1 0 | -2147483648 | of the whole"})
    void shouldRefuseRunsThatDoNotFit(String runs, int aliases, String message) throws Exception {
        AliasTables whole = three();
        AliasTables patch = one();
        int[] numbers = runs == null ? new int[0]
                : Arrays.stream(runs.split(" ")).mapToInt(Integer::parseInt).toArray();
        String refused = assertThrows(BlockException.class,
                () -> PatchedTables.of(whole, patch, IntBuffer.wrap(numbers), aliases)).getMessage();
        assertTrue(refused.contains(message), refused);
    }

    @Test
    void shouldRefuseAPatchOfOtherServers() throws Exception {
        AliasTables patch = SpecWriter.load(new SpecWriter().table(true, 0, 0, 0, 0).table(true, 0, 0, 0, 0).write());
        assertTrue(assertThrows(BlockException.class,
                () -> PatchedTables.of(three(), patch, IntBuffer.wrap(new int[] {0, 0, 0}), 3)).getMessage()
                .contains("2 servers"));
    }

    @Test
    void shouldRefuseToRemoveForOneServerWhatAnotherKeeps() throws Exception {
        SpecWriter writer = new SpecWriter();
        for (int server = 0; server < 2; server++) {
            writer.alias(false, "/a", "/w/" + server, null, null).alias(false, "/b", "/x/" + server, null, null)
                    .table(true, 2 * server, 2, 0, 0);
        }
        ByteBuffer specs = writer.write();
        AliasTables patch = SpecWriter.load(new SpecWriter().table(true, 0, 0, 0, 0).table(true, 0, 0, 0, 0).write());
        assertThrows(BlockException.class,
                () -> PatchedTables.of(SpecWriter.load(specs), patch, IntBuffer.wrap(new int[] {0, 1, 0}), 3));
        Tables alike = PatchedTables.of(SpecWriter.load(specs), patch, IntBuffer.wrap(new int[] {0, 1, 0, 1, 3, 0}), 2);
        assertEquals(-1, ask(alike, "/a"));
        assertEquals(0, ask(alike, "/b"));
    }

    @Test
    void shouldRefuseToRemoveWhatIsForSomeHosts() throws Exception {
        ByteBuffer specs = new SpecWriter().alias(false, "/a", "/w/a", null, null)
                .alias(false, "/b", "/w/b", null, null).hosts(1, 1, "b.org", "c.org").write();
        assertThrows(BlockException.class,
                () -> PatchedTables.of(SpecWriter.load(specs), none(), IntBuffer.wrap(new int[] {0, 0, 0}), 1));
        PatchedTables.of(SpecWriter.load(specs), none(), IntBuffer.wrap(new int[] {0, 1, 0}), 1);
    }

    @Test
    void shouldGoOnWithTheStatesOfTheWhole() throws Exception {
        AliasTables whole = three();
        int[] all = {0, 0, 0};
        int[] some = {0, 1, 0};
        Tables first = PatchedTables.of(whole, none(), IntBuffer.wrap(all), 3);
        ask(first, "/a");
        int states = whole.states();
        assertNotEquals(0, states);
        Tables second = PatchedTables.of(whole, none(), IntBuffer.wrap(all), 3);
        first.forgetStates();
        assertEquals(states, whole.states());
        Tables third = PatchedTables.of(second.whole(), none(), IntBuffer.wrap(some), 2);
        assertEquals(0, whole.states(), "that are not used any more");
        AliasTables kept = whole.without(Runs.of(IntBuffer.wrap(some), 2, 3, 0).removed());
        assertNotSame(whole, kept);
        ask(third, "/b");
        assertNotEquals(0, kept.states());
        Tables fourth = PatchedTables.of(whole, none(), IntBuffer.wrap(some), 2);
        third.forgetStates();
        assertNotEquals(0, kept.states());
        PatchedTables.of(whole, none(), IntBuffer.wrap(all), 3);
        fourth.forgetStates();
        assertEquals(0, kept.states());
    }

    @Test
    void shouldForgetTheStatesOfTheWholeWhenNoOtherPatchFollows() throws Exception {
        AliasTables whole = three();
        Tables patched = PatchedTables.of(whole, none(), IntBuffer.wrap(new int[] {0, 0, 0}), 3);
        ask(patched, "/a");
        assertNotEquals(0, whole.states());
        patched.forgetStates();
        assertEquals(0, whole.states());
    }
}
