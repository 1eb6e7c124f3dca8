package net.modwsgialias.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.table.Specs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each finding: a configuration that has it, and one that nearly has it. */
class LinterTest {

    private static final Linter.Options OPTIONS = new Linter.Options(false, true, TimeUnit.MINUTES.toNanos(1));
    /** What cannot be found without another one. */
    private static final Map<FindingCode, FindingCode> FOUND_WITH = Map.of(
            FindingCode.DIRECTORY_TARGET, FindingCode.WHOLE_URL, FindingCode.BACKTRACKING, FindingCode.NEEDS_PCRE);
    /** Findings of what httpd refuses: native/test/httpd-checks.txt has their cases. */
    private static final Set<String> REFUSED = Set.of("same-daemon", "option-of-wsgi", "no-such-user");
    private static final int ROUNDS = 5;
    /** Half of what the module gives the thread that looks. */
    private static final long STACK_BYTES = 512 * 1024;
    private static final long MOST_MILLISECONDS = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    static Path directory;

    /** A case of the file: what is configured, and which aliases have which finding, by number from 1. */
    private record Case(String name, List<String> config, Map<String, String> expected) {
    }

    @BeforeAll
    static void makeFiles() throws IOException {
        for (String made : List.of("scripts", "htdocs/static", "htdocs/in", "static", "admin/static",
                "shop/static", "project", "rewritten", "venv/bin",
                "oldenv", "python/lib/python3.11", "python3/lib/python3.9")) {
            Files.createDirectories(directory.resolve(made));
        }
        for (String file : List.of("app.wsgi", "b.wsgi", "shop.wsgi", "admin.wsgi", "site.wsgi", "api.wsgi",
                "scripts/hello.wsgi", "htdocs/robots.txt", "htdocs/in/app.wsgi", "project/wsgi.py", "rewritten/app.wsgi",
                "venv/bin/python")) {
            Files.writeString(directory.resolve(file), "");
        }
        write("venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n");
        write("oldenv/pyvenv.cfg", "home = /usr/bin\nversion_info = 3.9.2.final.0\n");
        write("rewritten/.htaccess", "RewriteEngine on\nRewriteRule ^app.wsgi/old/(.*)$ /b/new/$1\n");
        write("routes.py", "@app.route(\"/api/users\")\ndef users():\n    return open('/comment/x')\n");
        for (String name : List.of("red", "blue")) {
            write(name + ".wsgi", "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"" + name + ".settings\")\n");
            write("assigned-" + name + ".wsgi", "os.environ['DJANGO_SETTINGS_MODULE'] = '" + name + ".settings'\n");
        }
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    @TestFactory
    List<DynamicTest> shouldFind() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Set<FindingCode> codes = EnumSet.allOf(FindingCode.class);
        for (Case one : cases()) {
            one.expected().keySet().forEach(code -> codes.remove(FindingCode.of(code)));
            tests.add(DynamicTest.dynamicTest(one.name(), () -> check(one)));
        }
        tests.add(DynamicTest.dynamicTest("there is a case for each code",
                () -> assertEquals(EnumSet.of(FindingCode.OVERLAP), codes)));
        return tests;
    }

    private static void check(Case one) {
        Configuration configuration = configuration(one.config());
        List<Finding> findings = lint(configuration, OPTIONS).findings();
        Map<String, String> got = new TreeMap<>();
        for (Finding finding : findings) {
            got.merge(finding.code().text(), String.valueOf(finding.alias() + 1),
                    (a, b) -> a + "," + b);
        }
        assertEquals(one.expected(), got,
                () -> one.config() + " gives " + findings.stream().map(Finding::line).toList());
        assertEquals(new Linter(Specs.of(configuration.specs()), configuration.context(), OPTIONS).run().findings(),
                findings, "who asks PCRE2 finds something else");
        for (Finding finding : findings) {
            assertTrue(finding.line().matches(".+: .+ at test.conf:\\d+: .+; .+[^.]"), finding.line());
        }
    }

    private static Linter.Result lint(List<String> config, Linter.Options options) {
        return lint(configuration(config), options);
    }

    private static Linter.Result lint(Configuration configuration, Linter.Options options) {
        Linter linter = linter(configuration, options, new CountDownLatch(0));
        Linter.Result result = linter.run();
        assertTrue(linter.isRight());
        return result;
    }

    private static Linter linter(Configuration configuration, Linter.Options options, CountDownLatch pcre2) {
        return new Linter(Specs.of(configuration.specs()), configuration.context(), options, pcre2);
    }

    private static Configuration configuration(List<String> config) {
        Configuration configuration = new Configuration();
        config.forEach(line -> configuration.add(line.replace("W/", directory + "/")));
        return configuration;
    }

    @Test
    void shouldHaveAPageForEachCode() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("mwa.source"), "docs/findings.md"));
        for (FindingCode code : FindingCode.values()) {
            String row = "| [" + code.text() + "](#" + code.text() + ") | "
                    + code.severity().name().toLowerCase(Locale.ROOT) + " |";
            assertTrue(page.contains("\n## " + code.text() + "\n") && page.contains(row), code.text());
        }
    }

    /** Each public report has a finding with cases, or a reason why it has none. */
    @Test
    void shouldKnowPublicReports() throws IOException {
        Set<String> addresses = new HashSet<>();
        Set<String> found = new HashSet<>();
        for (String line : resource("reports.txt").lines().filter(one -> !one.startsWith("#")).toList()) {
            String[] parts = line.split(" \\| ");
            assertEquals(3, parts.length, line);
            assertTrue(parts[0].matches("https?://[^ ]+") && addresses.add(parts[0]), line);
            if (!parts[2].startsWith("none: ")) {
                assertTrue(FindingCode.of(parts[2]) != null || REFUSED.contains(parts[2]), line);
                found.add(parts[2]);
            }
        }
        assertTrue(addresses.size() >= 20 && found.size() >= 15, found::toString);
    }

    /** An example of the page has the finding that it stands for, and no other but what the page names. */
    @TestFactory
    List<DynamicTest> shouldFindWhatThePageShows() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("mwa.source"), "docs/findings.md"));
        List<DynamicTest> tests = new ArrayList<>();
        for (FindingCode code : FindingCode.values()) {
            String section = page.split("\n## " + code.text() + "\n", 2)[1].split("\n## ", 2)[0];
            List<String> config = section.split("```apache\n", 2)[1].split("```", 2)[0].replace("/srv/wsgi/", "W/")
                    .lines().map(String::strip).toList();
            Linter.Options options = new Linter.Options(code == FindingCode.OVERLAP, true, OPTIONS.nanos());
            Set<FindingCode> expected = EnumSet.of(code, FOUND_WITH.getOrDefault(code, code));
            tests.add(DynamicTest.dynamicTest(code.text(), () -> {
                List<Finding> findings = lint(config, options).findings();
                assertEquals(expected, findings.stream().map(Finding::code).collect(Collectors.toSet()),
                        () -> findings.stream().map(Finding::line).toList().toString());
            }));
        }
        return tests;
    }

    @Test
    void shouldNameTheServersThatCannotUseAGroup() {
        List<Finding> findings = lint(List.of(
                "WSGIScriptAlias /a W/app.wsgi process-group=one application-group=%{GLOBAL}", "Listen 80",
                "<VirtualHost one>", "WSGIDaemonProcess one", "</VirtualHost>",
                "<VirtualHost two>", "</VirtualHost>",
                "<VirtualHost three>", "WSGIScriptAlias / W/b.wsgi", "</VirtualHost>"), OPTIONS).findings();
        assertEquals(1, findings.size(), findings::toString);
        assertTrue(findings.get(0).cause().startsWith("the virtual host two at test.conf:6 can use no"),
                findings::toString);
    }

    @Test
    void shouldNameCulpritsAndExamples() {
        List<Finding> findings = lint(List.of("WSGIScriptAlias /a W/app.wsgi", "WSGIScriptAlias /b/ W/scripts/",
                "WSGIScriptAliasMatch ^/(a|b)/ W/app.wsgi/"), OPTIONS).findings();
        assertEquals("test.conf:1, test.conf:2", findings.get(0).culprit(), findings::toString);
    }

    /** Who has not the rights of httpd's children cannot tell what they reach, but what is not there. */
    @Test
    void shouldTellOnlyOfWhatIsMissingWithoutTheRightsOfChildren() throws IOException {
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        Configuration configuration = configuration(List.of("WSGIScriptAlias /a W/loop",
                "WSGIScriptAlias /b W/missing.wsgi", "WSGIScriptAlias /c W/missing/c.wsgi"));
        Specs specs = Specs.of(configuration.specs());
        List<Integer> all = new ArrayList<>();
        for (Finding finding : lint(configuration, OPTIONS).findings()) {
            assertEquals(FindingCode.NO_TARGET, finding.code());
            all.add(finding.alias());
        }
        assertEquals(List.of(0, 1, 2), all);
        List<Finding> certain = new Linter(specs, configuration.context(""), OPTIONS).run().findings();
        assertEquals(List.of(1, 2), certain.stream().map(Finding::alias).toList(), certain::toString);
        assertTrue(certain.get(0).cause().endsWith("missing.wsgi does not exist"), certain::toString);
    }

    @Test
    void shouldAccuseTheLaterOfTwoEqualHosts() {
        List<Finding> findings = lint(List.of("<VirtualHost one>", "WSGIScriptAlias / W/app.wsgi", "</VirtualHost>",
                "<VirtualHost one>", "WSGIScriptAlias / W/app.wsgi", "</VirtualHost>"), OPTIONS).findings();
        assertEquals(List.of("test.conf:4"), findings.stream().map(Finding::place).toList(), findings::toString);
        assertEquals("test.conf:1", findings.get(0).culprit(), findings::toString);
    }

    @Test
    void shouldTellOfOverlapsOnRequest() {
        List<Finding> findings = lint(List.of("WSGIScriptAlias /a/b W/app.wsgi", "WSGIScriptAlias /c W/app.wsgi",
                "WSGIScriptAlias /a W/app.wsgi"), new Linter.Options(true, true, TimeUnit.MINUTES.toNanos(1)))
                .findings();
        assertEquals(1, findings.size(), findings::toString);
        assertEquals(FindingCode.OVERLAP, findings.get(0).code());
        assertEquals(2, findings.get(0).alias());
        assertEquals("/a/b", findings.get(0).example());
        assertEquals("test.conf:1", findings.get(0).culprit());
    }

    @Test
    void shouldNotTellOfWhoNeverTakesAUrl() {
        List<Finding> findings = lint(List.of("WSGIScriptAlias /a/b W/app.wsgi", "WSGIScriptAlias /a/b/c W/app.wsgi",
                "WSGIScriptAliasMatch ^/a/[b-d](?=/|$) W/app.wsgi", "WSGIScriptAlias /b W/app.wsgi"),
                new Linter.Options(true, true, TimeUnit.MINUTES.toNanos(1))).findings();
        assertEquals(List.of(FindingCode.DEAD_ALIAS, FindingCode.OVERLAP),
                findings.stream().map(Finding::code).toList(), findings::toString);
        assertEquals("test.conf:1", findings.get(1).culprit(), findings::toString);
    }

    @ParameterizedTest
    @MethodSource("net.modwsgialias.regex.NastyPatterns#all")
    void shouldLookAtANastyPatternInBoundedTimeAndStack(String pattern) throws InterruptedException {
        try {
            PatternSet.compile(List.of(new PatternSpec(PatternSpec.Kind.REGEX,
                    pattern.getBytes(StandardCharsets.ISO_8859_1), 0x240)));
        } catch (PatternException e) {
            // Refused before anybody looks at it.
            return;
        }
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Thread thread = new Thread(null, () -> lint(List.of("WSGIScriptAliasMatch " + pattern + " W/app.wsgi"), OPTIONS),
                "linting", STACK_BYTES);
        thread.setUncaughtExceptionHandler((failed, e) -> thrown.add(e));
        thread.setDaemon(true);
        thread.start();
        thread.join(MOST_MILLISECONDS);
        assertFalse(thread.isAlive(), () -> Arrays.toString(thread.getStackTrace()));
        assertEquals(List.of(), thrown);
    }

    @Test
    void shouldWaitForPcre2OnlyWhereAPatternNeedsIt() throws InterruptedException {
        CountDownLatch pcre2 = new CountDownLatch(1);
        Thread regular = lintOnThread("^/(a|b)/.*$", pcre2);
        regular.join(MOST_MILLISECONDS);
        assertFalse(regular.isAlive(), () -> Arrays.toString(regular.getStackTrace()));
        Thread irregular = lintOnThread("^/(a|b)/\\1$", pcre2);
        while (irregular.getState() != Thread.State.WAITING) {
            assertTrue(irregular.isAlive(), "it has not waited");
            Thread.sleep(1);
        }
        pcre2.countDown();
        irregular.join(MOST_MILLISECONDS);
        assertFalse(irregular.isAlive(), () -> Arrays.toString(irregular.getStackTrace()));
    }

    private static Thread lintOnThread(String pattern, CountDownLatch pcre2) {
        Configuration configuration = configuration(List.of("WSGIScriptAliasMatch " + pattern + " W/app.wsgi"));
        Thread thread = new Thread(() -> linter(configuration, OPTIONS, pcre2).run(), "linting");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void shouldStopWhenTimeIsUp() {
        Linter.Result result = lint(List.of("WSGIScriptAlias /a W/app.wsgi"), new Linter.Options(false, true, 0));
        assertTrue(result.isCutShort() && result.looked() == 0 && result.all() == 1);
    }

    /** The time grows with the number of aliases, not with its square. */
    @Test
    void shouldTakeTimeInProportion() {
        many(300);
        long small = Long.MAX_VALUE;
        long large = Long.MAX_VALUE;
        // The least of several tries counts.
        for (int round = 0; round < ROUNDS && (round == 0 || large >= 30 * Math.max(small, 20_000_000)); round++) {
            small = Math.min(small, many(500));
            large = Math.min(large, many(4000));
        }
        System.out.printf("lint: 500 aliases %d ms, 4000 aliases %d ms%n", small / 1_000_000, large / 1_000_000);
        assertTrue(large < 30 * Math.max(small, 20_000_000), small + " and " + large + " ns");
    }

    /** @return nanoseconds of processor time, for the machine may be busy with other things */
    private static long many(int count) {
        List<String> config = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            config.add(switch (i % 4) {
                case 0 -> "WSGIScriptAlias /app-" + i + " W/app.wsgi";
                case 1 -> "WSGIScriptAliasMatch ^/tenant-" + i + "/([^/]+)/app(?=/|$) W/scripts/$1.wsgi";
                case 2 -> "WSGIScriptAliasMatch ^/([^/]+)/svc-" + i + "/(.*)\\.do$ W/scripts/$1/$2.wsgi";
                default -> "WSGIScriptAlias /app-" + (i - 3) + "/sub W/b.wsgi";
            });
        }
        long begin = THREADS.getCurrentThreadCpuTime();
        Linter.Result result = lint(config, OPTIONS);
        long took = THREADS.getCurrentThreadCpuTime() - begin;
        assertTrue(!result.isCutShort(), "cut short after " + result.looked());
        long dead = result.findings().stream().filter(finding -> finding.code() == FindingCode.DEAD_ALIAS).count();
        assertEquals(count / 4, dead);
        return took;
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        String name = null;
        List<String> config = new ArrayList<>();
        for (String line : resource("cases.txt").lines().toList()) {
            if (line.startsWith("case ")) {
                name = line.substring(5);
                config = new ArrayList<>();
            } else if (line.startsWith("    ")) {
                config.add(line.strip());
            } else if (line.startsWith("finds ")) {
                cases.add(new Case(name, config, expected(line.substring(6))));
            }
        }
        return cases;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LinterTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads "code 1,2; code 3". */
    private static Map<String, String> expected(String text) {
        Map<String, String> expected = new TreeMap<>();
        if (!text.equals("nothing")) {
            for (String part : text.split("; ")) {
                String[] words = part.split(" ");
                assertTrue(words.length == 2 && FindingCode.of(words[0]) != null, "not understood: " + part);
                expected.put(words[0], words[1]);
            }
        }
        return expected;
    }
}
