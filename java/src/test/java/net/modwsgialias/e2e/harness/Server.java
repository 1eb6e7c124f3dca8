package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** An httpd with its observer: asks it questions and puts together what is known of each answer. */
public final class Server implements AutoCloseable {

    private final Site site;
    private final Httpd httpd;
    private final AccessLog log;
    /** By address. */
    private final Map<String, Http> connections = new HashMap<>();
    private final AtomicLong asked = new AtomicLong();

    private Server(Site site, Httpd httpd) {
        this.site = site;
        this.httpd = httpd;
        this.log = new AccessLog(httpd.accessLog());
    }

    public static Server start(HttpdSpec spec) {
        return new Server(spec.site, Httpd.start(spec));
    }

    public Httpd httpd() {
        return httpd;
    }

    public Answer ask(Request request) {
        return ask(List.of(request)).get(0);
    }

    public List<Answer> ask(List<Request> requests) {
        List<String> ids = new ArrayList<>();
        List<Response> responses = new ArrayList<>();
        for (Request request : requests) {
            String id = "q" + asked.incrementAndGet();
            responses.add(answerTo(request.header("X-Ask: " + id)));
            ids.add(id);
        }
        return merge(ids, responses);
    }

    private Response answerTo(Request request) {
        Http http = connections.computeIfAbsent(request.address(), httpd::connect);
        boolean isKept = http.isKept();
        try {
            return http.ask(request);
        } catch (IOException e) {
            // httpd may close a connection that it has kept, for example while a child has no idle worker yet.
            if (isKept && e instanceof SocketException) {
                return answerTo(request);
            }
            throw new AssertionError("no answer to " + request + "\n" + httpd.output() + httpd.errorLog(), e);
        }
    }

    private List<Answer> merge(List<String> ids, List<Response> responses) {
        List<String> logged = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (wasRead(responses.get(i))) {
                logged.add(ids.get(i));
            }
        }
        Map<String, Map<String, String>> observed = log.await(logged);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            answers.add(Answer.of(this::shorten, responses.get(i), observed.getOrDefault(ids.get(i), Map.of())));
        }
        return answers;
    }

    private String shorten(String text) {
        return site.shorten(httpd.shorten(text));
    }

    // httpd refuses a broken request line before it reads the header that would name the request in the log.
    private static boolean wasRead(Response response) {
        return response.status() != 400 && response.status() != 414;
    }

    /** A server whose children died served wrongly, whatever its answers were. */
    public void assertHealthy() {
        String errors = httpd.errorLog();
        if (errors.contains("exit signal") || errors.contains("fatal error has been detected")) {
            throw new AssertionError("a child died:\n" + errors);
        }
    }

    @Override
    public void close() {
        try {
            for (Http http : connections.values()) {
                http.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            httpd.close();
        }
    }
}
