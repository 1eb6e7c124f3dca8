package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wsgi-alias explain --follow}: URLs are told as they come, and a summary when a signal ends the command. */
class FollowTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LINE = "one.test:8080 127.0.0.1 - - [t] \"GET %s HTTP/1.1\" 200 1\n";

    private static Path config(Site site, Path root) throws IOException {
        Files.createDirectories(root.resolve("run"));
        return Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(new HttpdSpec(site)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config("WSGIScriptAlias /a ${W}/a.wsgi\n"), root, 8080));
    }

    private static void append(Path log, String url) throws IOException {
        Files.writeString(log, String.format(LINE, url), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Path output, String text) {
        Await.until(PATIENCE, () -> text + " in " + output, () -> read(output).contains(text));
    }

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"INT, 2", "TERM, 15"})
    void shouldTellUrlsAsTheyCome(String signal, int number) throws IOException, InterruptedException {
        Path root = Trees.temporary("mwa-follow");
        Process command = null;
        try (Site site = Site.create()) {
            Path log = root.resolve("access.log");
            append(log, "/a/first");
            Path output = root.resolve("output");
            command = Command.start(output, List.of("explain", "--httpd", Settings.HTTPD, "-f",
                    config(site, root).toString(), "--follow", "--log", log.toString()));
            await(output, "http://one.test:8080/a/first  runs  WSGIScriptAlias /a (");
            append(log, "/nowhere?q=1");
            await(output, "http://one.test:8080/nowhere  no alias matches");
            Files.move(log, root.resolve("access.log.1"));
            append(log, "/a/rotated");
            await(output, "/a/rotated  runs");
            Files.writeString(root.resolve("httpd.conf"), "WSGIScriptAlias /more /srv/more.wsgi\n",
                    StandardOpenOption.APPEND);
            append(log, "/a/changed");
            await(output, "/a/changed  runs");

            new ProcessBuilder("kill", "-" + signal, String.valueOf(command.pid())).start().waitFor();
            assertTrue(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the command goes on");
            assertEquals(128 + number, command.exitValue());
            String said = Files.readString(output);
            assertTrue(said.contains("\n3 requests, at most 3 different URLs\n"), said);
            assertTrue(said.contains("         2  WSGIScriptAlias /a ("), said);
            // Behind a change of the configuration, the summary begins anew.
            assertTrue(said.contains("\n1 requests, at most 1 different URLs\n"), said);
            assertTrue(said.contains("         1  WSGIScriptAlias /a ("), said);
        } finally {
            if (command != null) {
                command.descendants().forEach(ProcessHandle::destroyForcibly);
                command.destroyForcibly();
            }
            Trees.delete(root);
        }
    }

    @Test
    void shouldEndWithItsInput() throws IOException, InterruptedException {
        Path root = Trees.temporary("mwa-follow");
        try (Site site = Site.create()) {
            Command.Outcome outcome = Command.run(String.format(LINE, "/a/x") + String.format(LINE, "/nowhere"),
                    List.of("explain", "--httpd", Settings.HTTPD, "-f", config(site, root).toString(), "--follow",
                            "--log", "-"));
            assertEquals(1, outcome.exit(), outcome::toString);
            assertTrue(outcome.out().contains("/a/x  runs") && outcome.out().contains("\n2 requests, "),
                    outcome::toString);
        } finally {
            Trees.delete(root);
        }
    }

    @Test
    void shouldNeedALog() throws IOException, InterruptedException {
        Command.Outcome outcome = Command.run("", List.of("explain", "--follow", "/a"));
        assertEquals(2, outcome.exit(), outcome::toString);
    }
}
