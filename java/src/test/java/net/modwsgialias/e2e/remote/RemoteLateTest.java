package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/**
 * Requests whose group the alias names, and the same whose group is found late, by a directive: whatever else httpd does
 * with them must not tell the two apart.
 */
class RemoteLateTest {

    private static final String ADDRESS = "127.0.0.2";
    private static final String JOE = "Authorization: Basic am9lOmpvZQ==";

    private static HttpdSpec spec(Site site, String config) {
        return new HttpdSpec(site).module("proxy").module("proxy_http").module("proxy_scgi").module("authn_core")
                .module("authn_file").module("auth_basic").module("authz_user").ours(HttpdSpec.Ours.AFTER_WSGI)
                .config("WSGIApplicationGroup %{GLOBAL}\n" + config);
    }

    private static Response ask(Httpd httpd, String url, String... headers) throws IOException {
        Request request = Request.get(url).header("Connection: close");
        for (String header : headers) {
            request = request.header(header);
        }
        try (Http http = httpd.connect()) {
            return http.ask(request);
        }
    }

    private static Map<String, String> seen(Httpd httpd, String url) throws IOException {
        Response response = ask(httpd, url);
        assertEquals(200, response.status(), () -> url + response + httpd.errorLog());
        return response.probe();
    }

    @Test
    void shouldBeAskedForWhatMadeTheFirstRequest() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ADDRESS, Uwsgi.freePort(ADDRESS));
                Httpd httpd = Httpd.start(spec(site, """
                        WSGIAliasRemoteGroup there %s
                        RewriteEngine On
                        RewriteRule ^/(early|late)/(.*)$ /$1/app/$2 [PT]
                        WSGIScriptAlias /early/app ${W}/app.wsgi process-group=there
                        WSGIScriptAlias /late/app ${W}/app.wsgi
                        WSGIScriptAlias /directory/ ${W}/scripts/
                        <Location /late>
                            WSGIProcessGroup there
                        </Location>
                        <Directory ${W}/scripts>
                            WSGIProcessGroup there
                        </Directory>
                        """.formatted(uwsgi.url())))) {
            for (String kind : List.of("early", "late")) {
                Map<String, String> seen = seen(httpd, "/" + kind + "/x/y?q=1");
                assertEquals(List.of("there", "/" + kind + "/app", "/x/y"),
                        List.of(seen.get("pg"), seen.get("SN"), seen.get("PI")), seen::toString);
            }
            assertEquals("there", seen(httpd, "/directory/bar.wsgi/x").get("pg"));
        }
    }

    /** What comes behind the application sees the URL that was asked for, and who has logged in. */
    @Test
    void shouldShowTheRequestToFiltersOfTheAnswer() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ADDRESS, Uwsgi.freePort(ADDRESS))) {
            Path users = users(site);
            try (Httpd httpd = Httpd.start(spec(site, """
                    WSGIAliasRemoteGroup there %1$s
                    WSGIScriptAlias /early ${W}/app.wsgi process-group=there
                    WSGIScriptAlias /late ${W}/app.wsgi
                    <Location /late>
                        WSGIProcessGroup there
                    </Location>
                    <Proxy %1$s/>
                        AuthType Basic
                        AuthName there
                        AuthUserFile %2$s
                        Require valid-user
                    </Proxy>
                    Header set X-Url "expr=%%{REQUEST_URI}"
                    Header set X-User "expr=%%{REMOTE_USER}"
                    """.formatted(uwsgi.url(), users)))) {
                for (String kind : List.of("/early", "/late")) {
                    assertEquals(401, ask(httpd, kind + "/x/y").status());
                    Response response = ask(httpd, kind + "/x/y", JOE);
                    assertEquals(200, response.status(), () -> response + httpd.errorLog());
                    assertEquals(kind + "/x/y", response.header("x-url"));
                    assertEquals("joe", response.header("x-user"), kind);
                }
            }
        }
    }

    /** The request itself keeps what the group is not to see: the document for an error needs it. */
    @Test
    void shouldKeepWhatIsNotPassedOn() throws IOException {
        try (Site site = Site.create()) {
            Path users = users(site);
            Files.writeString(site.documents().resolve("sorry.txt"), "sorry\n");
            try (Httpd httpd = Httpd.start(spec(site, """
                    WSGIAliasRemoteGroup there http://%s:%d
                    WSGIScriptAlias /a ${W}/app.wsgi process-group=there
                    <Location />
                        AuthType Basic
                        AuthName here
                        AuthUserFile %s
                        Require valid-user
                    </Location>
                    ErrorDocument 503 /sorry.txt
                    """.formatted(ADDRESS, Uwsgi.freePort(ADDRESS), users)))) {
                Response response = ask(httpd, "/a/x", JOE);
                assertEquals(503, response.status(), () -> response + httpd.errorLog());
                assertEquals("sorry\n", response.body());
            }
        }
    }

    private static Path users(Site site) throws IOException {
        Path users = site.scripts().resolve("passwords");
        // joe, whose password is his name: SHA-1.
        return Files.writeString(users, "joe:{SHA}FqmlTd9CWZUuPBGMdjE46DaT1/0=\n");
    }
}
