package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;

/** A start of httpd that nobody but the command notices. */
class OutOfSightTest {

    /** What would write, listen, run or fail, were this a start for everybody to see. */
    private static final String CONFIG = """
            Listen 192.0.2.77:8078
            CustomLog "|/usr/bin/touch ${TOUCHED}/log" observed
            RewriteEngine On
            RewriteMap upper prg:${TOUCHED}/map
            RewriteRule ^/mapped/(.*) /app/${upper:$1} [PT]
            WSGIDaemonProcess shop
            WSGIImportScript ${TOUCHED}/import.py process-group=%{GLOBAL} application-group=%{GLOBAL}
            WSGIScriptAlias /app ${W}/app.wsgi process-group=shop application-group=%{GLOBAL}
            """;

    /** Answers a line with itself, and leaves a file behind where it can. */
    private static final String MAP = """
            #!/bin/sh
            touch "$(dirname "$0")/mapped" "$(dirname "$0")/log"
            while read -r line; do echo "seen-$line"; done
            """;

    @Test
    void shouldTouchNothing() throws IOException {
        Path root = Trees.temporary("mwa-unseen");
        try (Site site = Site.create()) {
            Path touched = Files.createDirectories(root.resolve("touched"));
            Path map = Files.writeString(touched.resolve("map"), MAP);
            assertTrue(map.toFile().setExecutable(true, false));
            Files.writeString(touched.resolve("import.py"), "open(__file__ + '.ran', 'w')\n");
            Files.createDirectories(root.resolve("run"));
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                    .config("Define TOUCHED " + touched + "\n" + CONFIG);
            Path file = Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, 8079));
            List<Path> before = files(root);

            Command.Outcome outcome = Command.on(file, "explain", "/mapped/x", "/app/y");

            assertEquals(0, outcome.exit(), outcome::toString);
            assertEquals("", outcome.err());
            assertTrue(outcome.out().contains("PATH_INFO          '/seen-x'"), outcome::toString);
            assertTrue(outcome.out().contains("WSGIDaemonProcess shop at"), outcome::toString);
            assertEquals(before, files(root));
            assertFalse(ProcessHandle.allProcesses().anyMatch(process ->
                    process.info().commandLine().orElse("").contains(root.toString())));
        } finally {
            Trees.delete(root);
        }
    }

    /** Where httpd would not start, the command says why, and answers as far as it can. */
    @Test
    void shouldSayWhyHttpdDoesNotStart() throws IOException {
        Path root = Trees.temporary("mwa-unseen");
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("mime")
                    .config("TypesConfig /nonexistent/types\nWSGIScriptAlias /app ${W}/app.wsgi\n");
            Path file = Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, 8079));

            Command.Outcome outcome = Command.on(file, "explain", "/app/y");

            assertEquals(0, outcome.exit(), outcome::toString);
            assertTrue(outcome.err().contains("/nonexistent/types") && outcome.err().lines().count() == 1,
                    outcome::toString);
            assertTrue(outcome.out().contains("the script runs"), outcome::toString);
            Command.Outcome offline = Command.run("", List.of("explain", "--offline", "--httpd", Settings.HTTPD, "-f",
                    file.toString(), "/app/y"));
            assertEquals("", offline.err());
            assertEquals(outcome.out(), offline.out());
        } finally {
            Trees.delete(root);
        }
    }

    /** What only a started httpd knows is no change of a configuration that cannot be started. */
    @Test
    void shouldCompareOnlyWhatBothConfigurationsTell() throws IOException {
        Path root = Trees.temporary("mwa-unseen");
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("mime").config("""
                    TypesConfig /dev/null
                    WSGIScriptAlias /app ${W}/app.wsgi
                    <Location /app>
                    Require all denied
                    </Location>
                    """);
            Path file = Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, 8079));
            Path other = Files.writeString(root.resolve("other.conf"),
                    Files.readString(file) + "TypesConfig /nonexistent/types\n");

            Command.Outcome outcome = Command.on(file, "explain", "--against", other.toString(), "/app/y");

            assertEquals(0, outcome.exit(), outcome::toString);
            assertTrue(outcome.err().contains("/nonexistent/types") && outcome.err().lines().count() == 1,
                    outcome::toString);
        } finally {
            Trees.delete(root);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }
}
