package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.ProcessGroup;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/** A process group of a gunicorn, set up as docs/remote.md tells. */
class RemoteGunicornTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADDRESS = "127.0.0.2";

    @Test
    void shouldFindScriptAndPathInfo() throws IOException {
        try (Site site = Site.create()) {
            site.write(site.scripts().resolve("shop.py"), Site.resource("probe.wsgi"));
            int port = Uwsgi.freePort(ADDRESS);
            ProcessGroup gunicorn = start(site, port);
            Await.until(PATIENCE, () -> "gunicorn does not listen", () -> Uwsgi.listens(ADDRESS, port));
            try (Httpd httpd = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy")
                    .module("proxy_http").config("WSGIAliasRemoteGroup shop http://" + ADDRESS + ":" + port + "\n"
                            + "WSGIScriptAlias /shop ${W}/shop.py process-group=shop\n"))) {
                assertSeen("", ask(httpd, "/shop"));
                assertSeen("/", ask(httpd, "/shop/"));
                assertSeen("/cart%2520x/%C3%A9", ask(httpd, "/shop/cart%2520x/%C3%A9"));
            } finally {
                gunicorn.awaitKilled(PATIENCE);
            }
        }
    }

    private static ProcessGroup start(Site site, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("setsid", "gunicorn", "--bind", ADDRESS + ":" + port,
                "--forwarded-allow-ips", "127.0.0.1", "shop:application"))
                .directory(site.scripts().toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("SCRIPT_NAME", "/shop");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return new ProcessGroup(builder.start().pid());
    }

    private static Response ask(Httpd httpd, String url) {
        try (Http http = httpd.connect()) {
            return http.ask(Request.get(url).header("Connection: close"));
        } catch (IOException e) {
            throw new AssertionError(httpd.errorLog(), e);
        }
    }

    private static void assertSeen(String pathInfo, Response response) {
        Map<String, String> seen = response.probe();
        assertEquals(List.of("/shop", pathInfo), List.of(seen.get("SN"), seen.get("PI")));
    }
}
