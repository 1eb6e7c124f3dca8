package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aliases that are for some hosts' requests only: each host is answered as a server of its own would be. */
class HostsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 50);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int[] CACHES = {0, 1500, 6000, 40_000, -1};
    private static final List<String> NAMES = List.of("a.org", "*.a.org", "*.b.a.org", "b.a.org", "x.b.a.org", "*.org",
            "org", "*.x.b.a.org", "b.org", "*.b.org", "ab.org");
    private static final List<String> ASKED = List.of("a.org", "b.a.org", "x.b.a.org", "y.x.b.a.org", "c.org", "org",
            "ab.org", "x.b.org", "b.org", ".a.org", "", "localhost", "z.z.z.a.org");

    private final Random random = new Random(SEED);

    /** Of a WSGIAliasHost: its aliases, and the names. */
    private record Block(int first, int count, List<String> names) {

        boolean has(int alias) {
            return alias >= first && alias < first + count;
        }
    }

    /** Aliases; those before {@code own} are the main server's, the others a virtual host's. */
    private record Case(List<RandomAlias> aliases, int own, List<Block> blocks) {

        ByteBuffer specs(int cache) {
            SpecWriter writer = new SpecWriter().cache(cache);
            for (RandomAlias alias : aliases) {
                writer.alias(alias.match, alias.pattern, alias.target, null, null);
            }
            for (Block block : blocks) {
                writer.hosts(block.first, block.count, block.names.toArray(new String[0]));
            }
            return writer.table(false, 0, own, 0, 0).table(false, own, aliases.size() - own, 0, own)
                    .table(true, 0, 0, 0, own).write();
        }

        /** The ids of aliases of a range that a request for a host can have. */
        List<Integer> open(int from, int to, String host) {
            String best = null;
            for (Block block : blocks) {
                for (String name : block.first >= from && block.first < to ? block.names : List.<String>of()) {
                    best = fits(name, host) && (best == null || isExact(name)
                            || !isExact(best) && name.length() > best.length()) ? name : best;
                }
            }
            List<Integer> open = new ArrayList<>();
            for (int id = from; id < to; id++) {
                boolean isOpen = true;
                for (Block block : blocks) {
                    isOpen &= !block.has(id) || best != null && block.names.contains(best);
                }
                if (isOpen) {
                    open.add(id);
                }
            }
            return open;
        }

        private static boolean isExact(String name) {
            return !name.startsWith("*");
        }

        private static boolean fits(String name, String host) {
            return isExact(name) ? name.equals(host)
                    : host.length() >= name.length() && host.endsWith(name.substring(1));
        }
    }

    private Case make() {
        List<RandomAlias> aliases = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        int own = addRange(aliases, blocks);
        addRange(aliases, blocks);
        return new Case(aliases, own, blocks);
    }

    private int addRange(List<RandomAlias> aliases, List<Block> blocks) {
        int from = aliases.size();
        addAliases(aliases, random.nextInt(3));
        for (int i = random.nextInt(6); i > 0; i--) {
            int first = aliases.size();
            if (random.nextInt(3) == 0 && !blocks.isEmpty()) {
                // The same patterns once more, as other customers have them.
                Block other = blocks.get(random.nextInt(blocks.size()));
                aliases.addAll(List.copyOf(aliases.subList(other.first, other.first + other.count)));
            } else {
                addAliases(aliases, random.nextInt(4));
            }
            List<String> names = new ArrayList<>();
            for (int name = random.nextInt(3); name >= 0; name--) {
                names.add(NAMES.get(random.nextInt(NAMES.size())));
            }
            blocks.add(new Block(first, aliases.size() - first, names));
            addAliases(aliases, random.nextInt(3) == 0 ? 1 : 0);
        }
        addAliases(aliases, 1 + random.nextInt(3));
        return aliases.size() - from;
    }

    private void addAliases(List<RandomAlias> aliases, int count) {
        for (int i = 0; i < count; i++) {
            aliases.add(RandomAlias.make(random));
        }
    }

    @Test
    void shouldAnswerAsAServerOfTheHostsOwnWould() throws Exception {
        System.out.println("hosts, seed " + SEED);
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Case one = make();
            AliasTables tables = SpecWriter.load(one.specs(CACHES[round % CACHES.length]));
            for (String host : ASKED) {
                found += compare(one, tables, host);
            }
        }
        assertTrue(found > 10 * ROUNDS, "too few URLs were taken: " + found);
    }

    private int compare(Case one, AliasTables tables, String host) throws Exception {
        List<Integer> main = one.open(0, one.own, host);
        List<Integer> own = one.open(one.own, one.aliases.size(), host);
        int found = 0;
        try (Lookup lookup = new Lookup(); Lookup wanted = new Lookup(); Beginnings beginnings = new Beginnings(random)) {
            for (int table = 0; table < 3; table++) {
                List<Integer> ids = new ArrayList<>(table == 1 ? own : List.of());
                ids.addAll(main);
                AliasTable flat = flat(one, ids, table == 2);
                for (int i = 0; i < 8 && !ids.isEmpty(); i++) {
                    String uri = one.aliases.get(random.nextInt(one.aliases.size())).uri(random);
                    byte[] bytes = uri.getBytes(ISO_8859_1);
                    Outcome outcome = tables.table(table).lookUp(bytes, bytes.length, host.getBytes(ISO_8859_1),
                            host.length(), lookup);
                    String where = "seed " + SEED + ", table " + table + ", " + host + " " + uri + " on " + one;
                    assertEquals(flat.lookUp(bytes, bytes.length, AliasTable.NO_HOST, 0, wanted), outcome, where);
                    beginnings.check(tables.table(table), uri, host, outcome, lookup, where);
                    if (outcome != Outcome.DECLINED) {
                        found++;
                        assertEquals(ids.get(wanted.alias().id()), lookup.alias().id(), where);
                        assertEquals(new String(wanted.filename().toByteArray(), ISO_8859_1),
                                new String(lookup.filename().toByteArray(), ISO_8859_1), where);
                    }
                }
            }
        }
        return found;
    }

    private static AliasTable flat(Case one, List<Integer> ids, boolean contained) throws Exception {
        SpecWriter writer = new SpecWriter();
        for (int id : ids) {
            RandomAlias alias = one.aliases.get(id);
            writer.alias(alias.match, alias.pattern, alias.target, null, null);
        }
        return AliasTables.compile(writer.table(contained, 0, ids.size(), 0, 0).write()).table(0);
    }

    @ParameterizedTest
    @CsvSource({"shop.org, 0", "a.shop.org, 1", "a.b.shop.org, 2", "b.shop.org, 1", "c.d.shop.org, 1", "x.org, 3", "'', 3",
        "shop.org.x, 3"})
    void shouldTakeTheMostSpecificName(String host, int alias) throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(false, "/", "/w/0", null, null)
                .alias(false, "/", "/w/1", null, null).alias(false, "/", "/w/2", null, null)
                .alias(false, "/", "/w/3", null, null)
                .hosts(0, 1, "shop.org").hosts(1, 1, "*.shop.org").hosts(2, 1, "*.b.shop.org").write());
        assertEquals(alias, ask(tables, host));
    }

    /** C says of a section without aliases that it is where the server's first alias is. */
    @Test
    void shouldKeepAliasesOfAHostFromOthersWhereASectionHasNone() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(false, "/", "/w/0", null, null)
                .alias(false, "/", "/w/1", null, null).hosts(0, 1, "a.org").hosts(0, 0, "b.org").write());
        assertEquals(0, ask(tables, "a.org"));
        assertEquals(1, ask(tables, "b.org"));
        assertEquals(1, ask(tables, "c.org"));
    }

    private static int ask(AliasTables tables, String host) throws UndecidedException {
        try (Lookup lookup = new Lookup()) {
            byte[] uri = "/x".getBytes(ISO_8859_1);
            tables.table(0).lookUp(uri, uri.length, host.getBytes(ISO_8859_1), host.length(), lookup);
            return lookup.alias().id();
        }
    }

    /** Ten thousand customers with the same URLs share what is compiled and remembered, and each has its own file. */
    @Test
    void shouldCompileEqualPatternsOfHostsOnce() throws Exception {
        SpecWriter writer = new SpecWriter();
        for (int host = 0; host < 10_000; host++) {
            writer.alias(false, "/", "/w/" + host, null, null).hosts(host, 1, "host-" + host + ".example.org");
        }
        ByteBuffer specs = writer.write();
        ByteBuffer prepared = SpecWriter.prepare(AliasTables.compile(specs));
        // A host takes an entry of eight ints, two to four slots, its name, its list, and what each alias has.
        assertTrue(prepared.capacity() < 10_000 * 110, "bytes for each host: " + prepared.capacity() / 10_000);
        AliasTables tables = AliasTables.load(specs, prepared);
        for (int host = 0; host < 10_000; host += 7) {
            assertEquals(host, ask(tables, "host-" + host + ".example.org"));
        }
    }

    @Test
    void shouldHaveHostsOnlyWhereThereAreSome() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(false, "/a", "/w/a", null, null)
                .alias(false, "/b", "/w/b", null, null).hosts(1, 1, "b.org")
                .table(true, 0, 1, 0, 0).table(true, 1, 1, 0, 0).write());
        assertFalse(tables.table(0).hasHosts());
        assertTrue(tables.table(1).hasHosts());
    }
}
