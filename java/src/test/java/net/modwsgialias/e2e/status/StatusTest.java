package net.modwsgialias.e2e.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in all its forms, on a server where other modules take part. */
class StatusTest {

    private static final String CONFIG = StatusPage.CONFIG + """
            LogLevel wsgi_alias:trace1
            <Location /server-status>
                SetHandler server-status
            </Location>
            <Location /elsewhere>
                SetHandler wsgi-alias-status
                Require ip 192.0.2.1
            </Location>
            WSGIScriptAliasMatch "^/<b>&\\"'(.*)" ${W}/app.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}
            Redirect /old /new
            Alias /plain ${HTDOCS}/plain.txt
            <VirtualHost *>
                ServerName main.test
                RewriteEngine On
                RewriteRule ^/rewritten/(.*) /app/$1 [PT]
                SetEnv LANE slow
                SetEnv PASSWORD swordfish
                <Location /app/closed>
                    Require all denied
                </Location>
                WSGIScriptAlias /app ${W}/app.wsgi application-group=fixed
                WSGIScriptAliasMatch ^/late/([^/]+) ${W}/$1.wsgi process-group=%{GLOBAL} \\
                    application-group=%{ENV:LANE}-$1
                WSGIScriptAliasMatch ^/form/([^/]+) ${W}/app.wsgi application-group=$1
                WSGIScriptAliasMatch ^/img ${W}/scripts/
            </VirtualHost>
            <VirtualHost *>
                ServerName other.test
                WSGIScriptAlias /app ${W}/foo.wsgi
            </VirtualHost>
            """;

    /** Enough for the memory of their names to be used again. */
    private static final int MANY_HOSTS = 100;

    private static Site site;
    private static Httpd httpd;

    @BeforeAll
    static void start() {
        site = Site.create();
        httpd = site.orClose(() -> Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                .module("authz_host").module("status").config(CONFIG)));
    }

    @AfterAll
    static void stop() {
        httpd.close();
        site.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "/app/x/y               | 200 | /app              | app.wsgi | true  | /app        | /x/y | ''      | fixed",
        "/rewritten/x           | 200 | /app/x            | app.wsgi | true  | /app        | /x   | ''      | fixed",
        "/late/foo/x            | 200 | /late/foo/x       | foo.wsgi | true  | /late/foo   | /x   | ''      | slow-foo",
        "http://other.test/app/x | 200 | /app/x           | foo.wsgi | true  | /app        | /x   | ''      | default",
        "/app/closed            | 403 | /app/closed       | app.wsgi | true  | /app        | /closed | '' | fixed",
        "/img../secret.wsgi     | 403 | /img../secret.wsgi | null    | false | | | |",
        "/form/%25%7BGLOBAL%7D  | 500 | /form/%{GLOBAL}   | null     | false | | | |",
        "/plain                 | 200 | /plain            | plain.txt | false | | | |",
        "/old/x                 | 302 | /old/x            | null     | false | | | |",
        "/nothing               | 200 | /nothing          | nothing  | false | | | |",
    })
    void shouldExplainAUrlAsTheServerWouldAnswerIt(String url, int status, String uri, String file, boolean taken,
            String scriptName, String pathInfo, String processGroup, String applicationGroup) throws IOException {
        String json = StatusPage.explain(httpd, url);
        assertValidJson(json);
        assertEquals(String.valueOf(status), field(json, "status"), json);
        String filename = field(json, "filename");
        assertEquals(file, filename.substring(filename.lastIndexOf('/') + 1), json);
        assertEquals(String.valueOf(taken), field(json, "taken"), json);
        if (taken) {
            assertEquals(scriptName, field(json, "script_name"), json);
            assertEquals(pathInfo, field(json, "path_info"), json);
            assertEquals(processGroup, field(json, "process_group"), json);
            assertEquals(applicationGroup, field(json, applicationGroup.equals("default") ? "application_group_by"
                    : "application_group"), json);
            assertEquals("wsgi-script", field(json, "handler"), json);
        }
        assertFalse(json.contains("swordfish"), json);
    }

    private static String field(String json, String name) {
        MatchResult found = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|(\\w+))").matcher(json).results()
                .findFirst().orElseThrow(() -> new AssertionError("no " + name + " in " + json));
        return found.group(1) != null ? found.group(1) : found.group(2);
    }

    @Test
    void shouldSayThatAnAliasDidNotGetTheUrl() throws IOException {
        String refused = field(StatusPage.explain(httpd, "/img../secret.wsgi"), "alias");
        assertTrue(refused.matches(".*/httpd.conf:\\d+"), refused);
        assertEquals("null", field(StatusPage.explain(httpd, "/nothing"), "alias"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"app", "//main.test/app", "http://", "http:///app", "*", "http://a<b>/x", "mailto:x@y"})
    void shouldSayThatSomethingIsNoUrl(String url) throws IOException {
        String json = StatusPage.explain(httpd, url);
        assertValidJson(json);
        assertTrue(json.contains("\"error\":\"") || json.contains("\"status\":"), json);
        assertFalse(json.contains("\"taken\":true"), json);
    }

    @Test
    void shouldNeitherRunNorCountWhatItExplains() throws IOException {
        StatusPage before = StatusPage.read(httpd);
        String lines = httpd.errorLog();
        StatusPage.explain(httpd, "/app/x");
        StatusPage.explain(httpd, "/form/%25%7BGLOBAL%7D");
        StatusPage after = StatusPage.read(httpd);
        assertEquals(before.total("hits"), after.total("hits"));
        assertEquals(before.total("errors"), after.total("errors"));
        // The three requests of the page itself.
        assertEquals(before.total("lookups") + 3, after.total("lookups"));
        assertFalse(httpd.errorLog().substring(lines.length()).contains("Loading Python script"), httpd.errorLog());
    }

    /** A page that explains its own URL answers once, and does not run what it explains. */
    @Test
    void shouldNotExplainItselfForEver() throws IOException {
        String own = "/wsgi-alias-status?url=";
        String json = StatusPage.explain(httpd, own + URLEncoder.encode(own + own, StandardCharsets.UTF_8));
        assertValidJson(json);
        assertEquals("wsgi-alias-status", field(json, "handler"), json);
        assertEquals("200", field(json, "status"), json);
    }

    @Test
    void shouldNotLetMarkupOfAUrlOrAPatternThrough() throws IOException {
        String body = StatusPage.ask(httpd, "?url=%2F%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'%26%FF%255Cxff&q=%22%3E%3Ci%3E"
                + "&sort=%22%3E%3Ci%3E&view=aliases").body();
        assertFalse(body.contains("<script") || body.contains("<i>") || body.contains("<b>&\""), body);
        assertTrue(body.contains("/&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\xff\\\\xff"), body);
        assertTrue(StatusPage.ask(httpd, "").body().contains("^/&lt;b&gt;&amp;&quot;&#39;(.*)"));
    }

    @Test
    void shouldForbidTheBrowserEverythingButItsStyle() throws IOException {
        Response first = StatusPage.ask(httpd, "");
        String policy = first.header("content-security-policy");
        MatchResult nonce = Pattern.compile("^default-src 'none'; style-src 'nonce-([0-9a-f]{32})'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'$")
                .matcher(policy).results().findFirst().orElseThrow();
        assertTrue(first.body().contains("<style nonce=\"" + nonce.group(1) + "\">"));
        assertFalse(first.body().matches("(?s).*(<script|<link|<img|src=|style=|url\\().*"));
        assertFalse(StatusPage.ask(httpd, "").header("content-security-policy").contains(nonce.group(1)));
        assertEquals("no-store", first.header("cache-control"));
        assertEquals("nosniff", first.header("x-content-type-options"));
    }

    @Test
    void shouldAnswerGetAloneAndOnlyThoseWhoMay() throws IOException {
        try (Http http = httpd.connect()) {
            for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
                Response response = http.ask(Request.get("/wsgi-alias-status").method(method)
                        .header("Content-Length: 0"));
                assertTrue(response.status() == 405 || method.equals("OPTIONS"), response.toString());
                assertFalse(response.body().contains("<h1>WSGI script"), response.body());
            }
            assertEquals(200, http.ask(Request.get("/wsgi-alias-status").method("HEAD")).status());
            assertEquals(403, http.ask(Request.get("/elsewhere")).status());
        }
    }

    @Test
    void shouldSearchAndListVirtualHosts() throws IOException {
        String found = StatusPage.ask(httpd, "?q=FOO.wsgi").body();
        assertTrue(found.contains("<caption>1 of 6"), found);
        String hosts = StatusPage.ask(httpd, "?view=hosts&sort=lookups").body();
        assertTrue(hosts.contains("other.test") && hosts.contains("<caption>3 of 3"), hosts);
        MatchResult link = Pattern.compile("href=\"(\\?host=\\d+)\">other.test").matcher(hosts).results().findFirst()
                .orElseThrow(() -> new AssertionError(hosts));
        String host = StatusPage.ask(httpd, link.group(1)).body();
        assertTrue(host.contains("<caption>2 of 6, on other.test"), host);
        for (String query : new String[] {"?page=-1", "?q=%00", "?q=%zz", "?=&&=", "?url=%00", "?page=99999999999",
                "?host=-7", "?host=99", "?sort=", "?view="}) {
            assertEquals(200, StatusPage.ask(httpd, query).status(), query);
        }
        // What cannot be decoded is a URL all the same.
        String undecoded = StatusPage.ask(httpd, "?json&url=/%00").body();
        assertTrue(undecoded.contains("\"url\":\"/%00\"") && undecoded.contains("\"status\":404"), undecoded);
    }

    @Test
    void shouldBeReadByPrometheus() throws IOException {
        try (Http http = httpd.connect()) {
            assertEquals(200, http.ask(Request.get("/app/x")).status());
        }
        Response metrics = StatusPage.ask(httpd, "?metrics");
        assertEquals("text/plain; version=0.0.4; charset=utf-8", metrics.header("content-type"));
        String parsed = python("""
                import sys
                from prometheus_client.parser import text_string_to_metric_families as parse
                seen = set()
                for family in parse(sys.stdin.read()):
                    assert family.documentation, family
                    for sample in family.samples:
                        key = (sample.name, tuple(sorted(sample.labels.items())))
                        assert key not in seen, key
                        seen.add(key)
                        if sample.name == 'wsgi_alias_hits_total' and sample.labels['pattern'] == '/app':
                            print(sample.labels['server'], sample.value > 0)
                        if sample.name == 'wsgi_alias_info' and '<b>' in sample.labels['pattern']:
                            print(sample.labels['pattern'], sample.labels['engine'])
                """, metrics.body());
        assertTrue(parsed.contains("main.test True") && parsed.contains("other.test False"), parsed);
        assertTrue(parsed.contains("^/<b>&\"'(.*) one-pass"), parsed);
    }

    @Test
    void shouldBeValidJson() throws IOException {
        assertValidJson(StatusPage.read(httpd).json());
    }

    @Test
    void shouldTellWhatLintHasFoundUntilItIsCured() throws IOException {
        String cured = StatusPage.CONFIG + """
                WSGIScriptAlias /a ${W}/app.wsgi application-group=%{GLOBAL}
                """;
        try (Site own = Site.create(); Httpd server = Httpd.start(spec(own, cured + """
                WSGIScriptAlias "/a/<i>" ${W}/foo.wsgi application-group=%{GLOBAL}
                WSGIAliasSilence no-target /a
                """))) {
            String page = StatusPage.ask(server, "?sort=findings").body();
            assertTrue(page.matches("(?s).*<tbody>\n<tr><td><code>/a/&lt;i&gt;</code>.*<details class=\"warning\">"
                    + "<summary title=\"[^\"]+\">dead-alias</summary>.*"), page);
            assertTrue(page.contains("idle-silence") && !page.contains("<i>"), page);
            assertTrue(page.contains("<li class=\"bad\"><b>2</b>warnings</li>"), page);
            assertTrue(StatusPage.ask(server, "?q=dead-alias").body().contains("<caption>1 of 2"));
            String json = StatusPage.read(server).json();
            assertValidJson(json);
            assertTrue(json.contains("\"lint\":{\"whole\":true,\"warnings\":2,\"notes\":0,\"findings\":[{"
                    + "\"severity\":\"warning\",\"code\":\"idle-silence\""), json);
            assertTrue(json.matches("(?s).*\"pattern\":\"/a\"[^\n]*\"findings\":\\[]},\n.*\"pattern\":\"/a/<i>\""
                    + "[^\n]*\"findings\":\\[\\{\"severity\":\"warning\",\"code\":\"dead-alias\".*"), json);
            assertWarnings(server, 2);
            server.configure(spec(own, cured));
            server.gracefulRestart();
            assertWarnings(server, 0);
            assertFalse(StatusPage.ask(server, "").body().contains("<details class="));
            assertTrue(StatusPage.read(server).json().contains("\"warnings\":0,\"notes\":0,\"findings\":[]}"));
        }
    }

    private static HttpdSpec spec(Site own, String config) {
        return new HttpdSpec(own).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host").config(config);
    }

    /** The names that mod_macro gives to lines are gone when the configuration has been read. */
    @Test
    void shouldTellPlacesInMacros() throws IOException {
        StringBuilder config = new StringBuilder("""
                <Macro VHost %name>
                <VirtualHost *>
                    ServerName %name.test
                    WSGIScriptAliasMatch %name$ ${W}/app.wsgi
                </VirtualHost>
                </Macro>
                """);
        for (int host = 0; host < MANY_HOSTS; host++) {
            config.append("Use VHost h").append(host).append('\n');
        }
        try (Site own = Site.create(); Httpd server = Httpd.start(spec(own, StatusPage.CONFIG + config))) {
            String json = StatusPage.read(server).json();
            Set<String> places = new HashSet<>();
            Pattern.compile("\"place\":\"([^\"]*)\"").matcher(json).results()
                    .forEach(found -> places.add(found.group(1).replaceAll("macro 'vhost'.*", "macro")));
            assertEquals(Set.of("macro"), places, json);
        }
    }

    private static void assertWarnings(Httpd server, int count) throws IOException {
        String metrics = StatusPage.ask(server, "?metrics").body();
        assertTrue(metrics.contains("\nwsgi_alias_findings{severity=\"warning\"} " + count + "\n"), metrics);
        assertTrue(metrics.contains("\nwsgi_alias_lint_whole 1\n"), metrics);
    }

    @Test
    void shouldTellModStatus() throws IOException {
        try (Http http = httpd.connect()) {
            String page = http.ask(Request.get("/server-status")).body();
            assertTrue(page.matches("(?s).*<h2>WSGI script aliases</h2>\n<p>6 aliases: \\d+ lookups, .*"), page);
            String auto = http.ask(Request.get("/server-status?auto")).body();
            assertTrue(auto.matches("(?s).*\nWSGIAliasAliases: 6\nWSGIAliasLookups: \\d+\nWSGIAliasHits: .*"), auto);
        }
    }

    @Test
    void shouldTraceDecisionsWithTheirCaptures() throws IOException {
        try (Http http = httpd.connect()) {
            http.ask(Request.get("/late/bar/%0a%1b"));
            http.ask(Request.get("/nix"));
        }
        String log = httpd.errorLog();
        String line = log.lines().filter(text -> text.contains("^/late/") && !text.contains("sub-request")).findFirst()
                .orElseThrow(() -> new AssertionError(log));
        assertTrue(line.matches(".*WSGIScriptAliasMatch \\^/late/\\(\\[\\^/]\\+\\) at ROOT/httpd.conf:\\d+ "
                + "takes the URL, in \\d+ ns: file '.*/bar.wsgi/\\\\n\\\\x1b', \\$0 '/late/bar', \\$1 'bar', "
                + "process group '', "
                + "application group resolved in fixups: /late/bar/\\\\n\\\\x1b"), line);
        assertTrue(log.matches("(?s).*no alias matches the URL, in \\d+ ns: /nix\n.*"), log);
    }

    private static void assertValidJson(String json) {
        assertEquals("valid\n", python("import json, sys\njson.load(sys.stdin)\nprint('valid')", json));
    }

    /** What a script says to an input; one that fails is an error. */
    private static String python(String script, String input) {
        try {
            Process process = new ProcessBuilder("/usr/bin/python3", "-c", script).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.ISO_8859_1));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output + input);
            return output;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run python3", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
