package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;

/**
 * What a client and an administrator keep secret stands in no line of the module's, at whatever level and whatever goes
 * wrong, and on no page.
 */
class SecretsTest {

    private static final String SECRET = "swordfish";
    private static final String CREDENTIALS = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes());

    private static final String CONFIG = StatusPage.CONFIG + """
            LogLevel wsgi_alias:trace8
            SetEnv PASSWORD swordfish
            WSGIScriptAlias /app ${W}/app.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL} pass-authorization=On
            WSGIScriptAliasMatch ^/late/([^/]+) ${W}/$1.wsgi application-group=%{HOST}
            WSGIScriptAliasMatch ^/unset ${W}/app.wsgi process-group=%{ENV:NOT_SET}
            WSGIScriptAliasMatch ^/form/([^/]+) ${W}/app.wsgi application-group=$1
            WSGIScriptAliasMatch ^/limit/(a+)+\\1$ ${W}/app.wsgi
            WSGIScriptAliasMatch ^/img ${W}/scripts/
            """;

    private static final String[] URLS = {"/app/x", "/late/foo/x", "/unset", "/form/%25%7BGLOBAL%7D",
        "/limit/" + "a".repeat(40) + "b", "/img../secret.wsgi", "/nothing", "/wsgi-alias-status"};

    @Test
    void shouldTellNobody() throws IOException {
        try (Site site = Site.create();
                Httpd httpd = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host")
                        .config(CONFIG))) {
            List<Integer> statuses = new ArrayList<>();
            try (Http http = httpd.connect()) {
                for (String url : URLS) {
                    Response response = http.ask(secret(url));
                    statuses.add(response.status());
                    // The script is the one who must see it.
                    assertEquals(url.equals("/app/x"), response.body().contains(CREDENTIALS), response.body());
                }
                for (String url : URLS) {
                    for (String form : new String[] {"", "json&"}) {
                        assertSecret(http.ask(secret("/wsgi-alias-status?" + form + "url=" + url + "&t")).body());
                    }
                }
                assertSecret(http.ask(secret("/wsgi-alias-status?metrics")).body());
            }
            assertEquals(List.of(200, 200, 500, 500, 500, 403, 404, 200), statuses);
            String log = httpd.errorLog() + httpd.output();
            for (String tag : new String[] {"takes the URL", "no alias matches", "MWA0012", "MWA0014", "MWA0017"}) {
                assertTrue(log.contains(tag), tag + " in " + log);
            }
            assertSecret(log);
        }
    }

    /** mod_wsgi looks up what a group's name says, so a client must not have it say something. */
    @Test
    void shouldNotLookUpAVariableThatAClientNames() throws IOException {
        try (Site site = Site.create();
                Httpd httpd = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host")
                        .config(CONFIG));
                Http http = httpd.connect()) {
            Response response = http.ask(Request.get("/form/%25%7BENV:PASSWORD%7D"));
            assertEquals("%25%7BENV:PASSWORD%7D", response.probe().get("ag"), response.body());
            assertSecret(response.body());
        }
    }

    /** A secret wherever a client can put one but for the path. */
    private static Request secret(String url) {
        return Request.get(url + (url.contains("?") ? "&" : "?") + "token=" + SECRET)
                .header("Authorization: Basic " + CREDENTIALS).header("Proxy-Authorization: Basic " + CREDENTIALS)
                .header("Cookie: session=" + SECRET).header("X-Token: " + SECRET);
    }

    private static void assertSecret(String text) {
        assertFalse(text.contains(SECRET) || text.contains(CREDENTIALS), text);
    }
}
