package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;

/** What the command wsgi-alias does with maps: of a running server, and before one is changed. */
class MapCommandTest {

    private static final String OLD = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a1\n";
    private static final String NEW = "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a2\n";

    private static final Pattern COUNTS = Pattern.compile("(\\d+) of (\\d+) children");

    private static Command.Outcome on(MapServer server, String subcommand, String... arguments) {
        return Command.on(server.httpd().configuration(), subcommand, arguments);
    }

    private static void expect(Command.Outcome outcome, int exit, String out, String err) {
        assertEquals(exit, outcome.exit(), outcome::toString);
        assertTrue(outcome.out().contains(out) && outcome.err().contains(err), outcome::toString);
    }

    @Test
    void shouldReturnWhenAChangeIsServedOrRefused() {
        // Nobody else looks.
        try (MapServer server = MapServer.start(Mpm.EVENT, "WSGIAliasMapInterval 0", OLD)) {
            expect(on(server, "reload"), 0, "", "");
            server.change(NEW + "WSGIScriptAlias /b ${W}/b.wsgi\n");
            assertEquals("200 a1", server.get("/a"));
            expect(on(server, "reload", "--wait", "60"), 0, "generation 2", "");
            assertEquals("200 a2", server.get("/a"));
            Command.Outcome maps = on(server, "maps");
            expect(maps, 0, server.map() + "", "");
            expect(maps, 0, "2 aliases", "");
            server.change("WSGIScriptAlias /a ${W}/a.wsgi\nWSGIScriptAliasMatch ^/( ${W}/a.wsgi\n");
            expect(on(server, "reload"), 1, "", "x.map:2: ");
            expect(on(server, "maps"), 0, "x.map:2: ", "");
            assertEquals("200 a2", server.get("/a"));
        }
    }

    @Test
    void shouldSayThatTimeIsUpWhereAChildDoesNotTakeTheChange() {
        try (MapServer server = MapServer.start(Mpm.PREFORK, "WSGIAliasMapInterval 0", OLD)) {
            long child = child(server);
            server.httpd().processes().signal("STOP", child);
            server.change(NEW);
            Command.Outcome outcome = on(server, "reload", "--wait", "1");
            expect(outcome, 4, "", " children serve generation 2");
            // As many as httpd has started, but for one.
            Matcher counts = COUNTS.matcher(outcome.err());
            assertTrue(counts.find(), outcome::toString);
            assertEquals(Integer.parseInt(counts.group(2)) - 1, Integer.parseInt(counts.group(1)), outcome::toString);
            server.httpd().processes().signal("CONT", child);
            expect(on(server, "reload"), 0, "", "");
        }
    }

    /** One that serves maps, as the server itself says. */
    private static long child(MapServer server) {
        server.awaitServed();
        return server.say("status").lines().filter(line -> line.startsWith("child "))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1])).findFirst().orElseThrow();
    }

    @Test
    void shouldSayWhyNoServerCanBeAsked() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path root = configuration.root;
            Site site = configuration.site;
            expect(Command.on(configuration.write(""), "reload"), 1, "", "this configuration has no WSGIAliasMap");
            Path file = configuration.write("WSGIAliasMap ${W}/x.map\n");
            expect(Command.on(file, "reload"), 1, "", "no httpd runs with this configuration");
            Files.writeString(root.resolve("httpd.pid"), "2147483647\n");
            expect(Command.on(file, "maps"), 1, "", "the server cannot be asked at " + root);
            expect(Command.on(file, "reload", "--wait", "601"), 2, "", "--wait takes 0 to 600 seconds");
        }
    }

    /** One that no server runs with, and a directory for it and for what else a test writes. */
    private static final class Configuration implements AutoCloseable {

        private final Path root;
        private final Site site = Site.create();

        Configuration() throws IOException {
            this.root = Trees.temporary("mwa-maps");
        }

        Path write(String config, String... modules) throws IOException {
            Files.createDirectories(root.resolve("run"));
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(config);
            for (String module : modules) {
                spec.module(module);
            }
            return Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, 8080));
        }

        @Override
        public void close() {
            site.close();
            Trees.delete(root);
        }
    }

    @Test
    void shouldTellWhatAnotherMapWouldChange() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path root = configuration.root;
            Site site = configuration.site;
            Path file = configuration.write("WSGIScriptAlias /own ${W}/b.wsgi\nWSGIAliasMap ${W}/x*.map\n");
            Path map = write(site, "x.map", OLD);
            // Anywhere, as one who prepares a change may have it.
            Path other = Files.writeString(root.resolve("x.new"), NEW.replace("${W}", site.scripts().toString())
                    + "<WSGIAliasHost shop.test>\nWSGIScriptAlias /own " + site.scripts()
                    + "/foo.wsgi\n</WSGIAliasHost>\nWSGIScriptAlias /a/b " + site.scripts() + "/b.wsgi\n");
            String option = map + "=" + other;
            Command.Outcome changes = Command.on(file, "explain", "--map", option, "/a", "/own",
                    "http://shop.test/own", "/none");
            expect(changes, 1, "4 different URLs, 1 with a different answer", "");
            assertTrue(changes.err().isEmpty(), changes::toString);
            assertTrue(changes.out().contains("- WSGIScriptAlias /a (" + map + ":1)")
                    && changes.out().contains("+ WSGIScriptAlias /a (" + other + ":1)"), changes::toString);
            Path second = Files.writeString(root.resolve("second.conf"), Files.readString(file).replace("/own", "/a"));
            expect(Command.on(file, "explain", "--against", second.toString(), "--map", option, "/a"), 1,
                    "+ WSGIScriptAlias /a (" + second, "");

            expect(Command.on(file, "lint", "--map", option), 1, other + ":5: ", "");
        }
    }

    /** The name of a host is what httpd makes of a request, not what a Host header has. */
    @Test
    void shouldExplainTheAliasesOfAHostHoweverTheRequestNamesIt() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path file = configuration.write("WSGIAliasMap ${W}/x*.map\n");
            write(configuration.site, "x.map", """
                    <WSGIAliasHost shop.test 2001:db8::1>
                    WSGIScriptAlias /first ${W}/a.wsgi
                    WSGIScriptAlias /own ${W}/b.wsgi
                    </WSGIAliasHost>
                    """);
            for (String url : List.of("http://[2001:DB8::1]:8080/own", "http://shop.test/own",
                    "http://SHOP.test.:8080/own")) {
                expect(Command.on(file, "explain", url), 0, "WSGIScriptAlias /first", "");
            }
            String line = "::1 - - [t] \"GET http://shop.test/own HTTP/1.1\" 200 1\n";
            Command.Outcome outcome = Command.run(line, List.of("explain", "--httpd", Settings.HTTPD, "-f",
                    file.toString(), "--log", "-", "--each", "--host", "other.test"));
            expect(outcome, 0, "WSGIScriptAlias /first", "");
        }
    }

    @Test
    void shouldCheckTheOptionsOfAMap() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path file = configuration.write("WSGIAliasRemoteGroup web http://192.0.2.5\nWSGIAliasMap ${W}/x*.map\n",
                    "proxy", "proxy_http");
            Path map = write(configuration.site, "x.map", """
                    WSGIScriptAlias /a ${W}/a.wsgi process-group=web pass-authorization=Off
                    WSGIScriptAlias /b ${W}/b.wsgi process-group=web pass-authorization=On
                    """);
            Command.Outcome outcome = Command.on(file, "lint");
            expect(outcome, 1, map + ":2: ", "");
            assertTrue(outcome.out().contains("remote-authorization") && !outcome.out().contains(map + ":1: "),
                    outcome::toString);
        }
    }

    @Test
    void shouldTakeFilesThatDoNotExistYetWhereWildcardsNameThem() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path root = configuration.root;
            Site site = configuration.site;
            Path file = configuration.write("WSGIAliasMap optional ${W}/x*.map\n");
            Path other = write(site, "new", NEW);
            expect(Command.on(file, "explain", "--map", site.scripts().resolve("x1.map") + "=" + other, "/a"), 1,
                    "1 with a different answer", "");
        }
    }

    @Test
    void shouldRefuseFilesThatAreNoMaps() throws IOException {
        try (Configuration configuration = new Configuration()) {
            Path root = configuration.root;
            Site site = configuration.site;
            Path file = configuration.write("WSGIAliasMap ${W}/x.map\n");
            Path map = write(site, "x.map", OLD);
            Path other = write(site, "y.map", "ServerName x\n");
            expect(Command.on(file, "lint", "--map", other + "=" + map), 3, "", "no WSGIAliasMap names " + other);
            expect(Command.on(file, "lint", "--map", map + "=" + other), 3, "", other + ":1: ");
            expect(Command.on(file, "lint", "--map", map + "=" + root.resolve("none")), 2, "", "cannot be read");
            Command.Outcome lacking = Command.on(file, "lint", "--map", map.toString());
            assertEquals(2, lacking.exit(), lacking::toString);
            assertFalse(lacking.err().contains("Exception"), lacking::toString);
        }
    }

    private static Path write(Site site, String name, String lines) throws IOException {
        return Files.writeString(site.scripts().resolve(name), lines.replace("${W}", site.scripts().toString()));
    }
}
