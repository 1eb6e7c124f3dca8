package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import net.modwsgialias.e2e.harness.Clients;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backends that misbehave: a client sees what it sees behind ProxyPass alone, and no other request sees anything of it.
 */
class RemoteFaultTest {

    private static final int BACKENDS = 6;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** Less than httpd waits by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(55);
    private static final int AT_ONCE = 6;
    private static final int CLIENTS = 3;
    private static final int TRIES = 100;
    private static final int UPLOAD = 100_000_000;
    private static final int DEAF_UPLOAD = 10_000_000;

    private final List<String> differences = new ArrayList<>();

    /** @param backends of a group and of ProxyPass; the same for requests that they do not answer, or answer with too much */
    private static Httpd start(Site site, String scheme, List<Misbehaving> backends) {
        return Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy").module("proxy_http")
                .module("proxy_scgi").config("WSGIApplicationGroup %{GLOBAL}\n"
                        + place("ready", scheme, backends.get(0), backends.get(1), "retry=0")
                        + place("hung", scheme, backends.get(2), backends.get(3),
                                "retry=0 timeout=" + TIMEOUT.toSeconds())
                        + place("spoilt", scheme, backends.get(4), backends.get(5), "retry=0")));
    }

    private static String place(String name, String scheme, Misbehaving group, Misbehaving plain, String parameters) {
        return """
                WSGIAliasRemoteGroup %1$s %2$s://%3$s
                <Proxy %2$s://%3$s>
                    ProxySet %5$s
                </Proxy>
                WSGIScriptAlias /remote/%1$s ${W}/app.wsgi process-group=%1$s
                ProxyPass /plain/%1$s %2$s://%4$s/plain/%1$s %5$s
                """.formatted(name, scheme, group.authority(), plain.authority(), parameters);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"scgi", "http"})
    void shouldFareAsBehindProxyPass(String scheme) throws IOException, InterruptedException, ExecutionException {
        List<Misbehaving> backends = new ArrayList<>();
        for (int i = 0; i < BACKENDS; i++) {
            backends.add(Misbehaving.start(scheme, "127.0.0.2"));
        }
        try (Site site = Site.create(); Httpd httpd = start(site, scheme, backends)) {
            Clients others = startOthers(httpd);
            try {
                compareAll(httpd);
            } finally {
                others.stop();
            }
            others.assertNoFailure(httpd.errorLog());
            assertTrue(differences.isEmpty(), () -> String.join("\n", differences) + "\n" + httpd.errorLog());
            assertTrue(!httpd.errorLog().contains("exit signal"), httpd::errorLog);
        } finally {
            backends.forEach(Misbehaving::close);
        }
    }

    /** Clients of a backend that does well meanwhile; httpd keeps its connections to it. */
    private static Clients startOthers(Httpd httpd) {
        Clients clients = new Clients();
        AtomicInteger number = new AtomicInteger();
        for (int i = 0; i < CLIENTS; i++) {
            clients.start(() -> askForMine(httpd, clients, number.incrementAndGet()));
        }
        return clients;
    }

    private static void askForMine(Httpd httpd, Clients clients, int number) throws IOException {
        Request request = Request.get((number % 2 == 0 ? "/remote/ready/fine?" : "/plain/ready/fine?") + number)
                .header("Connection: close");
        try (Http http = httpd.connect()) {
            Response response = http.ask(request);
            if (response.status() != 200 || !response.body().equals("fine " + number)
                    || !response.header("x-query").equals(Integer.toString(number))) {
                clients.fail(request + ": " + response);
            }
        }
    }

    private void compareAll(Httpd httpd) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (Misbehaviour misbehaviour : Misbehaviour.values()) {
                byte[] body = new byte[misbehaviour == Misbehaviour.DEAF ? DEAF_UPLOAD : 0];
                tasks.add(pool.submit(() -> compare(httpd, misbehaviour, body)));
            }
            tasks.add(pool.submit(() -> upload(httpd)));
            pool.shutdown();
            assertTrue(pool.awaitTermination(10, TimeUnit.MINUTES), "no end");
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Where it is a matter of time what ProxyPass gives, both are asked until the remote group has given one of all that. */
    private Outcome compare(Httpd httpd, Misbehaviour misbehaviour, byte[] body) {
        Set<Outcome> given = new HashSet<>();
        Set<Outcome> seen = new HashSet<>();
        int tries = misbehaviour.hangs() ? 1 : TRIES;
        Outcome remote;
        boolean isInTime;
        boolean isSeen;
        do {
            remote = ask(httpd, "/remote/", misbehaviour, body);
            Outcome plain = ask(httpd, "/plain/", misbehaviour, body);
            given.add(remote);
            seen.add(plain);
            isInTime = isInTime(misbehaviour, remote) && isInTime(misbehaviour, plain);
            isSeen = given.stream().anyMatch(one -> seen.stream().anyMatch(other -> other.equalsIn(one)));
            tries--;
        } while (isInTime && !isSeen && tries > 0);
        if (!isInTime || !isSeen) {
            synchronized (differences) {
                differences.add(misbehaviour + ": of the remote group " + given + ", behind ProxyPass " + seen);
            }
        }
        return remote;
    }

    /** Bounds that a busy machine keeps: only who hangs is waited for, and only until its timeout. */
    private static boolean isInTime(Misbehaviour misbehaviour, Outcome outcome) {
        return outcome.took().compareTo(PATIENCE) < 0
                && (!misbehaviour.hangs() || outcome.took().compareTo(TIMEOUT) >= 0)
                && (misbehaviour != Misbehaviour.SLOW || outcome.streamed());
    }

    private static Outcome ask(Httpd httpd, String path, Misbehaviour misbehaviour, byte[] body) {
        try {
            return Outcome.of(httpd.port(), path + misbehaviour.place() + "/" + misbehaviour.segment() + "?q", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The backend tells how much has come, and its checksum. */
    private void upload(Httpd httpd) {
        byte[] body = Exchange.noise(UPLOAD);
        CRC32 sent = new CRC32();
        sent.update(body);
        CRC32 answer = new CRC32();
        answer.update((body.length + " " + sent.getValue()).getBytes());
        assertEquals(answer.getValue(), compare(httpd, Misbehaviour.FINE, body).checksum());
    }
}
