package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** httpd is told to restart or to end while JVMs start, in the probe or in its children: it does, and leaves nothing. */
class SignalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/a ${W}/a.wsgi\n";

    /** Milliseconds, from what makes JVMs start to the signal. */
    private static final List<Integer> DELAYS = List.of(0, 20, 40, 70, 100, 150, 200, 300, 450);

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldServeAfterRestartsThatMeet(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm))) {
            for (int delay : DELAYS) {
                for (Runnable first : List.<Runnable>of(httpd::askForRestart, httpd::askForGracefulRestart)) {
                    first.run();
                    Await.pause(delay);
                    httpd.askForGracefulRestart();
                    Await.pause(delay);
                    httpd.askForRestart();
                    Await.pause(delay);
                }
            }
            Await.until(PATIENCE, httpd::errorLog, () -> answers(httpd));
            // The last restart may be on its way still.
            Await.pause(500);
            Await.until(PATIENCE, httpd::errorLog, () -> answers(httpd));
            assertEnds(httpd, Httpd::stop, "after the last restart");
        }
    }

    private static boolean answers(Httpd httpd) {
        try (Http http = httpd.connect()) {
            return http.ask(Request.get("/a/x").header("Connection: close")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(names = {"EVENT", "PREFORK"})
    void shouldEndAtAnyMomentOfTheStart(Mpm mpm) {
        try (Site site = Site.create()) {
            for (int delay : DELAYS) {
                endAfter(delay, Httpd.startWithoutWaiting(spec(site, mpm)), Httpd::stop);
                endAfter(delay, Httpd.startWithoutWaiting(spec(site, mpm)), Httpd::gracefulStop);
            }
        }
    }

    /** As it starts or, as here, restarts: the children of both generations are there then. */
    @ParameterizedTest(name = "under {0}")
    @EnumSource(names = {"EVENT", "PREFORK"})
    void shouldEndAtAnyMomentOfARestart(Mpm mpm) {
        try (Site site = Site.create()) {
            for (int delay : List.of(0, 60, 150, 300)) {
                Httpd httpd = Httpd.start(spec(site, mpm));
                httpd.askForGracefulRestart();
                endAfter(delay, httpd, delay < 100 ? Httpd::gracefulStop : Httpd::stop);
            }
        }
    }

    /** As a service manager may do it: each process is told, wherever it is in its start. */
    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, TERM", "WORKER, INT", "PREFORK, TERM"})
    void shouldEndWhenEachProcessIsToldTo(Mpm mpm, String signal) {
        try (Site site = Site.create()) {
            for (int delay : DELAYS.subList(1, DELAYS.size())) {
                endAfter(delay, Httpd.startWithoutWaiting(spec(site, mpm)), httpd -> httpd.processes().signalAll(signal));
            }
        }
    }

    /** By a signal to all of them that is meant for the parent: what httpd does is its affair, as long as it serves. */
    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, HUP", "WORKER, USR1", "PREFORK, HUP", "PREFORK, USR1"})
    void shouldServeAfterEachProcessIsToldToRestart(Mpm mpm, String signal) {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm))) {
            for (int delay : List.of(0, 70, 150, 300)) {
                httpd.askForGracefulRestart();
                Await.pause(delay);
                httpd.processes().signalAll(signal);
                Await.until(PATIENCE, httpd::errorLog, () -> answers(httpd));
            }
            assertEnds(httpd, Httpd::stop, signal);
        }
    }

    private static void assertWell(Httpd httpd) {
        assertEquals(0, httpd.errorLog().split("exit signal|MWA0003|MWA001", -1).length - 1, httpd::errorLog);
    }

    private static void endAfter(int delay, Httpd httpd, Consumer<Httpd> signal) {
        try (httpd) {
            Await.pause(delay);
            assertEnds(httpd, signal, delay + " ms");
        }
    }

    private static void assertEnds(Httpd httpd, Consumer<Httpd> signal, String when) {
        signal.accept(httpd);
        // Before httpd has its own handlers, WINCH is ignored, as a process ignores it unless told otherwise; and what
        // comes while it reads its configuration again can be forgotten. A busy machine may take seconds for either.
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!httpd.endsWithin(Duration.ofSeconds(3))) {
            assertTrue(System.nanoTime() < end, () -> when + ", left: " + httpd.processes().members() + httpd.errorLog());
            httpd.gracefulStop();
        }
        assertWell(httpd);
    }

    private static HttpdSpec spec(Site site, Mpm mpm) {
        return new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS);
    }
}
