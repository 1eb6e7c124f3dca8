package net.modwsgialias.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two servers on the same configuration and the same files: stock mod_wsgi, and the module under test beside it. */
public final class SideBySide implements AutoCloseable {

    /** Both answers to one request. */
    public record Both(Request request, Answer stock, Answer ours) {

        public Map<String, String> differences() {
            return stock.differences(ours);
        }

        @Override
        public String toString() {
            return request + "\n  stock: " + stock + "\n  ours:  " + ours + "\n  differ in " + differences();
        }
    }

    private final Server stock;
    private final Server ours;

    private SideBySide(Server stock, Server ours) {
        this.stock = stock;
        this.ours = ours;
    }

    public static SideBySide start(HttpdSpec spec) {
        return start(spec, HttpdSpec.Ours.AFTER_WSGI);
    }

    public static SideBySide start(HttpdSpec spec, HttpdSpec.Ours where) {
        Server stock = Server.start(spec.with(HttpdSpec.Ours.NOT));
        try {
            return new SideBySide(stock, Server.start(spec.with(where)));
        } catch (RuntimeException | Error e) {
            stock.close();
            throw e;
        }
    }

    public Both ask(Request request) {
        return ask(List.of(request)).get(0);
    }

    public List<Both> ask(List<Request> requests) {
        List<Answer> fromStock = stock.ask(requests);
        List<Answer> fromOurs = ours.ask(requests);
        List<Both> both = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            both.add(new Both(requests.get(i), fromStock.get(i), fromOurs.get(i)));
        }
        return both;
    }

    /** Asks all that cases ask, which are configured in the main server; both must answer alike, and as expected. */
    public void assertAnswers(List<CaseFile.Case> cases, String header) {
        List<String> failures = new ArrayList<>();
        for (CaseFile.Case one : cases) {
            for (CaseFile.Ask ask : one.asks()) {
                Both both = ask(ask.of("main.test").header(header));
                List<String> unmet = Expectation.unmet(ask.expected(), both.stock(), "main.test");
                if (!both.differences().isEmpty() || !unmet.isEmpty()) {
                    failures.add(one.title() + ": " + both + "\n  stock: " + unmet);
                }
            }
        }
        assertEquals("", String.join("\n", failures), () -> ours.httpd().errorLog());
    }

    public Server stock() {
        return stock;
    }

    public Server ours() {
        return ours;
    }

    public void assertHealthy() {
        stock.assertHealthy();
        ours.assertHealthy();
    }

    @Override
    public void close() {
        try {
            stock.close();
        } finally {
            ours.close();
        }
    }
}
