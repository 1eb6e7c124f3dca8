package net.modwsgialias.e2e.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;

/**
 * Everything at once, for long: servers whose children come and go, one whose child stays, and one whose map changes,
 * and is looked at on the status page. No answer is wrong, none is missing but those that stock httpd drops too, nothing
 * grows, and nothing stays behind.
 * {@code mwa.soak.seconds} says how long.
 */
class SoakTest {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("mwa.soak.seconds", 180));
    private static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Kilobytes that a process may have gained, once it is warm, until the end. In the first minutes Java still compiles
     * what it runs, and takes more of them on a slower machine.
     */
    private static final long MAY_GROW = LENGTH.toMinutes() < 10 ? 24_576 : 4_096;

    /**
     * The most that stock httpd's event MPM has been seen to drop, of a thousand requests, where children come and go:
     * see {@link Load}. The stock server beside ours says what it is today.
     */
    private static final double DROPPED_BY_EVENT = 0.002;

    /**
     * The most kept connections that may be closed as the next request comes, as a part of all requests, where no child
     * ends: while all threads of a child are busy, event closes connections that wait for a request. How often that is
     * depends on the machine; a module that closed connections would do it to far more.
     */
    private static final double RENEWED_BY_EVENT = 0.001;

    private static final String SETTINGS = """
            ServerLimit 16
            StartServers 2
            ThreadLimit 16
            ThreadsPerChild 16
            MaxRequestWorkers 128
            MinSpareThreads 16
            MaxSpareThreads 64
            LimitRequestLine %d
            H2MinWorkers 8
            H2MaxWorkers 8
            """.formatted(SoakQuestion.LONGEST);

    /** What a server that is well may say; also that all its threads are busy, where the machine is slow. */
    private static final Pattern EXPECTED = Pattern.compile(String.join("|",
            "\\[(mpm_\\w+|core|wsgi|http2):(notice|info)\\]", "AH00484: server reached MaxRequestWorkers",
            "AH10244: invalid URI path \\(/s1/\\.\\./\\.\\./", "AH00127: Cannot map GET /(none|redos)/[xa]+",
            "MWA0004: ", "MWA0005: [0-9]+ of [0-9]+ aliases were checked",
            "MWA0050: generation [0-9]+ of the maps is served",
            "MWA0012: match: PCRE2 reached its limit.*: /limit/a+b$",
            "MWA0017: WSGIScriptAliasMatch \\^/img at .*: /img\\.\\./secret\\.wsgi$"));

    @Test
    void shouldStayUp() throws Exception {
        System.out.println("soak: " + LENGTH + ", seed " + Settings.SEED);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<Double>> dropped = pool.invokeAll(List.of(
                    () -> comeAndGo(Mpm.WORKER, HttpdSpec.Ours.AFTER_WSGI),
                    () -> comeAndGo(Mpm.EVENT, HttpdSpec.Ours.AFTER_WSGI),
                    () -> comeAndGo(Mpm.EVENT, HttpdSpec.Ours.NOT),
                    SoakTest::stay,
                    SoakTest::follow));
            double worker = dropped.get(0).get();
            double event = dropped.get(1).get();
            double stock = dropped.get(2).get();
            double staying = dropped.get(3).get();
            assertEquals(0, staying, "dropped where no child ends");
            assertEquals(0, worker, "dropped under worker");
            assertTrue(event <= Math.max(DROPPED_BY_EVENT, 3 * stock), event + " dropped under event, stock " + stock);
        } finally {
            pool.shutdown();
        }
    }

    /** @return of all requests, the part that had no answer */
    private static double comeAndGo(Mpm mpm, HttpdSpec.Ours ours) {
        boolean hostile = ours != HttpdSpec.Ours.NOT;
        HttpdSpec spec = spec(mpm, ours, SETTINGS + "MaxConnectionsPerChild 1000\n");
        try (Site site = spec.site; Httpd httpd = Httpd.start(spec)) {
            List<Footprint> parent = new ArrayList<>();
            Set<Long> children = new TreeSet<>();
            SoakLoad load = SoakLoad.start(site, httpd, hostile);
            try (load) {
                long end = System.nanoTime() + LENGTH.toNanos();
                while (System.nanoTime() < end) {
                    watch(httpd, children);
                    httpd.gracefulRestart();
                    parent.add(Footprint.of(httpd.pid()));
                }
            } finally {
                System.out.println("soak: " + mpm + " " + ours + ": " + load + ", " + parent.size() + " restarts, "
                        + children.size() + " children, " + parent);
            }
            // More than start with the server and with each restart: the others were recycled.
            assertTrue(children.size() > 2 * (parent.size() + 1), children.size() + " children, few for " + load);
            if (hostile) {
                assertFlat(parent);
            }
            assertWell(httpd);
            return (double) load.dropped() / load.answered();
        }
    }

    /** Until it is time for a restart, collects the children, of which there must not be too many at once. */
    private static void watch(Httpd httpd, Set<Long> seen) {
        for (long left = BETWEEN_RESTARTS.toMillis(); left > 0; left -= 500) {
            List<Long> now = httpd.children();
            assertTrue(now.size() <= 16, () -> "children: " + now);
            seen.addAll(now);
            Await.pause(500);
        }
    }

    /** A map changes each second, beside restarts. @return 0: each request has its answer */
    private static double follow() throws IOException {
        try (MapServer server = MapServer.start(spec -> spec.module("authz_host"), Mpm.WORKER, StatusPage.CONFIG,
                MapLoad.lines(0))) {
            List<Footprint> keepers = new ArrayList<>();
            MapLoad load = MapLoad.start(server);
            try (load) {
                long end = System.nanoTime() + LENGTH.toNanos();
                while (System.nanoTime() < end) {
                    for (long left = BETWEEN_RESTARTS.toSeconds(); left > 0; left--) {
                        load.change();
                        Await.pause(1_000);
                        assertEquals(200, StatusPage.ask(server.httpd(), "?sort=hits").status());
                    }
                    load.awaitServed();
                    keepers.add(Footprint.of(server.keeper()));
                    load.change();
                    server.httpd().gracefulRestart();
                    // Children of before may still take a connection at first.
                    Await.pause(2_000);
                    load.awaitServed();
                }
            } finally {
                System.out.println("soak: maps: " + load + ", " + keepers);
            }
            assertEquals(List.of(), load.wrong().stream().limit(10).toList());
            assertFlat(keepers);
            assertWell(server.httpd());
            return 0;
        }
    }

    /** @return of all requests, the part that had no answer */
    private static double stay() {
        HttpdSpec spec = spec(Mpm.EVENT, HttpdSpec.Ours.AFTER_WSGI,
                SETTINGS + "ServerLimit 1\nStartServers 1\nMaxRequestWorkers 16\nMinSpareThreads 1\n");
        try (Site site = spec.site; Httpd httpd = Httpd.start(spec)) {
            long child = httpd.children().get(0);
            List<Footprint> footprints = new ArrayList<>();
            double dropped = 0;
            double renewed = 0;
            int answered = 0;
            for (int phase = 0; phase < 3; phase++) {
                SoakLoad load = SoakLoad.start(site, httpd, true);
                try (load) {
                    Await.pause(LENGTH.toMillis() / 3);
                }
                // A connection that a client has closed may linger for two seconds.
                Await.pause(4_000);
                footprints.add(Footprint.of(child));
                System.out.println("soak: staying: " + load + ", " + footprints);
                dropped += load.dropped();
                renewed += load.renewed();
                answered += load.answered();
            }
            assertEquals(List.of(child), httpd.children());
            assertFlat(footprints);
            assertTrue(renewed <= answered * RENEWED_BY_EVENT, renewed + " renewed of " + answered);
            assertWell(httpd);
            return dropped / answered;
        }
    }

    private static HttpdSpec spec(Mpm mpm, HttpdSpec.Ours ours, String settings) {
        String hostile = ours == HttpdSpec.Ours.NOT ? "" : SoakQuestion.hostileAliases();
        return new HttpdSpec(Site.create()).mpm(mpm).ours(ours).module("http2").first(settings)
                .config("Protocols h2c http/1.1\n" + SoakQuestion.aliases() + hostile + SoakQuestion.hosts());
    }

    /** From the second third on. */
    private static void assertFlat(List<Footprint> footprints) {
        Footprint warm = footprints.get(footprints.size() / 3);
        Footprint last = footprints.get(footprints.size() - 1);
        assertTrue(last.privateKilobytes() <= warm.privateKilobytes() + MAY_GROW, footprints::toString);
        assertTrue(last.files() <= warm.files(), footprints::toString);
        assertTrue(last.threads() <= warm.threads(), footprints::toString);
    }

    /** After the load: the log tells of nothing that was not asked for, and the server ends without a trace. */
    private static void assertWell(Httpd httpd) {
        List<String> unexpected = httpd.errorLog().lines().filter(line -> !EXPECTED.matcher(line).find())
                .map(line -> line.substring(0, Math.min(300, line.length()))).toList();
        assertEquals(List.of(), unexpected.subList(0, Math.min(10, unexpected.size())), "in the error log");
        Await.until(PATIENCE, () -> "zombies: " + httpd.processes().zombies(), () -> httpd.processes().zombies().isEmpty());
        httpd.gracefulStop();
        assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
    }
}
