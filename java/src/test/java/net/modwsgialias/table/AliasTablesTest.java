package net.modwsgialias.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
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
                .write());
        SetCompiler compiler = new SetCompiler(specs);
        int first = compiler.number(new TableSpec.Range(0, 2));
        assertEquals(first, compiler.number(new TableSpec.Range(2, 2)), "other targets and groups");
        assertNotEquals(first, compiler.number(new TableSpec.Range(4, 1)), "fewer aliases");
        assertNotEquals(first, compiler.number(new TableSpec.Range(5, 2)), "another order");
        assertNotEquals(first, compiler.number(new TableSpec.Range(7, 2)), "a prefix for a regex");
        assertNotEquals(first, compiler.number(new TableSpec.Range(9, 2)), "other flags");
        assertEquals(compiler.number(new TableSpec.Range(0, 0)), compiler.number(new TableSpec.Range(3, 0)), "nothing");
        assertEquals(6, compiler.sets().length);
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
                assertEquals(Outcome.MATCHED, tables.table(host).lookUp(uri, uri.length, lookup));
                assertEquals("/w/" + host + "/x/3/y", new String(lookup.filename().toByteArray()));
                assertEquals(10 * host + 3, lookup.alias().id());
                assertSame(lookup.alias(), tables.alias(10 * host + 3));
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
