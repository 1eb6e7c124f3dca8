package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hundred threads of one child meet the JVM for the first time, all at once. */
class ManyThreadsTest {

    private static final int THREADS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of the two, the second is for the next generation. */
    private static final String ONE_CHILD = """
            ServerLimit 2
            StartServers 1
            ThreadLimit 200
            ThreadsPerChild 200
            MaxRequestWorkers 200
            MinSpareThreads 1
            MaxSpareThreads 200
            """;

    private static final String ALIAS = """
            WSGIAliasJvmOptions -Xlog:os+thread
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/([a-z]+)/([0-9]+) ${W}/$1.wsgi process-group=%{GLOBAL} application-group=%{ENV:AG}
            SetEnv AG %{GLOBAL}
            """;

    @ParameterizedTest(name = "under {0}")
    @EnumSource(names = {"EVENT", "WORKER"})
    void shouldAnswerTheirFirstRequestsSideBySide(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site).mpm(mpm).first(ONE_CHILD)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS))) {
            askAllAtOnce(httpd, site.scripts().resolve("first"));
            List<Long> first = httpd.children();
            assertEquals(1, first.size());
            httpd.gracefulRestart();
            askAllAtOnce(httpd, site.scripts().resolve("second"));
            // A thread that hung as it is detached would keep its process.
            Await.until(PATIENCE, () -> "of " + first + " still there: " + httpd.children() + httpd.errorLog(),
                    () -> !httpd.children().contains(first.get(0)));
            httpd.gracefulStop();
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
            assertEquals(0, count(httpd, "exit signal"), httpd::errorLog);
            assertTrue(count(httpd, "Thread attached") > 2 * THREADS, httpd::errorLog);
            assertEquals(count(httpd, "Thread attached"), count(httpd, "JavaThread detaching"), httpd::errorLog);
        }
    }

    private static int count(Httpd httpd, String text) {
        return httpd.errorLog().split(text, -1).length - 1;
    }

    /** All answers begin before the first one ends, so every request needs a thread of its own. */
    private static void askAllAtOnce(Httpd httpd, Path go) throws IOException {
        List<Http> clients = new ArrayList<>();
        Set<String> pids = new TreeSet<>();
        for (int i = 0; i < THREADS; i++) {
            clients.add(httpd.connect());
            clients.get(i).send(Request.get("/foo/" + i + "/x?until=" + go.getFileName()).header("Connection: close"));
        }
        for (Http client : clients) {
            assertTrue(client.answersWithin(PATIENCE), httpd::errorLog);
        }
        Files.createFile(go);
        for (int i = 0; i < THREADS; i++) {
            Response response = clients.get(i).receive("GET");
            assertEquals(200, response.status(), httpd::errorLog);
            assertEquals("/foo/" + i, response.probe().get("SN"));
            pids.add(response.header("x-pid"));
            clients.get(i).close();
        }
        assertEquals(1, pids.size());
    }
}
