package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Load;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Children come and go under load: no request fails, and no process stays behind. */
class RestartTest {

    private static final String ALIAS = """
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/load/([a-z]+) ${W}/$1.wsgi
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldLoseNoRequestOverGracefulRestarts(Mpm mpm) {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm))) {
            List<Long> before = httpd.processes().members();
            int answered;
            try (Load load = Load.start(httpd, mpm)) {
                for (int i = 0; i < 3; i++) {
                    int sofar = load.answered();
                    Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + 50);
                    httpd.gracefulRestart();
                }
                int sofar = load.answered();
                Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + 50);
                answered = load.answered();
            }
            assertTrue(answered > 200, answered + " answered");
            // Only the parent is of the first generation.
            Await.until(PATIENCE, () -> "of " + before + " still there: " + httpd.processes().members(), () ->
                    httpd.processes().members().stream().filter(before::contains).count() == 1);
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldLoseNoRequestWhenChildrenAreRecycled(Mpm mpm) {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm).first("MaxConnectionsPerChild 40\n"))) {
            try (Load load = Load.start(httpd, mpm)) {
                Await.until(PATIENCE, () -> "children seen: " + load.pids(), () -> load.pids().size() > 5);
                assertTrue(load.answered() > 100, load.answered() + " answered");
            }
            assertTrue(httpd.processes().members().size() < 20, () -> "processes: " + httpd.processes().members());
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldEndRequestsBeforeAGracefulStop(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm))) {
            List<Http> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Http http = httpd.connect();
                http.send(Request.get("/load/foo/slow?until=go"));
                clients.add(http);
            }
            for (Http http : clients) {
                assertTrue(http.answersWithin(PATIENCE), httpd::errorLog);
            }
            httpd.gracefulStop();
            Await.pause(500);
            site.write(site.scripts().resolve("go"), new byte[0]);
            for (Http http : clients) {
                Response response = http.receive("GET");
                assertEquals(200, response.status());
                assertEquals("/slow", response.probe().get("PI"));
                http.close();
            }
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldReplaceAKilledChild(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm))) {
            List<Long> first = httpd.children();
            assertTrue(first.size() > 1, () -> "children: " + first);
            long served = pid(httpd);
            first.forEach(pid -> httpd.processes().signal("KILL", pid));
            // A process that dies can still take a connection along.
            Await.until(PATIENCE, () -> "still there: " + first,
                    () -> Collections.disjoint(httpd.processes().members(), first));
            long serves = pid(httpd);
            assertNotEquals(served, serves);
            assertTrue(Set.copyOf(httpd.children()).contains(serves));
        }
    }

    private static long pid(Httpd httpd) throws IOException {
        try (Http http = httpd.connect()) {
            Response response = http.ask(Request.get("/load/foo/x").header("Connection: close"));
            assertEquals(200, response.status());
            return Long.parseLong(response.header("x-pid"));
        }
    }

    private static HttpdSpec spec(Site site, Mpm mpm) {
        return new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS);
    }
}
