package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A child dies, or cannot have a JVM any more although the server has started with one. The others go on, what replaces
 * it works as soon as it can, and nothing is started again and again.
 */
class ChildFaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The end of a connection in place of an answer. */
    private static final int NONE = 0;

    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/a(/|$) ${W}/a.wsgi$1\n";

    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, KILL", "EVENT, SEGV", "WORKER, BUS", "PREFORK, SEGV"})
    void shouldLoseNoMoreThanTheChildThatDies(Mpm mpm, String signal) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm)); Http dying = httpd.connect()) {
            Serving.await(httpd, 2, "/a/x");
            long dies = pid(dying);
            Http other = connectToAnother(httpd, dies);
            dying.send(Request.get("/a/x?until=never"));
            other.send(Request.get("/a/x?until=go"));
            assertTrue(dying.answersWithin(PATIENCE) && other.answersWithin(PATIENCE), httpd::errorLog);
            httpd.processes().signal(signal, dies);
            // Its client is not left waiting.
            IOException end = assertThrows(IOException.class, () -> dying.receive("GET"));
            assertFalse(end instanceof SocketTimeoutException, end::toString);
            Files.createFile(site.scripts().resolve("go"));
            assertEquals(200, other.receive("GET").status());
            other.close();
            // Of one that was killed, httpd has nothing to say.
            Await.until(PATIENCE, httpd::errorLog, () -> signal.equals("KILL")
                    || httpd.errorLog().contains("pid " + dies + " exit signal"));
            Await.until(PATIENCE, httpd::errorLog, () -> !httpd.processes().members().contains(dies));
            for (int i = 0; i < 20; i++) {
                try (Http http = httpd.connect()) {
                    assertTrue(pid(http) != dies);
                }
            }
            Await.until(PATIENCE, () -> "zombies", () -> httpd.processes().zombies().isEmpty());
        }
    }

    /** A connection that is kept stays with its child. */
    private static Http connectToAnother(Httpd httpd, long child) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            Http http = httpd.connect();
            if (pid(http) != child) {
                return http;
            }
            http.close();
        }
        throw new AssertionError("nobody serves but " + child);
    }

    private static long pid(Http http) throws IOException {
        Response response = http.ask(Request.get("/a/x"));
        assertEquals(200, response.status(), response::toString);
        return Long.parseLong(response.header("x-pid"));
    }

    /** Every child that is recycled is followed by one without a JVM, as long as the jar is away. */
    @ParameterizedTest(name = "under {0}")
    @EnumSource(names = {"EVENT", "PREFORK"})
    void shouldRecycleChildrenWithoutAJarAtNoOtherPace(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create(); Httpd httpd = Httpd.start(spec(site, mpm)
                .first("MaxConnectionsPerChild 10\n").load(stage.fragment()))) {
            byte[] jar = Files.readAllBytes(stage.file("mod_wsgi_alias.jar"));
            stage.remove("mod_wsgi_alias.jar");
            Map<Integer, Integer> answers = new TreeMap<>();
            int asked = 0;
            while (count(httpd, "MWA0003") < 6) {
                ask(httpd, 10, answers);
                asked += 10;
                assertTrue(asked < 1_000, httpd::errorLog);
            }
            assertTrue(answers.getOrDefault(NONE, 0) <= (mpm == Mpm.EVENT ? 10 : 0), answers::toString);
            // No more children than the requests have used up, and those that are there.
            assertTrue(count(httpd, "MWA0003") <= asked / 10 + 12, httpd::errorLog);
            assertEquals(answers.getOrDefault(500, 0), count(httpd, "MWA0010"), httpd::errorLog);
            int told = count(httpd, "MWA0003");
            Await.pause(2_000);
            assertTrue(count(httpd, "MWA0003") <= told + 2, httpd::errorLog);
            Files.write(stage.file("mod_wsgi_alias.jar"), jar);
            assertServesAgain(httpd);
        }
    }

    private static void assertServesAgain(Httpd httpd) {
        Await.until(PATIENCE, httpd::errorLog, () -> {
            Map<Integer, Integer> answers = new TreeMap<>();
            ask(httpd, 20, answers);
            return answers.equals(Map.of(200, 20));
        });
    }

    /** Side by side, so that not all go to one child. */
    private static void ask(Httpd httpd, int times, Map<Integer, Integer> answers) {
        List<Http> together = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Http http = httpd.connect();
            together.add(http);
            count(answers, () -> http.send(Request.get("/a/x?sleep=0.1").header("Connection: close")));
        }
        for (Http http : together) {
            count(answers, () -> answers.merge(http.receive("GET").status(), 1, Integer::sum));
            count(answers, http::close);
        }
    }

    private interface Exchange {
        void run() throws IOException;
    }

    private static void count(Map<Integer, Integer> answers, Exchange exchange) {
        try {
            exchange.run();
        } catch (IOException e) {
            // A child of the event MPM that has just ended: see Load.
            answers.merge(NONE, 1, Integer::sum);
        }
    }

    @Test
    void shouldAnswer500InAChildThatMayNotHaveExecutableMemory() throws IOException {
        try (Site site = Site.create(); Interposer interposer = Interposer.create()) {
            try (Httpd httpd = Httpd.start(interposer.before(spec(site, Mpm.WORKER)))) {
                Serving.await(httpd, 2, "/a/x");
                interposer.turnOn(Interposer.DENY_EXECUTABLE);
                replaceOneChildInVain(httpd, "denies memory that is both writable and executable.*Permission denied");
                interposer.turnOff(Interposer.DENY_EXECUTABLE);
                replaceChildren(httpd);
                assertServesAgain(httpd);
            }
            interposer.turnOn(Interposer.DENY_EXECUTABLE);
            Httpd.Outcome outcome = Httpd.configTest(interposer.before(spec(site, Mpm.WORKER)));
            assertEquals(1, outcome.exit(), outcome.output());
            assertTrue(outcome.output().contains("MWA0002: the system denies memory that is both writable and executable"),
                    outcome.output());
        }
    }

    @Test
    void shouldAnswer500InAChildThatMayNotHaveEnoughMemory() throws Exception {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, Mpm.WORKER))) {
            Serving.await(httpd, 2, "/a/x");
            limitMemory(httpd.pid(), "1000000000:unlimited");
            replaceOneChildInVain(httpd, "aborted while it started: .*emory|does not start .*emory");
            limitMemory(httpd.pid(), "unlimited:unlimited");
            replaceChildren(httpd);
            assertServesAgain(httpd);
        }
    }

    /** Of addresses, for the children that are forked from now on. */
    private static void limitMemory(long pid, String limits) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--as=" + limits)
                .inheritIO().start();
        assertTrue(prlimit.waitFor(10, TimeUnit.SECONDS) && prlimit.exitValue() == 0, "prlimit failed");
    }

    private static void replaceOneChildInVain(Httpd httpd, String why) {
        httpd.processes().signal("KILL", httpd.children().get(0));
        Await.until(PATIENCE, httpd::errorLog, () -> count(httpd, "MWA0003") == 1);
        assertTrue(httpd.errorLog().lines().anyMatch(line -> line.matches(".*MWA0003: this child answers 500.*(" + why
                + ").*")), httpd::errorLog);
        Set<Long> children = new HashSet<>(httpd.children());
        Map<Integer, Integer> answers = new TreeMap<>();
        Await.until(PATIENCE, () -> answers + httpd.errorLog() + httpd.output(), () -> {
            ask(httpd, 10, answers);
            return answers.keySet().equals(Set.of(200, 500));
        });
        assertEquals(children, new HashSet<>(httpd.children()), httpd::errorLog);
        assertEquals(1, count(httpd, "MWA0003"), httpd::errorLog);
    }

    private static void replaceChildren(Httpd httpd) {
        List<Long> children = httpd.children();
        children.forEach(pid -> httpd.processes().signal("KILL", pid));
        Await.until(PATIENCE, httpd::errorLog, () -> httpd.children().stream().noneMatch(children::contains));
    }

    private static int count(Httpd httpd, String text) {
        return httpd.errorLog().split(text, -1).length - 1;
    }

    /** Two children, always. */
    private static HttpdSpec spec(Site site, Mpm mpm) {
        String two = mpm == Mpm.PREFORK ? "MaxRequestWorkers 2\n" : "MaxRequestWorkers 16\nMinSpareThreads 16\n";
        return new HttpdSpec(site).mpm(mpm).first(two)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS);
    }
}
