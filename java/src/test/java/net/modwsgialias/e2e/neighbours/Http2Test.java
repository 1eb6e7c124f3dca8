package net.modwsgialias.e2e.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Nghttp;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * HTTP/2 requests run on threads of mod_http2, which no MPM started. The client is nghttp, of Debian's
 * nghttp2-client.
 */
class Http2Test {

    private static final int REQUESTS = 150;

    private static final String CONFIG = """
            Protocols h2c http/1.1
            WSGIDaemonProcess d1 processes=1 threads=4
            WSGIScriptAliasMatch ^/m/([a-z]+) ${W}/$1.wsgi application-group=%{GLOBAL}
            WSGIScriptAlias /p ${W}/b.wsgi application-group=%{ENV:AG} process-group=d1
            SetEnv AG %{GLOBAL}
            """;

    // mod_http2 does not work under prefork.
    @ParameterizedTest(name = "under {0}")
    @EnumSource(value = Mpm.class, names = {"EVENT", "WORKER"})
    void shouldServeStreamsSideBySide(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Server server = Server.start(new HttpdSpec(site).mpm(mpm).module("http2")
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG))) {
            check(site, server, "/m/foo", "/w/foo.wsgi", "pg\t\nag\t\n");
            check(site, server, "/p", "/w/b.wsgi", "pg\td1\nag\t\n");
            server.assertHealthy();
        }
    }

    // One body is one frame, so that the bodies come one behind the other, in whatever order.
    private static void check(Site site, Server server, String path, String script, String groups) throws IOException {
        String url = "http://127.0.0.1:" + server.httpd().port() + path;
        List<String> pathInfos = IntStream.rangeClosed(1, REQUESTS)
                .mapToObj(i -> "/" + i + (i % 2 == 0 ? Request.ASKED_OF_JAVA : "")).toList();
        String bodies = Nghttp.ask(site, pathInfos.stream().map(pathInfo -> url + pathInfo).toList());
        Set<String> seen = new HashSet<>();
        for (String body : bodies.split("(?m)(?=^script\t)")) {
            assertTrue(body.contains(script + "\n") && body.contains("SN\t" + path + "\n") && body.contains(groups),
                    bodies);
            seen.add(body.lines().filter(line -> line.startsWith("PI\t")).findFirst().orElse("none"));
        }
        assertEquals(pathInfos.stream().map(pathInfo -> "PI\t" + pathInfo).collect(Collectors.toSet()), seen);
    }
}
