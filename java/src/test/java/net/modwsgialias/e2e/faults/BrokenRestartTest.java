package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * A server that runs, and whose configuration or installation has since been broken. httpd itself ends where it
 * cannot read its configuration again, which is why apachectl tests it first; until then every answer is right.
 */
class BrokenRestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/a(/|$) ${W}/a.wsgi$1\n";

    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({
        "EVENT, 'WSGIScriptAliasMatch ^/( ${W}/b.wsgi', 'Regular expression could not be compiled'",
        "PREFORK, 'WSGIScriptAliasMatch ^/( ${W}/b.wsgi', 'Regular expression could not be compiled'",
        "EVENT, WSGIAliasJavaHome /nonexistent, MWA0002: no Java in /nonexistent",
        "PREFORK, WSGIAliasJavaHome /nonexistent, MWA0002: no Java in /nonexistent",
        "WORKER, WSGIAliasJvmOptions -XX:NoSuchOption, NoSuchOption",
    })
    void shouldEndWithAMessageAndNoWrongAnswer(Mpm mpm, String line, String said) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site, mpm, ""))) {
            httpd.configure(spec(site, mpm, line + "\n"));
            assertEquals(200, status(httpd));
            httpd.askForGracefulRestart();
            List<Integer> statuses = new ArrayList<>();
            Await.until(PATIENCE, () -> "still there: " + httpd.processes().members() + httpd.errorLog(), () -> {
                statuses.add(statusOrNone(httpd));
                return httpd.endsWithin(Duration.ZERO);
            });
            assertTrue(Set.of(200, NONE).containsAll(statuses), statuses::toString);
            // While httpd reads its configuration, stderr is where it was as httpd started.
            String log = httpd.output() + httpd.errorLog();
            assertTrue(log.contains(said), log);
            assertEquals(0, log.split("exit signal", -1).length - 1, log);
        }
    }

    /** The end of a connection in place of an answer. */
    private static final int NONE = 0;

    private static int statusOrNone(Httpd httpd) {
        try {
            return status(httpd);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static int status(Httpd httpd) throws IOException {
        try (Http http = httpd.connect()) {
            Response response = http.ask(Request.get("/a/x").header("Connection: close"));
            assertTrue(response.status() != 200 || response.probe().get("script").endsWith("/a.wsgi"),
                    response::toString);
            return response.status();
        }
    }

    /** A new child has no JVM then; it says so once and answers 500. To end would only have it started again. */
    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldAnswer500InAChildThatFindsNoJar(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create();
                Httpd httpd = Httpd.start(spec(site, mpm, "").first(twoChildren(mpm)).load(stage.fragment()))) {
            Serving.await(httpd, 2, "/a/x");
            assertEquals(2, httpd.children().size());
            stage.remove("mod_wsgi_alias.jar");
            long killed = httpd.children().get(0);
            httpd.processes().signal("KILL", killed);
            Await.until(PATIENCE, httpd::errorLog, () -> count(httpd, "MWA0003") == 1);
            Set<Long> children = Set.copyOf(httpd.children());
            assertEquals(2, children.size());
            assertEquals(Set.of(200, 500), statuses(httpd));
            Await.pause(1_500);
            assertEquals(children, Set.copyOf(httpd.children()));
            assertEquals(1, count(httpd, "MWA0003"));
            String log = stage.shorten(httpd.errorLog());
            assertTrue(log.contains("MWA0003: this child answers 500 to every URL of a server that has WSGI script "
                    + "aliases: cannot read STAGE/mod_wsgi_alias/mod_wsgi_alias.jar"), log);
            assertTrue(log.contains("MWA0010"), log);
        }
    }

    // Never one more, or it would tell the same again.
    private static String twoChildren(Mpm mpm) {
        return "MaxRequestWorkers " + (mpm == Mpm.PREFORK ? 2 : 16) + "\n";
    }

    private static int count(Httpd httpd, String text) {
        return httpd.errorLog().split(text, -1).length - 1;
    }

    /** Of as many requests as it takes for both children to answer. */
    private static Set<Integer> statuses(Httpd httpd) {
        Set<Integer> statuses = Collections.synchronizedSet(new HashSet<>());
        Await.until(PATIENCE, statuses::toString, () -> {
            List<Http> together = new ArrayList<>();
            try {
                // Side by side, so that they do not all go to one child.
                for (int i = 0; i < 8; i++) {
                    together.add(httpd.connect());
                    together.get(i).send(Request.get("/a/x?sleep=0.1").header("Connection: close"));
                }
                for (Http http : together) {
                    statuses.add(http.receive("GET").status());
                    http.close();
                }
            } catch (IOException e) {
                throw new AssertionError(httpd.errorLog(), e);
            }
            return statuses.size() > 1;
        });
        return statuses;
    }

    /** An upgrade has replaced the files, and httpd is not restarted yet: a new child takes those of its own version. */
    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldStartChildrenWithTheFilesOfItsVersionAfterAnUpgrade(Mpm mpm) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            stage.copyTo(JarEdit.version(stage.file("mod_wsgi_alias.jar")));
            JarEdit.setVersion(stage.file("mod_wsgi_alias.jar"), "9.9.9");
            stage.remove("jna.jar");
            try (Httpd httpd = Httpd.start(spec(site, mpm, "MaxConnectionsPerChild 5\n").load(stage.fragment()))) {
                Set<Long> children = new HashSet<>();
                for (int i = 0; i < 30; i++) {
                    assertEquals(200, status(httpd), httpd::errorLog);
                    children.addAll(httpd.children());
                }
                assertTrue(children.size() > 2, children::toString);
                assertEquals(0, count(httpd, "MWA0003"), httpd::errorLog);
            }
        }
    }

    @Test
    void shouldRefuseAGracefulRestartWithoutTheJar() throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create();
                Httpd httpd = Httpd.start(spec(site, Mpm.EVENT, "").load(stage.fragment()))) {
            Path jar = stage.file("mod_wsgi_alias.jar");
            stage.remove("mod_wsgi_alias.jar");
            httpd.askForGracefulRestart();
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
            String log = httpd.output() + httpd.errorLog();
            assertTrue(log.contains("MWA0002: cannot read " + jar), log);
        }
    }

    private static HttpdSpec spec(Site site, Mpm mpm, String line) {
        return new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI).config(line + ALIAS);
    }
}
