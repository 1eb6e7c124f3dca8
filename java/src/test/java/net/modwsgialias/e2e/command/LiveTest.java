package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;

/** {@code wsgi-alias explain --live}: a running server is asked by its status page. */
class LiveTest {

    private static final String CONFIG = StatusPage.CONFIG + """
            <Location /closed-page>
                SetHandler wsgi-alias-status
                Require all denied
            </Location>
            <Location /user-page>
                SetHandler wsgi-alias-status
                AuthType Basic
                AuthName page
                AuthUserFile ${HTDOCS}/users
                Require user somebody
            </Location>
            <Location /app/for-a-user>
                AuthType Basic
                AuthName page
                AuthUserFile ${HTDOCS}/users
                Require valid-user
            </Location>
            WSGIScriptAlias /app ${W}/app.wsgi application-group=%{GLOBAL}
            WSGIChunkedRequest On
            WSGIScriptAliasMatch ^/img ${W}/scripts/
            Alias /plain ${HTDOCS}/plain.txt
            Redirect /old /app
            <VirtualHost *>
                ServerName first.test
            </VirtualHost>
            <VirtualHost *>
                ServerName second.test
                WSGIScriptAlias /second ${W}/foo.wsgi application-group=%{GLOBAL}
            </VirtualHost>
            """;

    private static Httpd start(Site site) throws IOException {
        site.write(site.documents().resolve("users"),
                "somebody:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n".getBytes(StandardCharsets.US_ASCII));
        return Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host").module("authz_user")
                .module("auth_basic").module("authn_core").module("authn_file").config(CONFIG));
    }

    private static Command.Outcome ask(Httpd httpd, String user, String page, String... more) {
        List<String> arguments = new ArrayList<>(List.of("explain", "--live", "http://" + user + "127.0.0.1:" + httpd.port()
                + page));
        arguments.addAll(List.of(more));
        return Command.run("", arguments);
    }

    @Test
    void shouldTellWhatTheCommandsOwnHttpdTells() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site)) {
            String port = ":" + httpd.port();
            String[] urls = {"http://second.test" + port + "/second/x", "http://second.test" + port + "/app",
                "http://first.test" + port + "/app/x?y", "/app", "http://unknown.test" + port + "/img../secret.wsgi",
                "http://first.test" + port + "/nowhere", "http://first.test" + port + "/app/caf%E9"};
            Command.Outcome live = ask(httpd, "", "/wsgi-alias-status", urls);
            Command.Outcome own = Command.on(httpd.configuration(), "explain", urls);

            assertEquals(own.out().replace("answer             404, by core", "answer             404"), live.out());
            assertEquals(own.exit(), live.exit());
            assertEquals("", live.err());
            assertTrue(live.out().contains("also set           WSGIChunkedRequest On at"), live::toString);
        }
    }

    @Test
    void shouldNotKnowWhichModuleDecides() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site)) {
            Command.Outcome live = ask(httpd, "", "/wsgi-alias-status", "/plain", "/old/x", "/app/for-a-user");
            assertTrue(live.out().contains("none is asked: another module takes the URL first"), live::toString);
            assertTrue(live.out().contains("302, to http://first.test/app/x"), live::toString);
            assertTrue(live.out().contains("401: httpd or another module answers"), live::toString);
        }
    }

    @Test
    void shouldLeaveNoTrace() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site)) {
            ask(httpd, "", "/wsgi-alias-status", "/app");
            String log = httpd.errorLog();
            StatusPage before = StatusPage.read(httpd);

            Command.Outcome live = ask(httpd, "", "/wsgi-alias-status", "/app/x", "/img../secret.wsgi", "/app/for-a-user",
                    "/wsgi-alias-status", "/closed-page");

            assertEquals(1, live.exit(), live::toString);
            StatusPage after = StatusPage.read(httpd);
            // The requests to the page are requests.
            assertEquals(before.total("lookups") + 2, after.total("lookups"));
            assertEquals(before.total("refusals"), after.total("refusals"));
            assertEquals(before.alias("/app", "hits"), after.alias("/app", "hits"));
            assertEquals(log, httpd.errorLog());
        }
    }

    @Test
    void shouldSumUpALog() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site)) {
            Path log = site.documents().resolve("log");
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 3000; i++) {
                lines.append("first.test:").append(httpd.port()).append(" 127.0.0.1 - - [t] \"GET /app/").append(i)
                        .append(" HTTP/1.1\" 200 1\n");
            }
            site.write(log, lines.toString().getBytes(StandardCharsets.US_ASCII));
            Command.Outcome live = ask(httpd, "", "/wsgi-alias-status", "--log", log.toString());
            assertEquals(0, live.exit(), live::toString);
            assertEquals(Command.on(httpd.configuration(), "explain", "--log", log.toString()).out(), live.out());
        }
    }

    @Test
    void shouldAdmitWhomThePageAdmits() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site)) {
            assertRefused(ask(httpd, "", "/closed-page", "/app"), "see its Require");
            assertRefused(ask(httpd, "", "/user-page", "/app"), "wants a user");
            assertRefused(ask(httpd, "somebody:wrong@", "/user-page", "/app"), "does not admit this user");
            assertEquals(0, ask(httpd, "somebody:secret@", "/user-page", "/app").exit());
            // The page's own user is nobody to the URL that is asked about.
            assertEquals(1, ask(httpd, "somebody:secret@", "/user-page", "/app/for-a-user").exit());
            assertRefused(ask(httpd, "", "/nowhere", "/app"), "does not exist");
            assertRefused(ask(httpd, "", "/plain", "/app"), "is not the status page");
            // A script may answer anything.
            assertRefused(ask(httpd, "", "/app", "/app"), "is not the status page");
        }
    }

    /** The aliases of maps are those that are served, not those of the start. */
    @Test
    void shouldKnowMapsAsTheyAreServed() {
        String host = "<VirtualHost *>\nServerName other.test\nWSGIScriptAlias /own ${W}/foo.wsgi\n</VirtualHost>\n";
        try (MapServer server = MapServer.start(spec -> spec.module("authz_host"), Mpm.EVENT, StatusPage.CONFIG + host,
                "WSGIScriptAlias /a ${W}/a.wsgi\n")) {
            server.change("""
                    WSGIScriptAlias /b ${W}/a.wsgi callable-object=b
                    WSGIScriptAliasMatch ^/a/([0-9]) ${W}/a.wsgi application-group=g$1 callable-object=a
                    <WSGIAliasHost shop.test>
                        WSGIScriptAlias /shop ${W}/a.wsgi callable-object=a1
                    </WSGIAliasHost>
                    """);
            server.awaitServed();
            String port = ":" + server.httpd().port();
            String[] urls = {"/a", "/a/1", "/b/x", "/shop", "http://shop.test" + port + "/shop",
                "http://shop.test" + port + "/b", "http://other.test" + port + "/own", "http://other.test" + port + "/b"};
            Command.Outcome live = ask(server.httpd(), "", "/wsgi-alias-status", urls);
            Command.Outcome own = Command.on(server.httpd().configuration(), "explain", urls);

            assertEquals(own.out().replaceAll("(answer +404), by core", "$1"), live.out());
            assertEquals("", live.err());
            assertTrue(live.out().contains("x.map:4)"), live::toString);
        }
    }

    private static void assertRefused(Command.Outcome outcome, String sentence) {
        assertEquals(3, outcome.exit(), outcome::toString);
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains(sentence) && outcome.err().lines().count() == 1, outcome::toString);
    }

    /** What another site's page can have a browser send is no question. */
    @Test
    void shouldAnswerTheCommandAlone() throws IOException {
        try (Site site = Site.create(); Httpd httpd = start(site); Http http = httpd.connect()) {
            for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
                Request request = Request.get("/wsgi-alias-status").method("POST").header("Content-Type: " + type)
                        .header("Content-Length: 0");
                assertEquals(405, http.ask(request).status());
            }
            Request large = Request.get("/wsgi-alias-status").method("POST")
                    .header("Content-Type: application/x-wsgi-alias-questions").header("Content-Length: 99999999");
            assertEquals(413, http.ask(large).status());
        }
    }
}
