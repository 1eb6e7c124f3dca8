package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Clients;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two servers of a process group, under load: what is lost when one dies, when it is drained, and when it is back. The
 * servers are uWSGI, or other httpds whose connections are kept.
 */
class RemoteLossTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 6;
    private static final int ENOUGH = 60;
    private static final Set<Integer> MAY_FAIL_WITH = Set.of(500, 502, 503);

    /** One request of the load; times are of {@link System#nanoTime}. */
    private record Asked(long begin, Response response) {
    }

    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    private static Httpd start(Site site, String one, String two) {
        return Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy").module("proxy_http")
                .module("proxy_scgi").module("proxy_balancer").module("slotmem_shm").module("lbmethod_byrequests")
                .module("authz_host").module("proxy_uwsgi")
                .config("""
                        <Proxy balancer://shop>
                            BalancerMember %s retry=1
                            BalancerMember %s retry=1
                            ProxySet growth=1
                        </Proxy>
                        <Location /balancer-manager>
                            SetHandler balancer-manager
                        </Location>
                        WSGIApplicationGroup %%{GLOBAL}
                        WSGIAliasRemoteGroup shop balancer://shop
                        WSGIScriptAliasMatch ^/load/([a-z]+)(?=/|$) ${W}/$1.wsgi process-group=shop
                        """.formatted(one, two) + StatusPage.CONFIG));
    }

    private Clients load(Httpd httpd) {
        Clients clients = new Clients();
        for (int i = 0; i < CLIENTS; i++) {
            clients.start(() -> {
                try (Http http = httpd.connect()) {
                    long begin = System.nanoTime();
                    asked.add(new Asked(begin, http.ask(Request.get("/load/foo/x?sleep=0.01")
                            .header("Connection: close"))));
                }
            });
        }
        return clients;
    }

    /** Waits until so many more requests have been answered as show where requests go. */
    private void awaitMore() {
        int sofar = asked.size();
        Await.until(PATIENCE, () -> "requests answered", () -> asked.size() > sofar + ENOUGH);
    }

    private Set<String> pidsSince(long moment) {
        Set<String> pids = new HashSet<>();
        asked.stream().filter(each -> each.begin() >= moment)
                .forEach(each -> pids.add(each.response().header("x-pid")));
        return pids;
    }

    private boolean isUsedSince(Member member, long moment) {
        return pidsSince(moment).stream().anyMatch(member::runs);
    }

    private void assertNoneFailedSince(long moment, Httpd httpd) {
        asked.stream().filter(each -> each.begin() >= moment).forEach(each ->
                assertEquals(200, each.response().status(), () -> each + httpd.errorLog()));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"scgi", "http"})
    void shouldLoseOnlyWhatAMemberThatDiesHas(String scheme) throws IOException {
        try (Site site = Site.create(); Member one = Member.start(scheme, site, "127.0.0.2", 0)) {
            Member two = Member.start(scheme, site, "127.0.0.3", 0);
            try (Httpd httpd = start(site, one.url(), two.url())) {
                Clients clients = load(httpd);
                awaitMore();
                assertTrue(isUsedSince(one, 0) && isUsedSince(two, 0), () -> "pids " + pidsSince(0));
                two.close();
                long killed = System.nanoTime();
                awaitMore();
                try (Member again = Member.start(scheme, site, "127.0.0.3", two.port())) {
                    long back = System.nanoTime();
                    Await.until(PATIENCE, () -> "not used again", () -> isUsedSince(again, back));
                    clients.stop();
                }
                clients.assertNoFailure(httpd.errorLog());
                assertNoneFailedSince(killed, httpd);
                assertEveryFailure(httpd);
                assertTrue(StatusPage.read(httpd).alias("^/load/([a-z]+)(?=/|$)", "remote") >= asked.size());
            } finally {
                two.close();
            }
        }
    }

    /**
     * One of each client's was on its way, and perhaps others until the last process of the member was gone: only a
     * connection that is refused keeps mod_proxy from it.
     */
    private void assertEveryFailure(Httpd httpd) {
        int failed = 0;
        for (Asked each : asked) {
            int status = each.response().status();
            failed += status == 200 ? 0 : 1;
            assertTrue(status == 200 || MAY_FAIL_WITH.contains(status), () -> each + httpd.errorLog());
        }
        int count = failed;
        assertTrue(failed <= 3 * CLIENTS, () -> count + " of " + asked.size() + " failed\n" + httpd.errorLog());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"scgi", "http"})
    void shouldLoseNothingWhenAMemberIsDrained(String scheme) throws IOException {
        try (Site site = Site.create(); Member one = Member.start(scheme, site, "127.0.0.2", 0);
                Member two = Member.start(scheme, site, "127.0.0.3", 0); Httpd httpd = start(site, one.url(), two.url())) {
            Clients clients = load(httpd);
            awaitMore();
            assertTrue(isUsedSince(one, 0) && isUsedSince(two, 0), () -> "pids " + pidsSince(0));
            drain(httpd, two.url(), true);
            long drained = System.nanoTime();
            awaitMore();
            assertTrue(!isUsedSince(two, drained), "a drained member is used");
            drain(httpd, two.url(), false);
            long back = System.nanoTime();
            Await.until(PATIENCE, () -> "not used again", () -> isUsedSince(two, back));
            clients.stop();
            clients.assertNoFailure(httpd.errorLog());
            assertNoneFailedSince(0, httpd);
        }
    }

    @Test
    void shouldNameTheMemberThatNoAliasCanUse() throws IOException {
        String nobody = "scgi://127.0.0.2:" + Uwsgi.freePort("127.0.0.2");
        String added = "uwsgi://127.0.0.3:9";
        try (Site site = Site.create(); Httpd httpd = start(site, nobody, "scgi://127.0.0.3:9")) {
            manage(httpd, nobody, "b_nwrkr=" + added + "&b_wyes=1");
            manage(httpd, added, "w=" + added + "&w_status_D=0");
            // mod_proxy asks the others first, and answers 503 if they are gone.
            Await.until(PATIENCE, httpd::errorLog, () -> statusOf(httpd, "/load/foo/x?password=secret") == 502);
            String log = httpd.errorLog();
            assertTrue(log.contains("the worker " + added + " cannot serve the remote process group 'shop': "
                    + "/load/foo/x\n"), log);
        }
    }

    private static int statusOf(Httpd httpd, String url) {
        try (Http http = httpd.connect()) {
            return http.ask(Request.get(url).header("Connection: close")).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drain(Httpd httpd, String member, boolean on) throws IOException {
        manage(httpd, member, "w=" + member + "&w_status_N=" + (on ? 1 : 0));
    }

    /** As an administrator does it with the form of balancer-manager. */
    private static void manage(Httpd httpd, String member, String fields) throws IOException {
        String page;
        try (Http http = httpd.connect()) {
            page = http.ask(Request.get("/balancer-manager?b=shop&w=" + member)).body();
        }
        Matcher nonce = Pattern.compile("nonce=([0-9a-f-]+)").matcher(page);
        assertTrue(nonce.find(), page);
        HttpURLConnection form = (HttpURLConnection) URI.create("http://127.0.0.1:" + httpd.port()
                + "/balancer-manager").toURL().openConnection();
        form.setRequestProperty("Referer", "http://127.0.0.1/balancer-manager");
        form.setDoOutput(true);
        form.getOutputStream().write(("b=shop&" + fields + "&nonce=" + nonce.group(1))
                .getBytes(StandardCharsets.US_ASCII));
        assertEquals(200, form.getResponseCode(), httpd::errorLog);
    }
}
