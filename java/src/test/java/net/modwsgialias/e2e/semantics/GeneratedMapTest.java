package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.RandomTable;
import net.modwsgialias.e2e.harness.RandomUri;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Tally;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random alias tables and random URIs: lines in maps, which came while the server ran, answer as the same lines in a
 * configuration do. {@code -Dmwa.mapped} says how many, {@code -Dmwa.seed} which.
 */
class GeneratedMapTest {

    private static final int URIS_PER_TABLE = 50;
    /** What one change may bring: a server that started with few aliases has counters for a thousand more. */
    private static final int TABLES_PER_SERVER = 75;
    private static final int ALIASES_OF_MAIN = 3;
    private static final int LARGEST = 12;
    private static final int ALIASES_OF_ALL_HOSTS = 2;

    private final Tally tally = new Tally();
    /**
     * Servers whose changes were patches. Not all are: where several sections come at once, lines that are alike, such as
     * the ends of sections, can be taken for others, and then a section seems to have changed.
     */
    private int patched;

    /** Where a table's aliases stand, on the server with maps. */
    private enum Place {
        /** Some in the virtual host, and between them those of a map. */
        MAP,
        /** In files that are named together. */
        FILES,
        /** In a section of a map, without a virtual host. */
        HOSTS
    }

    /** More than are read whole for any change, and none of them takes any of the URLs. */
    private static final int OTHERS = 2100;

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldAnswerFromMapsAsFromTheConfiguration(Mpm mpm) {
        compareAll(mpm, "maps", 0);
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldAnswerFromPatchedMapsAsFromTheConfiguration(Mpm mpm) {
        compareAll(mpm, "patched maps", OTHERS);
    }

    private void compareAll(Mpm mpm, String what, int others) {
        int each = URIS_PER_TABLE * Mpm.values().length;
        int tables = (Settings.MAPPED + each - 1) / each;
        RandomGenerator random = new SplittableRandom(Settings.SEED + mpm.ordinal());
        for (int done = 0; done < tables; done += TABLES_PER_SERVER) {
            compare(mpm, random, Math.min(TABLES_PER_SERVER, tables - done), others);
        }
        assertTrue(others == 0 || patched > 0, "no change of any server was a patch");
        tally.report(what + ", " + mpm, Settings.MAPPED / Mpm.values().length, 50);
    }

    private void compare(Mpm mpm, RandomGenerator random, int count, int others) {
        Tables tables = new Tables(random, count, others);
        try (Site site = Site.create();
                Server configured = Server.start(new HttpdSpec(site).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI)
                        .config("WSGIApplicationGroup %{GLOBAL}\n" + tables.configured()));
                MapServer maps = MapServer.start(mpm, tables.withMaps(), tables.others())) {
            if (others > 0) {
                write(maps, tables.maps(0));
                long whole = maps.number("generation");
                write(maps, tables.maps(1));
                write(maps, tables.maps());
                patched += maps.number("whole") == whole ? 1 : 0;
            } else {
                write(maps, tables.maps());
            }
            assertEquals(tables.aliases(), maps.number("aliases"), () -> maps.say("status"));
            for (int i = 0; i < count; i++) {
                List<Request> requests = tables.requests(i);
                List<Answer> expected = configured.ask(requests);
                List<Answer> answers = maps.server().ask(requests);
                for (int k = 0; k < requests.size(); k++) {
                    compare(requests.get(k), expected.get(k), answers.get(k), tables.hosts.get(i));
                }
            }
            configured.assertHealthy();
            maps.server().assertHealthy();
        }
    }

    private static void write(MapServer maps, Map<String, String> files) {
        files.forEach((file, lines) -> maps.write(maps.map().resolveSibling(file), lines));
        maps.awaitServed();
    }

    private void compare(Request request, Answer expected, Answer answer, RandomTable host) {
        Map<String, String> differences = expected.differences(answer);
        tally.count(expected);
        if (!differences.isEmpty()) {
            tally.fail(request + "\n  configured: " + expected + "\n  from maps:  " + answer + "\n  differ in "
                    + differences + "\n" + host.config());
        }
    }

    /** Aliases of the main server, of virtual hosts, and of all hosts that no virtual host has. */
    private static final class Tables {

        private static final int ANY_TIME = -1;
        private static final String LOG = "LogLevel notice core:crit wsgi:crit\n";

        private final RandomGenerator random;
        private final RandomTable main;
        private final RandomTable anyHost;
        private final List<RandomTable> hosts = new ArrayList<>();
        private final StringBuilder withMaps = new StringBuilder(LOG);
        private final List<Piece> sections = new ArrayList<>();
        private final Map<String, List<Piece>> maps = new LinkedHashMap<>();
        private final int others;
        private int gone;

        /** An alias as it is written, or a section, which comes with a certain version. */
        private record Piece(String text, int comes) {
        }

        Tables(RandomGenerator random, int count, int others) {
            this.random = random;
            this.others = others;
            this.main = RandomTable.make(random, 0, ALIASES_OF_MAIN);
            this.anyHost = RandomTable.make(random, ALIASES_OF_MAIN + LARGEST, ALIASES_OF_ALL_HOSTS);
            for (int i = 0; i < count; i++) {
                hosts.add(RandomTable.make(random, ALIASES_OF_MAIN, 1 + random.nextInt(LARGEST)));
            }
            withMaps.append(main.settings()).append("<VirtualHost *>\nServerName main.test:8080\n")
                    .append("WSGIAliasMap optional ${W}/hosts.map\n</VirtualHost>\n");
            maps.put("x.map", written(main.aliases()));
            for (int i = 0; i < count; i++) {
                place(i, hosts.get(i));
            }
            sections.addAll(written(anyHost.aliases()));
            maps.put("hosts.map", sections);
        }

        private static Place placeOf(int host) {
            return Place.values()[host % Place.values().length];
        }

        private void place(int host, RandomTable table) {
            List<RandomTable.Alias> all = table.aliases();
            int cut = random.nextInt(all.size() + 1);
            switch (placeOf(host)) {
                case MAP -> {
                    int end = cut + random.nextInt(all.size() - cut + 1);
                    maps.put("m" + host + ".map", written(all.subList(cut, end)));
                    beginHost(host, table);
                    all.subList(0, cut).forEach(alias -> withMaps.append(alias.line()).append('\n'));
                    withMaps.append("WSGIAliasMap optional ${W}/m").append(host).append(".map\n");
                    all.subList(end, all.size()).forEach(alias -> withMaps.append(alias.line()).append('\n'));
                    withMaps.append("</VirtualHost>\n");
                }
                case FILES -> {
                    maps.put("f" + host + "-a.map", written(all.subList(0, cut)));
                    maps.put("f" + host + "-b.map", written(all.subList(cut, all.size())));
                    beginHost(host, table);
                    withMaps.append("WSGIAliasMap optional ${W}/f").append(host).append("-*.map\n</VirtualHost>\n");
                }
                case HOSTS -> {
                    String name = VirtualHosts.name(host);
                    String names = host % 2 == 0 ? name : "other." + name + " " + name.toUpperCase(Locale.ROOT);
                    sections.add(new Piece("<WSGIAliasHost " + names + ">\n" + text(written(all))
                            + "</WSGIAliasHost>\n", random.nextInt(3)));
                }
            }
        }

        private void beginHost(int host, RandomTable table) {
            withMaps.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(host)).append(":8080\n")
                    .append(table.settings());
        }

        /** As people may write them. */
        private List<Piece> written(List<RandomTable.Alias> aliases) {
            List<Piece> pieces = new ArrayList<>();
            for (RandomTable.Alias alias : aliases) {
                String line = switch (random.nextInt(6)) {
                    case 0 -> "# the next one\n" + alias.line();
                    case 1 -> "\n\t  " + alias.line() + "  ";
                    case 2 -> alias.line().replace(" callable-object", " \\\n    callable-object");
                    default -> alias.line();
                };
                pieces.add(new Piece(line + "\n", ANY_TIME));
            }
            return pieces;
        }

        private static String text(List<Piece> pieces) {
            StringBuilder out = new StringBuilder();
            pieces.forEach(piece -> out.append(piece.text()));
            return out.toString();
        }

        /** A version of before: some lines have not come yet, and others go. Sections only come, or it is no patch. */
        private List<Piece> version(List<Piece> pieces, int step) {
            List<Piece> some = new ArrayList<>();
            for (Piece piece : pieces) {
                if (random.nextInt(8) == 0) {
                    some.add(new Piece("WSGIScriptAlias /gone" + ++gone + " ${W}/gone.wsgi\n", 0));
                }
                if (piece.comes() == ANY_TIME ? random.nextInt(4) > 0 : piece.comes() <= step) {
                    some.add(piece);
                }
            }
            return some;
        }

        /** For a server without maps, as a configuration. */
        String configured() {
            StringBuilder out = new StringBuilder(LOG).append(main.config())
                    .append("<VirtualHost *>\nServerName main.test:8080\n").append(anyHost.lines())
                    .append("</VirtualHost>\n");
            for (int i = 0; i < hosts.size(); i++) {
                RandomTable host = hosts.get(i);
                out.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(i)).append(":8080\n")
                        .append(placeOf(i) == Place.HOSTS ? host.lines() + anyHost.lines() : host.config())
                        .append("</VirtualHost>\n");
            }
            return out.toString();
        }

        /** The configuration of a server with maps. */
        String withMaps() {
            return withMaps.toString();
        }

        /** By the name of the file: its lines. */
        Map<String, String> maps() {
            return files(maps);
        }

        /** The same before some changes. @param step 0, or 1 for a version between that one and the last */
        Map<String, String> maps(int step) {
            Map<String, List<Piece>> versions = new LinkedHashMap<>();
            maps.forEach((file, pieces) -> versions.put(file, version(pieces, step)));
            return files(versions);
        }

        private Map<String, String> files(Map<String, List<Piece>> pieces) {
            Map<String, String> files = new LinkedHashMap<>();
            pieces.forEach((file, lines) -> files.put(file, text(lines)));
            files.put("x.map", files.get("x.map") + others());
            return files;
        }

        /** What stands at the end of the main server's map, from the start. */
        String others() {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < others; i++) {
                lines.append("WSGIScriptAlias /other").append(i).append(" ${W}/other.wsgi\n");
            }
            return lines.toString();
        }

        int aliases() {
            return others + ALIASES_OF_MAIN + ALIASES_OF_ALL_HOSTS
                    + hosts.stream().mapToInt(host -> host.aliases().size()).sum();
        }

        List<Request> requests(int host) {
            List<RandomTable.Alias> all = new ArrayList<>(main.aliases());
            all.addAll(hosts.get(host).aliases());
            if (placeOf(host) == Place.HOSTS) {
                all.addAll(anyHost.aliases());
            }
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < URIS_PER_TABLE; i++) {
                requests.add(Request.get(RandomUri.make(random, all)).host(VirtualHosts.name(host))
                        .header("Authorization: Basic eDp5"));
            }
            return requests;
        }
    }
}
