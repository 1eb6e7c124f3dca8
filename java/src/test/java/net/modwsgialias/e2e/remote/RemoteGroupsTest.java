package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Load;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Nghttp;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of aliases whose process groups are elsewhere: where they go, what they carry, and what keeps them from it. */
class RemoteGroupsTest {

    private static final String ONE = "127.0.0.2";
    private static final String TWO = "127.0.0.3";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOME = 20;

    private static HttpdSpec spec(Site site, String config) {
        return withProxy(new HttpdSpec(site)).ours(HttpdSpec.Ours.AFTER_WSGI)
                .config("WSGIApplicationGroup %{GLOBAL}\n" + config);
    }

    private static HttpdSpec withProxy(HttpdSpec spec) {
        return spec.module("proxy").module("proxy_http").module("proxy_scgi").module("proxy_balancer")
                .module("slotmem_shm").module("lbmethod_byrequests").module("authz_host");
    }

    private static Map<String, String> seen(Httpd httpd, Request request) throws IOException {
        Response response = ask(httpd, request);
        assertEquals(200, response.status(), () -> request + ": " + response + httpd.errorLog());
        return response.probe();
    }

    private static Response ask(Httpd httpd, Request request) throws IOException {
        try (Http http = httpd.connect()) {
            return http.ask(request.header("Connection: close"));
        }
    }

    private static void assertRefused(Httpd httpd, String url, int status, String tag) throws IOException {
        Response response = ask(httpd, Request.get(url));
        assertEquals(status, response.status(), response::toString);
        assertTrue(httpd.errorLog().contains(tag), () -> tag + " is not in " + httpd.errorLog());
    }

    @Test
    void shouldFindTheGroupThatACaptureOrAVariableNames() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Httpd httpd = Httpd.start(spec(site, """
                        WSGIDaemonProcess here processes=1 threads=2
                        WSGIAliasRemoteGroup there %s
                        WSGIScriptAliasMatch ^/m/([a-z]+)(?=/|$) ${W}/app.wsgi process-group=$1
                        WSGIScriptAlias /v ${W}/foo.wsgi process-group=%%{ENV:GROUP}
                        WSGIScriptAlias /s/ ${W}/scripts/ process-group=there
                        <Location /v/here>
                            SetEnv GROUP here
                        </Location>
                        <Location /v/there>
                            SetEnv GROUP there
                        </Location>
                        <Proxy "scgi://*/v/there/closed">
                            Require all denied
                        </Proxy>
                        """.formatted(uwsgi.url())))) {
            assertEquals("here", seen(httpd, Request.get("/m/here/x")).get("pg"));
            assertEquals("there", seen(httpd, Request.get("/m/there/x")).get("pg"));
            assertRefused(httpd, "/m/nowhere/x", 500, "MWA0041");
            assertEquals("here", seen(httpd, Request.get("/v/here")).get("pg"));
            Map<String, String> late = seen(httpd, Request.get("/v/there/%2520?a=b"));
            assertEquals(List.of("there", "/v", "/there/%2520", "a%3Db"),
                    List.of(late.get("pg"), late.get("SN"), late.get("PI"), late.get("query").replace("=", "%3D")));
            // The sections of the proxied URL hold for it as well.
            assertEquals(403, ask(httpd, Request.get("/v/there/closed")).status());
            assertEquals("/s/bar.wsgi", seen(httpd, Request.get("/s/bar.wsgi/x")).get("SN"));
            assertRefused(httpd, "/s/", 403, "MWA0042");
        }
    }

    /** Of what a child has taken over, each request makes an alias of its own. */
    @Test
    void shouldFindTheGroupAlsoAfterAMapHasChanged() throws IOException {
        String line = "WSGIScriptAlias /v ${W}/foo.wsgi process-group=%{ENV:GROUP}\n";
        try (Uwsgi uwsgi = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                MapServer maps = MapServer.start(RemoteGroupsTest::withProxy, Mpm.EVENT, """
                        WSGIAliasRemoteGroup there %s
                        SetEnv GROUP there
                        """.formatted(uwsgi.url()), line)) {
            assertEquals("there", seen(maps.httpd(), Request.get("/v/x")).get("pg"));
            maps.change("WSGIScriptAlias /n ${W}/bar.wsgi process-group=there\n" + line);
            maps.awaitServed();
            assertEquals("there", seen(maps.httpd(), Request.get("/n/x")).get("pg"));
            Map<String, String> late = seen(maps.httpd(), Request.get("/v/x"));
            assertEquals(List.of("there", "/v", "/x"), List.of(late.get("pg"), late.get("SN"), late.get("PI")));
        }
    }

    @Test
    void shouldLetNobodyLeadARequestAway() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Httpd httpd = Httpd.start(spec(site, """
                        WSGIAliasRemoteGroup there %s
                        WSGIScriptAlias /a ${W}/app.wsgi process-group=there
                        <Location /a/away>
                            RewriteEngine On
                            RewriteRule . scgi://127.0.0.9:9/ [P]
                        </Location>
                        """.formatted(uwsgi.url())))) {
            assertEquals("/x", seen(httpd, Request.get("/a/x")).get("PI"));
            assertRefused(httpd, "/a/away", 500, "MWA0042");
            // What looks like a host, or a user of one, is a path.
            for (String path : List.of("/@127.0.0.9", "/%40127.0.0.9:9/", "/x:y@z", "//127.0.0.9")) {
                assertEquals("/a", seen(httpd, Request.get("/a" + path)).get("SN"));
            }
        }
    }

    @Test
    void shouldPassTheAuthorizationOnlyIfItIsToBePassed() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Httpd far = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config("""
                        WSGIPassAuthorization On
                        WSGIScriptAliasMatch ^/[a-z]+ ${W}/app.wsgi application-group=%{GLOBAL}
                        """));
                Httpd httpd = Httpd.start(spec(site, """
                        WSGIAliasRemoteGroup scgi %s
                        WSGIAliasRemoteGroup http http://127.0.0.1:%d
                        WSGIScriptAlias /son ${W}/app.wsgi process-group=scgi pass-authorization=On
                        WSGIScriptAlias /soff ${W}/app.wsgi process-group=scgi pass-authorization=Off
                        WSGIScriptAlias /snot ${W}/app.wsgi process-group=scgi
                        WSGIScriptAlias /hon ${W}/app.wsgi process-group=http pass-authorization=On
                        WSGIScriptAlias /hoff ${W}/app.wsgi process-group=http pass-authorization=Off
                        WSGIScriptAlias /hnot ${W}/app.wsgi process-group=http
                        <Location /hnot/in>
                            WSGIPassAuthorization On
                        </Location>
                        <Location /snot/in>
                            WSGIPassAuthorization On
                        </Location>
                        """.formatted(uwsgi.url(), far.port())))) {
            for (String kind : List.of("s", "h")) {
                for (String path : List.of("on", "not/in")) {
                    assertTrue(seen(httpd, authorized("/" + kind + path)).containsKey("auth"), kind + path);
                }
                for (String path : List.of("off", "not", "off/in")) {
                    assertTrue(!seen(httpd, authorized("/" + kind + path)).containsKey("auth"), kind + path);
                }
            }
            // By HTTP the URL goes as it came.
            Map<String, String> by = seen(httpd, Request.get("/hon/%7Ea%20%2520/%C3%A4?q=%20"));
            assertEquals(List.of("/hon", "/hon/%257Ea%2520%252520/%25C3%25A4?q=%2520".replace("?", "%3F")),
                    List.of(by.get("SN"), by.get("uri").replace("?", "%3F")));
        }
    }

    private static Request authorized(String url) {
        return Request.get(url).header("Authorization: Basic eDp5");
    }

    @Test
    void shouldReachASocketFile() throws IOException {
        Path directory = Trees.temporary("mwa-remote");
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.socket(directory.resolve("s"));
                Httpd httpd = Httpd.start(spec(site, """
                        <Proxy balancer://file>
                            BalancerMember %1$s
                        </Proxy>
                        WSGIAliasRemoteGroup file %1$s
                        WSGIAliasRemoteGroup balanced balancer://file
                        WSGIScriptAlias /a ${W}/app.wsgi process-group=file
                        WSGIScriptAlias /b ${W}/app.wsgi process-group=balanced
                        """.formatted(uwsgi.url())))) {
            assertEquals("file", seen(httpd, Request.get("/a/x")).get("pg"));
            assertEquals("balanced", seen(httpd, Request.get("/b/x")).get("pg"));
        } finally {
            Trees.delete(directory);
        }
    }

    private static String balanced(String one, String two) {
        return """
                <Proxy balancer://shop>
                    BalancerMember %s route=a retry=1
                    BalancerMember %s route=b retry=1
                    ProxySet stickysession=ROUTEID
                </Proxy>
                WSGIAliasRemoteGroup shop balancer://shop
                WSGIScriptAliasMatch ^/load/([a-z]+)(?=/|$) ${W}/$1.wsgi process-group=shop
                """.formatted(one, two) + StatusPage.CONFIG;
    }

    /** Which processes answer. */
    private static Set<String> pids(Httpd httpd, String route) throws IOException {
        Set<String> pids = new HashSet<>();
        for (int i = 0; i < SOME; i++) {
            Response response = ask(httpd, Request.get("/load/foo/" + i).header("Cookie: ROUTEID=." + route));
            assertEquals(200, response.status(), () -> response + httpd.errorLog());
            pids.add(response.header("x-pid"));
        }
        return pids;
    }

    @Test
    void shouldKeepASessionAtItsMember() throws IOException {
        try (Site site = Site.create(); Uwsgi one = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Uwsgi two = Uwsgi.scgi(TWO, Uwsgi.freePort(TWO));
                Httpd httpd = Httpd.start(spec(site, balanced(one.url(), two.url())))) {
            Set<String> ofOne = pids(httpd, "a");
            Set<String> ofTwo = pids(httpd, "b");
            assertTrue(ofOne.stream().noneMatch(ofTwo::contains), () -> ofOne + " and " + ofTwo);
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldLoseNoRequestOverGracefulRestarts(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Uwsgi one = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Uwsgi two = Uwsgi.scgi(TWO, Uwsgi.freePort(TWO));
                Httpd httpd = Httpd.start(spec(site, balanced(one.url(), two.url())).mpm(mpm));
                Load load = Load.start(httpd, mpm)) {
            for (int i = 0; i < 2; i++) {
                int sofar = load.answered();
                Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + SOME);
                httpd.gracefulRestart();
            }
            int sofar = load.answered();
            Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + SOME);
        }
    }

    @Test
    void shouldServeStreamsOfHttp2() throws IOException {
        try (Site site = Site.create(); Uwsgi one = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE));
                Uwsgi two = Uwsgi.scgi(TWO, Uwsgi.freePort(TWO));
                Httpd httpd = Httpd.start(spec(site, "Protocols h2c http/1.1\n" + balanced(one.url(), two.url()))
                        .module("http2"))) {
            String url = "http://127.0.0.1:" + httpd.port() + "/load/foo/";
            String bodies = Nghttp.ask(site, IntStream.rangeClosed(1, SOME).mapToObj(i -> url + i).toList());
            assertEquals(SOME, bodies.lines().filter(line -> line.startsWith("PI\t/")).distinct().count(), bodies);
        }
    }

    @Test
    void shouldSendNoSourceWithoutModWsgi() throws IOException {
        try (Site site = Site.create(); Uwsgi uwsgi = Uwsgi.scgi(ONE, Uwsgi.freePort(ONE))) {
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).withoutWsgi().module("proxy")
                    .module("proxy_scgi").config("WSGIAliasRemoteGroup there " + uwsgi.url() + "\n"
                            + "WSGIScriptAlias /a ${W}/app.wsgi process-group=there application-group=%{GLOBAL}\n");
            try (Httpd httpd = Httpd.start(spec)) {
                assertEquals("there", seen(httpd, Request.get("/a/x")).get("pg"));
                assertTrue(!httpd.errorLog().contains("MWA0001"), httpd::errorLog);
                assertTrue(Files.exists(site.scripts()));
            }
        }
    }
}
