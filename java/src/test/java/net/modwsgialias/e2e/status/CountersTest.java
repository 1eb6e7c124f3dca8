package net.modwsgialias.e2e.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts are exact, whichever child counts and whatever happens to it. */
class CountersTest {

    private static final int CLIENTS = 8;
    /** Of each client; the targets take turns. */
    private static final int REQUESTS = 100;

    private static final String ALIASES = StatusPage.CONFIG + """
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/load/([a-z]+) ${W}/$1.wsgi
            WSGIScriptAliasMatch ^/img ${W}/scripts/
            WSGIScriptAliasMatch ^/group/([^/]*) ${W}/app.wsgi application-group=$1
            WSGIScriptAliasMatch ^/back/(.)\\1 ${W}/app.wsgi
            """;

    /** Each with the status that it must have, in the order of {@link #ALIASES}; the last is for no alias. */
    private static final List<String> TARGETS = List.of("200 /load/foo/x", "403 /img../secret.wsgi",
            "500 /group/%25%7BGLOBAL%7D", "200 /back/aa", "404 /nothing");

    @ParameterizedTest(name = "under {0}")
    @EnumSource(value = Mpm.class, names = {"EVENT", "PREFORK"})
    void shouldCountEveryRequestOverAGracefulRestart(Mpm mpm) throws Exception {
        try (Site site = Site.create()) {
            HttpdSpec spec = spec(site, mpm).config(ALIASES);
            try (Httpd httpd = Httpd.start(spec)) {
                StatusPage before = StatusPage.read(httpd);
                Set<String> pids = load(httpd, spec);
                StatusPage after = StatusPage.read(httpd);
                long each = (long) CLIENTS * REQUESTS / TARGETS.size();
                assertEquals(each, difference(before, after, "^/load/([a-z]+)", "hits"));
                assertEquals(each, difference(before, after, "^/img", "refusals"));
                assertEquals(0, difference(before, after, "^/img", "hits"));
                assertEquals(each, difference(before, after, "^/group/([^/]*)", "errors"));
                assertEquals(each, difference(before, after, "^/back/(.)\\1", "hits"));
                // And the second question for the page itself.
                assertEquals(each + 1, after.total("declined") - before.total("declined"));
                assertEquals(each * TARGETS.size() + 1, after.total("lookups") - before.total("lookups"));
                assertEquals(2 * each, after.total("hits") - before.total("hits"));
                assertEquals(each, after.total("refusals") - before.total("refusals"));
                assertEquals(each, after.total("errors") - before.total("errors"));
                // For its own URLs only: the others have not what every match has.
                assertEquals(each, after.total("pcre2_searches") - before.total("pcre2_searches"));
                assertEquals(before.total("since"), after.total("since"));
                assertTrue(pids.size() > 1, "served by " + pids);
            }
        }
    }

    /** Has all clients ask, and httpd restart when half of it is done: with every line moved, and one more alias. */
    private static Set<String> load(Httpd httpd, HttpdSpec spec) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        Set<String> pids = ConcurrentHashMap.newKeySet();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> results = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            results.add(clients.submit(() -> {
                for (int i = 0; i < REQUESTS; i++) {
                    pids.add(ask(httpd, TARGETS.get(i % TARGETS.size())));
                    answered.incrementAndGet();
                }
                return null;
            }));
        }
        Await.until(Duration.ofSeconds(60), () -> answered + " answered",
                () -> answered.get() > CLIENTS * REQUESTS / 2);
        httpd.configure(spec.with(spec.ours).config("# one more line\nWSGIScriptAlias /new ${W}/app.wsgi\n" + ALIASES));
        httpd.gracefulRestart();
        for (Future<?> result : results) {
            result.get();
        }
        clients.shutdown();
        pids.remove("");
        return pids;
    }

    /** Until it is answered: a connection that httpd drops as its child ends has not been read from. */
    private static String ask(Httpd httpd, String target) throws IOException {
        while (true) {
            try (Http http = httpd.connect()) {
                Response response = http.ask(Request.get(target.substring(4)).header("Connection: close"));
                assertEquals(Integer.parseInt(target.substring(0, 3)), response.status(), target);
                return response.header("x-pid");
            } catch (SocketException e) {
                Await.pause(10);
            }
        }
    }

    private static long difference(StatusPage before, StatusPage after, String pattern, String counter) {
        return after.alias(pattern, counter) - before.alias(pattern, counter);
    }

    @Test
    void shouldTimeOneLookupOfManyAndAllIfALogFormatAsks() throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, Mpm.EVENT).config(ALIASES))) {
            // Of 16 threads, at least one gets its 64th; none gets more than its share.
            askTimes(httpd, 16 * 63 + 1);
            long timed = StatusPage.read(httpd).timed();
            assertTrue(timed >= 1 && timed <= 16, timed + " timed");
        }
        String logged = "CustomLog alias.log \"%U %^WA %^WT\"\n";
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, Mpm.EVENT).config(ALIASES + logged))) {
            askTimes(httpd, 20);
            StatusPage page = StatusPage.read(httpd);
            assertEquals(page.total("lookups"), page.timed(), page.json());
            Await.until(Duration.ofSeconds(60), () -> "in the log: " + httpd.log("alias.log"),
                    () -> httpd.log("alias.log").contains("/wsgi-alias-status"));
            String log = httpd.log("alias.log");
            assertTrue(log.matches("(?s).*\n/load/foo/x ROOT/httpd.conf:\\d+ \\d+\\.\\d{3}\n.*"), log);
            assertTrue(log.matches("(?s).*\n/wsgi-alias-status - \\d+\\.\\d{3}\n.*"), log);
        }
    }

    private static void askTimes(Httpd httpd, int times) throws IOException {
        try (Http http = httpd.connect()) {
            for (int i = 0; i < times; i++) {
                assertEquals(200, http.ask(Request.get("/load/foo/x")).status());
            }
        }
    }

    private static HttpdSpec spec(Site site, Mpm mpm) {
        return new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host");
    }
}
