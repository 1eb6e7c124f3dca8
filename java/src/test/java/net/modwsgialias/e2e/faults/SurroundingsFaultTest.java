package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk, the clock, whoever reads the log: what goes wrong around the server does not keep it from serving. */
class SurroundingsFaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CONFIG = """
            WSGIApplicationGroup %{GLOBAL}
            SetEnv AG %{GLOBAL}
            WSGIScriptAliasMatch ^/a ${W}/a.wsgi
            WSGIScriptAlias /late ${W}/b.wsgi application-group=%{ENV:AG}
            WSGIScriptAliasMatch ^/limit/(x?)((a+)+c|a*b)\\1$ ${W}/a.wsgi
            WSGIScriptAliasMatch ^/img ${W}/scripts/
            """;

    /**
     * In a view of the file system of its own: where temporary files go is a file system that takes none, with only the
     * tests' own directories in it. The arguments before the command are its options and whether to fill it.
     */
    private static final String WITHOUT_TEMPORARY_FILES = """
            set -e
            mount --bind "$1" /mnt
            for directory in "$1" /var/tmp /dev/shm; do
                [ -d "$directory" ] || continue
                mount -t tmpfs -o size=64k,mode=1777 none "$directory"
            done
            for kept in /mnt/mwa-*; do
                [ -d "$kept" ] || continue
                mkdir "$1/${kept#/mnt/}"
                mount --rbind "$kept" "$1/${kept#/mnt/}"
            done
            for directory in "$1" /var/tmp /dev/shm; do
                [ -d "$directory" ] || continue
                if [ "$2" = full ]; then
                    cat /dev/zero >"$directory/fill" 2>/dev/null || :
                else
                    mount -o "remount,$2" "$directory"
                fi
            done
            shift 2
            exec "$@"
            """;

    /**
     * Neither the JVM nor JNA writes a temporary file, or maps one to run it. The build, which may lie where those go, is
     * hidden with them, but for a copy.
     */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"full", "ro", "noexec"})
    void shouldNeedNoTemporaryFile(String fault) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            HttpdSpec spec = spec(site).load(stage.fragment()).wrapper(List.of("unshare", "--mount", "--propagation",
                    "private", "sh", "-c", WITHOUT_TEMPORARY_FILES, "sh", System.getProperty("java.io.tmpdir"), fault));
            try (Httpd httpd = Httpd.start(spec)) {
                httpd.gracefulRestart();
                assertServes(httpd);
                assertEquals(0, count(httpd, "MWA0003|MWA001"), httpd::errorLog);
                assertTrue(isThere(fault, httpd), "the fault is not there");
            }
        }
    }

    private static boolean isThere(String fault, Httpd httpd) throws IOException {
        String directory = System.getProperty("java.io.tmpdir");
        return fault.equals("full")
                ? Files.exists(Path.of("/proc/" + httpd.pid() + "/root" + directory + "/fill"))
                : Files.readString(Path.of("/proc/" + httpd.pid() + "/mounts"))
                        .matches("(?s).* " + directory + " tmpfs \\S*\\b" + fault + "\\b.*");
    }

    @Test
    void shouldServeOnWhenTheClockIsSetBack() throws IOException {
        try (Site site = Site.create(); Interposer interposer = Interposer.create();
                Httpd httpd = Httpd.start(interposer.before(spec(site)))) {
            assertServes(httpd);
            long before = date(httpd);
            interposer.turnOn(Interposer.CLOCK_BACK);
            assertServes(httpd);
            // httpd itself believes in the new time.
            assertTrue(date(httpd) < before - 80_000, "the clock was not set back");
            httpd.gracefulRestart();
            assertServes(httpd);
            interposer.turnOff(Interposer.CLOCK_BACK);
            assertServes(httpd);
            assertEquals(0, count(httpd, "MWA0003|MWA001|exit signal"), httpd::errorLog);
        }
    }

    /** Seconds since 1970, as the server has them. */
    private static long date(Httpd httpd) throws IOException {
        try (Http http = httpd.connect()) {
            String date = http.ask(Request.get("/plain.txt")).header("date");
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toEpochSecond();
        }
    }

    /** Threads that have something to log wait, as in any httpd; nobody else does, and nobody has to start again. */
    @Test
    void shouldServeOnWhileNobodyReadsTheLog() throws IOException {
        String reader = "|/bin/sh -c 'until [ -e go ]; do sleep 0.1; done; exec cat >>error.log'";
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site).first("ServerLimit 1\nStartServers 1\n"
                + "MaxRequestWorkers 8\nMinSpareThreads 1\n").config(CONFIG + "ErrorLog \"" + reader + "\"\n"))) {
            List<Long> children = httpd.children();
            List<Http> waiting = new ArrayList<>();
            int answered = 0;
            // Each line tells of a long URL, so that few are enough to fill the pipe.
            Request logged = Request.get("/img../" + "x".repeat(3_000)).header("Connection: close");
            while (waiting.size() < 3) {
                Http http = httpd.connect();
                http.send(logged);
                if (http.answersWithin(Duration.ofSeconds(1))) {
                    assertEquals(403, http.receive("GET").status());
                    http.close();
                    answered++;
                } else {
                    waiting.add(http);
                }
                assertTrue(answered < 200, "the log is still being read");
            }
            assertServes(httpd);
            Files.createFile(httpd.accessLog().resolveSibling("go"));
            for (Http http : waiting) {
                assertEquals(403, http.receive("GET").status());
                http.close();
            }
            int lines = answered + waiting.size();
            Await.until(PATIENCE, httpd::errorLog, () -> count(httpd, "MWA0017") == lines);
            assertServes(httpd);
            // Without the shell that the reader was.
            assertTrue(children.containsAll(httpd.children()), httpd::errorLog);
        }
    }

    @Test
    void shouldSayWhichPatternGaveUp() throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site)); Http http = httpd.connect()) {
            for (int i = 1; i <= 3; i++) {
                assertEquals(500, http.ask(Request.get("/limit/" + "a".repeat(31) + "b")).status());
                assertServes(httpd);
                assertEquals(i, count(httpd, "MWA0012: match: PCRE2 reached its limit, so no later alias is tried: "
                        + "WSGIScriptAliasMatch \\^/limit/\\S+ at ROOT/httpd.conf:\\d+"), httpd::errorLog);
            }
        }
    }

    private static void assertServes(Httpd httpd) throws IOException {
        for (int i = 0; i < 5; i++) {
            for (String path : List.of("/a", "/late/x")) {
                try (Http http = httpd.connect()) {
                    Response response = http.ask(Request.get(path).header("Connection: close"));
                    assertEquals(200, response.status());
                    assertTrue(response.probe().get("script").endsWith(path.equals("/a") ? "/a.wsgi" : "/b.wsgi"));
                }
            }
        }
    }

    private static int count(Httpd httpd, String pattern) {
        return httpd.errorLog().split(pattern, -1).length - 1;
    }

    private static HttpdSpec spec(Site site) {
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG);
    }
}
