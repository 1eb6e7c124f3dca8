package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.modwsgialias.e2e.harness.Bytes;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.SideBySide;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.VirtualHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and bytes at and beyond what is usual: ours answers as stock does. */
class BigInputSideBySideTest {

    private static final String ALIASES = """
            LogLevel notice core:crit wsgi:crit
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAlias /prefix ${W}/foo.wsgi
            WSGIScriptAliasMatch ^/whole/.*$ ${W}/bar.wsgi
            WSGIScriptAliasMatch ^/info/(.*)$ ${W}/foo.wsgi/$1
            WSGIScriptAliasMatch ^/file/(.*)$ ${W}/scripts/$1
            WSGIScriptAliasMatch ^/twice/(.*)$ ${W}/foo.wsgi/$1$1
            WSGIScriptAliasMatch ^/head/([^/]+) ${W}/$1.wsgi
            WSGIScriptAliasMatch /tail$ ${W}/other.wsgi
            WSGIScriptAliasMatch ^/reference/(.)\\1*$ ${W}/a.wsgi
            """;

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {8_190, 60_000, 65_536, 1 << 20})
    void shouldMapLongUris(int length) {
        List<Request> requests = new ArrayList<>();
        for (String start : List.of("/prefix/", "/whole/", "/info/", "/file/", "/twice/", "/head/foo/", "/none/",
                "/reference/", "/prefixed")) {
            requests.add(Request.get(fill(start, "x", length)));
            requests.add(Request.get(fill(start, "y/", length)));
        }
        requests.add(Request.get(fill("/any/", "z", length - 5) + "/tail"));
        requests.add(Request.get(fill("/prefix?", "q", length)));
        String first = "LimitRequestLine 1100000\nLimitRequestFieldSize 1100000\n";
        List<SideBySide.Both> answers = compare(new HttpdSpec(site()).first(first).config(ALIASES), requests);
        // What is swallowed by the pattern is no part of a file's name, and so is never too long for one.
        assertEquals(5, answers.stream().filter(both -> both.ours().status() == 200).count());
    }

    private static String fill(String start, String unit, int length) {
        return start + unit.repeat((length - start.length()) / unit.length());
    }

    @Test
    void shouldExpandUpToTheSameLengthAsStock() {
        List<Request> requests = new ArrayList<>();
        for (int length = 65_400; length <= 65_540; length++) {
            requests.add(Request.get("/info/" + "x".repeat(length)));
        }
        List<SideBySide.Both> answers = compare(
                new HttpdSpec(site()).first("LimitRequestLine 1100000\n").config(ALIASES), requests);
        // The name of an expansion that is too long is empty, which is httpd's working directory: mod_dir redirects.
        assertEquals(Set.of("404", "301"),
                answers.stream().map(both -> both.ours().get("status")).collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource(Mpm.class)
    void shouldMapEveryByte(Mpm mpm) {
        String config = """
                LogLevel notice core:crit wsgi:crit
                WSGIApplicationGroup %{GLOBAL}
                WSGIScriptAliasMatch ^/dot.$ ${W}/foo.wsgi
                WSGIScriptAliasMatch ^/capture(.+)$ ${W}/$1
                WSGIScriptAliasMatch ^/class[\\x80-\\xff] ${W}/bar.wsgi
                WSGIScriptAliasMatch ^/word\\w ${W}/other.wsgi
                WSGIScriptAlias /prefix ${W}/foo.wsgi
                WSGIScriptAlias / ${W}/app
                """;
        List<Request> requests = new ArrayList<>();
        for (int value = 1; value < 256; value++) {
            for (String start : List.of("/dot", "/capture", "/class", "/word", "/prefix", "/prefix/")) {
                requests.add(Request.get(start + Bytes.escape(value)));
            }
            requests.add(Request.get("/capture" + (char) value));
            requests.add(Request.get("/prefix/" + (char) value + "/x"));
        }
        compare(new HttpdSpec(site()).mpm(mpm).config(config), requests);
    }

    @Test
    void shouldHoldAThousandVirtualHostsOfTenAliases() {
        StringBuilder config = new StringBuilder("LogLevel notice core:crit wsgi:crit\nWSGIApplicationGroup %{GLOBAL}\n");
        List<Request> requests = new ArrayList<>();
        for (int host = 0; host < 1_000; host++) {
            String name = VirtualHosts.name(host);
            config.append("<VirtualHost *>\nServerName ").append(name).append(":8080\n");
            for (int i = 0; i < 5; i++) {
                config.append("WSGIScriptAlias /h").append(host).append("/p").append(i).append(" ${W}/foo.wsgi\n");
                config.append("WSGIScriptAliasMatch ^/h").append(host).append("/m").append(i)
                        .append("/([^/]+) ${W}/$1.wsgi\n");
            }
            config.append("</VirtualHost>\n");
            requests.add(Request.get("/h" + host + "/m4/bar/x").host(name));
            requests.add(Request.get("/h" + host + "/p4/x").host(name));
            requests.add(Request.get("/h" + (host + 1) + "/p4/x").host(name));
        }
        List<SideBySide.Both> answers = compare(new HttpdSpec(site()).config(config.toString()), requests);
        assertEquals(2_000, answers.stream().filter(both -> both.ours().status() == 200).count());
    }

    @Test
    void shouldCompileAPatternOfAHundredKilobytes() {
        String pattern = "^/big/(?:[" + "abcdefghij".repeat(10_240) + "]+)$";
        String config = "WSGIScriptAliasMatch " + pattern + " ${W}/foo.wsgi\n";
        List<Request> requests = List.of(Request.get("/big/abc"), Request.get("/big/xyz"), Request.get("/big/"));
        List<SideBySide.Both> answers = compare(new HttpdSpec(site()).config(config), requests);
        assertEquals(200, answers.get(0).ours().status());
        assertTrue(answers.get(1).ours().declined());
    }

    @Test
    void shouldTreatAnAlternationOfAHundredKilobytesAsStock() {
        StringBuilder words = new StringBuilder("word");
        for (int i = 0; words.length() < 100 * 1_024; i++) {
            words.append("|word").append(i * 7919);
        }
        try (Site site = Site.create()) {
            HttpdSpec spec = new HttpdSpec(site)
                    .config("WSGIScriptAliasMatch ^/(" + words + ")$ ${W}/foo.wsgi\n");
            Httpd.Outcome stock = Httpd.configTest(spec);
            Httpd.Outcome ours = Httpd.configTest(spec.with(HttpdSpec.Ours.AFTER_WSGI));
            assertEquals(stock.exit(), ours.exit(), ours.output());
            stock.output().lines().forEach(line -> assertTrue(ours.output().contains(line), ours.output()));
        }
    }

    private static Site site() {
        return Site.create();
    }

    private static List<SideBySide.Both> compare(HttpdSpec spec, List<Request> requests) {
        try (spec.site; SideBySide servers = SideBySide.start(spec)) {
            List<SideBySide.Both> answers = servers.ask(requests);
            List<String> failures = answers.stream().filter(both -> !both.differences().isEmpty())
                    .limit(10).map(BigInputSideBySideTest::shortened).toList();
            assertEquals(requests.size(), answers.size());
            assertEquals(List.of(), failures);
            servers.assertHealthy();
            return answers;
        }
    }

    private static String shortened(SideBySide.Both both) {
        String text = both.request() + " " + both.differences();
        return text.length() < 2_000 ? text : text.substring(0, 2_000);
    }
}
