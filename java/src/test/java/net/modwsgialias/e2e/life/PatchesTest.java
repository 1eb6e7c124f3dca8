package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a small change of large maps, only what has changed is read: see docs/decisions/0050-patches.md. */
class PatchesTest {

    /** More than are read whole for any change. */
    private static final int TENANTS = 2100;

    private static final String FIRST = alias("/first", "a1");

    private static String alias(String path, String callable) {
        return "WSGIScriptAlias " + path + " ${W}/a.wsgi callable-object=" + callable + "\n";
    }

    /** Lines of tenants, from one to before another. */
    private static String tenants(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> alias("/t" + i, "a1")).collect(Collectors.joining());
    }

    /** With a whole generation of which what was read is known. */
    private static MapServer start(Mpm mpm, String config) {
        return start(mpm, config, FIRST);
    }

    private static MapServer start(Mpm mpm, String config, String first) {
        MapServer server = MapServer.start(spec -> spec.module("authz_host"), mpm, StatusPage.CONFIG + config,
                tenants(0, TENANTS));
        change(server, first + tenants(0, TENANTS));
        assertEquals(server.number("generation"), server.number("whole"));
        return server;
    }

    private static void change(MapServer server, String lines) {
        server.change(lines);
        server.awaitServed();
    }

    private static void assertPatched(MapServer server) {
        assertNotEquals(server.number("generation"), server.number("whole"), () -> server.say("status"));
    }

    private static void assertWhole(MapServer server) {
        assertEquals(server.number("generation"), server.number("whole"), () -> server.say("status"));
    }

    @ParameterizedTest
    @EnumSource(Mpm.class)
    void shouldServeWhatHasComeGoneAndChanged(Mpm mpm) {
        try (MapServer server = start(mpm, "")) {
            change(server, FIRST + tenants(0, 50) + alias("/new", "a2") + tenants(50, 70) + tenants(71, TENANTS)
                    + alias("/t80", "a3"));
            assertPatched(server);
            assertEquals("200 a2", server.get("/new/x"));
            assertEquals("404 -", server.get("/t70"));
            assertEquals("200 a1", server.get("/t71"));
            assertEquals("200 a1", server.get("/t80"));
            assertEquals(2, server.number("added"));
            assertEquals(1, server.number("removed"));
            change(server, FIRST + tenants(0, 80) + alias("/t80", "a3") + tenants(81, TENANTS));
            assertPatched(server);
            assertEquals("404 -", server.get("/new"));
            assertEquals("200 a1", server.get("/t70"));
            assertEquals("200 a3", server.get("/t80"));
            assertEquals(1, server.number("added"));
            assertEquals(2, server.number("removed"));
            change(server, FIRST + tenants(0, TENANTS));
            assertPatched(server);
            assertEquals("200 a1", server.get("/t80"));
            assertEquals(1, server.number("changed"));
            assertEquals(TENANTS + 1, server.number("aliases"));
            server.server().assertHealthy();
        }
    }

    /** As a whole generation and as a patch, in the children that were there and in those that come later. */
    @Test
    void shouldShowEachGenerationOnTheStatusPage() throws IOException {
        String moved = "# Each line stands one below.\n";
        try (MapServer server = start(Mpm.EVENT, "")) {
            assertShows(server, "x.map:2");
            change(server, FIRST + moved + tenants(0, TENANTS));
            assertPatched(server);
            assertShows(server, "x.map:3");
            server.httpd().gracefulRestart();
            server.awaitServed();
            assertShows(server, "x.map:3");
            server.server().assertHealthy();
        }
    }

    /** The place of the first tenant's alias, on each view of the page and where a URL is explained. */
    /** A patch reads nothing of a map that has not changed. */
    @Test
    void shouldRefuseAChangeWhileOthersCanWriteAnotherMap() throws IOException {
        try (MapServer server = start(Mpm.EVENT, "WSGIAliasMap optional ${W}/other/y.map")) {
            Path directory = Files.createDirectory(server.map().resolveSibling("other"));
            server.write(directory.resolve("y.map"), alias("/other", "a2"));
            server.awaitServed();
            assertEquals("200 a2", server.get("/other"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            server.change(alias("/first", "a3") + tenants(0, TENANTS));
            String refused = server.say("reload " + MapServer.SECONDS);
            assertTrue(refused.contains("anybody can write to " + directory) && refused.endsWith("exit 1\n"), refused);
            assertEquals("200 a1", server.get("/first"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            server.awaitServed();
            assertEquals("200 a3", server.get("/first"));
        }
    }

    private static void assertShows(MapServer server, String place) throws IOException {
        for (String query : List.of("", "?sort=hits", "?sort=pattern", "?q=" + place, "?host=0", "?view=hosts",
                "?url=%2Ft0%2Fx", "?json", "?metrics")) {
            Response page = StatusPage.ask(server.httpd(), query);
            assertEquals(200, page.status(), query);
            assertTrue(query.contains("hosts") || page.body().contains(place), () -> query + page.body());
        }
        assertTrue(StatusPage.explain(server.httpd(), "/t0/x").contains(place + "\""), place);
    }

    @Test
    void shouldReadAllWhereTooMuchHasChanged() {
        try (MapServer server = start(Mpm.EVENT, "")) {
            change(server, FIRST + tenants(0, 1000));
            assertWhole(server);
            assertEquals("404 -", server.get("/t1000"));
            assertEquals("200 a1", server.get("/t999"));
        }
    }

    @Test
    void shouldTakeTheMostSpecificNameOfTheWholeAndThePatch() {
        String wild = "<WSGIAliasHost *.shop.test>\n" + alias("/x", "a2") + alias("/y", "a2") + "</WSGIAliasHost>\n";
        String exact = "<WSGIAliasHost a.shop.test>\n" + alias("/x", "a3") + "</WSGIAliasHost>\n";
        try (MapServer server = start(Mpm.EVENT, "", wild)) {
            change(server, wild + exact + tenants(0, TENANTS));
            assertPatched(server);
            assertEquals("200 a3", get(server, "a.shop.test", "/x"));
            assertEquals("404 -", get(server, "a.shop.test", "/y"));
            assertEquals("200 a2", get(server, "b.shop.test", "/y"));
            assertEquals("200 a1", get(server, "a.shop.test", "/t9"));
            change(server, exact + tenants(0, TENANTS));
            assertWhole(server);
            assertEquals("404 -", get(server, "b.shop.test", "/y"));
        }
    }

    private static String get(MapServer server, String host, String path) {
        return server.ask(Request.get(path).host(host));
    }

    @Test
    void shouldRefuseAWrongLineWhereItStandsAndTakeTheNextPatch() {
        try (MapServer server = start(Mpm.EVENT, "")) {
            server.change(FIRST + alias("/new", "a2") + tenants(0, TENANTS) + "WSGIScriptAliasMatch ^/( ${W}/a.wsgi\n");
            String refused = server.say("reload " + MapServer.SECONDS);
            assertTrue(refused.contains("x.map:" + (TENANTS + 3) + ": "), refused);
            assertTrue(refused.endsWith("exit 1\n"), refused);
            assertEquals("404 -", server.get("/new"));
            change(server, FIRST + alias("/new", "a2") + tenants(0, TENANTS));
            assertPatched(server);
            assertEquals("200 a2", server.get("/new"));
        }
    }

    @Test
    void shouldCountAndTellTheLineOfAnAliasThatHasMovedOrChanged() throws IOException {
        try (MapServer server = start(Mpm.EVENT, "")) {
            server.get("/t5");
            server.get("/t6");
            change(server, FIRST + "\n# A comment.\n" + tenants(0, 6) + alias("/t6", "a2") + tenants(7, TENANTS));
            assertPatched(server);
            assertEquals("200 a2", server.get("/t6"));
            StatusPage page = StatusPage.read(server.httpd());
            assertEquals(1, page.alias("/t5", "hits"));
            assertEquals(2, page.alias("/t6", "hits"));
            assertPlace(page, "/first", 1);
            assertPlace(page, "/t5", 9);
            assertPlace(page, "/t6", 10);
            assertPlace(page, "/t" + (TENANTS - 1), TENANTS + 3);
            server.httpd().gracefulRestart();
            Await.until(Duration.ofSeconds(MapServer.SECONDS), server.httpd()::errorLog,
                    () -> server.number("generation") == 1);
            server.awaitServed();
            assertEquals(2, StatusPage.read(server.httpd()).alias("/t6", "hits"));
        }
    }

    private static void assertPlace(StatusPage page, String pattern, int line) {
        String place = "/x.map:" + line + "\",\"directive\":\"WSGIScriptAlias\",\"hosts\":null,\"pattern\":\"" + pattern + '"';
        assertTrue(page.json().contains(place), () -> "no " + place);
    }

    @Test
    void shouldServeThePatchInAChildThatStartsLater() {
        try (MapServer server = start(Mpm.PREFORK, "StartServers 1\nMinSpareServers 1\nMaxSpareServers 1\n")) {
            for (String callable : new String[] {"a2", "a3"}) {
                change(server, FIRST + tenants(0, TENANTS) + alias("/new", callable));
                assertPatched(server);
                for (long child : server.httpd().children()) {
                    if (child != server.keeper() && child != server.compiler()) {
                        server.httpd().processes().signal("KILL", child);
                        // It may take a connection with it until then.
                        Await.until(Duration.ofSeconds(MapServer.SECONDS), server.httpd()::errorLog,
                                () -> !server.httpd().children().contains(child));
                    }
                }
                for (int i = 0; i < 20; i++) {
                    assertEquals("200 " + callable, server.get("/new"));
                    assertEquals("200 a1", server.get("/t" + i));
                }
            }
            // It has begun with whole and patch in one place, and takes the next patch beside them, and then a whole.
            change(server, FIRST + tenants(0, 7) + tenants(8, TENANTS) + alias("/new", "a2"));
            assertPatched(server);
            assertEquals("200 a2", server.get("/new"));
            assertEquals("404 -", server.get("/t7"));
            change(server, tenants(0, 1000));
            assertWhole(server);
            assertEquals("404 -", server.get("/new"));
            assertEquals("200 a1", server.get("/t7"));
        }
    }

    @Test
    void shouldGoOnWithThePatchWhenTheMapProcessIsKilled() {
        try (MapServer server = start(Mpm.WORKER, "")) {
            change(server, FIRST + tenants(0, TENANTS) + alias("/new", "a2"));
            assertPatched(server);
            server.httpd().processes().signal("KILL", server.keeper());
            Await.until(Duration.ofSeconds(MapServer.SECONDS), server.httpd()::errorLog,
                    () -> server.httpd().errorLog().contains("MWA0053"));
            assertEquals("200 a2", server.get("/new"));
            server.awaitServed();
            // What the last one has read, is not known.
            assertWhole(server);
            change(server, FIRST + tenants(0, TENANTS) + alias("/new", "a3"));
            assertPatched(server);
            assertEquals("200 a3", server.get("/new"));
        }
    }

    @Test
    void shouldTakeALineOfAFileAmongManyAndAllWhereAFileComesOrGoes() throws IOException {
        try (MapServer server = start(Mpm.EVENT, "WSGIAliasMap optional ${W}/more-*.map\n")) {
            Path one = server.map().resolveSibling("more-1.map");
            server.write(one, alias("/more", "a2"));
            server.awaitServed();
            assertWhole(server);
            server.write(one, alias("/other", "a3") + alias("/more", "a2"));
            server.awaitServed();
            assertPatched(server);
            assertEquals("200 a3", server.get("/other"));
            assertEquals("200 a2", server.get("/more"));
            Files.delete(one);
            server.awaitServed();
            assertWhole(server);
            assertEquals("404 -", server.get("/other"));
        }
    }
}
