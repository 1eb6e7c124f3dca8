package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;

/** Findings on a real httpd: under httpd -t, in the log of a start, and from the command wsgi-alias. */
class LintTest {

    private static final String CONFIG = """
            Alias /static ${HTDOCS}
            WSGIScriptAlias /a ${W}/a.wsgi
            WSGIScriptAlias /a/b ${W}/b.wsgi
            <VirtualHost *>
                ServerName one.test
                WSGIScriptAlias /static/x ${W}/a.wsgi
                WSGIScriptAlias /gone ${W}/gone.wsgi process-group=nobody
                WSGIScriptAliasMatch ^/(.)\\1/ ${W}/b.wsgi/
                <Location /a>
                    RedirectMatch ^/a http://elsewhere.test/
                </Location>
            </VirtualHost>
            """;

    private static final List<String> WARNINGS = List.of(
            "dead-alias: WSGIScriptAlias /a/b at ROOT/httpd.conf:",
            "taken-elsewhere: WSGIScriptAlias /static/x at ROOT/httpd.conf:",
            "no-target: WSGIScriptAlias /gone at ROOT/httpd.conf:",
            "unknown-process-group: WSGIScriptAlias /gone at ROOT/httpd.conf:");

    private static HttpdSpec spec(Site site, String config) {
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(config);
    }

    private static int count(String log, String text) {
        return log.split(Pattern.quote(text), -1).length - 1;
    }

    @Test
    void shouldWarnWhenTheConfigurationIsTested() {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.configTest(spec(site, CONFIG));
            assertEquals(0, outcome.exit(), outcome::output);
            for (String warning : WARNINGS) {
                assertEquals(1, count(outcome.output(), "MWA0004: " + warning), outcome::output);
            }
            assertEquals(WARNINGS.size(), count(outcome.output(), "MWA0004"), outcome::output);
        }
    }

    @Test
    void shouldKeepQuietAboutWhatIsSilenced() {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.configTest(spec(site, """
                    WSGIAliasSilence dead-alias /a/b
                    WSGIAliasSilence taken-elsewhere
                    WSGIAliasSilence no-target /gone
                    WSGIAliasSilence unknown-process-group
                    """ + CONFIG));
            assertEquals(0, outcome.exit(), outcome::output);
            assertFalse(outcome.output().contains("MWA0004"), outcome::output);
        }
    }

    @Test
    void shouldTellWhatHttpdRefusesByAnUnclearMessage() {
        try (Site site = Site.create()) {
            Httpd.Outcome twice = Httpd.configTest(spec(site, "WSGIDaemonProcess shop\nWSGIDaemonProcess shop\n"));
            assertEquals(1, twice.exit(), twice::output);
            assertEquals(1, count(twice.output(), "MWA0004: same-daemon: WSGIDaemonProcess shop at "), twice::output);
            Httpd.Outcome option = Httpd.configTest(spec(site, "Alias /a ${HTDOCS} process-group=shop\n"));
            assertEquals(1, option.exit(), option::output);
            assertEquals(1, count(option.output(), "MWA0004: option-of-wsgi: Alias /a at "), option::output);
        }
    }

    /** Only root's httpd has children with less rights than its own. */
    @Test
    void shouldTellOfSocketsThatChildrenCannotReach() throws IOException {
        Path closed = Trees.temporary("mwa-sockets");
        try (Site site = Site.create()) {
            String config = "WSGISocketPrefix " + closed + "/wsgi\nWSGIDaemonProcess shop\n"
                    + "WSGIScriptAlias /a ${W}/a.wsgi process-group=shop\n";
            String finding = "MWA0004: socket-directory: WSGIDaemonProcess shop at ";
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
            Httpd.Outcome open = Httpd.configTest(spec(site, config));
            assertFalse(open.output().contains("MWA0004"), open::output);
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
            Httpd.Outcome outcome = Httpd.configTest(spec(site, config));
            assertEquals(Settings.root() ? 1 : 0, count(outcome.output(), finding), outcome::output);
        } finally {
            Trees.delete(closed);
        }
    }

    @Test
    void shouldRefuseACodeThatIsNone() {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.configTest(spec(site, "WSGIAliasSilence 17\n"));
            assertEquals(1, outcome.exit(), outcome::output);
            assertTrue(outcome.output().contains("WSGIAliasSilence: '17' is not a code"), outcome::output);
        }
    }

    @Test
    void shouldWarnOnceWhenItStartsAndOnceWhenItIsReloaded() {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, CONFIG))) {
            for (String warning : WARNINGS) {
                assertEquals(1, count(httpd.errorLog() + httpd.output(), "MWA0004: " + warning), httpd::errorLog);
            }
            httpd.gracefulRestart();
            for (String warning : WARNINGS) {
                assertEquals(2, count(httpd.errorLog() + httpd.output(), "MWA0004: " + warning), httpd::errorLog);
            }
        }
    }

    @Test
    void shouldTellTheSameByTheCommand() throws IOException {
        Path root = Trees.temporary("mwa-lint");
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            Path file = root.resolve("httpd.conf");
            Files.writeString(file, HttpdConfig.text(spec(site, CONFIG), root, 8080));
            Command.Outcome outcome = lint(file);
            assertEquals(1, outcome.exit(), outcome::toString);
            for (String text : List.of("warning dead-alias", "warning taken-elsewhere", "warning no-target",
                    "warning unknown-process-group", "note needs-pcre", "5 aliases, 4 warnings, 1 note\n")) {
                assertTrue(outcome.out().contains(text), () -> text + "\n" + outcome);
            }
            assertTrue(lint(file, "--json").out().contains("\"code\": \"dead-alias\""));
            Files.writeString(file, HttpdConfig.text(spec(site, "WSGIScriptAlias /\u00e9\u001b /\u00e9/gone\n"), root,
                    8080));
            String unusual = lint(file).out();
            assertTrue(unusual.contains("    WSGIScriptAlias /\u00e9?\n    /\u00e9/gone does not exist"), unusual);
            Files.writeString(file, HttpdConfig.text(spec(site, "WSGIScriptAlias /a/b ${W}/b.wsgi\n"
                    + "WSGIScriptAlias /a ${W}/a.wsgi\n"), root, 8080));
            assertEquals(0, lint(file).exit());
            Command.Outcome verbose = lint(file, "--verbose");
            assertEquals(0, verbose.exit(), verbose::toString);
            assertTrue(verbose.out().contains("note overlap") && verbose.out().contains("(such as /a/b)"),
                    verbose::toString);
        } finally {
            Trees.delete(root);
        }
    }

    /** The line and the colours are for terminals; an httpd that takes long makes the line appear. */
    @Test
    void shouldTellOnATerminalAloneHowFarItIs() throws IOException {
        Path root = Trees.temporary("mwa-lint");
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            Path file = root.resolve("httpd.conf");
            Files.writeString(file, HttpdConfig.text(spec(site, CONFIG), root, 8080));
            Path slow = Files.writeString(root.resolve("slow-httpd"),
                    "#!/bin/sh\n" + Settings.HTTPD + " \"$@\" || exit\nsleep 2\n");
            assertTrue(slow.toFile().setExecutable(true));
            List<String> arguments = List.of("lint", "--httpd", slow.toString(), "-f", file.toString());
            String line = "\r\u001b[Kwsgi-alias: checking the aliases [====================] 100 %, about 0 s";
            String erased = " left\r\u001b[K";
            String red = "\u001b[31mwarning dead-alias\u001b[0m";

            Command.Outcome both = Command.onTerminal(arguments, "");
            assertEquals(1, both.exit(), both::toString);
            assertTrue(both.out().contains(line) && both.out().contains(erased) && both.out().contains(red),
                    both::toString);
            assertTrue(both.out().lastIndexOf(line) < both.out().indexOf(red), both::toString);

            Path kept = root.resolve("kept");
            Command.Outcome errorsOnly = Command.onTerminal(arguments, "> " + kept);
            assertTrue(errorsOnly.out().contains(line), errorsOnly::toString);
            assertFalse(Files.readString(kept).contains("\u001b"), () -> kept.toString());
            assertTrue(Files.readString(kept).contains("warning dead-alias"));

            Command.Outcome answersOnly = Command.onTerminal(arguments, "2> " + kept);
            assertTrue(answersOnly.out().contains(red) && !answersOnly.out().contains("looking"),
                    answersOnly::toString);
            assertEquals("", Files.readString(kept));

            Command.Outcome neither = Command.run("", arguments);
            assertEquals(1, neither.exit(), neither::toString);
            assertFalse(neither.toString().contains("\u001b") || neither.toString().contains("looking"),
                    neither::toString);
        } finally {
            Trees.delete(root);
        }
    }

    private static Command.Outcome lint(Path file, String... arguments) {
        return Command.on(file, "lint", arguments);
    }
}
