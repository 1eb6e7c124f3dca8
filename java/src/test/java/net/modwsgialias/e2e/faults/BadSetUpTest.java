package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that could not serve does not start, and says what to change. */
class BadSetUpTest {

    private static final String ALIAS = "WSGIScriptAlias /a ${W}/a.wsgi\n";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "WSGIAliasJavaHome /nonexistent, /nonexistent",
        "WSGIAliasJavaHome ${W}/jdk-11, version 11",
        "WSGIAliasJavaHome ${W}/empty, empty",
        "WSGIAliasJavaHome, WSGIAliasJavaHome takes one argument",
        "WSGIAliasJvmOptions -XX:NoSuchOption, NoSuchOption",
        "WSGIAliasJvmOptions -Xmx64m -XX:NoSuchOption, NoSuchOption",
        "WSGIAliasJvmOptions -Xmx2000g -Xms2000g, memory",
        "WSGIAliasJvmOptions Xmx64m, Xmx64m",
        "WSGIAliasContainment Maybe, WSGIAliasContainment",
        "WSGIAliasCacheSize 1025M, 1025M' is not a size from 0 to 1024M",
        "WSGIAliasCacheSize 8MB, 8MB' is not a size from 0 to 1024M",
        "WSGIAliasCacheSize -1, -1' is not a size from 0 to 1024M",
        "WSGIAliasCacheSize, WSGIAliasCacheSize takes one argument",
    })
    void shouldRefuseToStart(String line, String named) throws IOException {
        try (Site site = Site.create()) {
            jdk(site, "jdk-11", "11.0.2");
            site.write(site.scripts().resolve("empty/README"), new byte[0]);
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(line + "\n" + ALIAS);
            assertRefused(Httpd.configTest(spec), named);
            assertRefused(Httpd.failedStart(spec), named);
        }
    }

    /** And the heap that is named must do. */
    @Test
    void shouldSayHowLargeAHeapAllAliasesTake() {
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < 16000; i++) {
            aliases.append("WSGIScriptAliasMatch ^/tenant-").append(i).append("/([^/]+)/app ${W}/$1\n");
        }
        try (Site site = Site.create()) {
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI);
            Httpd.Outcome outcome = Httpd.configTest(spec.config("WSGIAliasJvmOptions -Xmx8m\n" + aliases));
            assertRefused(outcome, "is too small for all 16000 aliases");
            Matcher said = Pattern.compile("httpd\\.conf:\\d+: the pattern '\\^/tenant-.*(-Xmx\\d+m)")
                    .matcher(outcome.output());
            assertTrue(said.find(), outcome.output());
            outcome = Httpd.configTest(spec.config("WSGIAliasJvmOptions " + said.group(1) + "\n" + aliases));
            assertEquals(0, outcome.exit(), outcome.output());
        }
    }

    private static void jdk(Site site, String name, String version) throws IOException {
        Path home = site.scripts().resolve(name);
        site.write(home.resolve("release"), ("JAVA_VERSION=\"" + version + "\"\n").getBytes());
        // As if it were there: the version is to be refused before anything is loaded.
        site.write(home.resolve("lib/server/libjvm.so"), new byte[0]);
    }

    private static void assertRefused(Httpd.Outcome outcome, String named) {
        assertNotEquals(0, outcome.exit(), outcome.output());
        assertTrue(outcome.output().contains(named), outcome.output());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "WSGIAliasJavaHome /usr", "WSGIAliasJvmOptions -Xmx64m", "WSGIAliasCacheSize 1M",
    })
    void shouldRefuseServerSettingsInAVirtualHost(String line) {
        try (Site site = Site.create()) {
            String host = "<VirtualHost *>\nServerName one.test\n" + line + "\n</VirtualHost>\n";
            Httpd.Outcome outcome = Httpd.configTest(
                    new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS + host));
            assertRefused(outcome, line.split(" ")[0]);
            assertRefused(outcome, "VirtualHost");
        }
    }

    @Test
    void shouldServeWithTheJavaAndTheOptionsThatAreNamed() {
        try (Site site = Site.create(); Server server = Server.start(new HttpdSpec(site)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config("WSGIAliasJavaHome \"" + System.getProperty("java.home")
                        + "\"\nWSGIAliasJvmOptions -Xmx48m -Dmwa.test=1\n" + ALIAS))) {
            assertEquals(200, server.ask(Request.get("/a/x")).status());
        }
    }

    @Test
    void shouldNeverSendTheSourceWhenModWsgiIsNotLoaded() {
        String config = "WSGIScriptAlias /a ${W}/a.wsgi\nWSGIScriptAliasMatch ^/(b) ${W}/$1.wsgi\n"
                + "WSGIScriptAlias /htdocs ${HTDOCS}\n";
        try (Site site = Site.create(); Server server = Server.start(new HttpdSpec(site).withoutWsgi()
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(config))) {
            // Of mod_wsgi itself: the name of the module under test begins alike.
            Pattern warning = Pattern.compile("MWA\\d+.*mod_wsgi\\b");
            assertTrue(warning.matcher(server.httpd().errorLog()).find(), server.httpd().errorLog());
            for (String path : new String[] {"/a", "/a/x", "/b", "/htdocs/plain.txt"}) {
                Answer answer = server.ask(Request.get(path));
                assertEquals(500, answer.status(), path);
                assertFalse(answer.get("body").contains("def ") || answer.get("body").contains("document "), path);
            }
            assertEquals(200, server.ask(Request.get("/plain.txt")).status());
        }
    }
}
