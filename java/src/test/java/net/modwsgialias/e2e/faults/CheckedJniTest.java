package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Load;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Nghttp;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM that watches every use of JNI finds nothing wrong, whatever is asked. */
class CheckedJniTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CONFIG = """
            WSGIAliasJvmOptions -Xcheck:jni
            WSGIApplicationGroup %{GLOBAL}
            WSGIDaemonProcess d1 processes=1 threads=4
            SetEnv PG d1
            SetEnv AG %{GLOBAL}
            SetEnv ONE 1
            WSGIScriptAliasMatch ^/load/([a-z]+) ${W}/$1.wsgi
            WSGIScriptAlias /late ${W}/b.wsgi process-group=%{ENV:PG} application-group=%{ENV:AG}
            WSGIScriptAlias /unset ${W}/b.wsgi process-group=%{ENV:NONE}
            WSGIScriptAliasMatch ^/named/(d) ${W}/a.wsgi process-group=$1%{ENV:ONE}
            WSGIScriptAliasMatch ^/img ${W}/scripts/
            WSGIScriptAliasMatch ^/limit/(x?)((a+)+c|a*b)\\1$ ${W}/a.wsgi
            WSGIScriptAliasMatch ^/whole/.*$ ${W}/bar.wsgi
            """;

    /** Of every kind of answer one, by what it must be. */
    private static final Map<String, Integer> ASKED = new LinkedHashMap<>();

    static {
        ASKED.put("/load/foo/x", 200);
        ASKED.put("/load/none/x", 404);
        ASKED.put("/late/x", 200);
        ASKED.put("/unset/x", 500);
        ASKED.put("/named/d/x", 200);
        ASKED.put("/plain.txt", 200);
        ASKED.put("/none", 404);
        ASKED.put("/imgfoo.wsgi/x", 200);
        ASKED.put("/img../secret.wsgi", 403);
        ASKED.put("/whole/" + "x".repeat(300_000), 200);
        ASKED.put("/none/" + "x".repeat(300_000), 403);
    }

    /** What a JVM prints that is not content with itself or with us. */
    private static final Pattern COMPLAINT = Pattern.compile("WARNING|FATAL ERROR|Exception|Error\\b|handler was modified"
            + "|fatal error|exit signal|\\[(warning|error) *\\]");
    /** What a JVM prints as it compiles what requests call; a stack has a dot before the method's name. */
    private static final Pattern COMPILED = Pattern.compile("net\\.modwsgialias\\.bridge\\.\\w+::");
    private static final Pattern STACK = Pattern.compile("^\t(at|-) ");

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldUseJniByItsRules(Mpm mpm) throws IOException {
        HttpdSpec spec = new HttpdSpec(Site.create()).mpm(mpm).ours(HttpdSpec.Ours.AFTER_WSGI)
                .first("LimitRequestLine 1100000\n").config(CONFIG);
        if (mpm != Mpm.PREFORK) {
            spec.module("http2").config("Protocols h2c http/1.1\n" + CONFIG);
        }
        try (Site site = spec.site; Httpd httpd = Httpd.start(spec)) {
            askForEverything(site, httpd, mpm);
            assertEquals(List.of(), complaints(httpd.errorLog()));
            try (Load load = Load.start(httpd, mpm)) {
                httpd.gracefulRestart();
                int sofar = load.answered();
                Await.until(PATIENCE, () -> "requests answered", () -> load.answered() > sofar + 50);
            }
            askForEverything(site, httpd, mpm);
            httpd.gracefulStop();
            assertTrue(httpd.endsWithin(PATIENCE), () -> "left: " + httpd.processes().members() + httpd.errorLog());
            // As a child ends, its JVM may find that its own record of the signal handlers is freed already.
            assertEquals(List.of(), complaints(httpd.errorLog()).stream()
                    .filter(complaint -> !complaint.contains("handler was modified")).toList());
        }
    }

    private static void askForEverything(Site site, Httpd httpd, Mpm mpm) throws IOException {
        for (int round = 0; round < 10; round++) {
            try (Http http = httpd.connect()) {
                for (Map.Entry<String, Integer> asked : ASKED.entrySet()) {
                    boolean hasPathInfo = asked.getKey().endsWith("/x");
                    Request request = Request.get(asked.getKey() + (hasPathInfo && round % 2 == 1
                            ? round + Request.ASKED_OF_JAVA : ""));
                    assertEquals(asked.getValue(), http.ask(request).status(), request::toString);
                }
            }
        }
        // Takes a tenth of a second of PCRE2's time.
        try (Http http = httpd.connect()) {
            assertEquals(500, http.ask(Request.get("/limit/" + "a".repeat(31) + "b")).status());
        }
        if (mpm != Mpm.PREFORK) {
            String url = "http://127.0.0.1:" + httpd.port() + "/load/foo/";
            String bodies = Nghttp.ask(site, IntStream.range(0, 100)
                    .mapToObj(i -> url + i + Request.ASKED_OF_JAVA).toList());
            assertEquals(100, bodies.split("PI\t", -1).length - 1, bodies);
        }
    }

    /** The lines that complain, each with the stack that follows it. */
    private static List<String> complaints(String log) {
        List<String> found = new ArrayList<>();
        boolean complaining = false;
        for (String line : log.lines().toList()) {
            boolean goesOn = complaining && STACK.matcher(line).find();
            complaining = goesOn || COMPLAINT.matcher(line).find();
            if (goesOn) {
                found.add(found.remove(found.size() - 1) + "\n" + line);
            } else if (complaining) {
                found.add(line);
            }
        }
        // JNA's own library, as it is loaded, once: it takes more references than it has asked for, and more.
        found.removeIf(complaint -> complaint.contains("com.sun.jna.Native.loadNativeDispatchLibrary"));
        return found;
    }

    /** Without this, the test above could not fail. */
    @Test
    void shouldFindWhatAJvmPrintsInTheErrorLog() throws IOException {
        String options = "WSGIAliasJvmOptions -XX:+PrintCommandLineFlags -XX:+PrintCompilation\n";
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(options + CONFIG)); Http http = httpd.connect()) {
            String starting = httpd.errorLog();
            assertTrue(starting.contains("-XX:ReservedCodeCacheSize=25165824"), starting);
            // What is called often is compiled beside the requests: after how many, and when, is the JVM's affair.
            long end = System.nanoTime() + PATIENCE.toNanos();
            int asked = 0;
            while (!COMPILED.matcher(httpd.errorLog().substring(starting.length())).find()) {
                assertTrue(System.nanoTime() < end, httpd::errorLog);
                for (int i = 0; i < 1_000; i++) {
                    assertEquals(404, http.ask(Request.get("/load/none/" + asked + Request.ASKED_OF_JAVA)).status());
                    asked++;
                }
            }
        }
    }
}
