package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.RandomSurroundings;
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
 * What {@code wsgi-alias explain} says of a URL, and what the server then does with it, on random aliases, surroundings and
 * URLs.
 * {@code -Dmwa.explain} says how many, {@code -Dmwa.seed} which.
 */
class GeneratedExplainTest {

    private static final int URIS_PER_TABLE = 50;
    private static final int URLS_PER_COMMAND = 1000;
    private static final String FIRST = "TypesConfig /dev/null\nProxyTimeout 1\n";
    private static final String HTACCESS = "WSGIPassAuthorization On\nWSGICallableObject other\n";

    /** What httpd writes behind a backslash in its log, and what is meant. */
    private static final String ESCAPED = "\\\"bnrtv";
    private static final String MEANT = "\\\"\b\n\r\t\u000b";

    /** @param host what the virtual host has beside its aliases */
    private record Pair(Request request, String url, RandomSurroundings host) {
    }

    /** A virtual host. */
    private record Host(RandomTable table, RandomSurroundings surroundings) {
    }

    private final Tally tally = new Tally();

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldSayWhatTheServerThenDoes(Mpm mpm) throws IOException {
        int each = URIS_PER_TABLE * Mpm.values().length;
        int tables = (Settings.EXPLAINED + each - 1) / each;
        RandomGenerator random = new SplittableRandom(Settings.SEED + mpm.ordinal());
        RandomTable main = RandomTable.make(random, 0, 3);
        List<Host> hosts = new ArrayList<>();
        StringBuilder config = new StringBuilder(
                "LogLevel notice core:crit wsgi:crit wsgi_alias:crit\nWSGIApplicationGroup %{GLOBAL}\n");
        config.append(VirtualHosts.DAEMONS).append(main.config())
                .append("<VirtualHost *>\nServerName main.test:8080\n</VirtualHost>\n");
        for (int i = 0; i < tables; i++) {
            RandomTable table = RandomTable.make(random, 3, 1 + random.nextInt(12));
            Host host = new Host(table, RandomSurroundings.make(random, i, table.aliases()));
            hosts.add(host);
            config.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(i)).append(":8080\n")
                    .append(table.config()).append(host.surroundings().config()).append("</VirtualHost>\n");
        }
        try (Site site = site(hosts); Server server = Server.start(new HttpdSpec(site).mpm(mpm)
                .ours(HttpdSpec.Ours.AFTER_WSGI).module("mime").module("actions").module("authz_host")
                .module("proxy").module("proxy_http").first(FIRST).config(config.toString()))) {
            List<Pair> pairs = pairs(random, main, hosts, server.httpd().port());
            for (int from = 0; from < pairs.size(); from += URLS_PER_COMMAND) {
                compare(site, server, pairs.subList(from, Math.min(from + URLS_PER_COMMAND, pairs.size())));
            }
            server.assertHealthy();
        }
        tally.report("explain, " + mpm, Settings.EXPLAINED / Mpm.values().length, 50);
    }

    private static Site site(List<Host> hosts) throws IOException {
        Site site = Site.create();
        for (int i = 0; i < hosts.size(); i++) {
            String text = hosts.get(i).surroundings().htaccess();
            if (!text.isEmpty()) {
                Path directory = site.documents().resolve("h" + i);
                site.write(directory.resolve(".htaccess"), text.getBytes(StandardCharsets.UTF_8));
                site.write(directory.resolve("plain.txt"), Site.resource("probe.wsgi"));
            }
        }
        site.write(site.scripts().resolve("sub/dir/.htaccess"), HTACCESS.getBytes(StandardCharsets.UTF_8));
        return site;
    }

    private static List<Pair> pairs(RandomGenerator random, RandomTable main, List<Host> hosts, int port) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            List<RandomTable.Alias> all = new ArrayList<>(main.aliases());
            all.addAll(hosts.get(i).table().aliases());
            RandomSurroundings surroundings = hosts.get(i).surroundings();
            List<String> uris = new ArrayList<>(surroundings.uris());
            while (uris.size() < URIS_PER_TABLE) {
                uris.add(RandomUri.make(random, all));
            }
            for (String uri : uris) {
                String host = VirtualHosts.name(i) + ":" + port;
                pairs.add(new Pair(Request.get(uri).host(host), "http://" + host + uri, surroundings));
            }
        }
        return pairs;
    }

    private void compare(Site site, Server server, List<Pair> pairs) {
        List<String> arguments = new ArrayList<>(List.of("explain", "--json", "--httpd", Settings.HTTPD, "-f",
                server.httpd().configuration().toString()));
        pairs.forEach(pair -> arguments.add(pair.url()));
        Command.Outcome outcome = Command.run("", arguments);
        assertTrue(outcome.exit() < 2 && outcome.err().isEmpty(), () -> seed() + ": " + outcome);
        // By their order: a URL with a backslash is told in another way.
        List<String> urls = pairs.stream().map(Pair::url).distinct().toList();
        List<String> lines = outcome.out().lines().toList();
        assertEquals(urls.size(), lines.size(), () -> seed() + ": answers to " + urls + ": " + lines);
        Map<String, JsonObject> explained = new HashMap<>();
        for (int i = 0; i < urls.size(); i++) {
            explained.put(urls.get(i), JsonParser.parseString(lines.get(i)).getAsJsonObject());
        }
        List<Answer> answers = server.ask(pairs.stream().map(Pair::request).toList());
        for (int i = 0; i < pairs.size(); i++) {
            compare(site, pairs.get(i), explained.get(pairs.get(i).url()), answers.get(i));
        }
    }

    private static String seed() {
        return "seed " + Settings.SEED;
    }

    private void compare(Site site, Pair pair, JsonObject said, Answer did) {
        Map<String, String> wrong = new HashMap<>();
        boolean runs = text(said, "status").equals("0");
        tally.count(said.get("outcome").getAsString().equals("matched"), runs);
        expect(wrong, "ran", String.valueOf(runs), String.valueOf(!did.get("script").equals("-")));
        // Of a request that led to others, the log tells of the last.
        if (!said.has("via") && !did.get("body").contains("error was encountered while trying to use an ErrorDocument")) {
            compareMapping(wrong, site, said, did);
        }
        if (runs) {
            expectShown(wrong, "SCRIPT_NAME", text(said, "scriptName"), unquote(did.get("SN")));
            expectShown(wrong, "PATH_INFO", text(said, "pathInfo"), unquote(did.get("PI")));
            expect(wrong, "process group", text(said, "processGroup"), global(did.get("pg")));
            expect(wrong, "application group", text(said, "applicationGroup"), global(did.get("ag")));
            expect(wrong, "callable", text(said, "callableObject"), did.get("ran"));
        } else if (said.has("status")) {
            expect(wrong, "status", text(said, "status"), did.get("status"));
        }
        if (!wrong.isEmpty()) {
            tally.fail(pair.request() + "\n  said: " + said + "\n  did:  " + did + "\n  differ in " + wrong + "\n  beside "
                    + pair.host());
        }
    }

    private void compareMapping(Map<String, String> wrong, Site site, JsonObject said, Answer did) {
        String outcome = said.get("outcome").getAsString();
        if (outcome.equals("matched")) {
            if (!said.has("handler")) {
                expect(wrong, "taken", "false", String.valueOf(did.declined()));
            }
            expect(wrong, "alias", option(said, "callableObject"), did.get("note.callable"));
            if (!said.has("variables")) {
                expect(wrong, "process group", option(said, "processGroup"), global(did.get("note.pg")));
                expect(wrong, "application group", option(said, "applicationGroup"), global(did.get("note.ag")));
            }
            if (said.has("script")) {
                // This server stays in the directory that it was started in.
                String root = text(said, "file").startsWith("/") ? "" : "ROOT";
                expectShown(wrong, "script", root + site.shorten(text(said, "script")), logged(did.get("file")));
            }
        } else if (outcome.equals("declined")) {
            expect(wrong, "taken", "true", String.valueOf(did.declined()));
        }
    }

    private static void expect(Map<String, String> wrong, String name, String said, String did) {
        if (!said.equals(did)) {
            wrong.put(name, "said " + said + ", did " + did);
        }
    }

    private static String text(JsonObject said, String name) {
        return said.has(name) ? said.get(name).getAsString() : "-";
    }

    /** What the alias itself has decided. */
    private static String option(JsonObject said, String name) {
        return text(said, name + "By").equals("option") ? text(said, name) : "-";
    }

    private static String global(String note) {
        return note.isEmpty() ? "%{GLOBAL}" : note;
    }

    /** A text of the command, in which a backslash is two. */
    private static void expectShown(Map<String, String> wrong, String name, String said, String did) {
        expect(wrong, name, unescape(said, "\\", "\\"), did);
    }

    /** A char for each byte. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The bytes that a text of httpd's log stands for, a char each. */
    private static String logged(String text) {
        return unescape(text, ESCAPED, MEANT);
    }

    private static String unescape(String text, String escaped, String meant) {
        String bytes = bytes(text);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            boolean more = bytes.charAt(i) == '\\' && i + 1 < bytes.length();
            int known = more ? escaped.indexOf(bytes.charAt(i + 1)) : -1;
            if (more && bytes.substring(i + 1).matches("(?s)x\\p{XDigit}{2}.*")) {
                out.append((char) Integer.parseInt(bytes.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.append(known < 0 ? bytes.charAt(i) : meant.charAt(known));
                i += known < 0 ? 0 : 1;
            }
        }
        return out.toString();
    }

    private static String unquote(String quoted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < quoted.length(); i++) {
            boolean escaped = quoted.charAt(i) == '%';
            out.write(escaped ? Integer.parseInt(quoted.substring(i + 1, i + 3), 16) : quoted.charAt(i));
            i += escaped ? 2 : 0;
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
