package net.modwsgialias.e2e.semantics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Tally;
import org.junit.jupiter.api.Test;

/**
 * Generated virtual hosts, and requests to them: the answers must be the same as stock mod_wsgi's.
 * {@code -Dmwa.hosts} says how many hosts, {@code -Dmwa.requests} how many requests, {@code -Dmwa.seed} which.
 */
class HostsSideBySideTest {

    private static final int HOSTS = Integer.getInteger("mwa.hosts", 2_000);
    private static final int REQUESTS = Integer.getInteger("mwa.requests", 20_000);
    private static final int AT_ONCE = 500;

    @Test
    void shouldAnswerEveryHostAsStock() {
        RandomHosts hosts = new RandomHosts(new SplittableRandom(Settings.SEED), HOSTS);
        Tally tally = new Tally();
        try (Site site = Site.create();
                SideBySide servers = SideBySide.start(new HttpdSpec(site).config(hosts.config(site)))) {
            for (int asked = 0; asked < REQUESTS; asked += AT_ONCE) {
                List<Request> requests = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    requests.add(hosts.request());
                }
                for (SideBySide.Both both : servers.ask(requests)) {
                    tally.count(both.stock());
                    if (!both.differences().isEmpty()) {
                        tally.fail(both.toString());
                    }
                }
            }
            servers.assertHealthy();
        }
        tally.report(HOSTS + " hosts", REQUESTS, 10);
    }
}
