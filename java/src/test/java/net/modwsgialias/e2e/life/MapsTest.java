package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Nghttp;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A running server follows its maps: whatever is done to a file, it is served whole or not at all. */
class MapsTest {

    private static final String OLD = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a1\n";
    private static final String NEW = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a2\n";

    @ParameterizedTest
    @EnumSource(Mpm.class)
    void shouldServeAChangeWithoutARestart(Mpm mpm) {
        try (MapServer server = MapServer.start(mpm, "WSGIScriptAlias /a/first ${W}/a.wsgi callable-object=a0", OLD)) {
            assertEquals("200 a1", server.get("/a"));
            server.change(NEW + "WSGIScriptAliasMatch ^/b([0-9]) ${W}/a.wsgi callable-object=a3 application-group=g$1\n"
                    + "WSGIScriptAlias /a/first ${W}/a.wsgi callable-object=a4\n");
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            assertEquals("200 a3", server.get("/b7"));
            assertEquals("200 a0", server.get("/a/first"));
            assertEquals(4, server.number("aliases"));
            server.change("");
            server.awaitServed();
            assertEquals("404 -", server.get("/a"));
            assertEquals(3, server.number("removed"));
            assertTrue(server.httpd().errorLog().contains(
                    "MWA0050: generation 3 of the maps is served: 0 aliases added, 3 removed, 0 changed, 1 in all"),
                    server.httpd()::errorLog);
            server.server().assertHealthy();
        }
    }

    /** The parent, which has taken over what the map process has left. */
    @Test
    void shouldEndInGoodOrderAfterAChange() {
        try (MapServer maps = MapServer.start(Mpm.EVENT, "", "WSGIScriptAlias /a ${W}/app.wsgi\n")) {
            maps.change("WSGIScriptAlias /b ${W}/app.wsgi\n");
            maps.awaitServed();
            maps.httpd().stop();
            assertEquals(0, maps.httpd().exitCode(), () -> maps.httpd().errorLog());
        }
    }

    @Test
    void shouldServeWithinTwoSecondsWithoutBeingAsked() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            server.compiler();
            Await.pause(3000);
            server.change(NEW);
            Await.until(Duration.ofSeconds(MapServer.SECONDS), () -> server.say("maps"),
                    () -> server.get("/a").equals("200 a2"));
        }
    }

    @Test
    void shouldAskAliasesOfTheHostFirstAndOfTheMostSpecificNameAlone() throws IOException {
        String hosts = """
                WSGIScriptAlias /x ${W}/a.wsgi callable-object=a1
                <WSGIAliasHost shop.test www.Shop.test>
                    WSGIScriptAlias /x ${W}/a.wsgi callable-object=a2
                </WSGIAliasHost>
                <WSGIAliasHost *.wild.test>
                    WSGIScriptAlias /x ${W}/a.wsgi callable-object=a3
                    WSGIScriptAlias /y ${W}/a.wsgi callable-object=a4
                </WSGIAliasHost>
                <WSGIAliasHost exact.wild.test>
                    WSGIScriptAlias /x ${W}/a.wsgi callable-object=a5
                </WSGIAliasHost>
                """;
        String own = "WSGIScriptAlias /x/0 ${W}/a.wsgi callable-object=a0\n";
        try (MapServer server = MapServer.start(spec -> spec.module("authz_host"), Mpm.EVENT, StatusPage.CONFIG + own, "")) {
            server.change(hosts);
            server.awaitServed();
            assertEquals("200 a1", get(server, "other.test", "/x"));
            assertEquals("200 a2", get(server, "shop.test", "/x"));
            assertEquals("200 a2", get(server, "WWW.shop.TEST:80", "/x"));
            assertEquals("200 a0", get(server, "shop.test", "/x/0"));
            assertEquals("200 a3", get(server, "a.b.wild.test", "/x"));
            assertEquals("200 a4", get(server, "a.wild.test", "/y"));
            assertEquals("200 a1", get(server, "wild.test", "/x"));
            assertEquals("200 a5", get(server, "exact.wild.test", "/x"));
            assertEquals("404 -", get(server, "exact.wild.test", "/y"));
            String found = StatusPage.ask(server.httpd(), "?q=exact.WILD").body();
            assertTrue(found.contains("<caption>1 of 6"), found);
        }
    }

    private static String get(MapServer server, String host, String path) {
        return server.ask(Request.get(path).host(host));
    }

    @Test
    void shouldRefuseTheWholeOfAWrongChangeAndSaySo() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            server.change(NEW + "WSGIScriptAlias /b ${W}/a.wsgi process-group=none\n");
            String refused = server.say("reload " + MapServer.SECONDS);
            assertTrue(refused.endsWith("exit 1\n"), refused);
            assertTrue(refused.contains("x.map:2: WSGI process group not yet configured."), refused);
            assertEquals("200 a1", server.get("/a"));
            assertTrue(server.number("rejected") > 0);
            assertTrue(server.httpd().errorLog().contains("the change is refused, generation 1 of the maps is served on"));
            server.change(NEW);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            assertEquals(0, server.number("rejected"));
        }
    }

    @Test
    void shouldGoOnWhateverBecomesOfTheFile() throws IOException {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            Path map = server.map();
            Files.setPosixFilePermissions(map, PosixFilePermissions.fromString("rw-rw-rw-"));
            expectRefused(server, "anybody can write to ");
            Files.delete(map);
            expectRefused(server, "No such file or directory");
            Files.createDirectory(map);
            expectRefused(server, "is not a file");
            Files.delete(map);
            byte[] noise = new byte[10 << 20];
            new Random(1).nextBytes(noise);
            Files.write(map, noise);
            expectRefused(server, "so is no text");
            Files.delete(map);
            Path target = Files.createDirectory(map.resolveSibling("elsewhere")).resolve("y.map");
            server.write(target, NEW);
            Files.createSymbolicLink(map, target);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            Path other = Files.createDirectory(map.resolveSibling("there")).resolve("y.map");
            server.write(other, OLD);
            Path link = Files.createSymbolicLink(map.resolveSibling("next"), other);
            Files.move(link, map, StandardCopyOption.ATOMIC_MOVE);
            server.awaitServed();
            assertEquals("200 a1", server.get("/a"));
            Files.setPosixFilePermissions(other.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
            server.write(other, NEW);
            expectRefused(server, "anybody can write to ");
            // Nothing of the file itself changes.
            Files.setPosixFilePermissions(other.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            server.server().assertHealthy();
        }
    }

    private static void expectRefused(MapServer server, String why) {
        String refused = server.say("reload " + MapServer.SECONDS);
        assertTrue(refused.endsWith("exit 1\n") && refused.contains(why), refused);
        assertEquals("200 a1", server.get("/a"));
    }

    /** It has rested when it is read, and is cut then. Only its first lines, which are all that may be left, are right. */
    @Test
    void shouldTakeNothingOfAFileThatIsCutWhileItIsRead() throws IOException {
        try (MapServer server = MapServer.start(Mpm.EVENT, "WSGIAliasMapInterval 100ms", OLD)) {
            String large = OLD + ("# " + "x".repeat(997) + "\n").repeat(16_000) + "nonsense\n";
            for (int i = 0; i < 8; i++) {
                server.write(server.map(), large);
                Await.pause(150 + 30 * i);
                try (FileChannel file = FileChannel.open(server.map(), StandardOpenOption.WRITE)) {
                    file.truncate(2000 + 1000 * i);
                }
                server.write(server.map(), large);
                assertEquals("200 a1", server.get("/a"));
            }
            server.change(NEW);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            server.server().assertHealthy();
        }
    }

    /** Neither its time nor its size need be another one than before. */
    @Test
    void shouldServeAFileThatLooksAsOldAsTheLastOne() throws IOException {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            FileTime before = FileTime.fromMillis(0);
            Files.setLastModifiedTime(server.map(), before);
            server.awaitServed();
            Path next = server.map().resolveSibling("next.map");
            server.write(next, NEW);
            Files.setLastModifiedTime(next, before);
            Files.move(next, server.map(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            server.write(server.map(), OLD);
            Files.setLastModifiedTime(server.map(), before);
            server.awaitServed();
            assertEquals("200 a1", server.get("/a"));
        }
    }

    /** Streams run on threads of mod_http2. */
    @ParameterizedTest
    @EnumSource(value = Mpm.class, names = {"EVENT", "WORKER"})
    void shouldServeStreamsWhileAMapChanges(Mpm mpm) throws IOException {
        try (MapServer server = MapServer.start(spec -> spec.module("http2"), mpm, "Protocols h2c http/1.1", OLD)) {
            String url = "http://127.0.0.1:" + server.httpd().port() + "/a/";
            List<String> urls = IntStream.range(0, 100).mapToObj(i -> url + i).toList();
            for (int i = 0; i < 4; i++) {
                server.change(i % 2 == 0 ? NEW : OLD);
                String bodies = Nghttp.ask(server.site(), urls);
                assertEquals(urls.size(), count(bodies, "ran\ta1\n") + count(bodies, "ran\ta2\n"), bodies);
                server.awaitServed();
                bodies = Nghttp.ask(server.site(), urls);
                assertEquals(urls.size(), count(bodies, i % 2 == 0 ? "ran\ta2\n" : "ran\ta1\n"), bodies);
            }
            server.server().assertHealthy();
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** A request that began with a generation ends with it, also if its answer takes longer than the next one. */
    @Test
    void shouldKeepAGenerationForARequestThatHasBegun() throws IOException {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD); Http http = server.httpd().connect()) {
            http.send(Request.get("/a?until=go"));
            assertTrue(http.answersWithin(Duration.ofSeconds(MapServer.SECONDS)));
            for (int i = 0; i < 3; i++) {
                server.change(i % 2 == 0 ? NEW : OLD);
                server.awaitServed();
            }
            assertEquals("200 a2", server.get("/a"));
            Files.createFile(server.map().resolveSibling("go"));
            assertEquals("a1", http.receive("GET").probe().get("ran"));
            server.server().assertHealthy();
        }
    }

    /** What is being written is left alone, and every answer is one that some version of the file has. */
    @Test
    void shouldServeOnlyWholeFilesWhileOneIsWrittenInPlaceAndReplacedManyTimes() throws Exception {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicBoolean wrong = new AtomicBoolean();
            Thread asking = new Thread(() -> {
                while (!over.get()) {
                    String answer = server.get("/a");
                    wrong.compareAndSet(false, !answer.equals("200 a1") && !answer.equals("200 a2"));
                }
            });
            asking.start();
            try {
                for (int i = 0; i < 30; i++) {
                    // As an editor does that writes in place, on a machine that is busy now and then.
                    server.write(server.map(), "");
                    Await.pause(i % 10 == 5 ? 400 : 0);
                    // Should it rest too long, what is half written is wrong.
                    server.write(server.map(), (i % 2 == 0 ? NEW : OLD).replaceFirst("=.*", ""));
                    Await.pause(20);
                    server.write(server.map(), i % 2 == 0 ? NEW : OLD);
                }
                for (int i = 0; i < 200; i++) {
                    server.change(i % 2 == 0 ? OLD : NEW);
                    Await.pause(10);
                }
                server.awaitServed();
                assertEquals("200 a2", server.get("/a"));
            } finally {
                over.set(true);
                asking.join();
            }
            assertTrue(!wrong.get(), () -> server.say("maps") + server.httpd().errorLog());
            server.server().assertHealthy();
        }
    }
}
