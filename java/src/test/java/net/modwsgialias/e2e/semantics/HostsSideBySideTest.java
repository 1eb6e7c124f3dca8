package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/**
 * Generated virtual hosts, and requests to them: the answers must be the same as stock mod_wsgi's.
 * {@code -Dmwa.hosts} says how many hosts, {@code -Dmwa.requests} how many requests, {@code -Dmwa.seed} which.
 */
class HostsSideBySideTest {

    private static final int HOSTS = Integer.getInteger("mwa.hosts", 2_000);
    private static final int REQUESTS = Integer.getInteger("mwa.requests", 20_000);
    private static final int AT_ONCE = 500;
    private static final int SHOWN = 10;

    @Test
    void shouldAnswerEveryHostAsStock() {
        RandomHosts hosts = new RandomHosts(new SplittableRandom(Settings.SEED), HOSTS);
        List<String> failures = new ArrayList<>();
        int mapped = 0;
        int ran = 0;
        try (Site site = Site.create();
                SideBySide servers = SideBySide.start(new HttpdSpec(site).config(hosts.config(site)))) {
            for (int asked = 0; asked < REQUESTS; asked += AT_ONCE) {
                List<Request> requests = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    requests.add(hosts.request());
                }
                for (SideBySide.Both both : servers.ask(requests)) {
                    mapped += both.stock().declined() ? 0 : 1;
                    ran += both.stock().get("script").equals("-") ? 0 : 1;
                    if (!both.differences().isEmpty()) {
                        failures.add(both.toString());
                    }
                }
            }
            servers.assertHealthy();
        }
        String summary = "hosts: seed %d, %d hosts, %d requests, %d mapped, %d ran a script, %d wrong"
                .formatted(Settings.SEED, HOSTS, REQUESTS, mapped, ran, failures.size());
        System.out.println(summary);
        assertEquals(0, failures.size(), () -> summary + "\n"
                + String.join("\n", failures.subList(0, Math.min(SHOWN, failures.size()))));
        // A generator that only ever misses compares nothing.
        assertTrue(mapped > REQUESTS / 4 && mapped < REQUESTS, summary);
        assertTrue(ran > REQUESTS / 10, summary);
    }
}
