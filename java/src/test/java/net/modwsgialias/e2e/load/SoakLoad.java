package net.modwsgialias.e2e.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Clients;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.Nghttp;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;

/**
 * The clients of one server: some keep their connections and some do not, one speaks HTTP/2, and one goes away before
 * it has its answer. Each answer is checked.
 */
final class SoakLoad implements AutoCloseable {

    private static final int PAUSE_MILLIS = 10;
    private static final int STREAMS = 20;

    /** What one client does again and again. */
    private interface Turn {
        void run(RandomGenerator random) throws IOException;
    }

    private final Site site;
    private final Httpd httpd;
    private final boolean hostile;
    private final Clients clients = new Clients();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger renewed = new AtomicInteger();
    private int kinds;

    private SoakLoad(Site site, Httpd httpd, boolean hostile) {
        this.site = site;
        this.httpd = httpd;
        this.hostile = hostile;
    }

    /** @param hostile whether there are clients that mean no good, too */
    static SoakLoad start(Site site, Httpd httpd, boolean hostile) {
        SoakLoad load = new SoakLoad(site, httpd, hostile);
        load.add(load::askOverOneConnection);
        load.add(load::askOverOneConnection);
        load.add(load::askOnce);
        load.add(load::askOnce);
        load.add(load::abort);
        load.add(load::askOverHttp2);
        return load;
    }

    private void add(Turn turn) {
        Random random = new Random(Settings.SEED + kinds++);
        clients.start(() -> {
            turn.run(random);
            Await.pause(PAUSE_MILLIS);
        });
    }

    private SoakQuestion question(RandomGenerator random) {
        return hostile && random.nextInt(4) == 0 ? SoakQuestion.hostile(random) : SoakQuestion.regular(random);
    }

    private void askOnce(RandomGenerator random) throws IOException {
        SoakQuestion question = question(random);
        try (Http http = httpd.connect()) {
            check(question, http.ask(question.request().header("Connection: close")));
        } catch (SocketException | EOFException e) {
            dropped.incrementAndGet();
        }
    }

    private void askOverOneConnection(RandomGenerator random) throws IOException {
        try (Http http = httpd.connect()) {
            boolean fresh = true;
            for (int left = 1 + random.nextInt(50); left > 0 && !clients.stopped(); left--) {
                SoakQuestion question = question(random);
                try {
                    check(question, http.ask(question.request()));
                    fresh = false;
                } catch (SocketException | EOFException e) {
                    // HTTP lets a server close a connection that it has answered on, whenever it likes.
                    (fresh ? dropped : renewed).incrementAndGet();
                    return;
                }
                Await.pause(PAUSE_MILLIS);
            }
        }
    }

    private void check(SoakQuestion question, Response response) {
        answered.incrementAndGet();
        String complaint = question.complaint(response);
        if (complaint != null) {
            clients.fail(complaint);
        }
    }

    /** In the middle of the request, or of the answer; by an orderly end, or by a reset. */
    private void abort(RandomGenerator random) {
        String request = "GET /m1/foo/x" + (random.nextBoolean() ? "?sleep=0.05" : "") + " HTTP/1.1\r\nHost: main.test\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpd.port())) {
            socket.setSoLinger(random.nextBoolean(), 0);
            int sent = random.nextInt(request.length());
            socket.getOutputStream().write((random.nextBoolean() ? request + "\r\n" : request.substring(0, sent))
                    .getBytes(StandardCharsets.ISO_8859_1));
            Await.pause(random.nextInt(20));
            aborted.incrementAndGet();
        } catch (IOException e) {
            dropped.incrementAndGet();
        }
    }

    private void askOverHttp2(RandomGenerator random) throws IOException {
        Map<String, SoakQuestion> open = new HashMap<>();
        while (open.size() < STREAMS) {
            SoakQuestion question = SoakQuestion.hit(random);
            open.put(question.body(), question);
        }
        String url = "http://127.0.0.1:" + httpd.port();
        List<String> urls = open.values().stream().map(question -> url + question.target()).toList();
        for (String body : Nghttp.ask(site, urls).split("(?m)(?=^script\t)")) {
            if (!body.startsWith("script\t")) {
                continue;
            }
            answered.incrementAndGet();
            Response response = new Response(200, Map.of("x-probe", "1"),
                    String.join("\n", body.lines().filter(line -> line.contains("\t")).toList()));
            // Which of them this answers only the answer tells; no two have the same.
            if (open.values().removeIf(question -> question.complaint(response) == null)) {
                continue;
            }
            clients.fail("HTTP/2: nobody asked for " + body);
        }
        // A server that ends before it has begun with any stream says so, and the client may ask another one.
        if (open.size() == STREAMS) {
            renewed.incrementAndGet();
        } else {
            dropped.addAndGet(open.size());
        }
        Await.pause(PAUSE_MILLIS * STREAMS);
    }

    int answered() {
        return answered.get();
    }

    /** Requests without an answer: over a connection that had just been made, or over HTTP/2 beside others with one. */
    int dropped() {
        return dropped.get();
    }

    /** Connections that the server closed between two requests, while the second was on its way, or before all streams. */
    int renewed() {
        return renewed.get();
    }

    int aborted() {
        return aborted.get();
    }

    @Override
    public String toString() {
        return answered + " answered, " + aborted + " aborted, " + dropped + " dropped, " + renewed + " renewed";
    }

    /** Stops the clients; a wrong answer to any of them is an error. */
    @Override
    public void close() {
        clients.stop();
        clients.assertNoFailure(this);
    }
}
