package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.CaseFile.Case;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of refused.txt: ours refuses what stock refuses, on the same line, and says at least as much. */
class RefusedConfigSideBySideTest {

    @TestFactory
    Stream<DynamicTest> shouldRefuseWhatStockRefuses() {
        List<Case> cases = CaseFile.read("refused.txt");
        assertTrue(cases.size() > 30, "too few cases were read");
        Site site = Site.create();
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.kind() + ": " + one.title(), () -> check(site, one)))
                .onClose(site::close);
    }

    private static void check(Site site, Case one) {
        HttpdSpec spec = new HttpdSpec(site).config(one.configText());
        Httpd.Outcome stock = Httpd.configTest(spec);
        Httpd.Outcome ours = Httpd.configTest(spec.with(HttpdSpec.Ours.AFTER_WSGI));
        if (one.kind().equals("accepted")) {
            assertEquals(0, stock.exit(), stock.output());
            assertEquals(0, ours.exit(), ours.output());
        } else {
            assertNotEquals(0, stock.exit(), "stock accepts it");
            assertEquals(stock.exit(), ours.exit(), ours.output());
            stock.output().lines().forEach(line -> assertSays(line, ours.output()));
        }
        one.says().forEach(text -> assertSays(text, ours.output()));
    }

    // The directive's name may be followed by a blank more: ours is registered under the name with one at its end.
    private static void assertSays(String text, String output) {
        assertTrue(oneBlank(output).contains(oneBlank(text)), () -> "does not say: " + text + "\nbut:\n" + output);
    }

    private static String oneBlank(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
