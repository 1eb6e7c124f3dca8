package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the module is there at all, and what it does beside answering. */
class ModuleTest {

    /** A script that tells the error log where it is loaded: what mod_wsgi says of that depends on its version. */
    private static final byte[] TELLING = """
            import mod_wsgi, sys
            print("loaded(%s|%s|%s)" % (mod_wsgi.process_group, mod_wsgi.application_group, __file__), file=sys.stderr)
            application = None
            """.getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LOADED = Pattern.compile("loaded\\(([^|]*)\\|([^|]*)\\|([^)]*)\\)");

    @ParameterizedTest(name = "{0}")
    @EnumSource(value = HttpdSpec.Ours.class, names = {"BEFORE_WSGI", "AFTER_WSGI"})
    void shouldBeLoadedBesideModWsgiInAnyOrder(HttpdSpec.Ours where) {
        try (Site site = Site.create()) {
            Httpd.Outcome outcome = Httpd.run(new HttpdSpec(site).ours(where), "-M");
            assertEquals(0, outcome.exit(), outcome.output());
            assertTrue(outcome.output().contains("wsgi_alias_module"), outcome.output());
            assertTrue(outcome.output().contains("wsgi_module"), outcome.output());
        }
    }

    @Test
    void shouldPreloadTheScriptsThatStockPreloads() throws IOException {
        String config = VirtualHosts.DAEMONS + """
                WSGIScriptAlias /a ${W}/a.wsgi process-group=%{GLOBAL} application-group=one
                WSGIScriptAlias /b ${W}/b.wsgi process-group=d1 application-group=%{GLOBAL}
                WSGIScriptAliasMatch ^/c ${W}/foo.wsgi process-group=d2 application-group=two
                WSGIScriptAlias /dollar ${W}/$1 process-group=d2 application-group=two
                WSGIScriptAliasMatch ^/(no) ${W}/$1.wsgi process-group=d1 application-group=no
                WSGIScriptAlias /no1 ${W}/app process-group=d1
                WSGIScriptAlias /no2 ${W}/app application-group=no
                WSGIScriptAlias /no3 ${W}/app process-group=d1 application-group=%{SERVER}
                WSGIScriptAlias /no4 ${W}/app process-group=%{ENV:X} application-group=no
                WSGIScriptAlias /no5 ${W}/app process-group=d1 application-group=x%{no
                <VirtualHost *>
                    ServerName one.test
                    WSGIScriptAlias /host ${W}/bar.wsgi process-group=d1 application-group=host
                </VirtualHost>
                """;
        Set<String> expected = Set.of(" in one: W/a.wsgi", "d1 in : W/b.wsgi", "d2 in two: W/foo.wsgi",
                "d2 in two: W/$1", "d1 in host: W/bar.wsgi");
        try (Site site = telling(); SideBySide servers = SideBySide.start(new HttpdSpec(site).config(config))) {
            Await.until(Duration.ofSeconds(60), () -> "loaded " + loaded(site, servers.stock()),
                    () -> loaded(site, servers.stock()).size() >= expected.size());
            Await.within(Duration.ofSeconds(60), () -> loaded(site, servers.ours()).size() >= expected.size());
            assertEquals(new TreeSet<>(expected), loaded(site, servers.stock()));
            assertEquals(loaded(site, servers.stock()), loaded(site, servers.ours()));
        }
    }

    private static Site telling() throws IOException {
        Site site = Site.create();
        for (String script : Site.SCRIPTS) {
            site.write(site.scripts().resolve(script), TELLING);
        }
        return site;
    }

    private static Set<String> loaded(Site site, Server server) {
        Set<String> found = new TreeSet<>();
        for (MatchResult line : LOADED.matcher(server.httpd().errorLog()).results().toList()) {
            found.add(line.group(1) + " in " + line.group(2) + ": " + site.shorten(line.group(3)));
        }
        return found;
    }
}
