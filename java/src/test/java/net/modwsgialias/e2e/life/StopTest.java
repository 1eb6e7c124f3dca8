package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Children end when they are told to: as fast as without the module while Java starts, and also where it cannot start. */
class StopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/a ${W}/a.wsgi\n";

    /** Odd, for the median. */
    private static final int ROUNDS = 7;

    /** Milliseconds, from httpd's word that it serves to the signal: Java starts then. */
    private static final int DELAY = 20;

    /** Milliseconds that children may take longer than with stock mod_wsgi. */
    private static final int LONGER = 100;

    /**
     * The time of the children is compared, not that of the parent: it looks after 16, 80, 336 and 1,336 ms, so that a
     * millisecond can cost a second in both servers.
     */
    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, TERM", "EVENT, WINCH", "EVENT, HUP", "EVENT, USR1", "WORKER, TERM", "WORKER, WINCH",
            "PREFORK, TERM", "PREFORK, WINCH", "PREFORK, HUP", "PREFORK, USR1"})
    void shouldEndChildrenWhileJavaStartsAsFastAsStock(Mpm mpm, String signal) {
        try (Site site = Site.create()) {
            long[] stock = new long[ROUNDS];
            long[] ours = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                stock[i] = millisToEnd(spec(site, mpm), signal);
                ours[i] = millisToEnd(spec(site, mpm).ours(HttpdSpec.Ours.AFTER_WSGI), signal);
            }
            Arrays.sort(stock);
            Arrays.sort(ours);
            String both = "ms, stock: " + Arrays.toString(stock) + ", ours: " + Arrays.toString(ours);
            assertTrue(ours[ROUNDS / 2] <= stock[ROUNDS / 2] + LONGER, both);
        }
    }

    private static long millisToEnd(HttpdSpec spec, String signal) {
        try (Httpd httpd = Httpd.startWithoutWaiting(spec)) {
            Await.until(PATIENCE, httpd::errorLog, () -> httpd.errorLog().contains("resuming normal operations"));
            Await.pause(DELAY);
            List<Long> children = httpd.children();
            assertEquals(2, children.size(), httpd::errorLog);
            httpd.processes().signal(signal, httpd.pid());
            long begin = System.nanoTime();
            Await.until(PATIENCE, httpd::errorLog, () -> Collections.disjoint(httpd.processes().members(), children));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            assertFalse(httpd.errorLog().matches("(?s).*(exit signal|still did not exit|MWA0003).*"), httpd::errorLog);
            return millis;
        }
    }

    /**
     * A debugger's port is taken by the first child, and in the other the agent calls exit(): that one answers 500, is not
     * replaced again and again, and ends as any other.
     */
    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, TERM", "EVENT, WINCH", "EVENT, USR1", "PREFORK, TERM", "PREFORK, WINCH", "PREFORK, HUP"})
    void shouldEndAChildWhoseAgentCalledExit(Mpm mpm, String signal) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config("WSGIAliasJvmOptions "
                        + "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
                        + freePort() + "\n" + ALIAS))) {
            Await.until(PATIENCE, httpd::errorLog, () -> statuses(httpd).equals(Set.of(200, 500)));
            List<Long> children = httpd.children();
            assertEquals(1, gaveUp(httpd), httpd::errorLog);
            Await.pause(1_500);
            assertEquals(1, gaveUp(httpd), httpd::errorLog);
            assertEquals(children, httpd.children(), httpd::errorLog);
            httpd.processes().signal(signal, httpd.pid());
            assertTrue(Await.within(Duration.ofSeconds(4),
                    () -> Collections.disjoint(httpd.processes().members(), children)), httpd::errorLog);
            assertFalse(httpd.errorLog().matches("(?s).*(exit signal|still did not exit).*"), httpd::errorLog);
        }
    }

    private static Set<Integer> statuses(Httpd httpd) {
        Set<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            try (Http http = httpd.connect()) {
                statuses.add(http.ask(Request.get("/a/x").header("Connection: close")).status());
            } catch (IOException e) {
                throw new AssertionError(httpd.errorLog(), e);
            }
        }
        return statuses;
    }

    private static int gaveUp(Httpd httpd) {
        return httpd.errorLog().split("MWA0003: .* aborted while it started", -1).length - 1;
    }

    /** A port that no client's end of a connection gets, as Linux gives out those from 32768 on: a child has to have it. */
    private static int freePort() throws IOException {
        for (int port = 21000; ; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody's: the next one.
            }
        }
    }

    /** Two children, always. */
    private static HttpdSpec spec(Site site, Mpm mpm) {
        String two = mpm == Mpm.PREFORK ? "MaxRequestWorkers 2\n" : "MaxRequestWorkers 16\nMinSpareThreads 16\n";
        return new HttpdSpec(site).mpm(mpm).first(two).config(ALIAS);
    }
}
