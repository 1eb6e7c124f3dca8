package net.modwsgialias.e2e.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside mpm_itk, which forks each connection's process from a child: none hangs, and all answer as beside stock. */
class MpmItkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 3;
    /** More than a heap of 8 MB has room for. */
    private static final int LONG_URLS = 100;
    private static final String LOAD = "LoadModule mpm_itk_module \"" + Settings.module("mpm_itk.so") + "\"\n";

    /** A process asks more than once where its connection is kept. */
    @ParameterizedTest(name = "Connection: {0}")
    @ValueSource(strings = {"close", "keep-alive"})
    void shouldAnswerAsBesideStock(String connection) throws IOException {
        List<CaseFile.Case> cases = CaseFile.read("itk.txt");
        try (Site site = Site.create(); SideBySide servers = SideBySide.start(new HttpdSpec(site).mpm(Mpm.PREFORK)
                .config(LOAD + cases.get(0).configText()))) {
            for (int round = 0; round < ROUNDS; round++) {
                servers.assertAnswers(cases, "Connection: " + connection);
            }
            servers.assertHealthy();
            Httpd httpd = servers.ours().httpd();
            assertEquals(List.of(), httpd.errorLog().lines().filter(line -> line.contains("MWA0003")).toList());
            httpd.stop();
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
        }
    }

    /** Java starts with a connection's first request, and with what the maps are then. */
    @Test
    void shouldKnowTheHostOfTheFirstRequestToo() throws IOException {
        try (MapServer maps = MapServer.start(Mpm.PREFORK, LOAD, "WSGIScriptAlias /a ${W}/foo.wsgi\n")) {
            maps.change("""
                    <WSGIAliasHost main.test>
                    WSGIScriptAlias /a ${W}/bar.wsgi
                    </WSGIAliasHost>
                    WSGIScriptAlias /a ${W}/foo.wsgi
                    """);
            Await.until(PATIENCE, () -> maps.httpd().errorLog(), () -> maps.number("generation") == 2);
            try (Http http = maps.httpd().connect()) {
                for (int i = 0; i < 3; i++) {
                    assertTrue(http.ask(Request.get("/a/x")).probe().get("script").endsWith("/bar.wsgi"));
                }
            }
        }
    }

    /** A JVM that a child had started before it forked has no thread left to do that, and waits for good. */
    @Test
    void shouldCollectGarbageInAConnectionsProcess() throws IOException {
        String config = """
                WSGIAliasJvmOptions -Xmx8m
                WSGIScriptAliasMatch ^/none/(.*)$ ${W}/$1.wsgi
                """;
        Request request = Request.get("/other/" + "x".repeat(500_000));
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site).mpm(Mpm.PREFORK)
                .first("LimitRequestLine 600000\n").ours(HttpdSpec.Ours.AFTER_WSGI).config(LOAD + config));
                Http http = httpd.connect()) {
            Set<Integer> statuses = new HashSet<>();
            for (int i = 0; i < LONG_URLS; i++) {
                statuses.add(http.ask(request).status());
            }
            // Such a name is too long for a file.
            assertEquals(Set.of(403), statuses, httpd::errorLog);
        }
    }
}
