package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import org.junit.jupiter.api.Test;

/** The processes that follow a map die, stop and starve: what is served is served on, and a change comes all the same. */
class MapProcessFaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(MapServer.SECONDS);
    private static final String OLD = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a1\n";
    private static final String NEW = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a2\n";

    private static void awaitLog(MapServer server, String text) {
        Await.until(PATIENCE, server.httpd()::errorLog, () -> server.httpd().errorLog().contains(text));
    }

    @Test
    void shouldCompileWithAnotherProcessWhenOneIsKilled() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            long killed = server.compiler();
            server.httpd().processes().signal("KILL", killed);
            awaitLog(server, "MWA0051: the process that compiles changes of maps ended with signal 9");
            server.change(NEW);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            assertTrue(server.compiler() != killed);
        }
    }

    @Test
    void shouldWaitForAStoppedProcessAndTellThatTimeIsUp() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            long stopped = server.compiler();
            server.httpd().processes().signal("STOP", stopped);
            server.change(NEW);
            assertTrue(server.say("reload 1").endsWith("exit 4\n"));
            assertEquals("200 a1", server.get("/a"));
            server.httpd().processes().signal("KILL", stopped);
            // It was compiling: the change is tried again.
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
        }
    }

    @Test
    void shouldRefuseWhatThereIsNoMemoryForAndGoOn() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "WSGIAliasJvmOptions -Xmx8m", OLD)) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 16000; i++) {
                many.append("WSGIScriptAliasMatch ^/").append(i).append("/([^/]+)/x(a|b)*y ${W}/a.wsgi\n");
            }
            server.change(many.toString());
            assertTrue(server.say("reload " + MapServer.SECONDS).endsWith("exit 1\n"), server.httpd()::errorLog);
            assertTrue(server.number("rejected") > 0);
            assertEquals("200 a1", server.get("/a"));
            server.change(NEW);
            server.awaitServed();
            assertEquals(0, server.number("rejected"));
            assertEquals("200 a2", server.get("/a"));
        }
    }

    @Test
    void shouldFollowWithAnotherMapProcessAndTheSameGenerationWhenOneIsKilled() {
        try (MapServer server = MapServer.start(Mpm.WORKER, "", OLD)) {
            server.change(NEW);
            server.awaitServed();
            long before = server.number("generation");
            server.httpd().processes().signal("KILL", server.keeper());
            awaitLog(server, "MWA0053: the map process has ended with status 9");
            server.awaitServed();
            assertTrue(server.number("generation") >= before, () -> server.say("maps"));
            assertEquals("200 a2", server.get("/a"));
            server.change(OLD);
            server.awaitServed();
            assertEquals("200 a1", server.get("/a"));
        }
    }

    @Test
    void shouldStartAMapProcessOnceThereIsRoomForItsSocket() throws IOException {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            Path sockets = server.httpd().configuration().resolveSibling("run");
            Path away = Files.move(sockets, sockets.resolveSibling("away"));
            server.httpd().processes().signal("KILL", server.keeper());
            awaitLog(server, "MWA0053: the map process has ended with status 9; no other can be started");
            server.change(NEW);
            assertEquals("200 a1", server.get("/a"));
            Files.move(away, sockets);
            awaitLog(server, "MWA0053: another map process is started");
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
        }
    }

    @Test
    void shouldServeTheNewestGenerationInAChildThatStartsLater() {
        try (MapServer server = MapServer.start(Mpm.PREFORK, "StartServers 1\nMinSpareServers 1\nMaxSpareServers 1", OLD)) {
            server.change(NEW);
            server.awaitServed();
            for (long child : server.httpd().children()) {
                if (child != server.keeper() && child != server.compiler()) {
                    server.httpd().processes().signal("KILL", child);
                    // It may take a connection with it until then.
                    Await.until(Duration.ofSeconds(MapServer.SECONDS), server.httpd()::errorLog,
                            () -> !server.httpd().children().contains(child));
                }
            }
            for (int i = 0; i < 20; i++) {
                assertEquals("200 a2", server.get("/a"));
            }
        }
    }

    @Test
    void shouldReadTheMapAgainOverARestartInTheMiddleOfAChange() {
        try (MapServer server = MapServer.start(Mpm.EVENT, "", OLD)) {
            for (int i = 0; i < 3; i++) {
                server.change(i % 2 == 0 ? NEW : OLD);
                Await.pause(100 + 200 * i);
                server.httpd().gracefulRestart();
                Await.until(PATIENCE, server.httpd()::errorLog, () -> server.number("generation") > 0);
                server.awaitServed();
                assertEquals(i % 2 == 0 ? "200 a2" : "200 a1", server.get("/a"));
            }
        }
    }

    /** A calendar that goes back changes neither when maps are looked at nor what counts as changed. */
    @Test
    void shouldFollowWhenTheClockIsSetBack() throws IOException {
        try (Interposer interposer = Interposer.create();
                MapServer server = MapServer.start(interposer::before, Mpm.EVENT, "", OLD)) {
            server.change(NEW);
            server.awaitServed();
            interposer.turnOn(Interposer.CLOCK_BACK);
            server.change(OLD);
            Await.until(PATIENCE, () -> server.say("maps"), () -> server.get("/a").equals("200 a1"));
            server.change("nonsense\n");
            assertTrue(server.say("reload " + MapServer.SECONDS).endsWith("exit 1\n"));
            interposer.turnOff(Interposer.CLOCK_BACK);
            server.change(NEW);
            Await.until(PATIENCE, () -> server.say("maps"), () -> server.get("/a").equals("200 a2"));
        }
    }

    /** Where a map has no room to be written, what was there is served on, and then what is there. */
    @Test
    void shouldServeOnWhenTheDiskIsFull() throws IOException {
        String script = "mount -t tmpfs -o size=64k,mode=755 none \"$1\"; shift; exec \"$@\"";
        try (MapServer server = MapServer.start(spec -> spec.wrapper(List.of("unshare", "--mount", "--propagation",
                "private", "sh", "-c", script, "sh", spec.site.scripts().resolve("sub").toString())), Mpm.EVENT,
                "WSGIAliasMap optional ${W}/sub/y.map", OLD)) {
            Path disk = Path.of("/proc/" + server.httpd().pid() + "/root" + server.map().resolveSibling("sub"));
            Path map = disk.resolve("y.map");
            server.write(map, NEW);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
            String large = "# x\n".repeat(20_000) + "nonsense";
            assertThrows(UncheckedIOException.class, () -> server.write(disk.resolve("next"), large));
            assertEquals("200 a2", server.get("/a"));
            // In place, it is cut where there is no room any more: within a comment, so that there is no alias left.
            assertThrows(UncheckedIOException.class, () -> server.write(map, large));
            server.awaitServed();
            assertEquals("200 a1", server.get("/a"));
            Files.delete(disk.resolve("next"));
            server.write(map, NEW);
            server.awaitServed();
            assertEquals("200 a2", server.get("/a"));
        }
    }
}
