package net.modwsgialias.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.block.BlockException;
import org.junit.jupiter.api.Test;

/** Tables that go from one process to another, and what equal lists of aliases share. */
class AliasTablesTest {

    private static final int HOSTS = 1000;

    @Test
    void shouldShareWhatListsOfEqualPatternsCompileTo() throws Exception {
        Specs specs = Specs.of(new SpecWriter()
                .alias(true, "^/a", "/w/1", null, null).alias(false, "/b", "/w/1", null, null)
                .alias(true, "^/a", "/w/2", "group", null).alias(false, "/b", "/x", null, "other")
                .alias(true, "^/a", "/w/2", null, null)
                .alias(false, "/b", "/w/1", null, null).alias(true, "^/a", "/w/1", null, null)
                .alias(false, "^/a", "/w/1", null, null).alias(false, "/b", "/w/1", null, null)
                .alias(true, 0x241, "^/a", "/w/1", null, null).alias(false, "/b", "/w/1", null, null)
                .table(true, 0, 2, 0, 0).table(true, 2, 2, 0, 0).table(true, 4, 1, 0, 0).table(true, 5, 2, 0, 0)
                .table(true, 7, 2, 0, 0).table(true, 9, 2, 0, 0).table(true, 0, 0, 0, 0).table(true, 3, 0, 0, 0)
                .write());
        int[] lists = new SetCompiler(specs, null).rangesOfTables();
        assertEquals(lists[0], lists[1], "other targets and groups");
        assertNotEquals(lists[0], lists[2], "fewer aliases");
        assertNotEquals(lists[0], lists[3], "another order");
        assertNotEquals(lists[0], lists[4], "a prefix for a regex");
        assertNotEquals(lists[0], lists[5], "other flags");
        assertEquals(lists[6], lists[7], "nothing");
        assertEquals(6, Arrays.stream(lists).distinct().count());
    }

    @Test
    void shouldPrepareAThousandEqualHostsInTheSpaceOfOne() throws Exception {
        int one = AliasTables.compile(hosts(1).write()).preparedSize();
        int many = AliasTables.compile(hosts(HOSTS).write()).preparedSize();
        // An alias and a table take two numbers each, at most.
        assertTrue(many < one + HOSTS * 11 * 2 * Integer.BYTES, many + " bytes, and " + one + " for one host");
    }

    @Test
    void shouldKeepTheTargetsOfEqualHostsApart() throws Exception {
        AliasTables tables = SpecWriter.load(hosts(HOSTS).write());
        try (Lookup lookup = new Lookup()) {
            for (int host = 0; host < HOSTS; host += 333) {
                byte[] uri = "/app-3/x/y".getBytes();
                assertEquals(Outcome.MATCHED, tables.table(host).lookUp(uri, uri.length, AliasTable.NO_HOST, 0, lookup));
                assertEquals("/w/" + host + "/x/3/y", new String(lookup.filename().toByteArray()));
                assertEquals(10 * host + 3, lookup.alias().id());
                assertSame(lookup.alias(), tables.alias(10 * host + 3));
            }
        }
    }

    @Test
    void shouldCompileOnlyWhatTablesHave() throws Exception {
        ByteBuffer specs = new SpecWriter().alias(false, "/main", "/w/main", null, null)
                .alias(false, "/a", "/w/a", null, null)
                .alias(true, "^/b", "/w/b", null, null).alias(true, "^/c", "/w/c", null, null)
                .table(true, 0, 1, 0, 0).table(true, 1, 1, 0, 1).table(true, 2, 0, 0, 1).hosts(3, 1, "c.example")
                .write();
        AliasTables tables = AliasTables.compile(specs);
        assertEquals(List.of("PREFIX", "PREFIX", "null", "null"), Arrays.stream(tables.served())
                .map(served -> served == null ? "null" : served.engine().name()).toList());
        try (Lookup lookup = new Lookup()) {
            for (String path : List.of("/a", "/main")) {
                byte[] uri = path.getBytes();
                assertEquals(Outcome.MATCHED, tables.table(1).lookUp(uri, uri.length, AliasTable.NO_HOST, 0, lookup));
                assertEquals("/w" + path, new String(lookup.filename().toByteArray()));
            }
        }
    }

    @Test
    void shouldRefuseTablesOfAnotherConfiguration() throws Exception {
        ByteBuffer prepared = SpecWriter.prepare(AliasTables.compile(hosts(2).write()));
        assertEquals("the prepared tables were made from another configuration",
                assertThrows(BlockException.class, () -> AliasTables.load(hosts(3).write(), prepared)).getMessage());
    }

    @Test
    void shouldRefuseTablesThatAreCutOrChanged() throws Exception {
        ByteBuffer specs = hosts(2).write();
        ByteBuffer prepared = SpecWriter.prepare(AliasTables.compile(specs));
        for (int at = 0; at < prepared.capacity(); at++) {
            ByteBuffer cut = prepared.duplicate().limit(at);
            assertThrows(BlockException.class, () -> AliasTables.load(specs, cut));
            prepared.put(at, (byte) ~prepared.get(at));
            assertThrows(BlockException.class, () -> AliasTables.load(specs, prepared));
            prepared.put(at, (byte) ~prepared.get(at));
        }
        AliasTables.load(specs, prepared);
    }

    private static SpecWriter hosts(int hosts) {
        SpecWriter specs = new SpecWriter();
        for (int host = 0; host < hosts; host++) {
            for (int app = 0; app < 10; app++) {
                specs.alias(true, "^/app-" + app + "/([^/]+)", "/w/" + host + "/$1/" + app, null, null);
            }
            specs.table(true, 10 * host, 10, 0, 0);
        }
        return specs;
    }
}
