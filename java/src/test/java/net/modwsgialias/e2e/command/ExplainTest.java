package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;

/** The command wsgi-alias on a real httpd, and what httpd -t dumps. */
class ExplainTest {

    private static final String CONFIG = """
            WSGIDaemonProcess shop
            WSGIDaemonProcess p-foo processes=2
            Alias /static ${HTDOCS}
            Redirect /old /new
            WSGIScriptAlias /main ${W}/app.wsgi process-group=shop application-group=%{GLOBAL}
            <VirtualHost *>
                ServerName one.test
                WSGIScriptAlias /a ${W}/a.wsgi callable-object=other pass-authorization=On
                WSGIScriptAliasMatch ^/t-([^/]+) ${W}/$1.wsgi process-group=p-$1 application-group=%{SERVER}
                WSGIScriptAliasMatch ^/(.)\\1 ${W}/b.wsgi process-group=%{ENV:LANE}
                WSGIScriptAlias /static ${W}/foo.wsgi
                WSGIScriptAliasMatch ^/img ${W}/scripts/
            </VirtualHost>
            """;

    @FunctionalInterface
    private interface Check {
        void run(Site site, Path file) throws IOException;
    }

    /** Runs a check with the file of a configuration; no server runs. */
    private static void with(String config, Check check) throws IOException {
        Path root = Trees.temporary("mwa-explain");
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(config);
            check.run(site, Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, 8080)));
        } finally {
            Trees.delete(root);
        }
    }

    private static Command.Outcome explain(Path file, String... arguments) {
        return Command.on(file, "explain", arguments);
    }

    private static void assertSays(Command.Outcome outcome, String... texts) {
        for (String text : texts) {
            assertTrue(outcome.out().contains(text), () -> "not said: " + text + "\n" + outcome);
        }
    }

    @Test
    void shouldTellAllOfAUrl() throws IOException {
        with(CONFIG, (site, file) -> {
            Command.Outcome outcome = explain(file, "http://one.test:8080/t-foo/x//y");
            assertEquals(0, outcome.exit(), outcome::toString);
            assertSays(outcome, "one.test, ", "WSGIScriptAliasMatch ^/t-([^/]+)", "1 does not match",
                    "the URL differs at byte 1: 't', not 'a'", "/t-foo'  $1='foo'", site.scripts() + "/foo.wsgi\n",
                    "SCRIPT_NAME        '/t-foo'", "PATH_INFO          '/x/y'", "process group      p-foo\n",
                    "                     WSGIDaemonProcess p-foo processes=2 at ",
                    "application group  one.test:8080", "no: its process-group depends on the request",
                    "engine             one-pass", "the script runs");
            assertFalse(outcome.out().contains("\u001b"), outcome.out());
        });
    }

    /** What mod_wsgi makes of a script's name in capitals depends on its version. */
    @Test
    void shouldNameAGroupAsTheServerDoes() throws IOException {
        String config = "WSGIScriptAlias /Shop ${W}/a.wsgi application-group=%{RESOURCE}\n";
        try (Site site = Site.create(); Server stock = Server.start(new HttpdSpec(site).config(config))) {
            String group = stock.ask(Request.get("/Shop/x")).get("ag");
            with(config, (other, file) -> assertSays(explain(file, "http://main.test:8080/Shop/x"),
                    "application group  " + group + "\n"));
        }
    }

    @Test
    void shouldTellWhatIsInherited() throws IOException {
        with(CONFIG, (site, file) -> assertSays(explain(file, "http://one.test:8080/main/x"),
                "WSGIScriptAlias /main", "5 do not match", "preloaded          yes",
                "application group  %{GLOBAL}"));
    }

    @Test
    void shouldTellWhatStopsAUrl() throws IOException {
        with(CONFIG, (site, file) -> {
            Command.Outcome outcome = explain(file, "http://one.test:8080/nowhere", "http://one.test:8080/t-missing",
                    "http://one.test:8080/img../secret.wsgi", "http://one.test:8080/a%2Fb",
                    "http://one.test:8080/img", "http://one.test:8080/img/");
            assertEquals(1, outcome.exit(), outcome::toString);
            assertSays(outcome, "none matches", "404: the script does not exist",
                    "403: the file is outside the directory",
                    "httpd refuses the request: 404", "301: mod_dir redirects to the directory with a slash",
                    "403: it is a directory, not a script");
        });
    }

    @Test
    void shouldTellOfModulesThatComeFirst() throws IOException {
        with(CONFIG, (site, file) -> assertSays(explain(file, "http://one.test:8080/static/plain.txt",
                "http://one.test:8080/old"), "mod_alias takes the URL first", "htdocs/plain.txt",
                "answer             302"));
    }

    @Test
    void shouldFollowRewriting() throws IOException {
        String rules = "    RewriteEngine On\n    RewriteRule ^/rw/(.*) /a/$1 [PT]\n    RewriteRule ^/gone - [G]\n";
        with(CONFIG.replace("    WSGIScriptAlias /a ", rules + "    WSGIScriptAlias /a "), (site, file) ->
                assertSays(explain(file, "http://one.test:8080/rw/x", "http://one.test:8080/gone"),
                        "path               /a/x", "SCRIPT_NAME        '/a'", "mod_rewrite takes the URL first",
                        "answer             410"));
    }

    @Test
    void shouldMarkWhatDependsOnTheRequest() throws IOException {
        with(CONFIG, (site, file) -> assertSays(explain(file, "http://one.test:8080/bb"),
                "%{ENV:LANE}  (depends on the request: LANE)", "engine             pcre2: "));
    }

    @Test
    void shouldSumUpALog() throws IOException {
        with(CONFIG, (site, file) -> {
            String line = "one.test:8080 ::1 - - [t] \"GET %s HTTP/1.1\" 200 1 \"-\" \"-\"%n";
            String log = String.format(line, "/a/x?q=1") + String.format(line, "/a/x") + String.format(line, "/nope")
                    + "rubbish\n";
            Command.Outcome outcome = Command.run(log, List.of("explain", "--httpd", Settings.HTTPD, "-f",
                    file.toString(), "--log", "-"));
            assertEquals(1, outcome.exit(), outcome::toString);
            assertSays(outcome, "3 requests, 2 different URLs, 1 lines without a readable request",
                    "         2  WSGIScriptAlias /a ", "         0  WSGIScriptAlias /main ", "no alias matches");
        });
    }

    /** A server that runs writes the log, and what the command makes of it is what was sent. */
    @Test
    void shouldReadALogAsHttpdWritesIt() throws IOException {
        List<String> targets = List.of("/a/\\x41", "/a/A", "/a/\\\\n", "/a/\\", "/a/\"b\"", "/a/\u00e9", "/a/\\xe9",
                "/a/\u00c3\u00a9", "/a/\u0080\u00ff");
        List<String> shown = List.of("/a/\\\\x41", "/a/A", "/a/\\\\\\\\n", "/a/\\\\", "/a/\"b\"", "/a/\\xe9",
                "/a/\\\\xe9", "/a/\u00e9", "/a/\\x80\\xff");
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                .config(CONFIG + "CustomLog common.log \"%h %l %u %t \\\"%r\\\" %>s %b\"\n"));
                Http http = httpd.connect()) {
            for (String target : targets) {
                http.ask(Request.get(target).host("one.test"));
            }
            Await.until(Duration.ofSeconds(30), () -> httpd.log("common.log"),
                    () -> httpd.log("common.log").contains("\\x80\\xff"));
            Command.Outcome outcome = explain(httpd.configuration(), "--log",
                    httpd.accessLog().resolveSibling("common.log").toString(), "--host", "one.test", "--each", "--json");
            List<String> urls = outcome.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(line -> line.has("url")).map(line -> line.get("url").getAsString())
                    .filter(url -> url.contains("/a/")).toList();
            assertEquals(shown.stream().map(target -> "http://one.test" + target).toList(), urls, outcome::toString);
        }
    }

    @Test
    void shouldTellOfEachUrlOfALog() throws IOException {
        with(CONFIG, (site, file) -> {
            String line = "one.test:8080 ::1 - - [t] \"GET %s HTTP/1.1\" 200 1 \"-\" \"-\"%n";
            String log = String.format(line, "/a/x?q=1") + String.format(line, "/nope") + String.format(line, "/a/x");
            List<String> arguments = List.of("explain", "--httpd", Settings.HTTPD, "-f", file.toString(), "--log", "-",
                    "--each");
            Command.Outcome outcome = Command.run(log, arguments);
            assertEquals(1, outcome.exit(), outcome::toString);
            assertSays(outcome, "http://one.test:8080/a/x  (2 times)\n  virtual host", "SCRIPT_NAME        '/a'",
                    "http://one.test:8080/nope\n", "none matches", "3 requests, 2 different URLs\n");
            assertTrue(outcome.out().indexOf("none matches") < outcome.out().indexOf("3 requests"), outcome::toString);

            List<JsonObject> lines = json(log, arguments);
            assertEquals(3, lines.size(), lines::toString);
            assertEquals(2, lines.get(0).get("requests").getAsInt(), lines::toString);
            assertEquals("/a", lines.get(0).get("scriptName").getAsString(), lines::toString);
            assertEquals("declined", lines.get(1).get("outcome").getAsString(), lines::toString);
            assertEquals(3, lines.get(2).getAsJsonObject("summary").get("requests").getAsInt(), lines::toString);
        });
    }

    /** More than are asked about at once. */
    @Test
    void shouldSumUpALongLog() throws IOException {
        with(CONFIG, (site, file) -> {
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 60_000; i++) {
                log.append("one.test:8080 ::1 - - [t] \"GET /").append(i % 3 == 0 ? "nope/" : "a/").append(i)
                        .append(" HTTP/1.1\" 200 1\n");
            }
            List<String> arguments = List.of("explain", "--httpd", Settings.HTTPD, "-f", file.toString(), "--log", "-");
            JsonObject summary = json(log.toString(), arguments).get(0).getAsJsonObject("summary");
            assertEquals(60_000, summary.get("requests").getAsInt(), summary::toString);
            assertEquals(60_000, summary.get("urls").getAsInt(), summary::toString);
            assertEquals(40_000, summary.getAsJsonArray("hits").get(1).getAsJsonObject().get("hits").getAsInt(),
                    summary::toString);
            assertEquals(20_000, summary.getAsJsonArray("rest").get(0).getAsJsonObject().get("requests").getAsInt(),
                    summary::toString);
        });
    }

    private static List<JsonObject> json(String input, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--json");
        return Command.run(input, all).out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    @Test
    void shouldCompareWhatALogAsksFor() throws IOException {
        with(CONFIG, (site, file) -> {
            Path other = Files.writeString(file.resolveSibling("other.conf"),
                    Files.readString(file).replace("/b.wsgi", "/bar.wsgi"));
            String line = "one.test:8080 ::1 - - [t] \"GET %s HTTP/1.1\" 200 1 \"-\" \"-\"%n";
            String log = String.format(line, "/bb") + String.format(line, "/a") + String.format(line, "/bb");
            List<String> arguments = List.of("explain", "--httpd", Settings.HTTPD, "-f", file.toString(), "--log", "-",
                    "--against", other.toString());
            Command.Outcome outcome = Command.run(log, arguments);
            assertEquals(1, outcome.exit(), outcome::toString);
            assertSays(outcome, "http://one.test:8080/bb  (2 times)\n",
                    "3 requests, 2 different URLs, 1 with a different answer");
            List<JsonObject> lines = json(log, arguments);
            assertEquals(2, lines.size(), lines::toString);
            assertEquals("http://one.test:8080/bb", lines.get(0).get("url").getAsString());
            assertEquals(1, lines.get(1).getAsJsonObject("summary").get("changed").getAsInt());
        });
    }

    @Test
    void shouldTellOnlyWhatAnotherConfigurationChanges() throws IOException {
        with(CONFIG, (site, file) -> {
            Path other = Files.writeString(file.resolveSibling("other.conf"),
                    "# a line more\n" + Files.readString(file).replace("/b.wsgi", "/bar.wsgi"));
            Command.Outcome changed = explain(file, "--against", other.toString(), "http://one.test:8080/bb",
                    "http://one.test:8080/a");
            assertEquals(1, changed.exit(), changed::toString);
            assertSays(changed, "http://one.test:8080/bb\n", "+ " + site.scripts() + "/bar.wsgi",
                    "2 different URLs, 1 with a different answer");
            assertFalse(changed.out().contains("8080/a\n"), changed.out());
            assertEquals(0, explain(file, "--against", other.toString(), "http://one.test:8080/a").exit());
        });
    }

    @Test
    void shouldPassOnWhatHttpdSaysToAWrongConfiguration() throws IOException {
        with("WSGIScriptAlias /x\n", (site, file) -> {
            Command.Outcome outcome = explain(file, "/x");
            assertEquals(3, outcome.exit(), outcome::toString);
            assertTrue(outcome.err().contains("on line") && outcome.err().contains(file.toString()), outcome::toString);
        });
    }

    @Test
    void shouldRefuseWrongArguments() {
        for (List<String> wrong : List.of(List.<String>of(), List.of("explain"), List.of("explain", "--nope"),
                List.of("explain", "x"), List.of("explain", "--log", "/"), List.of("explain", "--log", "/nonexistent"),
                List.of("explain", "/x", "--log", "-"), List.of("explain", "--log", "-", "--each", "--against", "x"),
                List.of("explain", "--address", "127.0.0.22222", "/x"), List.of("explain", "--host", "", "/x"))) {
            assertEquals(2, Command.run("", wrong).exit(), wrong::toString);
        }
    }

    @Test
    void shouldSayThatThereIsNoHttpd() {
        Command.Outcome outcome = Command.run("", List.of("explain", "--httpd", "/nonexistent", "/x"));
        assertEquals(3, outcome.exit(), outcome::toString);
        assertTrue(outcome.err().contains("/nonexistent") && !outcome.err().contains("\tat "), outcome::toString);
    }

    @Test
    void shouldReportToTheCommandOnly() throws IOException {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.failedStart(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                    .config(CONFIG + "WSGIAliasReport /tmp\n"));
            assertNotEquals(0, outcome.exit(), outcome.output());
            assertTrue(outcome.output().contains("WSGIAliasReport is only for the command wsgi-alias"), outcome.output());
        }
    }

    @Test
    void shouldReportIntoItsOwnPlainFilesOnly() throws IOException {
        with(CONFIG, (site, file) -> {
            Path victim = Files.writeString(file.resolveSibling("victim"), "untouched");
            Files.writeString(file.resolveSibling("request"), "-\t0\t-\t/a\n");
            Files.createSymbolicLink(file.resolveSibling("report"), victim);
            try (Site other = Site.create()) {
                Httpd.Outcome outcome = Httpd.run(new HttpdSpec(other).ours(HttpdSpec.Ours.AFTER_WSGI)
                        .config(CONFIG), "-t", "-c", "WSGIAliasReport " + file.getParent());
                assertNotEquals(0, outcome.exit(), outcome.output());
                assertTrue(outcome.output().contains("cannot open"), outcome.output());
            }
            assertEquals("untouched", Files.readString(victim));
        });
    }

    @Test
    void shouldDumpTheTableOfEachServer() {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.run(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG),
                    "-t", "-D", "DUMP_WSGI_ALIASES");
            assertEquals(0, outcome.exit(), outcome.output());
            assertTrue(Pattern.compile("^Java \\S+ in /.+, (by default|named by WSGIAliasJavaHome) /.+; (with its|no) "
                    + "class archive", Pattern.MULTILINE).matcher(outcome.output()).find(), outcome.output());
            String dump = site.shorten(outcome.output()).replaceAll("httpd\\.conf:\\d+", "httpd.conf:N");
            String expected = """
                    main server            main.test
                             1 prefix /main -> W/app.wsgi (ROOT/httpd.conf:N)
                               process-group=shop application-group=%{GLOBAL} engine=prefix
                    *:*                    one.test (ROOT/httpd.conf:N)
                             1 prefix /a -> W/a.wsgi (ROOT/httpd.conf:N)
                               callable-object=other pass-authorization=On engine=prefix
                             2 regex ^/t-([^/]+) -> W/$1.wsgi (ROOT/httpd.conf:N)
                               process-group=p-$1 application-group=%{SERVER} engine=one-pass
                    """;
            assertTrue(dump.contains(expected), dump);
            assertTrue(dump.contains("6 prefix /main -> W/app.wsgi (ROOT/httpd.conf:N, of the main server)"), dump);
        }
    }
}
