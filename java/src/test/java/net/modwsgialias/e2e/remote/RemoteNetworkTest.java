package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/** Three hosts: httpd on one of them, and a uWSGI on each of the others, which share a process group. */
class RemoteNetworkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PORT = 9000;
    private static final int SOME = 12;

    /** What starts httpd on the front, and lets clients here reach it. */
    private static HttpdSpec on(Network network, Site site, HttpdSpec spec) throws IOException {
        Path starter = site.documents().resolve("in_namespace.py");
        site.write(starter, Site.resource("in_namespace.py"));
        return spec.module("proxy_balancer").module("slotmem_shm").module("lbmethod_byrequests")
                .wrapper(List.of("python3", starter.toString(), network.front().namespace()));
    }

    private static String balanced(Uwsgi one, Uwsgi two) {
        return """
                <Proxy balancer://both>
                    BalancerMember %s connectiontimeout=1 retry=1
                    BalancerMember %s connectiontimeout=1 retry=1
                </Proxy>
                WSGIAliasRemoteGroup g balancer://both
                """.formatted(one.url(), two.url());
    }

    @Test
    void shouldShowApplicationsOnBothHostsWhatALocalDaemonShows() throws IOException {
        EnvironmentComparison comparison = new EnvironmentComparison(Settings.REMOTE_PAIRS);
        try (Network network = Network.create(); Site site = EnvironmentComparison.site();
                Uwsgi one = Uwsgi.scgi(network.one(), PORT); Uwsgi two = Uwsgi.scgi(network.two(), PORT);
                Httpd local = Httpd.start(comparison.local(site));
                Httpd remote = Httpd.start(on(network, site, comparison.remote(site, balanced(one, two))))) {
            comparison.compare(local, remote);
            assertEquals(Set.of(one.url(), two.url()), comparison.workers().keySet());
            int ofOne = comparison.workers().get(one.url());
            int ofTwo = comparison.workers().get(two.url());
            assertTrue(Math.abs(ofOne - ofTwo) <= (ofOne + ofTwo) / 4 + 2, () -> comparison.workers().toString());
        }
    }

    @Test
    void shouldGoOnWithoutAHostThatCannotBeReached() throws IOException {
        try (Network network = Network.create(); Site site = Site.create();
                Uwsgi one = Uwsgi.scgi(network.one(), PORT); Uwsgi two = Uwsgi.scgi(network.two(), PORT);
                Httpd httpd = Httpd.start(on(network, site, new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                        .module("proxy").module("proxy_scgi").config("WSGIApplicationGroup %{GLOBAL}\n"
                                + balanced(one, two) + "WSGIScriptAlias /a ${W}/app.wsgi process-group=g\n")))) {
            assertTrue(isUsed(one, httpd) && isUsed(two, httpd), "one of the two is not used");
            network.two().plug(false);
            assertTrue(isUsed(one, httpd) && !isUsed(two, httpd), "a host without a cable is used");
            network.two().plug(true);
            Await.until(PATIENCE, () -> "the host is not used again", () -> isUsed(two, httpd));
        }
    }

    /** Whether one of some requests, of which none may fail, is answered there. */
    private static boolean isUsed(Uwsgi uwsgi, Httpd httpd) {
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < SOME; i++) {
            try (Http http = httpd.connect()) {
                Response response = http.ask(Request.get("/a/x").header("Connection: close"));
                assertEquals(200, response.status(), () -> response + httpd.errorLog());
                pids.add(Long.valueOf(response.header("x-pid")));
            } catch (IOException e) {
                throw new AssertionError(httpd.errorLog(), e);
            }
        }
        return pids.stream().anyMatch(uwsgi.processes().members()::contains);
    }
}
