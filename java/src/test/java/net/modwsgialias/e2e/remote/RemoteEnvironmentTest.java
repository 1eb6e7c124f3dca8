package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;

/**
 * Random aliases and URLs: an application in a uWSGI sees what it sees in a daemon process of mod_wsgi's, in every
 * variable that the table in docs/remote.md does not except.
 */
class RemoteEnvironmentTest {

    private static final int TABLES = 42;
    private static final int URIS_PER_TABLE = 50;
    private static final int SHOWN = 10;
    private static final String BACKEND = "127.0.0.2";

    private final List<String> failures = new ArrayList<>();
    private int compared;
    private int ran;
    private int toldByDisk;

    @Test
    void shouldShowAnApplicationWhatALocalDaemonShows() throws IOException {
        RandomGenerator random = new SplittableRandom(Settings.SEED);
        List<RandomTable> hosts = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            hosts.add(RandomTable.make(random, 0, 1 + random.nextInt(8)));
        }
        try (Site site = Site.create()) {
            for (String script : Site.SCRIPTS) {
                site.write(site.scripts().resolve(script), Site.resource("environment.wsgi"));
            }
            try (Uwsgi uwsgi = Uwsgi.scgi(BACKEND, Uwsgi.freePort(BACKEND));
                    Httpd local = Httpd.start(spec(site, hosts, "WSGIDaemonProcess g processes=1 threads=4\n"));
                    Httpd remote = Httpd.start(spec(site, hosts, "WSGIAliasRemoteGroup g " + uwsgi.url() + "\n"))) {
                for (int i = 0; i < TABLES; i++) {
                    ask(local, remote, random, hosts.get(i), VirtualHosts.name(i) + ":8080");
                }
            }
        }
        report();
    }

    private static HttpdSpec spec(Site site, List<RandomTable> hosts, String group) {
        StringBuilder out = new StringBuilder("LogLevel crit\nWSGIApplicationGroup %{GLOBAL}\n").append(group);
        for (int i = 0; i < hosts.size(); i++) {
            out.append("<VirtualHost *>\nServerName ").append(VirtualHosts.name(i)).append(":8080\n");
            for (String line : hosts.get(i).config().lines().toList()) {
                out.append(line.replace(" process-group=%{GLOBAL}", "").replaceFirst(" callable-object=\\w+", ""));
                out.append(line.startsWith("WSGI") ? " process-group=g\n" : "\n");
            }
            out.append("</VirtualHost>\n");
        }
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy").module("proxy_scgi")
                .config(out.toString());
    }

    private void ask(Httpd local, Httpd remote, RandomGenerator random, RandomTable table, String host)
            throws IOException {
        Set<String> excepted = excepted();
        try (Http toLocal = local.connect(); Http toRemote = remote.connect()) {
            for (int i = 0; i < URIS_PER_TABLE; i++) {
                Request request = Request.get(RandomUri.make(random, table.aliases())).host(host)
                        .header("Authorization: Basic eDp5").header("X-A: b").header("Cookie: a=b; c=\"d\"");
                compare(request, toLocal.ask(request), toRemote.ask(request), excepted, table);
            }
        }
    }

    private void compare(Request request, Response local, Response remote, Set<String> excepted, RandomTable table) {
        compared++;
        if (local.probed() && remote.probed()) {
            ran++;
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
    private static boolean isBelowDirectory(RandomTable table) {
        return table.aliases().stream().anyMatch(alias -> alias.target().matches(".*(/|scripts|W\\}|\\$[0-9]|\\.)"));
    }

    private void compareAll(Request request, Map<String, String> here, Map<String, String> there,
            Set<String> excepted, RandomTable table) {
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
        // A generator that only ever misses compares nothing.
        assertTrue(compared >= 2000 && ran > compared / 20 && toldByDisk < ran, summary);
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
