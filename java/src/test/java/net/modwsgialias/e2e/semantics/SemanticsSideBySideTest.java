package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.CaseFile.Ask;
import net.modwsgialias.e2e.harness.CaseFile.Case;
import net.modwsgialias.e2e.harness.Expectation;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of semantics.txt: stock answers as written there, and ours answers as stock does. */
class SemanticsSideBySideTest {

    private static final List<Case> CASES = CaseFile.read("semantics.txt");

    // For the %{ENV:...} that looks in the process environment last.
    private static final String PROCESS_VARIABLE = "MWA_OF_THE_PROCESS";

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsStockUnderEvent() {
        return sharedCases(Mpm.EVENT, HttpdSpec.Ours.AFTER_WSGI);
    }

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsStockUnderWorkerWhenLoadedBeforeModWsgi() {
        return sharedCases(Mpm.WORKER, HttpdSpec.Ours.BEFORE_WSGI);
    }

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsStockUnderPrefork() {
        return sharedCases(Mpm.PREFORK, HttpdSpec.Ours.AFTER_WSGI);
    }

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsStockOnAServerOfItsOwn() {
        List<Case> alone = CASES.stream().filter(Case::alone).toList();
        assertTrue(alone.size() > 5, "too few cases were read");
        return alone.stream().map(one -> DynamicTest.dynamicTest(one.title(), () -> checkAlone(one)));
    }

    private static Stream<DynamicTest> sharedCases(Mpm mpm, HttpdSpec.Ours where) {
        List<Case> shared = CASES.stream().filter(one -> !one.alone()).toList();
        assertTrue(shared.size() > 40, "too few cases were read");
        String config = VirtualHosts.DAEMONS + VirtualHosts.text(shared);
        Site site = Site.create();
        SideBySide servers = site.orClose(() -> SideBySide.start(spec(site).mpm(mpm).config(config), where));
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < shared.size(); i++) {
            Case one = shared.get(i);
            String host = VirtualHosts.name(i);
            tests.add(DynamicTest.dynamicTest(one.title(), () -> check(servers, one, host)));
        }
        tests.add(DynamicTest.dynamicTest("and no child died", servers::assertHealthy));
        return tests.stream().onClose(() -> {
            servers.close();
            site.close();
        });
    }

    private static HttpdSpec spec(Site site) {
        return new HttpdSpec(site).environment(PROCESS_VARIABLE, "from-process");
    }

    private static void checkAlone(Case one) {
        try (Site site = Site.create();
                SideBySide servers = SideBySide.start(spec(site).config(VirtualHosts.DAEMONS + one.configText()))) {
            check(servers, one, "main.test");
            servers.assertHealthy();
        }
    }

    private static void check(SideBySide servers, Case one, String host) {
        assertTrue(!one.asks().isEmpty(), "nothing is asked");
        List<String> failures = new ArrayList<>();
        for (Ask ask : one.asks()) {
            SideBySide.Both both = servers.ask(ask.of(host));
            List<String> unmet = Expectation.unmet(ask.expected(), both.stock(), host);
            if (!both.differences().isEmpty() || !unmet.isEmpty()) {
                failures.add(both + "\n  stock: " + unmet);
            }
        }
        assertEquals("", String.join("\n", failures));
    }
}
