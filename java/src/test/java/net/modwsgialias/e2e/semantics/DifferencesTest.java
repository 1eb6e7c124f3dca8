package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.CaseFile.Ask;
import net.modwsgialias.e2e.harness.CaseFile.Case;
import net.modwsgialias.e2e.harness.Expectation;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of differences.txt: where ours is meant to answer otherwise than stock mod_wsgi. */
class DifferencesTest {

    private static final List<Case> CASES = CaseFile.read("differences.txt");

    @TestFactory
    Stream<DynamicTest> shouldDifferOnlyAsDocumented() {
        List<Case> shared = shared();
        assertTrue(shared.size() > 10, "too few cases were read");
        Site site = Site.create();
        Server server = site.orClose(() -> Server.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                .config(VirtualHosts.DAEMONS + VirtualHosts.text(shared))));
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < shared.size(); i++) {
            Case one = shared.get(i);
            String host = VirtualHosts.name(i);
            tests.add(DynamicTest.dynamicTest(one.title(), () -> check(server, one, host)));
        }
        tests.add(DynamicTest.dynamicTest("and no child died", server::assertHealthy));
        return tests.stream().onClose(() -> {
            server.close();
            site.close();
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldDifferOnAServerOfItsOwn() {
        List<Case> alone = CASES.stream().filter(Case::alone).toList();
        assertTrue(!alone.isEmpty(), "no cases were read");
        return alone.stream().map(one -> DynamicTest.dynamicTest(one.title(), () -> checkAlone(one)));
    }

    @Test
    void shouldDescribeStockAsItIs() {
        // The directive is ours alone: stock has to do without.
        List<Case> cases = shared().stream().filter(one -> !one.stock().isEmpty()).toList();
        List<String> failures = new ArrayList<>();
        try (Site site = Site.create(); Server stock = Server.start(new HttpdSpec(site)
                .config(VirtualHosts.DAEMONS + VirtualHosts.text(cases)))) {
            for (int i = 0; i < cases.size(); i++) {
                ask(stock, cases.get(i).stock(), VirtualHosts.name(i), failures);
            }
        }
        assertTrue(cases.size() > 4, "too few cases were read");
        assertEquals(List.of(), failures);
    }

    private static List<Case> shared() {
        return CASES.stream().filter(one -> !one.alone()).toList();
    }

    private static void checkAlone(Case one) {
        try (Site site = Site.create(); Server server = Server.start(new HttpdSpec(site)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(VirtualHosts.DAEMONS + one.configText()))) {
            check(server, one, "main.test");
        }
    }

    private static void check(Server server, Case one, String host) {
        assertTrue(!one.asks().isEmpty(), "nothing is asked");
        List<String> failures = new ArrayList<>();
        ask(server, one.asks(), host, failures);
        String log = server.httpd().errorLog();
        for (String text : one.says()) {
            // The line that names the pattern must be ours, and say where the alias stands.
            if (log.lines().noneMatch(line -> line.contains("MWA") && line.contains(text)
                    && line.contains("httpd.conf"))) {
                failures.add("the log does not say " + text);
            }
        }
        assertEquals("", String.join("\n", failures));
    }

    private static void ask(Server server, List<Ask> asks, String host, List<String> failures) {
        for (Ask ask : asks) {
            Request request = ask.of(host);
            Answer answer = server.ask(request);
            List<String> unmet = Expectation.unmet(ask.expected(), answer, host);
            if (!unmet.isEmpty()) {
                failures.add(request + "\n  " + unmet + "\n  " + answer);
            }
        }
    }
}
