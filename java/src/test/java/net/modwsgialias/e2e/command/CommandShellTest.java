package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command wsgi-alias as shells and services start it: its environment, and where its output goes. */
class CommandShellTest {

    private Path root;
    private Site site;
    private Path file;

    @BeforeEach
    void configure() throws IOException {
        root = Trees.temporary("mwa-shell");
        site = Site.create();
        Files.createDirectories(root.resolve("run"));
        file = Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(new HttpdSpec(site)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config("<IfDefine MORE>\nWSGIScriptAlias /more ${W}/b.wsgi\n</IfDefine>\n"
                        + "WSGIScriptAlias /a ${W}/a.wsgi\n"), root, 8080));
    }

    @AfterEach
    void remove() {
        site.close();
        Trees.delete(root);
    }

    private Command.Outcome explain(String script, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("explain", "--httpd", Settings.HTTPD, "-f", file.toString()));
        all.addAll(List.of(arguments));
        return Command.inShell(script, all);
    }

    /** Debian's file with variables may hold options for httpd, and end with a command that is false. */
    @Test
    void shouldStartHttpdAsApache2ctlDoes() throws IOException {
        Path variables = Files.writeString(root.resolve("envvars"),
                "APACHE_ARGUMENTS='-D MORE'\n[ -r /nonexistent ] && . /nonexistent\n");
        Command.Outcome outcome = explain("APACHE_ENVVARS='" + variables + "' \"$@\"", "http://main.test:8080/more");
        assertEquals(0, outcome.exit(), outcome::toString);
        assertTrue(outcome.out().contains("WSGIScriptAlias /more ("), outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=C.UTF-8", "LC_ALL= LC_CTYPE= LANG=C", "LC_ALL=nowhere"})
    void shouldReadLettersInAnyLocale(String locale) {
        Command.Outcome outcome = explain(locale + " \"$@\" \"$(printf 'http://main.test:8080/a/\\303\\251')\"");
        assertEquals(0, outcome.exit(), outcome::toString);
        assertTrue(outcome.out().contains("PATH_INFO          '/\u00e9'\n"), outcome::toString);
    }

    @Test
    void shouldReadNamesOfFilesInAnyLocale() {
        Command.Outcome outcome = Command.inShell("name=\"$(printf '" + root + "/t\\303\\251.conf')\" && cp '" + file
                + "' \"$name\" && LC_ALL=C \"$@\" -f \"$name\"", List.of("lint", "--httpd", Settings.HTTPD));
        assertTrue(outcome.out().contains("1 alias, "), outcome::toString);
    }

    @Test
    void shouldExplainAHostWithAnUnderscore() {
        Command.Outcome outcome = explain("\"$@\"", "http://my_app:8080/a/x");
        assertEquals(0, outcome.exit(), outcome::toString);
        assertTrue(outcome.out().contains("http://my_app:8080/a/x\n"), outcome::toString);
    }

    @Test
    void shouldTellThatItsOutputCannotBeWritten() {
        Command.Outcome outcome = explain("\"$@\" >/dev/full", "http://main.test:8080/a");
        assertEquals(3, outcome.exit(), outcome::toString);
        assertTrue(outcome.err().endsWith("wsgi-alias: standard output cannot be written\n"), outcome::toString);
    }

    @Test
    void shouldStopFollowingWhereNobodyReads() {
        String line = "main.test:8080 127.0.0.1 - - [t] \"GET /a/x HTTP/1.1\" 200 1";
        Command.Outcome outcome = explain("(while echo '" + line + "'; do sleep 0.2; done) 2>/dev/null"
                + " | { \"$@\"; echo \"ended with $?\" >&2; } | head -n 1", "--follow", "--log", "-");
        assertEquals(1, outcome.out().lines().count(), outcome::toString);
        assertTrue(outcome.out().contains("  runs  WSGIScriptAlias /a ("), outcome::toString);
        assertTrue(outcome.err().endsWith("ended with 3\n"), outcome::toString);
        assertFalse(outcome.err().contains("standard output"), outcome::toString);
    }
}
