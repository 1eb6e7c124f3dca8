package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each child that starts Java is killed for it, or crashes. httpd replaces it, which must not become a loop that takes the
 * machine's time, and must end when the cause does.
 */
class BackoffTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** In place of a status: the child that was asked has tried to start Java, and died of it. */
    private static final int NONE = 0;

    private static final String CONFIG = """
            WSGIApplicationGroup %{GLOBAL}
            <VirtualHost *>
                ServerName main.test:8080
            </VirtualHost>
            <VirtualHost *>
                ServerName wsgi.test:8080
                WSGIScriptAlias /a ${W}/a.wsgi
            </VirtualHost>
            """;
    private static final Request PLAIN = Request.get("/plain.txt").header("Connection: close");
    private static final Request ALIAS = Request.get("/a").host("wsgi.test").header("Connection: close");

    private static final Pattern HELD_BACK = Pattern.compile("MWA0006: (\\d+) children in a row ended while they started "
            + "Java: this one answers 500 to .* does not start Java for (\\d+) ms");

    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"EVENT, " + Interposer.KILL_STARTING, "PREFORK, " + Interposer.CRASH_STARTING})
    void shouldServeTheRestAndTryAgainAtEverLongerIntervals(Mpm mpm, String fault) throws IOException {
        try (Site site = Site.create(); Interposer interposer = Interposer.create();
                Httpd httpd = Httpd.start(interposer.before(spec(site, mpm)))) {
            assertEquals(Map.of(200, 20), ask(httpd, ALIAS, 20));
            interposer.turnOn(fault);
            Map<Integer, Integer> answers = failTwiceMore(httpd);
            // The three that it takes and others that were starting besides, and those two.
            int deaths = last(httpd, 1);
            assertTrue(deaths >= 5 && deaths <= 8, httpd::errorLog);
            assertTrue(answers.getOrDefault(NONE, 0) <= 2, answers::toString);
            assertEquals(answers.get(500), count(httpd, "MWA0010: .* does not start Java yet"), httpd::errorLog);

            interposer.turnOff(fault);
            assertEquals(0, count(httpd, "MWA0007"), httpd::errorLog);
            Await.until(PATIENCE, httpd::errorLog, () -> ask(httpd, ALIAS, 20).equals(Map.of(200, 20)));
            assertTrue(count(httpd, "MWA0007") >= 1, httpd::errorLog);
            assertEquals(0, count(httpd, "MWA0003"), httpd::errorLog);
        }
    }

    /** Whoever restarts the server has done something about it. */
    @Test
    void shouldTryAtOnceAfterAGracefulRestart() throws IOException {
        try (Site site = Site.create(); Interposer interposer = Interposer.create();
                Httpd httpd = Httpd.start(interposer.before(spec(site, Mpm.EVENT)))) {
            interposer.turnOn(Interposer.KILL_STARTING);
            failTwiceMore(httpd);
            interposer.turnOff(Interposer.KILL_STARTING);
            httpd.gracefulRestart();
            // A child of before may still take a connection. One of now that was held back would say so when it starts.
            Await.until(PATIENCE, httpd::errorLog, () -> ask(httpd, ALIAS, 20).equals(Map.of(200, 20)));
            assertEquals(0, count(httpd, "MWA0007"), httpd::errorLog);
        }
    }

    /**
     * Has all children die, and asks until one has tried after 1 second and one after 2 more, and others are held back
     * for 4. What needs no Java must be served all the time.
     */
    private static Map<Integer, Integer> failTwiceMore(Httpd httpd) {
        List<Long> children = httpd.children();
        children.forEach(pid -> httpd.processes().signal("KILL", pid));
        Await.until(PATIENCE, httpd::errorLog, () -> count(httpd, "MWA0006") > 0);
        Map<Integer, Integer> answers = new TreeMap<>();
        long begin = System.nanoTime();
        Await.until(PATIENCE, httpd::errorLog, () -> {
            assertEquals(Map.of(200, 1), ask(httpd, PLAIN, 1), httpd::errorLog);
            ask(httpd, ALIAS, 1).forEach((status, times) -> answers.merge(status, times, Integer::sum));
            return last(httpd, 2) > 2_000;
        });
        assertTrue(System.nanoTime() - begin > Duration.ofMillis(2_500).toNanos(), httpd::errorLog);
        assertTrue(answers.containsKey(500) && !answers.containsKey(200), answers::toString);
        return answers;
    }

    private static Map<Integer, Integer> ask(Httpd httpd, Request request, int times) {
        Map<Integer, Integer> answers = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            int status;
            try (Http http = httpd.connect()) {
                status = http.ask(request).status();
            } catch (IOException e) {
                status = NONE;
            }
            answers.merge(status, 1, Integer::sum);
        }
        return answers;
    }

    private static int count(Httpd httpd, String pattern) {
        return (int) Pattern.compile(pattern).matcher(httpd.errorLog()).results().count();
    }

    /** A number of the last line about a child that is held back. */
    private static int last(Httpd httpd, int group) {
        Matcher matcher = HELD_BACK.matcher(httpd.errorLog());
        int number = -1;
        while (matcher.find()) {
            number = Integer.parseInt(matcher.group(group));
        }
        return number;
    }

    /** Two children, always. */
    private static HttpdSpec spec(Site site, Mpm mpm) {
        String two = mpm == Mpm.PREFORK ? "MaxRequestWorkers 2\n" : "MaxRequestWorkers 16\nMinSpareThreads 16\n";
        return new HttpdSpec(site).mpm(mpm).first(two).ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG);
    }
}
