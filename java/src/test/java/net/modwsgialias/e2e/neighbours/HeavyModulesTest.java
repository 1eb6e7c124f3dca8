package net.modwsgialias.e2e.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Load;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In one process with modules that have interpreters, signals and hooks of their own: mod_lua, mod_security2, mod_perl
 * and mod_php. All of them are used, and answer as they do beside stock mod_wsgi alone.
 */
class HeavyModulesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RESTARTS = 2;

    private static final List<String> FILES =
            List.of("hello.lua", "hooks.lua", "startup.pl", "hello.php", "endless.php");

    /** What is asked under load besides a script. */
    private static final Map<String, String> PAGES = Map.of(
            "/heavy/hello.lua", "lua at /heavy/hello.lua with a process\n",
            "/perl-answers/at-once", "perl at /perl-answers/at-once with a process that ended with 7\n",
            "/lua-early", "document plain.txt\n",
            "/perl-maps", "document plain.txt\n");

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldAnswerAsBesideStock(Mpm mpm) throws IOException {
        List<CaseFile.Case> cases = CaseFile.read("heavy.txt");
        List<CaseFile.Case> more = mpm == Mpm.PREFORK ? CaseFile.read("heavy-prefork.txt") : List.of();
        try (Site site = site(); SideBySide servers = SideBySide.start(spec(site, mpm, config(cases) + config(more)))) {
            // A connection that is kept would not outlive a restart, and would put a graceful stop off.
            servers.assertAnswers(cases, "Connection: close");
            servers.assertAnswers(more, "Connection: close");
            Httpd httpd = servers.ours().httpd();
            restartUnderLoad(httpd, mpm);
            servers.assertAnswers(cases, "Connection: close");
            servers.assertHealthy();
            httpd.gracefulStop();
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
            assertEquals(List.of(), httpd.errorLog().lines()
                    .filter(line -> line.matches(".*(exit signal|MWA0003|MWA001).*")).toList());
        }
    }

    private static void restartUnderLoad(Httpd httpd, Mpm mpm) {
        try (Load load = Load.start(httpd, mpm, PAGES)) {
            for (int i = 0; i <= RESTARTS; i++) {
                int sofar = load.answered();
                Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + 50);
                if (i < RESTARTS) {
                    httpd.gracefulRestart();
                }
            }
        }
    }

    private static Site site() throws IOException {
        Site site = Site.create();
        for (String file : FILES) {
            site.write(site.documents().resolve("heavy/" + file), Site.resource("heavy/" + file));
        }
        return site;
    }

    private static HttpdSpec spec(Site site, Mpm mpm, String config) throws IOException {
        String php = mpm == Mpm.PREFORK ? "LoadModule php_module \"" + php() + "\"\n" : "";
        // mod_security2 needs mod_unique_id.
        return new HttpdSpec(site).mpm(mpm).module("lua").module("perl").module("unique_id").module("security2")
                .environment("PERL5LIB", perl()).config(VirtualHosts.DAEMONS + php + config);
    }

    private static String config(List<CaseFile.Case> cases) {
        return cases.stream().map(CaseFile.Case::configText).collect(Collectors.joining());
    }

    /** Debian's mod_php has its version in its name. */
    private static Path php() throws IOException {
        List<Path> found = new ArrayList<>(find(Path.of(Settings.MODULES), "libphp*.so"));
        found.addAll(find(Settings.unpacked(Settings.MODULES), "libphp*.so"));
        assertFalse(found.isEmpty(), "there is no mod_php; run scripts/setup --tests");
        return found.get(0);
    }

    /** Where mod_perl's own Perl is, if that has been unpacked: in {@code usr/lib/ARCHITECTURE/perl5/VERSION}. */
    private static String perl() throws IOException {
        List<String> directories = new ArrayList<>();
        for (Path architecture : find(Settings.unpacked("/usr/lib"), "*-linux-*")) {
            find(architecture.resolve("perl5"), "*").forEach(version -> directories.add(version.toString()));
        }
        return String.join(":", directories);
    }

    private static List<Path> find(Path directory, String glob) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
            List<Path> files = new ArrayList<>();
            found.forEach(files::add);
            return files;
        }
    }
}
