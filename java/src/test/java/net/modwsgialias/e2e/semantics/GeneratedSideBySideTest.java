package net.modwsgialias.e2e.semantics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.RandomTable;
import net.modwsgialias.e2e.harness.RandomUri;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Tally;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random alias tables, random URIs, both servers: the answers must be the same but where stock leaves the directory
 * that an alias names. {@code -Dmwa.pairs} says how many, {@code -Dmwa.seed} which.
 */
class GeneratedSideBySideTest {

    private static final int URIS_PER_TABLE = 50;
    private static final int ALIASES_OF_MAIN = 3;

    private final Tally tally = new Tally();
    private int contained;

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldMapEveryGeneratedUriAsStock(Mpm mpm) {
        int each = URIS_PER_TABLE * Mpm.values().length;
        int tables = (Settings.PAIRS + each - 1) / each;
        RandomGenerator random = new SplittableRandom(Settings.SEED + mpm.ordinal());
        RandomTable main = RandomTable.make(random, 0, ALIASES_OF_MAIN);
        List<RandomTable> hosts = new ArrayList<>();
        for (int i = 0; i < tables; i++) {
            hosts.add(RandomTable.make(random, ALIASES_OF_MAIN, 1 + random.nextInt(12)));
        }
        try (Site site = Site.create(); SideBySide servers = SideBySide.start(spec(site, mpm, main, hosts))) {
            for (int i = 0; i < tables; i++) {
                compareTable(servers, random, main, hosts.get(i), VirtualHosts.name(i));
            }
            servers.assertHealthy();
        }
        tally.report(mpm + ", " + contained + " left their directory", Settings.PAIRS / Mpm.values().length, 50);
    }

    private static HttpdSpec spec(Site site, Mpm mpm, RandomTable main, List<RandomTable> hosts) {
        // Scripts that do not exist are not worth a line each.
        StringBuilder out = new StringBuilder("LogLevel notice core:crit wsgi:crit\nWSGIApplicationGroup %{GLOBAL}\n");
        out.append(main.config()).append("<VirtualHost *>\nServerName main.test:8080\n</VirtualHost>\n");
        for (int i = 0; i < hosts.size(); i++) {
            out.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(i)).append(":8080\n")
                    .append(hosts.get(i).config()).append("</VirtualHost>\n");
        }
        return new HttpdSpec(site).mpm(mpm).config(out.toString());
    }

    private void compareTable(SideBySide servers, RandomGenerator random, RandomTable main, RandomTable host,
            String name) {
        List<RandomTable.Alias> all = new ArrayList<>(main.aliases());
        all.addAll(host.aliases());
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < URIS_PER_TABLE; i++) {
            requests.add(Request.get(RandomUri.make(random, all)).host(name).header("Authorization: Basic eDp5"));
        }
        for (SideBySide.Both both : servers.ask(requests)) {
            tally.count(both.stock());
            if (!agreed(both, all) && !translationRefused(servers, both, all)) {
                tally.fail(both + "\n" + host.config());
            }
        }
    }

    private boolean agreed(SideBySide.Both both, List<RandomTable.Alias> all) {
        if (!Containment.leaves(both.stock(), all)) {
            return both.differences().isEmpty();
        }
        contained++;
        return both.ours().status() == 403;
    }

    // httpd translates the path info as if it were a URL, for PATH_TRANSLATED alone. Where that URL is one that ours
    // refuses, there is no such variable; that it is refused is asked for, not believed.
    private boolean translationRefused(SideBySide servers, SideBySide.Both both, List<RandomTable.Alias> all) {
        Map<String, String> differences = both.differences();
        if (!differences.keySet().equals(Set.of("translated")) || !both.ours().get("translated").equals("-")) {
            return false;
        }
        String path = both.stock().get("PI");
        SideBySide.Both translated = servers.ask(Request.get(path).host(both.request().host()));
        contained++;
        return Containment.leaves(translated.stock(), all) && translated.ours().status() == 403;
    }
}
