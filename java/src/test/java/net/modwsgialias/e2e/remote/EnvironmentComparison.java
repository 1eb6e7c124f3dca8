package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.RandomTable;
import net.modwsgialias.e2e.harness.RandomUri;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;

/**
 * Compares what an application sees of random aliases and URLs in a remote process group and in a daemon process of
 * mod_wsgi's, in every variable that the table in docs/remote.md does not except. Both groups are called g.
 */
final class EnvironmentComparison {

    private static final int TABLES = 42;
    private static final int URIS_PER_TURN = 10;
    private static final int MOST_URIS_PER_PAIR = 20;
    private static final int SHOWN = 10;

    /** Targets that are there: most of those that are made at random are not. */
    private static final List<String> SCRIPTS = List.of("app", "app.wsgi", "foo.wsgi/more", "foo.wsgi/", "scripts/",
            "sub/dir/foo.wsgi", "with space.wsgi", "per%20cent.wsgi",
            "/scripts//foo.wsgi", "a.wsgi/x//y", "b.wsgi/%20");
    private static final List<String> WITH_CAPTURES = List.of("foo.wsgi/$1", "app.wsgi$0", "sub/dir/foo.wsgi/$1/$2",
            "bar.wsgi/x$1", "other.wsgi/$0/../$1", "scripts/bar.wsgi//$1");

    /** The aliases of one virtual host. */
    private record Table(List<RandomTable.Alias> aliases, String config) {
    }

    private final RandomGenerator random = new SplittableRandom(Settings.SEED);
    private final List<Table> hosts = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> workers = new HashMap<>();
    private final int pairs;
    private int compared;
    private int ran;
    private int toldByDisk;

    /** @param pairs how many must run a script on both sides; those that run none are compared besides */
    EnvironmentComparison(int pairs) {
        this.pairs = pairs;
        for (int i = 0; i < TABLES; i++) {
            hosts.add(make());
        }
    }

    private Table make() {
        RandomTable random = RandomTable.make(this.random, 0, 1 + this.random.nextInt(8));
        List<RandomTable.Alias> aliases = new ArrayList<>();
        StringBuilder config = new StringBuilder();
        random.config().lines().filter(line -> !line.startsWith("WSGI"))
                .forEach(line -> config.append(line).append('\n'));
        for (RandomTable.Alias alias : random.aliases()) {
            aliases.add(this.random.nextInt(5) == 0 ? alias : withScript(alias));
        }
        aliases.forEach(alias -> config.append(ofGroup(alias.line())).append('\n'));
        return new Table(aliases, config.toString());
    }

    private RandomTable.Alias withScript(RandomTable.Alias alias) {
        boolean captures = alias.line().startsWith("WSGIScriptAliasMatch ") && random.nextBoolean();
        List<String> targets = captures ? WITH_CAPTURES : SCRIPTS;
        String target = "${W}/" + targets.get(random.nextInt(targets.size()));
        return new RandomTable.Alias(alias.line().replace('"' + alias.target() + '"', '"' + target + '"'),
                alias.sample(), target);
    }

    private static String ofGroup(String line) {
        return line.replace(" process-group=%{GLOBAL}", "").replaceFirst(" callable-object=\\w+", "")
                + " process-group=g";
    }

    /** A site of scripts that tell all they see. */
    static Site site() throws IOException {
        Site site = Site.create();
        for (String script : Site.SCRIPTS) {
            site.write(site.scripts().resolve(script), Site.resource("environment.wsgi"));
        }
        return site;
    }

    HttpdSpec local(Site site) {
        return spec(site, "WSGIDaemonProcess g processes=1 threads=4\n");
    }

    /** @param group the lines that make the group */
    HttpdSpec remote(Site site, String group) {
        return spec(site, group);
    }

    void compare(Httpd local, Httpd remote) throws IOException {
        Set<String> excepted = excepted();
        try (Http toLocal = local.connect(); Http toRemote = remote.connect()) {
            for (int i = 0; ran < pairs && compared < pairs * MOST_URIS_PER_PAIR; i++) {
                Table table = hosts.get(i % TABLES);
                String host = VirtualHosts.name(i % TABLES) + ":8080";
                for (int j = 0; j < URIS_PER_TURN; j++) {
                    Request request = Request.get(RandomUri.make(random, table.aliases())).host(host)
                            .header("Authorization: Basic eDp5").header("X-A: b").header("Cookie: a=b; c=\"d\"");
                    compare(request, ask(toLocal, local, request), ask(toRemote, remote, request), excepted, table);
                }
            }
        }
        report();
    }

    /** How many requests the members of a balancer have answered, by their URLs. */
    Map<String, Integer> workers() {
        return workers;
    }

    private HttpdSpec spec(Site site, String group) {
        StringBuilder out = new StringBuilder("LogLevel crit\nWSGIApplicationGroup %{GLOBAL}\n").append(group);
        for (int i = 0; i < hosts.size(); i++) {
            out.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(i)).append(":8080\n")
                    .append(hosts.get(i).config()).append("</VirtualHost>\n");
        }
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy").module("proxy_scgi")
                .config(out.toString());
    }

    /** Both servers have a directory of their own, which a relative target is in. */
    private static Response ask(Http http, Httpd httpd, Request request) throws IOException {
        Response response = http.ask(request);
        return new Response(response.status(), response.headers(), httpd.shorten(response.body()));
    }

    private void compare(Request request, Response local, Response remote, Set<String> excepted, Table table) {
        compared++;
        if (local.probed() && remote.probed()) {
            ran++;
            String worker = remote.probe().getOrDefault("BALANCER_WORKER_NAME", "");
            workers.merge(worker.replace("%3A", ":"), 1, Integer::sum);
            compareAll(request, local.probe(), remote.probe(), excepted, table);
        } else if (local.probed()) {
            // Whether a name without ending is that of a script or of a directory, only the disk tells.
            Map<String, String> here = local.probe();
            String script = here.get("SCRIPT_FILENAME");
            boolean named = script.substring(script.lastIndexOf('/')).contains(".");
            toldByDisk++;
            if (remote.status() != 500 && remote.status() != 403 || named && !isBelowDirectory(table)) {
                failures.add(request + ": there: " + remote + "\n  here: " + here + "\n" + table.config());
            }
        } else if (remote.probed() || remote.status() != local.status() && remote.status() != 500
                && remote.status() != 403) {
            failures.add(request + ": " + local.status() + " here, " + remote.status() + " there\n" + table.config());
        }
    }

    /** Whether a target may name a directory without a slash at its end, or a script below another directory. */
    private static boolean isBelowDirectory(Table table) {
        return table.aliases().stream().anyMatch(alias -> alias.target().matches(".*(/|scripts|W\\}|\\$[0-9]|\\.)"));
    }

    private void compareAll(Request request, Map<String, String> here, Map<String, String> there,
            Set<String> excepted, Table table) {
        Set<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        names.removeIf(name -> excepted.stream().anyMatch(name::matches));
        for (String name : names) {
            if (!String.valueOf(here.get(name)).equals(String.valueOf(there.get(name)))) {
                failures.add(request + ": " + name + " is " + here.get(name) + " here, " + there.get(name) + " there\n"
                        + table.config());
            }
        }
    }

    private void report() {
        String summary = String.format("seed %d, %d pairs compared, %d ran a script, %d were told apart by the disk, %d"
                + " wrong", Settings.SEED, compared, ran, toldByDisk, failures.size());
        System.out.println(summary);
        assertTrue(failures.isEmpty(),
                () -> summary + "\n" + String.join("\n", failures.subList(0, Math.min(SHOWN, failures.size()))));
        assertTrue(ran >= pairs && toldByDisk < ran, summary);
    }

    /** The names of the page's table, as expressions. */
    private static Set<String> excepted() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("mwa.source"), "docs/remote.md"));
        String section = page.split("\n## What the application sees\n", 2)[1].split("\n## ", 2)[0];
        Set<String> names = new HashSet<>();
        for (String row : section.lines().filter(line -> line.startsWith("| `")).toList()) {
            Matcher name = Pattern.compile("`([^`]+)`").matcher(row.split("\\|")[1]);
            while (name.find()) {
                names.add(name.group(1).replace(".", "\\.").replace("*", ".*"));
            }
        }
        return names;
    }
}
